import { Button } from "antd";
import { useState } from "react";
import type { OpenedPacket } from "../../sdk/packet.ts";
import { useSpeech } from "../app/language.tsx";
import { ANSWER_VERSION } from "./answer-workbook.ts";
import { CaseItems, type PersonItem } from "./case-items.tsx";
import type { Desk } from "./desk.tsx";
import { useDocumentField } from "./packet-schema.ts";
import { ReportBack } from "./report-back.tsx";
import { ReportForm } from "./report-form.tsx";
import { SentFeedback } from "./sent-feedback.tsx";

interface Props {
  readonly desk: Desk;
  readonly packet: OpenedPacket;
  /** Number of the transfer that is reported about. */
  readonly transfer: string;
}

/** All about reporting back: each need with its deadlines, a form for each, a workbook for many, and what was reported. */
export function FeedbackSection({ desk, packet, transfer }: Props) {
  const { say } = useSpeech();
  const field = useDocumentField("feedback", ANSWER_VERSION);
  const [about, setAbout] = useState<PersonItem>();
  return (
    <>
      <CaseItems
        desk={desk}
        packet={packet}
        action={(item) => (
          <Button disabled={field.data === undefined} onClick={() => setAbout(item)}>
            {say("form.fill")}
          </Button>
        )}
      />
      {about !== undefined && field.data !== undefined && (
        <ReportForm
          desk={desk}
          packet={packet}
          transfer={transfer}
          schema={field.data}
          about={about}
          close={() => setAbout(undefined)}
        />
      )}
      <SentFeedback desk={desk} thread={packet.thread} />
      <ReportBack desk={desk} packet={packet} transfer={transfer} />
    </>
  );
}
