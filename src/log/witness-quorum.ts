import { verifyCosignature } from "../tlog/cosignature.ts";
import type { Note, VerifierKey } from "../tlog/note.ts";

/** Whose cosignatures make a checkpoint witnessed. */
export interface WitnessQuorum {
  /** The configured witnesses; no two have one key. */
  readonly witnesses: readonly VerifierKey[];
  /** How many of them must have cosigned; nothing is witnessed where that is 0. */
  readonly quorum: number;
}

/** Without witnesses. */
export const NO_WITNESSES: WitnessQuorum = { witnesses: [], quorum: 0 };

/** Whether enough of the witnesses have cosigned a note: verified, whoever says so. */
export async function isWitnessed(note: Note, { witnesses, quorum }: WitnessQuorum): Promise<boolean> {
  if (quorum === 0) return false;
  const times = await Promise.all(witnesses.map((witness) => verifyCosignature(note, witness)));
  return times.filter((time) => time !== undefined).length >= quorum;
}
