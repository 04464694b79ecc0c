/** Requests to a witness and the reading of its answers (C2SP tlog-witness). */
import { encodeBase64 } from "../../wire/base64.ts";
import type { SignedCheckpoint } from "../../tlog/checkpoint.ts";
import { verifyCosignature } from "../../tlog/cosignature.ts";
import { namesKey, type Note, type NoteSignature, parseNote, type VerifierKey } from "../../tlog/note.ts";

/** A witness's answer; its size and time were bounded by the client. */
export interface WitnessReply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Client of one witness. Its methods throw when there is no answer. */
export interface WitnessClient {
  /** `POST /add-checkpoint`. */
  addCheckpoint(body: string): Promise<WitnessReply>;
  /** Gets the largest checkpoint that the witness has cosigned. @param originHash SHA-256 of the log's origin, hex */
  latest(originHash: string): Promise<WitnessReply>;
}

/** Body of a 409: the witness's size. */
const SIZE = /^(0|[1-9][0-9]{0,15})\n$/;

/** Makes the body of `add-checkpoint`. @param old size that the proof begins with */
export function addCheckpointBody(old: number, proof: readonly Uint8Array[], note: string): string {
  return `old ${old}\n${proof.map((hash) => `${encodeBase64(hash)}\n`).join("")}\n${note}`;
}

/** Reads the size of a 409; undefined when it has none. */
export function sizeOfConflict({ type, body }: WitnessReply): number | undefined {
  const [, digits] = SIZE.exec(body) ?? [];
  const size = Number(digits);
  return type.split(";", 1)[0]?.trim() === "text/x.tlog.size" && Number.isSafeInteger(size) ? size : undefined;
}

/** Finds the witness's cosignature of a checkpoint in its answer; undefined when none verifies. */
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

/** Finds the witness's line in a note; undefined when none verifies. */
export async function cosignatureOf(note: Note, witness: VerifierKey): Promise<NoteSignature | undefined> {
  for (const line of note.signatures.filter((candidate) => namesKey(candidate, witness))) {
    const time = await verifyCosignature({ text: note.text, signatures: [line] }, witness);
    if (time !== undefined) return line;
  }
  return undefined;
}
