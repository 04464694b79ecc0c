/** What a log sends to be cosigned (C2SP tlog-witness), read by the witness's own reader. */
import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import type { Head } from "./consistency.ts";

/** A request that is none. */
export class MalformedRequest extends Error {
  override readonly name = "MalformedRequest";
}

/** The body of `POST /add-checkpoint`; nothing of it verified. */
export interface AddCheckpoint {
  readonly old: bigint;
  readonly proof: readonly Buffer[];
  /** The checkpoint's text: what was signed. */
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
/** The DER that stands before the 32 bytes of an Ed25519 key (RFC 8410). */
const SPKI = Buffer.from("302a300506032b6570032100", "hex");

/** @throws {MalformedRequest} */
export function readAddCheckpoint(body: Buffer): AddCheckpoint {
  const whole = textOf(body);
  const gap = whole.indexOf("\n\n");
  const head = gap === -1 ? [] : whole.slice(0, gap).split("\n");
  const [first = "", ...lines] = head;
  const old = /^old (.+)$/.exec(first)?.[1] ?? "";
  if (!SIZE.test(old) || lines.length > MAX_PROOF) throw new MalformedRequest();
  return { old: BigInt(old), proof: lines.map(hashOf), ...readCheckpoint(whole.slice(gap + 2)) };
}

/** A signed checkpoint. @throws {MalformedRequest} */
export function readCheckpoint(note: string): Omit<AddCheckpoint, "old" | "proof"> {
  const end = note.lastIndexOf("\n\n");
  const text = note.slice(0, end + 1);
  const lines = note.slice(end + 2).split("\n");
  if (end === -1 || lines.pop() !== "" || lines.length === 0 || lines.length > MAX_SIGNATURES) {
    throw new MalformedRequest();
  }
  const [origin = "", size = "", root = "", ...extensions] = text.split("\n").slice(0, -1);
  // An origin may have spaces and pluses (C2SP tlog-checkpoint): then it is a log that nobody here knows.
  if (origin === "" || !SIZE.test(size) || extensions.includes("")) throw new MalformedRequest();
  return {
    text,
    origin,
    head: { size: BigInt(size), root: hashOf(root) },
    signatures: lines.map(signatureOf),
  };
}

/** A key from its text. @throws {MalformedRequest} */
export function readLogKey(vkey: string): LogKey {
  const [, name = "", id = "", material = ""] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey) ?? [];
  const bytes = base64Of(material);
  if (!isName(name) || bytes.length !== 33 || bytes[0] !== ED25519) throw new MalformedRequest();
  if (keyId(name, bytes) !== id) throw new MalformedRequest();
  const key = createPublicKey({ key: Buffer.concat([SPKI, bytes.subarray(1)]), format: "der", type: "spki" });
  return { name, id, key };
}

/** SHA-256(name ‖ newline ‖ type ‖ key), its first 4 bytes, hexadecimal. @param typed type and key */
export function keyId(name: string, typed: Uint8Array): string {
  return createHash("sha256").update(`${name}\n`).update(typed).digest("hex").slice(0, 8);
}

/** Whether the log signed it: one of its keys did, and no line under one of them is false. */
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

/** Whether it can be the name of a key (C2SP signed-note): not empty, no Unicode space, no control character, no plus. */
export function isName(name: string): boolean {
  return /^[^\p{White_Space}\p{Cc}+]+$/u.test(name) && name.isWellFormed();
}

function hashOf(line: string): Buffer {
  const bytes = base64Of(line);
  if (bytes.length !== 32) throw new MalformedRequest();
  return bytes;
}

/** Base64 with padding (RFC 4648 section 4), in its one form. */
function base64Of(text: string): Buffer {
  const bytes = Buffer.from(text, "base64");
  if (text === "" || bytes.toString("base64") !== text) throw new MalformedRequest();
  return bytes;
}

/** UTF-8 without control characters other than newlines. */
function textOf(body: Buffer): string {
  const text = body.toString("utf8");
  // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
  if (!Buffer.from(text, "utf8").equals(body) || /[\u0000-\u0009\u000b-\u001f]/.test(text)) {
    throw new MalformedRequest();
  }
  return text;
}
