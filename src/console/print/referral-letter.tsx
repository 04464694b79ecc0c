import { localTime } from "../parts/clock-time.tsx";
import { useSpeech } from "../app/language.tsx";
import { useUtcOffset } from "../app/queries.ts";
import { type LetterFacts, letterDay } from "./letter-facts.ts";

interface Props {
  readonly facts: LetterFacts;
  readonly nameOf: (party: string) => string;
}

/** 移送函 as its recipient files it: letter, and the document behind it as the attachment (GB/T 9704). */
export function ReferralLetter({ facts, nameOf }: Props) {
  const { say, language } = useSpeech();
  const offset = useUtcOffset();
  const { packet, persons, organ, documentNumber, officer, office, phone, issuedOn } = facts;
  const count = persons.length;
  const until = (time: string) => letterDay(say, localTime(Date.parse(time), offset).slice(0, 10));
  return (
    <section>
      <p className="paper-organ">{organ || nameOf(packet.from)}</p>
      <p className="paper-number">{documentNumber}</p>
      <hr />
      <h2>{say("print.letterTitle")}</h2>
      <p className="paper-to">
        {nameOf(packet.recipient)}
        {language === "zh" ? "：" : ":"}
      </p>
      <p>
        {say("print.body", { count, receipt: until(packet.due.receipt) })}
        {packet.due.feedback !== undefined && say("print.bodyFeedback", { feedback: until(packet.due.feedback) })}
      </p>
      <p>{say("print.purpose")}</p>
      <p>{say("print.attachments", { count })}</p>
      <p className="paper-sign">
        {organ || nameOf(packet.from)}
        <br />
        {letterDay(say, issuedOn)}
      </p>
      {officer !== "" && <p>{say("print.contact", { office, officer, phone })}</p>}
    </section>
  );
}
