/**
 * Base64 with padding and base64url without (RFC 4648 sections 4 and 5), each in its one canonical spelling, as texts
 * and as the ASCII bytes of texts. Runs in browsers.
 *
 * What travels in bulk is read and written as bytes: a megabyte as a JavaScript string costs several times what its
 * bytes cost, since each such string is a mapping of its own that the system must fill.
 */

import { decodeUtf8 } from "./utf8.ts";

// Made once: making one costs more than a short text.
const toAscii = new TextEncoder();

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const PAD = 0x3d;

/** An alphabet: the character of each six bits, and the six bits of each character (0x80 for what is not in it). */
interface Alphabet {
  readonly characters: Uint8Array;
  readonly values: Uint8Array;
}

const STANDARD = alphabetOf(`${LETTERS}+/`);
const URL_SAFE = alphabetOf(`${LETTERS}-_`);

function alphabetOf(text: string): Alphabet {
  const characters = toAscii.encode(text);
  const values = new Uint8Array(256).fill(0x80);
  for (const [value, character] of characters.entries()) values[character] = value;
  return { characters, values };
}

/** Writes bytes as base64 with padding, as digests and the C2SP formats have it. */
export function encodeBase64(bytes: Uint8Array): string {
  const text = new Uint8Array(Math.ceil(bytes.length / 3) * 4).fill(PAD);
  write(bytes, text, 0, STANDARD.characters);
  return decodeUtf8(text);
}

/** Reads the bytes of a text that is exactly what `encodeBase64` writes; undefined for any other text. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  return read(toAscii.encode(text.replace(/={1,2}$/, "")), STANDARD.values);
}

/** Writes bytes as base64url without padding. */
export function encodeBase64url(bytes: Uint8Array): string {
  const text = new Uint8Array(encodedLength(bytes.length));
  writeBase64url(bytes, text, 0);
  return decodeUtf8(text);
}

/**
 * Reads the bytes of a text that is exactly what `encodeBase64url` writes; undefined for any other text. Padding, white
 * space, the other alphabet and stray trailing bits (RFC 4648 section 3.5) are refused, so that a signed or encrypted
 * part has only one text.
 */
export function decodeBase64url(text: string): Uint8Array | undefined {
  return readBase64url(toAscii.encode(text));
}

/** Number of base64url characters for that many bytes. */
export function encodedLength(bytes: number): number {
  return Math.ceil((bytes * 4) / 3);
}

/** Writes bytes as base64url into `target` from `at` on, which must have room; returns where it ended. */
export function writeBase64url(bytes: Uint8Array, target: Uint8Array, at: number): number {
  return write(bytes, target, at, URL_SAFE.characters);
}

/** Reads base64url that is given as its ASCII bytes, as strictly as `decodeBase64url`. */
export function readBase64url(text: Uint8Array): Uint8Array | undefined {
  return read(text, URL_SAFE.values);
}

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
