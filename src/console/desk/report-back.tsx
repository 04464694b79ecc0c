import { useMutation } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useState } from "react";
import type { OpenedPacket } from "../../sdk/packet.ts";
import { SHEET_ERRORS, SheetError } from "../../sheets/workbook.ts";
import { useSpeech } from "../app/language.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { FileDrop } from "../parts/file-drop.tsx";
import { RecordTable } from "../parts/record-table.tsx";
import { saveFile } from "../parts/save-file.ts";
import { ANSWER_VERSION, answerWorkbook, type ReadAnswer, readAnswer, refusedCells } from "./answer-workbook.ts";
import { useDocumentField } from "./packet-schema.ts";

interface Props {
  /** Desk that sends the feedback, or keeps it for a disc. */
  readonly desk: {
    readonly department: {
      readonly client: { newId(): string };
      sendFeedback(
        about: OpenedPacket,
        document: ReadAnswer["document"],
        options: { readonly version: typeof ANSWER_VERSION; readonly jti: string },
      ): Promise<unknown>;
    };
  };
  /** Words of the button and of its success, where the feedback is not sent. */
  readonly words?: { readonly send: "disc.seal" | "feedback.send"; readonly sent: "disc.sealed" | "feedback.sent" };
  readonly packet: OpenedPacket;
  /** Number of the transfer that is reported about. */
  readonly transfer: string;
}

const SENDING = { send: "feedback.send", sent: "feedback.sent" } as const;

/** A filled workbook with the id of its message: sent again, it is the same message. */
interface Filled extends ReadAnswer {
  readonly name: string;
  readonly jti: string;
}

/** Reports what became of a packet's persons, with a workbook. */
export function ReportBack({ desk, packet, transfer, words = SENDING }: Props) {
  const { say, pick } = useSpeech();
  const { department } = desk;
  const field = useDocumentField("feedback", ANSWER_VERSION);
  const [filled, setFilled] = useState<Filled>();
  const [wrong, setWrong] = useState<string>();
  const send = useMutation({
    mutationFn: ({ document, jti }: Filled) =>
      department.sendFeedback(packet, document, { version: ANSWER_VERSION, jti }),
  });
  const { data: schema } = field;
  const take = async (file: File) => {
    send.reset();
    setFilled(undefined);
    setWrong(undefined);
    if (schema === undefined) return;
    try {
      const read = readAnswer(schema, new Uint8Array(await file.arrayBuffer()));
      setFilled({ ...read, name: file.name, jti: department.client.newId() });
    } catch (error) {
      if (!(error instanceof SheetError)) throw error;
      setWrong(pick(SHEET_ERRORS[error.code]));
    }
  };
  const refused = filled !== undefined && send.error !== null ? refusedCells(filled, send.error) : [];
  const faults = [...(filled?.faults ?? []), ...refused];
  const ready = filled !== undefined && filled.faults.length === 0 && filled.results > 0 && !send.isSuccess;
  return (
    <section className="no-print">
      <h2>{say("feedback.title")}</h2>
      <p>{say("feedback.what")}</p>
      {field.error !== null && <FaultNotice error={field.error} retry={() => void field.refetch()} />}
      <p>
        <Button
          disabled={schema === undefined}
          onClick={() =>
            schema !== undefined &&
            saveFile(`feedback-${packet.id.slice(-8)}.xlsx`, answerWorkbook(schema, packet, transfer))
          }
        >
          {say("feedback.download")}
        </Button>
      </p>
      <FileDrop label={say("feedback.choose")} accept=".xlsx" chosen={filled?.name} take={(file) => void take(file)} />
      <div aria-live="polite">
        {wrong !== undefined && <Alert type="error" showIcon title={wrong} />}
        {filled?.results === 0 && <Alert type="warning" showIcon title={say("feedback.none")} />}
        {send.error !== null && <FaultNotice error={send.error} />}
        {faults.length > 0 && (
          <>
            <Alert type="error" showIcon title={say("feedback.faults", { count: faults.length })} />
            <RecordTable
              caption={say("feedback.title")}
              idOf={({ place, text }) => `${place} ${text.en}`}
              rows={faults}
              columns={[
                { id: "place", title: say("feedback.place"), cell: ({ place }) => place, names: true },
                { id: "fault", title: say("feedback.fault"), cell: ({ text }) => pick(text) },
              ]}
            />
          </>
        )}
        {send.isSuccess && <Alert type="success" showIcon title={say(words.sent, { count: filled?.results ?? 0 })} />}
      </div>
      {ready && (
        <p>
          <Button type="primary" loading={send.isPending} onClick={() => send.mutate(filled)}>
            {say(words.send, { count: filled.results })}
          </Button>
        </p>
      )}
    </section>
  );
}
