import { useQuery } from "@tanstack/react-query";
import type { PacketView } from "../../domain/generated/answers.ts";
import { UNRECEIPTED } from "../../domain/packet.ts";
import { causeWord, wordOf } from "../../domain/words/words.ts";
import { Sender } from "../../sdk/sender.ts";
import { UntrustedError } from "../../sdk/problem-error.ts";
import { useSpeech } from "../app/language.tsx";
import type { Desk } from "../desk/desk.tsx";
import { DueTag } from "../desk/due-tag.tsx";
import { PACKET_TONES } from "../parts/packet-tones.ts";
import { ClockTime } from "../parts/clock-time.tsx";
import { RecordTable } from "../parts/record-table.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { Verdict } from "../parts/verdict.tsx";
import { nextStep } from "./next-step.ts";

interface Props {
  readonly desk: Desk;
  readonly packets: readonly PacketView[];
  /** ms */
  readonly now: number;
  readonly nameOf: (party: string) => string;
}

/** The packets of a message, a row a recipient: state, receipt verified here, and what is to be done by whom. */
export function PacketRows({ desk, packets, now, nameOf }: Props) {
  const { say, pick } = useSpeech();
  return (
    <section>
      <h2>{say("sent.recipients")}</h2>
      <RecordTable
        caption={say("sent.recipients")}
        idOf={({ id }) => id}
        rows={packets}
        columns={[
          { id: "unit", title: say("compose.unit"), names: true, cell: ({ recipient }) => nameOf(recipient) },
          {
            id: "state",
            title: say("archive.state"),
            cell: ({ state, receipt, cause }) => (
              <>
                <StatusTag tone={PACKET_TONES[state] ?? "open"}>{pick(wordOf("state", state))}</StatusTag>{" "}
                {receipt?.reason !== undefined && pick(wordOf("reason", receipt.reason))}
                {receipt === undefined && cause !== undefined && pick(causeWord(cause))}
              </>
            ),
          },
          {
            id: "delivered",
            title: say("print.deliveredAt"),
            cell: ({ deliveredAt }) => deliveredAt !== undefined && <ClockTime at={deliveredAt} />,
          },
          {
            id: "due",
            title: say("packet.due"),
            cell: ({ state, due }) =>
              UNRECEIPTED.includes(state) ? <DueTag due={due.receipt} now={now} /> : <ClockTime at={due.receipt} />,
          },
          { id: "receipt", title: say("sent.receipt"), cell: (packet) => <Receipt desk={desk} packet={packet} /> },
          {
            id: "next",
            title: say("sent.next"),
            cell: (packet) => {
              const { actor, step } = nextStep(packet, now);
              return (
                <>
                  <strong>{pick(wordOf("actor", actor))}</strong> {say(step)}
                </>
              );
            },
          },
        ]}
      />
    </section>
  );
}

/** Whether a receipt verifies with its recipient's own key, and its note. */
function Receipt({ desk, packet }: { readonly desk: Desk; readonly packet: PacketView }) {
  const { say } = useSpeech();
  const checked = useQuery({
    queryKey: ["receipt", desk.party, packet.id, packet.receipt?.jws],
    enabled: packet.receipt !== undefined,
    queryFn: async () => {
      try {
        return (await new Sender(desk.department.client).verifyReceipt(packet)) ?? null;
      } catch (error) {
        if (error instanceof UntrustedError) return "failed" as const;
        throw error;
      }
    },
    staleTime: Infinity,
  });
  if (packet.receipt === undefined) return <span className="quiet">{say("sent.noReceipt")}</span>;
  if (checked.data === undefined || checked.data === null) return <Verdict status="not-checked" />;
  if (checked.data === "failed") return <Verdict status="failed" />;
  return (
    <>
      <Verdict status="passed" /> <ClockTime at={packet.receipt.receivedAt} />
      {checked.data.note !== undefined && <p className="quiet">{checked.data.note}</p>}
    </>
  );
}
