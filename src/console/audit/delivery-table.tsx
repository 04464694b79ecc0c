import { Link } from "@tanstack/react-router";
import type { Delivery } from "../../domain/generated/answers.ts";
import { wordOf } from "../../domain/words/words.ts";
import { useSpeech } from "../app/language.tsx";
import { ClockTime } from "../parts/clock-time.tsx";
import { PacketStanding } from "../parts/packet-standing.tsx";
import { RecordTable } from "../parts/record-table.tsx";
import { StatusTag } from "../parts/status-tag.tsx";

interface Props {
  readonly caption: string;
  readonly items: readonly Delivery[];
  readonly nameOf: (party: string) => string;
}

/** Packets, each leading to its timeline. */
export function DeliveryTable({ caption, items, nameOf }: Props) {
  const { say, pick } = useSpeech();
  return (
    <RecordTable
      caption={caption}
      idOf={({ packet }) => packet}
      rows={items}
      columns={[
        {
          id: "packet",
          title: say("audit.packet"),
          names: true,
          cell: ({ packet, type, documentNumber }) => (
            <>
              <Link to="/audit/packets/$id" params={{ id: packet }} title={packet}>
                {pick(wordOf("message", type))} …{packet.slice(-8)}
              </Link>
              {documentNumber !== undefined && <div className="quiet">{documentNumber}</div>}
            </>
          ),
        },
        { id: "sender", title: say("audit.sender"), cell: ({ sender }) => nameOf(sender) },
        { id: "recipient", title: say("audit.recipient"), cell: ({ recipient }) => nameOf(recipient) },
        { id: "sealed", title: say("audit.sealed"), cell: ({ sealedAt }) => <ClockTime at={sealedAt} /> },
        {
          id: "state",
          title: say("audit.state"),
          cell: ({ state, reason, overdue }) => (
            <>
              <PacketStanding state={state} reason={reason} />
              {overdue && <StatusTag tone="bad">{say("audit.isLate")}</StatusTag>}
            </>
          ),
        },
        { id: "due", title: say("audit.due"), cell: ({ due }) => <ClockTime at={due.receipt} /> },
        {
          id: "settled",
          title: say("audit.settled"),
          cell: ({ settledAt }) => settledAt !== undefined && <ClockTime at={settledAt} />,
        },
      ]}
    />
  );
}
