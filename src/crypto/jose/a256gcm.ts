import { createCipheriv, createDecipheriv, type KeyObject, randomFillSync } from "node:crypto";

/** Bytes of IV and tag of AES-256-GCM in JWE (RFC 7518 section 5.3). */
export const IV_LENGTH = 12;
export const TAG_LENGTH = 16;

/** Result of a content encryption: the segments of a JWE after the key. */
export interface Sealed {
  readonly iv: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

// Random bytes for 256 IVs at once: a draw costs 4 µs whatever its size.
const ivs = Buffer.alloc(IV_LENGTH * 256);
let nextIv = ivs.length;

function newIv(): Buffer {
  if (nextIv === ivs.length) {
    randomFillSync(ivs);
    nextIv = 0;
  }
  // A copy: the next draw must not change an IV that is still in use.
  const iv = Buffer.from(ivs.subarray(nextIv, nextIv + IV_LENGTH));
  nextIv += IV_LENGTH;
  return iv;
}

/** Encrypts with a key that is used only once. @param aad ASCII text */
export function encryptOnce(key: KeyObject, plaintext: Uint8Array, aad: string): Sealed {
  const iv = newIv();
  const cipher = createCipheriv("aes-256-gcm", key, iv, { authTagLength: TAG_LENGTH });
  cipher.setAAD(Buffer.from(aad, "latin1"));
  const ciphertext = cipher.update(plaintext);
  // GCM has no padding: final() gives no more bytes.
  cipher.final();
  return { iv, ciphertext, tag: cipher.getAuthTag() };
}

/** Decrypts. @throws {Error} when the tag is wrong, and gives no plaintext then */
export function decrypt(key: KeyObject, sealed: Sealed, aad: Uint8Array): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.iv, { authTagLength: TAG_LENGTH });
  decipher.setAAD(aad);
  decipher.setAuthTag(sealed.tag);
  const plaintext = decipher.update(sealed.ciphertext);
  decipher.final();
  return plaintext;
}
