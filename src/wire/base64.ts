/**
 * Base64 with padding and base64url without (RFC 4648 sections 4 and 5), each in its one canonical spelling, as texts
 * and as the ASCII bytes of texts. Runs in browsers.
 */

import { nodeBase64 } from "./base64-node.ts";
import { plainBase64 } from "./base64-plain.ts";

export { encodedLength } from "./base64-plain.ts";

const codec = nodeBase64 ?? plainBase64;

/** Writes bytes as base64 with padding, as digests and the C2SP formats have it. */
export function encodeBase64(bytes: Uint8Array): string {
  return codec.encode(bytes, "base64");
}

/** Reads the bytes of a text that is exactly what `encodeBase64` writes; undefined for any other text. */
export function decodeBase64(text: string): Uint8Array | undefined {
  return codec.decode(text, "base64");
}

/** Writes bytes as base64url without padding. */
export function encodeBase64url(bytes: Uint8Array): string {
  return codec.encode(bytes, "base64url");
}

/**
 * Reads the bytes of a text that is exactly what `encodeBase64url` writes; undefined for any other text. Padding, white
 * space, the other alphabet and stray trailing bits (RFC 4648 section 3.5) are refused, so that a signed or encrypted
 * part has only one text.
 */
export function decodeBase64url(text: string): Uint8Array | undefined {
  return codec.decode(text, "base64url");
}

/** Writes bytes as base64url into `target` from `at` on, which must have room; returns where it ended. */
export function writeBase64url(bytes: Uint8Array, target: Uint8Array, at: number): number {
  return codec.write(bytes, target, at);
}

/** Reads base64url that is given as its ASCII bytes, as strictly as `decodeBase64url`. */
export function readBase64url(text: Uint8Array): Uint8Array | undefined {
  return codec.read(text);
}
