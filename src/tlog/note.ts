/** Signed notes (C2SP signed-note): a text, an empty line, and signature lines. */
import { decodeBase64, encodeBase64 } from "../wire/base64.ts";
import { concatBytes, encodeHex, equalBytes } from "../wire/bytes.ts";
import type { Sha256 } from "./merkle.ts";
import { ProofError } from "./proof-error.ts";
import { isWellFormed } from "../wire/well-formed.ts";

/** Signature types that are read here: a log's own, and a witness's with a time. */
export const SIGNATURE_TYPES = { ed25519: 0x01, cosignature: 0x04 } as const;

/** One of the signature types of C2SP signed-note. */
export type SignatureType = (typeof SIGNATURE_TYPES)[keyof typeof SIGNATURE_TYPES];

/** A key that verifies signatures of notes. Its text form is a vkey. */
export interface VerifierKey {
  readonly name: string;
  /** 4 bytes. */
  readonly id: Uint8Array;
  readonly type: SignatureType;
  /** Ed25519 (RFC 8032), 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** One signature line. */
export interface NoteSignature {
  readonly name: string;
  /** 4 bytes. */
  readonly id: Uint8Array;
  /** Bytes behind the key's id. */
  readonly signature: Uint8Array;
}

/** A note as it was read. Nothing of it is verified. */
export interface Note {
  /** With its last newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Most signature lines of a note. C2SP asks a verifier to take 16; the bound limits the work. */
const MAX_SIGNATURES = 64;
/** Longest note that is read. */
const MAX_NOTE_CHARACTERS = 65_536;
const ID_BYTES = 4;
const KEY_BYTES = 32;
// An em dash, a name without spaces or plus, standard base64. Spaces are Unicode's: \s lacks U+0085 and has U+FEFF.
const LINE = /^— ([^\p{White_Space}+]+) ([A-Za-z0-9+/]+={0,2})$/u;
// oxlint-disable-next-line no-control-regex -- finds control characters, which a note must not have
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;

/** Tells whether a text can be the name of a key or log: not empty, no Unicode space, no plus (C2SP signed-note). */
export function isKeyName(name: string): boolean {
  return /^[^\p{White_Space}+]+$/u.test(name) && !CONTROL.test(name) && isWellFormed(name);
}

/** Computes the id of a key: the first 4 bytes of SHA-256(name ‖ newline ‖ type ‖ public key). */
export function keyId(sha256: Sha256, name: string, type: SignatureType, publicKey: Uint8Array): Uint8Array {
  const hashed = concatBytes(new TextEncoder().encode(`${name}\n`), Uint8Array.of(type), publicKey);
  return sha256(hashed).slice(0, ID_BYTES);
}

/** Writes the text form of a key (vkey): `name+id+base64(type ‖ key)`. */
export function formatVerifierKey(key: Omit<VerifierKey, "id">, sha256: Sha256): string {
  const hex = encodeHex(keyId(sha256, key.name, key.type, key.publicKey));
  return `${key.name}+${hex}+${encodeBase64(concatBytes(Uint8Array.of(key.type), key.publicKey))}`;
}

/** Reads the text form of a key (vkey). @throws {ProofError} `malformed`, also for a type that is not read here */
export function parseVerifierKey(vkey: string, sha256: Sha256): VerifierKey {
  const [, name = "", hex = "", material = ""] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey) ?? [];
  const bytes = decodeBase64(material);
  const type = Object.values(SIGNATURE_TYPES).find((known) => known === bytes?.[0]);
  if (!isKeyName(name) || bytes?.length !== 1 + KEY_BYTES || type === undefined) {
    throw new ProofError("malformed", "not a verifier key of a known type");
  }
  const publicKey = bytes.slice(1);
  const id = keyId(sha256, name, type, publicKey);
  if (encodeHex(id) !== hex) {
    throw new ProofError("malformed", "the id of a verifier key does not belong to its key");
  }
  return { name, id, type, publicKey };
}

/** Reads a note. @throws {ProofError} `malformed` */
export function parseNote(note: string): Note {
  const at = note.lastIndexOf("\n\n");
  if (
    note.length > MAX_NOTE_CHARACTERS ||
    at === -1 ||
    !note.endsWith("\n") ||
    CONTROL.test(note) ||
    !isWellFormed(note)
  ) {
    throw new ProofError("malformed", "not a signed note");
  }
  const lines = note.slice(at + 2, -1).split("\n");
  if (lines.length > MAX_SIGNATURES) throw new ProofError("malformed", "a note with too many signatures");
  return { text: note.slice(0, at + 1), signatures: lines.map(parseSignature) };
}

function parseSignature(line: string): NoteSignature {
  const [, name = "", material = ""] = LINE.exec(line) ?? [];
  const bytes = decodeBase64(material);
  if (name === "" || bytes === undefined || bytes.length <= ID_BYTES) {
    throw new ProofError("malformed", "not a signature line of a note");
  }
  return { name, id: bytes.slice(0, ID_BYTES), signature: bytes.slice(ID_BYTES) };
}

/** Writes a signature as its line, with the newline. */
export function formatSignature({ name, id, signature }: NoteSignature): string {
  return `— ${name} ${encodeBase64(concatBytes(id, signature))}\n`;
}

/** Writes a note with its signatures. Its text ends with a newline. */
export function formatNote({ text, signatures }: Note): string {
  return `${text}\n${signatures.map(formatSignature).join("")}`;
}

/** Tells whether a signature line names this key. The signature is not verified. */
export function namesKey(line: NoteSignature, key: VerifierKey): boolean {
  return line.name === key.name && equalBytes(line.id, key.id);
}
