import { Link } from "@tanstack/react-router";
import { Alert, Button } from "antd";
import { useEffect, useMemo, useState } from "react";
import type { Field } from "../../schema/field.ts";
import type { Submission } from "../../sdk/sender.ts";
import { documentParts } from "../../sheets/document-parts.ts";
import { layoutOf } from "../../sheets/layout.ts";
import { shownFields } from "../../sheets/shown-fields.ts";
import { useSpeech } from "../app/language.tsx";
import { DueTag } from "../desk/due-tag.tsx";
import { PacketDocument } from "../desk/packet-document.tsx";
import { letterFacts } from "../print/letter-facts.ts";
import { PrintSheet } from "../print/print-sheet.tsx";
import type { Draft, Written } from "./draft.ts";
import { SaveDraft } from "./draft-file.tsx";
import { RecordTable } from "../parts/record-table.tsx";
import { saveFile } from "../parts/save-file.ts";
import { ShortId } from "../parts/short-id.tsx";
import { Verdict } from "../parts/verdict.tsx";

interface Props {
  readonly submission: Submission;
  readonly reasons: Readonly<Record<string, string>>;
  readonly jti: string;
  /** What was sent, to keep. */
  readonly sent: Draft;
  /** The document as each recipient gets it; absent when it was not cut in this page. */
  readonly bodies: ReadonlyMap<string, Written>;
  readonly field: Field;
  readonly nameOf: (party: string) => string;
}

type SentPacket = Submission["answer"]["packets"][number];

/** A message that was accepted: its packets, and the gateway's receipt to keep. */
export function Issued({ submission: { answer, repeat, receipt }, reasons, jti, sent, bodies, field, nameOf }: Props) {
  const { say } = useSpeech();
  const [printed, setPrinted] = useState<SentPacket>();
  const save = () => {
    const kept = { message: answer.id, thread: answer.thread, jti, reasons, receipt: answer.receipt };
    saveFile(`submission-${answer.id.slice(-8)}.json`, new TextEncoder().encode(`${JSON.stringify(kept, null, 2)}\n`));
  };
  return (
    <>
      <section className="no-print">
        <h2>{say("compose.step.issue")}</h2>
        <Alert
          type="success"
          showIcon
          title={say(repeat ? "compose.acceptedAgain" : "compose.accepted", { count: answer.packets.length })}
        />
        <p className="line">
          <span>
            <Verdict status="passed" /> {say("compose.receipt")}
          </span>
          <Button onClick={save}>{say("compose.saveReceipt")}</Button>
          <Link to="/sent/$id" params={{ id: answer.id }}>
            {say("compose.follow")}
          </Link>
        </p>
        {sent.type === "aid-subject-list" && (
          <>
            <p>{say("follow.kept")}</p>
            <SaveDraft draft={sent} words="follow.save" />
            <p>
              <Link to="/compose" search={{ type: "bridge", thread: answer.thread }}>
                {say("compose.bridge")}
              </Link>
            </p>
          </>
        )}
        <RecordTable
          caption={say("compose.packets")}
          idOf={({ id }) => id}
          rows={answer.packets}
          columns={[
            { id: "to", title: say("compose.unit"), names: true, cell: ({ recipient }) => nameOf(recipient) },
            { id: "id", title: say("packet.id"), cell: ({ id }) => <ShortId id={id} /> },
            {
              id: "print",
              title: say("print.letter"),
              cell: (packet) =>
                bodies.has(packet.recipient) && (
                  <Button onClick={() => setPrinted({ ...packet })}>
                    {say("print.do", { form: say("print.letter") })}
                  </Button>
                ),
            },
            { id: "due", title: say("packet.due"), cell: ({ due }) => <DueTag due={due} now={receipt.iat * 1000} /> },
          ]}
        />
      </section>
      {printed !== undefined && (
        <SentLetter
          packet={printed}
          from={receipt.aud}
          sealedAt={receipt.iat}
          type={answer.type}
          body={bodies.get(printed.recipient)}
          field={field}
          nameOf={nameOf}
        />
      )}
    </>
  );
}

interface LetterProps {
  readonly packet: SentPacket;
  readonly from: string;
  /** Seconds. */
  readonly sealedAt: number;
  readonly type: Submission["answer"]["type"];
  readonly body: Written | undefined;
  readonly field: Field;
  readonly nameOf: (party: string) => string;
}

/** The letter of a packet with its list, for paper: as its recipient will print it. */
function SentLetter({ packet, from, sealedAt, type, body, field, nameOf }: LetterProps) {
  const { say, pick } = useSpeech();
  const { id, digest, recipient, due } = packet;
  const facts = useMemo(
    () => letterFacts({ id, digest, recipient, from, sealedAt, type, due: { receipt: due }, body }, undefined),
    [id, digest, recipient, from, sealedAt, type, due, body],
  );
  const parts = useMemo(() => documentParts(layoutOf(shownFields(field, body)), body, pick), [field, body, pick]);
  useEffect(() => window.print(), [packet]);
  return (
    <>
      <PrintSheet kind="letter" facts={facts} nameOf={nameOf} by={from} />
      <div className="attachment only-paper">
        <p className="only-print">{say("print.attachment")}</p>
        <PacketDocument parts={parts} />
      </div>
    </>
  );
}
