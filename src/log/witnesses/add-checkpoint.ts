/** What a log sends to a witness, and what it makes of the answer (C2SP tlog-witness). */
import { encodeBase64 } from "../../wire/base64.ts";
import type { SignedCheckpoint } from "../../tlog/checkpoint.ts";
import { verifyCosignature } from "../../tlog/cosignature.ts";
import { isOf, type Note, type NoteSignature, parseNote, type VerifierKey } from "../../tlog/note.ts";

/** A witness's answer, bounded in size and time by who asked. */
export interface WitnessReply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** How a witness is reached. Both throw when there is no answer. */
export interface WitnessClient {
  addCheckpoint(body: string): Promise<WitnessReply>;
  /** The largest checkpoint of the log that the witness cosigned, by the SHA-256 of its origin (hex). */
  latest(originHash: string): Promise<WitnessReply>;
}

/** The size line of a 409. */
const SIZE = /^(0|[1-9][0-9]{0,15})\n$/;

/** The body of `add-checkpoint`. */
export function addCheckpointBody(old: number, proof: readonly Uint8Array[], note: string): string {
  return `old ${old}\n${proof.map((hash) => `${encodeBase64(hash)}\n`).join("")}\n${note}`;
}

/** The size that a 409 names; undefined when it names none. */
export function sizeOfConflict({ type, body }: WitnessReply): number | undefined {
  const [, digits] = SIZE.exec(body) ?? [];
  const size = Number(digits);
  return type.split(";", 1)[0]?.trim() === "text/x.tlog.size" && Number.isSafeInteger(size) ? size : undefined;
}

/** The witness's cosignature of a checkpoint out of its answer; undefined when there is none that holds. */
export async function cosignatureIn(
  body: string,
  checkpoint: SignedCheckpoint,
  witness: VerifierKey,
): Promise<NoteSignature | undefined> {
  let note: Note;
  try {
    note = parseNote(`${checkpoint.note.text}\n${body}`);
  } catch {
    return undefined;
  }
  return cosignatureOf(note, witness);
}

/** The witness's line in a note; undefined when there is none that holds. */
export async function cosignatureOf(note: Note, witness: VerifierKey): Promise<NoteSignature | undefined> {
  for (const line of note.signatures.filter((candidate) => isOf(witness, candidate))) {
    const time = await verifyCosignature({ text: note.text, signatures: [line] }, witness);
    if (time !== undefined) return line;
  }
  return undefined;
}
