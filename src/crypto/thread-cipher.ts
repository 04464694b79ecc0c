import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from "node:crypto";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Cipher of values that belong to a thread and stay in the database. */
export interface ThreadCipher {
  /** Encrypts with AES-256-GCM under the thread's own key; nonce ‖ ciphertext ‖ tag. `bound` is authenticated with it. */
  seal(thread: string, plain: Uint8Array, bound: Uint8Array): Buffer;
  /** Decrypts. @throws {Error} when thread, `bound` or bytes are not those of `seal` */
  open(thread: string, sealed: Uint8Array, bound: Uint8Array): Buffer;
}

/**
 * Makes the cipher of one purpose from the keyring's secret bytes. Every thread has a key of its own (HKDF, then HMAC), so
 * that random nonces never meet (NIST SP 800-38D section 8.2.2).
 *
 * @param macKey the keyring's 32 secret bytes
 * @param purpose name of its use: ciphers of different purposes have unrelated keys (HKDF, RFC 5869)
 */
export function createThreadCipher(macKey: Uint8Array, purpose: string): ThreadCipher {
  const sealing = createSecretKey(Buffer.from(hkdfSync("sha256", macKey, "", `aid-gateway aead ${purpose}`, 32)));
  // The values of a thread are sealed and opened one after another: its key is made once for them.
  let last: { readonly thread: string; readonly key: KeyObject } | undefined;
  const keyOf = (thread: string) => {
    if (last?.thread !== thread) {
      last = { thread, key: createSecretKey(createHmac("sha256", sealing).update(thread).digest()) };
    }
    return last.key;
  };
  return {
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
