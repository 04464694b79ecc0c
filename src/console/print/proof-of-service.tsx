import { wordOf } from "../../domain/words/words.ts";
import { useSpeech } from "../app/language.tsx";
import { ClockTime } from "../parts/clock-time.tsx";
import { FormTable } from "./form-table.tsx";
import type { LetterFacts } from "./letter-facts.ts";

interface Props {
  readonly facts: LetterFacts;
  readonly nameOf: (party: string) => string;
}

/** 送达回证: what was served on whom, how and when, and the signed answer, with room for seal and signatures. */
export function ProofOfService({ facts, nameOf }: Props) {
  const { say, pick } = useSpeech();
  const { packet, recorded, documentNumber, organ } = facts;
  const receipt = recorded?.receipt;
  const served = recorded?.deliveredAt;
  return (
    <section>
      <p className="paper-organ">{organ || nameOf(packet.from)}</p>
      <h2>{say("print.service")}</h2>
      <FormTable
        lines={[
          [say("print.document"), `${pick(wordOf("message", packet.type))} ${documentNumber}`],
          [say("print.served"), nameOf(packet.recipient)],
          [say("print.way"), say("print.wayElectronic")],
          [say("print.deliveredAt"), served === undefined ? "" : <ClockTime at={served} />],
          [
            say("print.outcome"),
            receipt === undefined
              ? say("print.pending")
              : [
                  pick(wordOf("state", receipt.outcome)),
                  receipt.reason === undefined ? "" : pick(wordOf("reason", receipt.reason)),
                ].join(" "),
          ],
          [say("print.receivedAt"), receipt === undefined ? "" : <ClockTime at={receipt.receivedAt} />],
          [say("print.proof"), receipt?.log.index === undefined ? "" : `${receipt.log.index} ${receipt.log.leafHash}`],
          [say("print.receiver"), "", "high"],
          [say("print.seal"), "", "high"],
          [say("print.sender"), "", "high"],
          [say("print.remark"), say("print.signedNote")],
        ]}
      />
    </section>
  );
}
