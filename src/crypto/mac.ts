import { createHmac, createSecretKey, hkdfSync } from "node:crypto";

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
