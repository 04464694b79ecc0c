import { Link } from "@tanstack/react-router";
import { Alert, Button } from "antd";
import type { Submission } from "../../sdk/sender.ts";
import { useSpeech } from "../app/language.tsx";
import { DueTag } from "../desk/due-tag.tsx";
import { RecordTable } from "../parts/record-table.tsx";
import { saveFile } from "../parts/save-file.ts";
import { ShortId } from "../parts/short-id.tsx";
import { Verdict } from "../parts/verdict.tsx";

interface Props {
  readonly submission: Submission;
  readonly reasons: Readonly<Record<string, string>>;
  readonly jti: string;
  readonly nameOf: (party: string) => string;
}

/** A message that was accepted: its packets, and the gateway's receipt to keep. */
export function Issued({ submission: { answer, repeat, receipt }, reasons, jti, nameOf }: Props) {
  const { say } = useSpeech();
  const save = () => {
    const kept = { message: answer.id, thread: answer.thread, jti, reasons, receipt: answer.receipt };
    saveFile(`submission-${answer.id.slice(-8)}.json`, new TextEncoder().encode(`${JSON.stringify(kept, null, 2)}\n`));
  };
  return (
    <section>
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
      <RecordTable
        caption={say("compose.packets")}
        idOf={({ id }) => id}
        rows={answer.packets}
        columns={[
          { id: "to", title: say("compose.unit"), names: true, cell: ({ recipient }) => nameOf(recipient) },
          { id: "id", title: say("packet.id"), cell: ({ id }) => <ShortId id={id} /> },
          { id: "due", title: say("packet.due"), cell: ({ due }) => <DueTag due={due} now={receipt.iat * 1000} /> },
        ]}
      />
    </section>
  );
}
