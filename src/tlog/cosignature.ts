/** Cosignatures of checkpoints by witnesses (C2SP tlog-cosignature, the Ed25519 form `cosignature/v1`). */
import { namesKey, type Note, type NoteSignature, SIGNATURE_TYPES, type VerifierKey } from "./note.ts";
import { verifyEd25519 } from "../wire/signatures.ts";

const TIME_BYTES = 8;
const SIGNATURE_BYTES = 64;

/** Writes what a witness signs: at `time` (POSIX seconds) this was the largest tree of the log that it had seen. */
export function cosignedMessage(time: bigint, checkpoint: string): Uint8Array {
  return new TextEncoder().encode(`cosignature/v1\ntime ${time}\n${checkpoint}`);
}

/**
 * Verifies a witness's cosignature of a note.
 *
 * @returns its time in POSIX seconds; undefined when there is no valid one. Timestamp 0 counts as no cosignature: a
 *   cosignature of a whole tree has a time (C2SP tlog-witness)
 */
export async function verifyCosignature(note: Note, witness: VerifierKey): Promise<bigint | undefined> {
  for (const line of note.signatures.filter((candidate) => namesKey(candidate, witness))) {
    const time = await timeOf(note.text, line, witness);
    if (time !== undefined) return time;
  }
  return undefined;
}

/** Reads the time in a cosignature line, POSIX seconds, without verifying it; undefined for a line of another form. */
export function cosignatureTime({ signature }: NoteSignature): bigint | undefined {
  if (signature.length !== TIME_BYTES + SIGNATURE_BYTES) return undefined;
  const time = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
  return time > 2n ** 63n - 1n ? undefined : time;
}

async function timeOf(text: string, line: NoteSignature, witness: VerifierKey): Promise<bigint | undefined> {
  const { signature } = line;
  const time = witness.type === SIGNATURE_TYPES.cosignature ? cosignatureTime(line) : undefined;
  if (time === undefined || time === 0n) return undefined;
  const holds = await verifyEd25519(witness.publicKey, cosignedMessage(time, text), signature.subarray(TIME_BYTES));
  return holds ? time : undefined;
}
