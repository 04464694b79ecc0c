/**
 * Base64url without padding (RFC 4648 section 5), as texts and as the ASCII bytes of texts. A megabyte as a
 * JavaScript string costs several times what its bytes cost: each such string is a mapping of its own
 * that the system must fill, so what travels in bulk is never made one.
 */

const ALPHABET = Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", "latin1");

/** Of each byte its six bits; 64 and above for what is not in the alphabet. */
const SIX_BITS = new Uint8Array(256).fill(0x80);
for (const [value, character] of ALPHABET.entries()) SIX_BITS[character] = value;

/** Bytes as base64url without padding. */
export function encodeBase64url(bytes: Uint8Array): string {
  return view(bytes).toString("base64url");
}

/**
 * The bytes of a text that is exactly what `encodeBase64url` writes, or undefined: padding, white
 * space, the other alphabet and stray trailing bits (RFC 4648 section 3.5) make it undefined. So one
 * byte string has one text, and a signed or encrypted part cannot be written in two ways.
 */
export function decodeBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64url");
  // Encoding again and comparing is the whole check, and faster than looking at each character.
  return bytes.toString("base64url") === text ? bytes : undefined;
}

/** How many characters so many bytes become. */
export function encodedLength(bytes: number): number {
  return Math.ceil((bytes * 4) / 3);
}

/** Writes bytes as base64url into `target` from `at` on; returns where it ended. The target must be long enough. */
export function writeBase64url(bytes: Uint8Array, target: Uint8Array, at: number): number {
  const whole = bytes.length - (bytes.length % 3);
  let to = at;
  let from = 0;
  for (; from < whole; from += 3) {
    const bits = ((bytes[from] as number) << 16) | ((bytes[from + 1] as number) << 8) | (bytes[from + 2] as number);
    target[to] = ALPHABET[bits >> 18] as number;
    target[to + 1] = ALPHABET[(bits >> 12) & 63] as number;
    target[to + 2] = ALPHABET[(bits >> 6) & 63] as number;
    target[to + 3] = ALPHABET[bits & 63] as number;
    to += 4;
  }
  if (from < bytes.length) {
    const bits = ((bytes[from] as number) << 16) | ((bytes[from + 1] ?? 0) << 8);
    target[to++] = ALPHABET[bits >> 18] as number;
    target[to++] = ALPHABET[(bits >> 12) & 63] as number;
    if (from + 1 < bytes.length) target[to++] = ALPHABET[(bits >> 6) & 63] as number;
  }
  return to;
}

/** The same as `decodeBase64url` for a text that is given as its ASCII bytes. */
export function readBase64url(text: Uint8Array): Buffer | undefined {
  const rest = text.length % 4;
  if (rest === 1) return undefined;
  const bytes = Buffer.allocUnsafe(Math.floor((text.length * 3) / 4));
  const whole = text.length - rest;
  let to = 0;
  // Every wrong character leaves its mark here; one look at the end is cheaper than one at each.
  let seen = 0;
  for (let from = 0; from < whole; from += 4) {
    const a = SIX_BITS[text[from] as number] as number;
    const b = SIX_BITS[text[from + 1] as number] as number;
    const c = SIX_BITS[text[from + 2] as number] as number;
    const d = SIX_BITS[text[from + 3] as number] as number;
    seen |= a | b | c | d;
    bytes[to] = (a << 2) | (b >> 4);
    bytes[to + 1] = (b << 4) | (c >> 2);
    bytes[to + 2] = (c << 6) | d;
    to += 3;
  }
  if (rest > 0) {
    const a = SIX_BITS[text[whole] as number] as number;
    const b = SIX_BITS[text[whole + 1] as number] as number;
    const c = rest === 3 ? (SIX_BITS[text[whole + 2] as number] as number) : 0;
    // Bits of the last character that belong to no byte must be zero.
    const stray = rest === 3 ? c & 3 : b & 15;
    seen |= a | b | c | (stray === 0 ? 0 : 0x80);
    bytes[to] = (a << 2) | (b >> 4);
    if (rest === 3) bytes[to + 1] = (b << 4) | (c >> 2);
  }
  return (seen & 0x80) === 0 ? bytes : undefined;
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
