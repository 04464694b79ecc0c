import { useQuery } from "@tanstack/react-query";
import { wordOf } from "../../domain/words/words.ts";
import { Sender } from "../../sdk/sender.ts";
import { itemsAt, textAt } from "../../sheets/write-list.ts";
import { useSpeech } from "../app/language.tsx";
import type { Desk } from "../desk/desk.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { RecordTable } from "../parts/record-table.tsx";
import { StatusTag, type Tone } from "../parts/status-tag.tsx";
import type { Draft, Written } from "./draft.ts";
import { sealDraftMessage } from "./use-answers.ts";

interface Props {
  readonly desk: Desk;
  readonly draft: Draft;
  readonly document: Written;
}

const TONES: Readonly<Record<string, Tone>> = { G0: "good", G1: "warn", G2: "bad", G3: "bad" };

/** Households that will have nothing to live on until aid comes, as far as the list tells, and whether a bridge is suggested. */
export function GapNotice({ desk, draft, document }: Props) {
  const { say, pick } = useSpeech();
  const found = useQuery({
    queryKey: ["gap", desk.party, draft.jti, draft.revision],
    queryFn: async ({ signal }) =>
      new Sender(desk.department.client).gap(await sealDraftMessage(desk, draft, document), { signal }),
    gcTime: 0,
    staleTime: Infinity,
  });
  if (found.error !== null) return <FaultNotice error={found.error} retry={() => void found.refetch()} />;
  if (found.data === undefined) return null;
  const persons = itemsAt(document, "subjects");
  return (
    <section>
      <h2>{say("compose.gap")}</h2>
      <p>{say("compose.gapWhat")}</p>
      <RecordTable
        caption={say("compose.gap")}
        idOf={({ subjects }) => subjects.join(" ")}
        rows={found.data.households}
        columns={[
          {
            id: "household",
            title: say("compose.household"),
            names: true,
            cell: ({ subjects }) => subjects.map((n) => textAt(persons[n], "identity.name")).join("、"),
          },
          {
            id: "level",
            title: say("compose.gap"),
            cell: ({ level, missing }) =>
              level === undefined ? (
                <span className="quiet">{say("compose.gapUnknown", { count: missing.length })}</span>
              ) : (
                <StatusTag tone={TONES[level] ?? "open"}>{pick(wordOf("gapLevel", level))}</StatusTag>
              ),
          },
          { id: "days", title: say("compose.gapDays"), cell: ({ days }) => days },
          {
            id: "bridge",
            title: say("compose.bridge"),
            cell: ({ bridge }) =>
              bridge === undefined
                ? ""
                : say("compose.bridgeDo", { amount: bridge.amount ?? say("compose.bridgeOpen") }),
          },
        ]}
      />
    </section>
  );
}
