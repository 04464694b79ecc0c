import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { MessageView } from "../../domain/generated/answers.ts";
import { wordOf } from "../../domain/words/words.ts";
import { Sender } from "../../sdk/sender.ts";
import { useSpeech } from "../app/language.tsx";
import type { Desk } from "../desk/desk.tsx";
import { ClockTime } from "../parts/clock-time.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { RecordTable } from "../parts/record-table.tsx";

interface Props {
  readonly desk: Desk;
  readonly view: MessageView;
  readonly nameOf: (party: string) => string;
}

/** The other messages of a thread: what came back is opened, verified and printed at its own page. */
export function ThreadMessages({ desk, view, nameOf }: Props) {
  const { say, pick } = useSpeech();
  const found = useQuery({
    queryKey: ["thread", desk.party, view.thread],
    queryFn: ({ signal }) => new Sender(desk.department.client).thread(view.thread, { signal }),
    staleTime: 10_000,
  });
  if (found.error !== null) return <FaultNotice error={found.error} retry={() => void found.refetch()} />;
  const others = (found.data ?? []).filter(({ id }) => id !== view.id);
  return (
    <section>
      <h2>{say("sent.thread")}</h2>
      {others.length === 0 ? (
        <p>{say("sent.nothingBack")}</p>
      ) : (
        <RecordTable
          caption={say("sent.thread")}
          idOf={({ id }) => id}
          rows={others}
          columns={[
            {
              id: "message",
              title: say("sent.message"),
              names: true,
              cell: ({ id, from, type, packets }) => {
                const word = `${pick(wordOf("message", type))} …${id.slice(-8)}`;
                const own = packets.find(({ recipient }) => recipient === desk.party);
                if (from === desk.party) {
                  return (
                    <Link to="/sent/$id" params={{ id }}>
                      {word}
                    </Link>
                  );
                }
                if (own === undefined) return word;
                return (
                  <Link to="/packets/$id" params={{ id: own.id }}>
                    {word}
                  </Link>
                );
              },
            },
            { id: "from", title: say("packet.from"), cell: ({ from }) => nameOf(from) },
            { id: "at", title: say("items.sentAt"), cell: ({ acceptedAt }) => <ClockTime at={acceptedAt} /> },
            {
              id: "state",
              title: say("archive.state"),
              cell: ({ packets }) => packets.map(({ state }) => pick(wordOf("state", state))).join(" "),
            },
          ]}
        />
      )}
    </section>
  );
}
