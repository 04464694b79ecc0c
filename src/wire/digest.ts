import { decodeBase64, encodeBase64 } from "./base64.ts";

const SHAPE = /^sha-256=:([A-Za-z0-9+/]{43}=):$/;

/**
 * Writes a SHA-256 as the protocol does, `sha-256=:…:`: the value of a Content-Digest field (RFC 9530 section 2)
 * with one member. @param digest 32 bytes
 */
export function formatDigest(digest: Uint8Array): string {
  return `sha-256=:${encodeBase64(digest)}:`;
}

/** Reads the 32 bytes of a digest written exactly as `formatDigest` writes it; undefined for any other text. */
export function parseDigest(text: string): Uint8Array | undefined {
  // The last digit has two bits to spare: `decodeBase64` takes only one of the four texts with the same bytes.
  const written = SHAPE.exec(text)?.[1];
  return written === undefined ? undefined : decodeBase64(written);
}
