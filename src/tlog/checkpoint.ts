/** Checkpoints: the log's signed statement of its size and root (C2SP tlog-checkpoint). */
import { decodeBase64, encodeBase64 } from "../wire/base64.ts";
import { HASH_BYTES, isSize } from "./merkle.ts";
import { isKeyName, namesKey, type Note, parseNote, SIGNATURE_TYPES, type VerifierKey } from "./note.ts";
import { ProofError } from "./proof-error.ts";
import { utf8In } from "../wire/utf8.ts";
import { verifyEd25519 } from "../wire/signatures.ts";

/** Content of a checkpoint. */
export interface Checkpoint {
  /** Name of the log. */
  readonly origin: string;
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
  /** Further lines that the log signed. This gateway's log writes none. */
  readonly extensions: readonly string[];
}

/** A checkpoint whose log signature was verified. */
export interface SignedCheckpoint extends Checkpoint {
  /** The signed note, verbatim. */
  readonly text: string;
  readonly note: Note;
}

/** Writes the text of a checkpoint, which is what the log signs. */
export function formatCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  return [origin, String(size), encodeBase64(root), ...extensions].map((line) => `${line}\n`).join("");
}

/** Reads the text of a note as a checkpoint. @throws {ProofError} `malformed` */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = "", size = "", hash = "", ...extensions] = text.endsWith("\n") ? text.slice(0, -1).split("\n") : [];
  const root = decodeBase64(hash);
  const fits =
    isKeyName(origin) &&
    /^(0|[1-9]\d*)$/.test(size) &&
    isSize(Number(size)) &&
    root?.length === HASH_BYTES &&
    extensions.every((line) => line !== "");
  if (!fits || root === undefined) throw new ProofError("malformed", "not a checkpoint of a log");
  return { origin, size: Number(size), root, extensions };
}

/**
 * Opens a checkpoint and verifies that one of the log's keys signed it under the log's own name.
 *
 * @param signed the note, or its UTF-8 bytes
 * @param logKeys trusted keys of the log, present and former ones
 * @throws {ProofError} `malformed`, `wrong-origin`, `bad-signature`
 */
export async function openCheckpoint(
  signed: string | Uint8Array,
  logKeys: readonly VerifierKey[],
): Promise<SignedCheckpoint> {
  const text = typeof signed === "string" ? signed : utf8In(signed);
  if (text === undefined) throw new ProofError("malformed", "not a checkpoint of a log");
  const note = parseNote(text);
  const checkpoint = parseCheckpoint(note.text);
  const keys = logKeys.filter(({ name, type }) => name === checkpoint.origin && type === SIGNATURE_TYPES.ed25519);
  if (keys.length === 0) throw new ProofError("wrong-origin", "a checkpoint of a log that is not trusted");
  const message = new TextEncoder().encode(note.text);
  let holds = false;
  for (const line of note.signatures) {
    const key = keys.find((candidate) => namesKey(line, candidate));
    if (key === undefined) continue;
    // A known key with an invalid signature makes the whole note invalid (C2SP signed-note).
    if (!(await verifyEd25519(key.publicKey, message, line.signature))) {
      throw new ProofError("bad-signature", "the log's signature of a checkpoint does not hold");
    }
    holds = true;
  }
  if (!holds) throw new ProofError("bad-signature", "a checkpoint that the log has not signed");
  return { ...checkpoint, text, note };
}

/** Name of the log in a checkpoint, of which nothing is verified; undefined when it cannot be read. */
export function originIn(signed: Uint8Array): string | undefined {
  try {
    return parseCheckpoint(parseNote(utf8In(signed) ?? "").text).origin;
  } catch (error) {
    if (error instanceof ProofError) return undefined;
    throw error;
  }
}
