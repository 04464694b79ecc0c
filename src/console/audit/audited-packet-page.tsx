import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Button } from "antd";
import type { ComponentType } from "react";
import type { DeliveryDetail } from "../../domain/generated/answers.ts";
import { wordOf } from "../../domain/words/words.ts";
import { useSpeech } from "../app/language.tsx";
import { atAuditDesk } from "../desk/at-desk.tsx";
import type { Desk } from "../desk/desk.tsx";
import { ClockTime } from "../parts/clock-time.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { PacketStanding } from "../parts/packet-standing.tsx";
import { RecordTable } from "../parts/record-table.tsx";
import { ShortId } from "../parts/short-id.tsx";
import { Verdict } from "../parts/verdict.tsx";
import { AuditFrame } from "./audit-frame.tsx";
import { ASKED_ONCE, auditorOf, useActorNames } from "./auditor.ts";
import { EntryProof } from "./entry-proof.tsx";
import { LoggedPlace } from "./logged-place.tsx";
import { checkReceipt } from "./packet-proof.ts";

/** A packet with everything that the log says of it, and its receipt; nothing of its content. */
export const AuditedPacketPage: ComponentType = atAuditDesk(function AuditedPacketPage({
  desk,
}: {
  readonly desk: Desk;
}) {
  const { say } = useSpeech();
  const { id = "" } = useParams({ strict: false });
  const nameOf = useActorNames(desk);
  const detail = useQuery({
    queryKey: ["audit", desk.party, "packet", id],
    queryFn: ({ signal }) => auditorOf(desk).delivery(id, { signal }),
    ...ASKED_ONCE,
  });
  const packet = detail.data;
  return (
    <AuditFrame heading="audit.packetTitle" what="audit.packetWhat" asked={[detail]}>
      {packet && (
        <>
          <PacketFacts packet={packet} nameOf={nameOf} />
          <h2>{say("audit.timeline")}</h2>
          <RecordTable
            caption={say("audit.timeline")}
            idOf={({ log }) => log.leafHash}
            rows={packet.timeline}
            columns={[
              { id: "time", title: say("audit.time"), names: true, cell: ({ entry }) => <ClockTime at={entry.time} /> },
              { id: "type", title: say("audit.event"), cell: ({ entry }) => <EntryWord type={entry.type} /> },
              { id: "actor", title: say("audit.actor"), cell: ({ entry }) => nameOf(entry.actor) },
              { id: "log", title: say("audit.stage"), cell: ({ log }) => <LoggedPlace log={log} /> },
              { id: "entry", title: say("audit.entry"), cell: (event) => <EntryProof desk={desk} event={event} /> },
            ]}
          />
          <h2>{say("audit.receipt")}</h2>
          {packet.receipt === undefined ? <p>{say("audit.noReceipt")}</p> : <Receipt desk={desk} packet={packet} />}
        </>
      )}
    </AuditFrame>
  );
});

/** Word for the type of an entry. */
function EntryWord({ type }: { readonly type: string }) {
  const { pick } = useSpeech();
  return pick(wordOf("entry", type));
}

interface Of {
  readonly packet: DeliveryDetail;
  readonly nameOf: (party: string) => string;
}

function PacketFacts({ packet, nameOf }: Of) {
  const { say, pick } = useSpeech();
  const { thread, type, sender, recipient, state, reason, documentNumber, size, digest, attempts, way } = packet;
  return (
    <dl className="facts">
      <dt>{say("audit.packet")}</dt>
      <dd>
        <ShortId id={packet.packet} />
      </dd>
      <dt>{say("audit.type")}</dt>
      <dd>{pick(wordOf("message", type))}</dd>
      {documentNumber !== undefined && (
        <>
          <dt>{say("audit.number")}</dt>
          <dd>{documentNumber}</dd>
        </>
      )}
      <dt>{say("audit.sender")}</dt>
      <dd>{nameOf(sender)}</dd>
      <dt>{say("audit.recipient")}</dt>
      <dd>{nameOf(recipient)}</dd>
      <dt>{say("audit.state")}</dt>
      <dd>
        <PacketStanding state={state} reason={reason} />
      </dd>
      <dt>{say("audit.sealed")}</dt>
      <dd>
        <ClockTime at={packet.sealedAt} />
      </dd>
      <dt>{say("audit.due")}</dt>
      <dd>
        <ClockTime at={packet.due.receipt} />
      </dd>
      <dt>{say("audit.way")}</dt>
      <dd>
        {pick(wordOf("mode", way))} · {say("audit.attempts", { count: attempts })}
      </dd>
      <dt>{say("audit.size")}</dt>
      <dd>{say("audit.bytes", { count: size })}</dd>
      <dt>{say("audit.digest")}</dt>
      <dd>
        <code>{digest}</code>
      </dd>
      <dt>{say("audit.thread")}</dt>
      <dd>
        <ShortId id={thread} />{" "}
        <Link to="/audit/evidence/$thread" params={{ thread }}>
          {say("audit.evidence")}
        </Link>
      </dd>
    </dl>
  );
}

function Receipt({ desk, packet }: { readonly desk: Desk; readonly packet: DeliveryDetail }) {
  const { say } = useSpeech();
  const check = useMutation({ mutationFn: () => checkReceipt(desk, packet) });
  const { receipt } = packet;
  return (
    <>
      <p>
        <PacketStanding state={receipt?.outcome ?? ""} reason={receipt?.reason} /> {say("audit.signedAt")}{" "}
        <ClockTime at={receipt?.issuedAt ?? 0} /> · {receipt && <LoggedPlace log={receipt.log} />}
      </p>
      <p>
        <Button onClick={() => check.mutate()} loading={check.isPending}>
          {say("audit.checkReceipt")}
        </Button>
      </p>
      <div aria-live="polite">
        {check.error !== null && <FaultNotice error={check.error} />}
        {check.data !== undefined && (
          <>
            <ul className="checks">
              {check.data.checks.map(({ title, status }) => (
                <li key={title}>
                  <Verdict status={status} /> {say(title)}
                </li>
              ))}
            </ul>
            {check.data.claims !== undefined && (
              <details>
                <summary>{say("audit.claims")}</summary>
                <pre className="code">{JSON.stringify(check.data.claims, undefined, 2)}</pre>
              </details>
            )}
          </>
        )}
      </div>
    </>
  );
}
