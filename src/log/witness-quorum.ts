import { verifyCosignature } from "../tlog/cosignature.ts";
import type { Note, VerifierKey } from "../tlog/note.ts";

/** The witnesses that count, and how many cosignatures make a checkpoint witnessed. */
export interface WitnessQuorum {
  /** The configured witnesses; no two have one key. */
  readonly witnesses: readonly VerifierKey[];
  /** Cosignatures that are needed; with 0 no checkpoint is ever witnessed. */
  readonly quorum: number;
}

/** The quorum of a gateway without witnesses. */
export const NO_WITNESSES: WitnessQuorum = { witnesses: [], quorum: 0 };

/** Tells whether a quorum has cosigned a note. Verifies each cosignature; what the database says of them counts nothing. */
export async function isWitnessed(note: Note, { witnesses, quorum }: WitnessQuorum): Promise<boolean> {
  if (quorum === 0) return false;
  const times = await Promise.all(witnesses.map((witness) => verifyCosignature(note, witness)));
  return times.filter((time) => time !== undefined).length >= quorum;
}
