import { useQuery } from "@tanstack/react-query";
import { wordOf } from "../../domain/words/words.ts";
import { Sender } from "../../sdk/sender.ts";
import { useSpeech } from "../app/language.tsx";
import { ClockTime } from "../parts/clock-time.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { RecordTable } from "../parts/record-table.tsx";
import { ShortId } from "../parts/short-id.tsx";
import type { Desk } from "./desk.tsx";

/** What the unit has reported in a thread so far, the newest first, and whether it has arrived. */
export function SentFeedback({ desk, thread }: { readonly desk: Desk; readonly thread: string }) {
  const { say, pick } = useSpeech();
  const sent = useQuery({
    queryKey: ["thread", desk.party, thread],
    queryFn: async ({ signal }) =>
      (await new Sender(desk.department.client).thread(thread, { signal }))
        .filter(({ from }) => from === desk.party)
        .toReversed(),
  });
  if (sent.error !== null) return <FaultNotice error={sent.error} retry={() => void sent.refetch()} />;
  if (sent.data === undefined || sent.data.length === 0) return null;
  return (
    <section className="no-print">
      <h2>{say("items.sent")}</h2>
      <RecordTable
        caption={say("items.sent")}
        idOf={({ id }) => id}
        rows={sent.data}
        columns={[
          {
            id: "message",
            title: say("archive.type"),
            names: true,
            cell: ({ id, type, documentNumber }) => (
              <>
                {pick(wordOf("message", type))} {documentNumber} <ShortId id={id} />
              </>
            ),
          },
          { id: "at", title: say("items.sentAt"), cell: ({ acceptedAt }) => <ClockTime at={acceptedAt} /> },
          {
            id: "state",
            title: say("items.sentState"),
            cell: ({ packets }) => packets.map(({ state }) => pick(wordOf("state", state))).join(" "),
          },
        ]}
      />
    </section>
  );
}
