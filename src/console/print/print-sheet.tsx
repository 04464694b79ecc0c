import { useEffect } from "react";
import { QRCode } from "antd";
import { platform } from "../../sdk/environment.ts";
import { useSpeech } from "../app/language.tsx";
import { ClockTime } from "../parts/clock-time.tsx";
import type { LetterFacts, Print } from "./letter-facts.ts";
import type { Purpose } from "./purposes.ts";
import { ProofOfService } from "./proof-of-service.tsx";
import { ReceiptSlip } from "./receipt-slip.tsx";
import { ReferralLetter } from "./referral-letter.tsx";

interface Props {
  readonly kind: Print;
  readonly facts: LetterFacts;
  /** Gives names of parties by their ids. */
  readonly nameOf: (party: string) => string;
  /** Unit that prints; the recipient without it. */
  readonly by?: string;
  /** What it is for, when it is about a minor. */
  readonly purpose?: Purpose | undefined;
}

/** Side of the code on paper, CSS px: 24 mm. */
const CODE = 90;

/** A print of a packet: seen on paper only. Its foot names the packet on every page. */
export function PrintSheet({ kind, facts, nameOf, by, purpose }: Props) {
  const { say } = useSpeech();
  const { packet } = facts;
  const foot = say("packet.printFoot", { id: packet.id, digest: packet.digest });
  useEffect(() => {
    document.documentElement.style.setProperty("--foot", JSON.stringify(foot));
    return () => void document.documentElement.style.removeProperty("--foot");
  }, [foot]);
  const Form = { letter: ReferralLetter, service: ProofOfService, slip: ReceiptSlip }[kind];
  return (
    <div className="paper">
      <Form facts={facts} nameOf={nameOf} />
      <div className="paper-foot">
        <span role="img" aria-label={say("print.code")}>
          {/* Its own picture has no name. */}
          <span aria-hidden="true">
            <QRCode type="svg" value={`${packet.id} ${packet.digest}`} size={CODE} bordered={false} errorLevel="M" />
          </span>
        </span>
        <p>
          {foot}
          <br />
          {say("print.foot", { unit: nameOf(by ?? packet.recipient), time: "" })}
          <ClockTime at={platform.now()} />
          {purpose !== undefined && (
            <>
              <br />
              {say("purpose.printed", { purpose: say(`purpose.${purpose}`) })}
            </>
          )}
        </p>
      </div>
    </div>
  );
}
