import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { wordOf } from "../../domain/words/words.ts";
import { Cases } from "../../sdk/cases.ts";
import { useSpeech } from "../app/language.tsx";
import type { Desk } from "../desk/desk.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { RecordTable } from "../parts/record-table.tsx";

interface Props {
  readonly desk: Desk;
  /** Absent: of all threads that the unit opened. */
  readonly thread?: string;
}

/** Letters that late items call for, each with a way to its draft. Nothing while none is. */
export function Letters({ desk, thread }: Props) {
  const { say, pick } = useSpeech();
  const found = useQuery({
    queryKey: ["letters", desk.party, thread],
    queryFn: ({ signal }) =>
      new Cases(desk.department.client).letterDrafts(thread === undefined ? {} : { thread }, { signal }),
    staleTime: 10_000,
  });
  if (found.error !== null) return <FaultNotice error={found.error} retry={() => void found.refetch()} />;
  if (found.data === undefined || found.data.drafts.length === 0) return null;
  return (
    <section>
      <h2>{say("letters.title")}</h2>
      <p>{say("letters.what")}</p>
      <RecordTable
        caption={say("letters.title")}
        idOf={({ thread, department }) => `${thread} ${department}`}
        rows={found.data.drafts}
        columns={[
          { id: "unit", title: say("compose.unit"), names: true, cell: ({ name }) => pick(name) },
          { id: "kind", title: say("letters.kind"), cell: ({ kind }) => pick(wordOf("letterKind", kind)) },
          { id: "items", title: say("letters.items"), cell: ({ items }) => items.length },
          {
            id: "worst",
            title: say("letters.worst"),
            cell: ({ items }) => Math.max(...items.map(({ overdueWd }) => overdueWd)),
          },
          { id: "reply", title: say("letters.replyBy"), cell: ({ replyBy = "" }) => replyBy.slice(0, 10) },
          {
            id: "earlier",
            title: say("letters.earlier"),
            cell: ({ earlier }) =>
              earlier.map(({ kind, sentOn }) => `${sentOn} ${pick(wordOf("letterKind", kind))}`).join(" "),
          },
          {
            id: "draft",
            title: say("letters.draft"),
            cell: ({ thread, department, kind, name }) => (
              <Link
                to="/compose"
                search={{ type: "reminder", thread, department }}
                aria-label={say("letters.draftOf", { kind: pick(wordOf("letterKind", kind)), unit: pick(name) })}
              >
                {say("letters.draft")}
              </Link>
            ),
          },
        ]}
      />
    </section>
  );
}
