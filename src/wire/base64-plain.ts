import { decodeUtf8 } from "./utf8.ts";

/** The two forms: base64 with padding and base64url without (RFC 4648 sections 4 and 5). */
export type Base64Form = "base64" | "base64url";

/** Encoder and strict decoder; `write` and `read` are base64url as the ASCII bytes of its text. */
export interface Base64Codec {
  encode(bytes: Uint8Array, form: Base64Form): string;
  decode(text: string, form: Base64Form): Uint8Array | undefined;
  write(bytes: Uint8Array, target: Uint8Array, at: number): number;
  read(text: Uint8Array): Uint8Array | undefined;
}

/** Number of base64url characters for that many bytes. */
export function encodedLength(bytes: number): number {
  return Math.ceil((bytes * 4) / 3);
}

// Made once: making one costs more than a short text.
const toAscii = new TextEncoder();

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const PAD = 0x3d;

/** An alphabet: the character of each six bits, and the six bits of each character (0x80 for what is not in it). */
interface Alphabet {
  readonly characters: Uint8Array;
  readonly values: Uint8Array;
}

const ALPHABETS = { base64: alphabetOf(`${LETTERS}+/`), base64url: alphabetOf(`${LETTERS}-_`) };

function alphabetOf(text: string): Alphabet {
  const characters = toAscii.encode(text);
  const values = new Uint8Array(256).fill(0x80);
  for (const [value, character] of characters.entries()) values[character] = value;
  return { characters, values };
}

/** Codec in plain JavaScript, for browsers. */
export const plainBase64: Base64Codec = {
  encode(bytes, form) {
    const padded = Math.ceil(bytes.length / 3) * 4;
    const text = new Uint8Array(form === "base64" ? padded : encodedLength(bytes.length)).fill(PAD);
    write(bytes, text, 0, ALPHABETS[form].characters);
    return decodeUtf8(text);
  },
  decode(text, form) {
    if (form === "base64" && text.length % 4 !== 0) return undefined;
    return read(toAscii.encode(form === "base64" ? text.replace(/={1,2}$/, "") : text), ALPHABETS[form].values);
  },
  write: (bytes, target, at) => write(bytes, target, at, ALPHABETS.base64url.characters),
  read: (text) => read(text, ALPHABETS.base64url.values),
};

function write(bytes: Uint8Array, target: Uint8Array, at: number, characters: Uint8Array): number {
  const whole = bytes.length - (bytes.length % 3);
  let to = at;
  let from = 0;
  for (; from < whole; from += 3) {
    const bits = ((bytes[from] as number) << 16) | ((bytes[from + 1] as number) << 8) | (bytes[from + 2] as number);
    target[to] = characters[bits >> 18] as number;
    target[to + 1] = characters[(bits >> 12) & 63] as number;
    target[to + 2] = characters[(bits >> 6) & 63] as number;
    target[to + 3] = characters[bits & 63] as number;
    to += 4;
  }
  if (from < bytes.length) {
    const bits = ((bytes[from] as number) << 16) | ((bytes[from + 1] ?? 0) << 8);
    target[to++] = characters[bits >> 18] as number;
    target[to++] = characters[(bits >> 12) & 63] as number;
    if (from + 1 < bytes.length) target[to++] = characters[(bits >> 6) & 63] as number;
  }
  return to;
}

function read(text: Uint8Array, values: Uint8Array): Uint8Array | undefined {
  const rest = text.length % 4;
  if (rest === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  const whole = text.length - rest;
  let to = 0;
  // Every wrong character leaves its mark here: one look at the end is cheaper than one at each.
  let seen = 0;
  for (let from = 0; from < whole; from += 4) {
    const a = values[text[from] as number] as number;
    const b = values[text[from + 1] as number] as number;
    const c = values[text[from + 2] as number] as number;
    const d = values[text[from + 3] as number] as number;
    seen |= a | b | c | d;
    bytes[to] = (a << 2) | (b >> 4);
    bytes[to + 1] = (b << 4) | (c >> 2);
    bytes[to + 2] = (c << 6) | d;
    to += 3;
  }
  if (rest > 0) {
    const a = values[text[whole] as number] as number;
    const b = values[text[whole + 1] as number] as number;
    const c = rest === 3 ? (values[text[whole + 2] as number] as number) : 0;
    // Bits of the last character that belong to no byte must be zero.
    const stray = rest === 3 ? c & 3 : b & 15;
    seen |= a | b | c | (stray === 0 ? 0 : 0x80);
    bytes[to] = (a << 2) | (b >> 4);
    if (rest === 3) bytes[to + 1] = (b << 4) | (c >> 2);
  }
  return (seen & 0x80) === 0 ? bytes : undefined;
}
