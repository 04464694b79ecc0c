import { createHmac, createSecretKey, hkdfSync } from "node:crypto";

/** Bytes of a blind index: HMAC-SHA-256 cut to its left half (RFC 2104 section 5), which halves the database's trees. */
const BLIND_INDEX_BYTES = 16;

/**
 * The blind index of persons: what finds the messages about somebody in a database that does not know anybody.
 * Whoever has the database and not the key learns which messages are about the same person, and of nobody who it is.
 * @param macKey the keyring's 32 secret bytes
 */
export function createBlindIndex(macKey: Uint8Array): (document: string) => Buffer {
  const mac = createMac(macKey, "person");
  return (document) => mac(document).subarray(0, BLIND_INDEX_BYTES);
}

/**
 * A keyed digest, HMAC-SHA-256 (RFC 2104): for what could be guessed from a plain digest, such as the claims
 * of a message or an identity number in the blind index.
 *
 * @param macKey the keyring's 32 secret bytes
 * @param purpose what it is for: digests of different purposes have unrelated keys (HKDF, RFC 5869)
 */
export function createMac(macKey: Uint8Array, purpose: string): (content: string | Uint8Array) => Buffer {
  const key = createSecretKey(Buffer.from(hkdfSync("sha256", macKey, "", `aid-gateway mac ${purpose}`, 32)));
  return (content) => createHmac("sha256", key).update(content).digest();
}
