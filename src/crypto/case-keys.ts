import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, randomBytes } from "node:crypto";
import { createMac } from "./mac.ts";

/** Bytes of a key of a person or household: the left half of an HMAC-SHA-256, as the blind index has. */
const KEY_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Keys of the closed loop: names of persons and households within a thread, and the cipher of what is not in the clear. */
export interface CaseCipher {
  /** Computes the key of a person, 16 bytes: HMAC-SHA-256 of thread ‖ 00 ‖ personId. */
  subject(thread: string, personId: string): Buffer;
  /** Computes the key of a household, 16 bytes: HMAC-SHA-256 of thread ‖ 01 ‖ householdId. */
  household(thread: string, householdId: string): Buffer;
  /** Makes salts of facts, 16 random bytes each. */
  salts(count: number): Buffer[];
  /** Encrypts with AES-256-GCM under the thread's own key; nonce ‖ ciphertext ‖ tag. `bound` is authenticated with it. */
  seal(thread: string, plain: Uint8Array, bound: Uint8Array): Buffer;
  /** Decrypts. @throws {Error} when thread, `bound` or bytes are not those of `seal` */
  open(thread: string, sealed: Uint8Array, bound: Uint8Array): Buffer;
}

/**
 * Makes the keys of the closed loop from the keyring's secret bytes. Every thread has a key of its own (HKDF, then HMAC), so
 * that random nonces never meet (NIST SP 800-38D section 8.2.2).
 *
 * @param macKey the keyring's 32 secret bytes
 */
export function createCaseCipher(macKey: Uint8Array): CaseCipher {
  const mac = createMac(macKey, "case");
  const sealing = createSecretKey(Buffer.from(hkdfSync("sha256", macKey, "", "aid-gateway aead case", 32)));
  const keyOf = (thread: string) => createHmac("sha256", sealing).update(thread).digest();
  const named = (thread: string, kind: number, id: string) =>
    mac(Buffer.concat([Buffer.from(thread.replaceAll("-", ""), "hex"), Buffer.from([kind]), Buffer.from(id)])).subarray(
      0,
      KEY_BYTES,
    );
  return {
    subject: (thread, personId) => named(thread, 0, personId),
    household: (thread, householdId) => named(thread, 1, householdId),
    salts(count) {
      const random = randomBytes(16 * count);
      return Array.from({ length: count }, (_, index) => random.subarray(16 * index, 16 * (index + 1)));
    },
    seal(thread, plain, bound) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", keyOf(thread), nonce).setAAD(bound);
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    open(thread, sealed, bound) {
      if (sealed.length < NONCE_BYTES + TAG_BYTES) throw new RangeError("too short to be sealed");
      const options = { authTagLength: TAG_BYTES };
      const decipher = createDecipheriv("aes-256-gcm", keyOf(thread), sealed.subarray(0, NONCE_BYTES), options)
        .setAAD(bound)
        .setAuthTag(sealed.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    },
  };
}
