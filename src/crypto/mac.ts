import { createHmac, createSecretKey, hkdfSync } from "node:crypto";

/** Bytes of a blind index: the left half of an HMAC-SHA-256 (RFC 2104 section 5), which halves the database's indexes. */
const BLIND_INDEX_BYTES = 16;

/**
 * Makes the function that writes the blind index of persons, which finds the messages about a person in a database
 * without identity numbers. A thief of the database who has not the key learns which messages are about the same person,
 * but not who that is.
 *
 * @param macKey the keyring's 32 secret bytes
 * @param purpose as of `createMac`
 */
export function createBlindIndex(macKey: Uint8Array, purpose = "person"): (document: string) => Buffer {
  const mac = createMac(macKey, purpose);
  return (document) => mac(document).subarray(0, BLIND_INDEX_BYTES);
}

/**
 * Makes a keyed digest, HMAC-SHA-256 (RFC 2104), for content that could be guessed from a plain digest, such as
 * the claims of a message or an identity number.
 *
 * @param macKey the keyring's 32 secret bytes
 * @param purpose name of its use: digests of different purposes have unrelated keys (HKDF, RFC 5869)
 */
export function createMac(macKey: Uint8Array, purpose: string): (content: string | Uint8Array) => Buffer {
  const key = createSecretKey(Buffer.from(hkdfSync("sha256", macKey, "", `aid-gateway mac ${purpose}`, 32)));
  return (content) => createHmac("sha256", key).update(content).digest();
}
