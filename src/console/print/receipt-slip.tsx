import { wordOf } from "../../domain/words/words.ts";
import { useSpeech } from "../app/language.tsx";
import { ClockTime } from "../parts/clock-time.tsx";
import { FormTable } from "./form-table.tsx";
import type { LetterFacts } from "./letter-facts.ts";
import { PersonList } from "./person-list.tsx";

interface Props {
  readonly facts: LetterFacts;
  readonly nameOf: (party: string) => string;
}

/** 签收单: what circulates in the office with an incoming referral, with room for opinions and signatures. */
export function ReceiptSlip({ facts, nameOf }: Props) {
  const { say, pick } = useSpeech();
  const { packet, recorded, documentNumber, organ, persons } = facts;
  const { due } = packet;
  const receipt = recorded?.receipt;
  return (
    <section>
      <p className="paper-organ">{nameOf(packet.recipient)}</p>
      <h2>{say("print.slip")}</h2>
      <FormTable
        lines={[
          [say("print.incoming"), organ || nameOf(packet.from)],
          [say("print.document"), `${pick(wordOf("message", packet.type))} ${documentNumber}`],
          [say("print.copies"), persons.length],
          [say("packet.received"), <ClockTime key="received" at={packet.sealedAt * 1000} />],
          [say("packet.due"), <ClockTime key="due" at={due.receipt} />],
          [say("packet.dueFeedback"), due.feedback === undefined ? "" : <ClockTime key="feedback" at={due.feedback} />],
          [
            say("print.outcome"),
            receipt === undefined ? (
              say("print.pending")
            ) : (
              <>
                {pick(wordOf("state", receipt.outcome))} <ClockTime at={receipt.receivedAt} />
              </>
            ),
          ],
          [say("print.register"), ""],
          [say("print.opinion"), "", "high"],
          [say("print.instruction"), "", "high"],
          [say("print.result"), "", "high"],
          [say("print.handler"), ""],
        ]}
      />
      <h3>{say("print.list")}</h3>
      <PersonList facts={facts} />
    </section>
  );
}
