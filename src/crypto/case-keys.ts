import { randomBytes } from "node:crypto";
import { createBlindIndex, createMac } from "./mac.ts";
import { createThreadCipher, type ThreadCipher } from "./thread-cipher.ts";

/** Bytes of a key of a person or household: the left half of an HMAC-SHA-256, as the blind index has. */
const KEY_BYTES = 16;

/** Keys of the closed loop: names of persons and households within a thread, and the cipher of what is not in the clear. */
export interface CaseCipher extends ThreadCipher {
  /** Computes the key of a person, 16 bytes: HMAC-SHA-256 of thread ‖ 00 ‖ personId. */
  subject(thread: string, personId: string): Buffer;
  /** Computes the key of a household, 16 bytes: HMAC-SHA-256 of thread ‖ 01 ‖ householdId. */
  household(thread: string, householdId: string): Buffer;
  /**
   * Computes the link key of a person, 16 bytes: HMAC-SHA-256 of the identity document, under a key of its own for each year.
   * @param document as `documentKey` writes it
   */
  link(year: number, document: string): Buffer;
  /** Makes salts of facts, 16 random bytes each. */
  salts(count: number): Buffer[];
}

/** Makes the keys of the closed loop. @param macKey the keyring's 32 secret bytes */
export function createCaseCipher(macKey: Uint8Array): CaseCipher {
  const mac = createMac(macKey, "case");
  const named = (thread: string, kind: number, id: string) =>
    mac(Buffer.concat([Buffer.from(thread.replaceAll("-", ""), "hex"), Buffer.from([kind]), Buffer.from(id)])).subarray(
      0,
      KEY_BYTES,
    );
  const linkKeys = new Map<number, (document: string) => Buffer>();
  return {
    ...createThreadCipher(macKey, "case"),
    subject: (thread, personId) => named(thread, 0, personId),
    household: (thread, householdId) => named(thread, 1, householdId),
    link(year, document) {
      const own = linkKeys.get(year) ?? createBlindIndex(macKey, `link ${year}`);
      linkKeys.set(year, own);
      return own(document);
    },
    salts(count) {
      const random = randomBytes(16 * count);
      return Array.from({ length: count }, (_, index) => random.subarray(16 * index, 16 * (index + 1)));
    },
  };
}
