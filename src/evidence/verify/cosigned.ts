import { verifyCosignature } from "../../tlog/cosignature.ts";
import type { Note } from "../../tlog/note.ts";
import { Findings } from "./finding.ts";
import type { CheckOutcome } from "./step.ts";
import type { Trust } from "./trust.ts";

/** Valid signature of a checkpoint by a trusted witness. */
export interface Cosignature {
  /** Name of the witness's key. */
  readonly witness: string;
  /** When it signed, by its own clock, ms. */
  readonly at: number;
}

/** The end of the year 9999, ms. No entry's time and no date can be later. */
const NO_TIME = 253_402_300_800_000;

/** Valid cosignatures of trusted witnesses, the earliest first. */
export async function cosignatures(note: Note, { witnesses }: Pick<Trust, "witnesses">): Promise<Cosignature[]> {
  const found = await Promise.all(
    witnesses.map(async (witness) => {
      const seconds = await verifyCosignature(note, witness);
      const at = Number(seconds) * 1000;
      return seconds !== undefined && at < NO_TIME ? [{ witness: witness.name, at }] : [];
    }),
  );
  return found.flat().sort((one, other) => one.at - other.at);
}

/** Tells whether they are a quorum of the trusted witnesses. */
export function isQuorum(cosigned: readonly Cosignature[], { quorum }: Pick<Trust, "quorum">): CheckOutcome {
  if (quorum === 0) return { skipped: { en: "no quorum of witnesses was asked for", zh: "未要求见证方达到法定数" } };
  const findings = new Findings();
  findings.expect(
    cosigned.length >= quorum,
    `${cosigned.length} of the trusted witnesses cosigned, ${quorum} are needed`,
    `受信任的见证方中有 ${cosigned.length} 个联署，需要 ${quorum} 个`,
  );
  return findings.outcome;
}

/** Checks that a quorum of the trusted witnesses cosigned a checkpoint. */
export async function cosignedBy(note: Note, trust: Trust): Promise<CheckOutcome> {
  return isQuorum(trust.quorum === 0 ? [] : await cosignatures(note, trust), trust);
}
