import { verifyCosignature } from "../cosignature.ts";
import type { Note } from "../note.ts";
import { Findings } from "./finding.ts";
import type { CheckOutcome } from "./step.ts";
import type { Trust } from "./trust.ts";

/** Whether a quorum of the trusted witnesses cosigned a checkpoint. */
export async function cosignedBy(note: Note, { witnesses, quorum }: Trust): Promise<CheckOutcome> {
  if (quorum === 0) return { skipped: { en: "no quorum of witnesses was asked for", zh: "未要求见证方达到法定数" } };
  const times = await Promise.all(witnesses.map((witness) => verifyCosignature(note, witness)));
  const cosigned = times.filter((time) => time !== undefined).length;
  const findings = new Findings();
  findings.expect(
    cosigned >= quorum,
    `${cosigned} of the trusted witnesses cosigned, ${quorum} are needed`,
    `受信任的见证方中有 ${cosigned} 个联署，需要 ${quorum} 个`,
  );
  return findings.outcome;
}
