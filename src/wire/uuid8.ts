import { sha256 } from "@noble/hashes/sha2.js";
import { encodeHex } from "./bytes.ts";

/** Makes a UUID of version 8 (RFC 9562 section 5.8) from the SHA-256 of a text: the same for the same text. */
export function uuid8Of(text: string): string {
  const bytes = sha256(new TextEncoder().encode(text)).slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return encodeHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
