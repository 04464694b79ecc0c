/** Reads requests for cosignatures (C2SP tlog-witness). Shares no code with the log. */
import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import type { Head } from "./consistency.ts";

/** The text is not of the form of C2SP tlog-witness. */
export class MalformedRequest extends Error {
  override readonly name = "MalformedRequest";
}

/** The body of `POST /add-checkpoint`; nothing in it is verified yet. */
export interface AddCheckpoint {
  readonly old: bigint;
  readonly proof: readonly Buffer[];
  /** The checkpoint's text, which the signatures cover. */
  readonly text: string;
  readonly origin: string;
  readonly head: Head;
  readonly signatures: readonly SignatureLine[];
}

interface SignatureLine {
  readonly line: string;
  readonly name: string;
  readonly id: string;
  readonly signature: Buffer;
}

/** A log's key, from its vkey (C2SP signed-note, type 1). */
export interface LogKey {
  readonly name: string;
  /** 4 bytes, hexadecimal. */
  readonly id: string;
  readonly key: KeyObject;
}

const MAX_PROOF = 63;
const MAX_SIGNATURES = 64;
const SIZE = /^(?:0|[1-9][0-9]{0,18})$/;
const ED25519 = 0x01;
/** DER before the 32 bytes of an Ed25519 public key (RFC 8410). */
const SPKI = Buffer.from("302a300506032b6570032100", "hex");

/** Reads the body of `POST /add-checkpoint`. @throws {MalformedRequest} */
export function readAddCheckpoint(body: Buffer): AddCheckpoint {
  const whole = textOf(body);
  const gap = whole.indexOf("\n\n");
  const head = gap === -1 ? [] : whole.slice(0, gap).split("\n");
  const [first = "", ...lines] = head;
  const old = /^old (.+)$/.exec(first)?.[1] ?? "";
  if (!SIZE.test(old) || lines.length > MAX_PROOF) throw new MalformedRequest();
  return { old: BigInt(old), proof: lines.map(hashOf), ...readCheckpoint(whole.slice(gap + 2)) };
}

/** Reads a signed checkpoint. @throws {MalformedRequest} */
export function readCheckpoint(note: string): Omit<AddCheckpoint, "old" | "proof"> {
  const end = note.lastIndexOf("\n\n");
  const text = note.slice(0, end + 1);
  const lines = note.slice(end + 2).split("\n");
  if (end === -1 || lines.pop() !== "" || lines.length === 0 || lines.length > MAX_SIGNATURES) {
    throw new MalformedRequest();
  }
  const [origin = "", size = "", root = "", ...extensions] = text.split("\n").slice(0, -1);
  // An origin may have spaces and pluses (C2SP tlog-checkpoint); no watched log has such a one.
  if (origin === "" || !SIZE.test(size) || extensions.includes("")) throw new MalformedRequest();
  return {
    text,
    origin,
    head: { size: BigInt(size), root: hashOf(root) },
    signatures: lines.map(signatureOf),
  };
}

/** Reads a log's key from its vkey. @throws {MalformedRequest} */
export function readLogKey(vkey: string): LogKey {
  const [, name = "", id = "", material = ""] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey) ?? [];
  const bytes = base64Of(material);
  if (!isName(name) || bytes.length !== 33 || bytes[0] !== ED25519) throw new MalformedRequest();
  if (keyId(name, bytes) !== id) throw new MalformedRequest();
  const key = createPublicKey({ key: Buffer.concat([SPKI, bytes.subarray(1)]), format: "der", type: "spki" });
  return { name, id, key };
}

/** Key ID: first 4 bytes of SHA-256(name ‖ newline ‖ type ‖ key), hex (C2SP signed-note). @param typed type and key */
export function keyId(name: string, typed: Uint8Array): string {
  return createHash("sha256").update(`${name}\n`).update(typed).digest("hex").slice(0, 8);
}

/** Tells whether the log signed a checkpoint: a signature of one of its keys verifies, and none of them fails. */
export function isSigned(
  { text, signatures }: Pick<AddCheckpoint, "text" | "signatures">,
  keys: readonly LogKey[],
): boolean {
  let signed = false;
  for (const { name, id, signature } of signatures) {
    const key = keys.find((known) => known.name === name && known.id === id);
    if (key === undefined) continue;
    if (!verify(null, Buffer.from(text), key.key, signature)) return false;
    signed = true;
  }
  return signed;
}

function signatureOf(line: string): SignatureLine {
  const [, name = "", material = ""] = /^— ([^ ]+) ([^ ]+)$/u.exec(line) ?? [];
  const bytes = base64Of(material);
  if (!isName(name) || bytes.length < 5) throw new MalformedRequest();
  return { line, name, id: bytes.toString("hex", 0, 4), signature: bytes.subarray(4) };
}

/** Tells whether a text can name a key (C2SP signed-note): not empty, no Unicode space, control character or plus. */
export function isName(name: string): boolean {
  return /^[^\p{White_Space}\p{Cc}+]+$/u.test(name) && name.isWellFormed();
}

function hashOf(line: string): Buffer {
  const bytes = base64Of(line);
  if (bytes.length !== 32) throw new MalformedRequest();
  return bytes;
}

/** Decodes base64 with padding (RFC 4648 section 4), canonical only. */
function base64Of(text: string): Buffer {
  const bytes = Buffer.from(text, "base64");
  if (text === "" || bytes.toString("base64") !== text) throw new MalformedRequest();
  return bytes;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Decodes UTF-8 without control characters other than newlines. */
function textOf(body: Buffer): string {
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    throw new MalformedRequest();
  }
  // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
  if (/[\u0000-\u0009\u000b-\u001f]/.test(text)) throw new MalformedRequest();
  return text;
}
