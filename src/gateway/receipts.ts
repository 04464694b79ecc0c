/** COSE receipts of a running gateway. Part of the gateway's wiring. */
import { sign } from "node:crypto";
import { createCoseReceipts, type CoseReceipts } from "../log/cose-receipts.ts";
import type { LogReader } from "../log/log-reader.ts";
import type { Keyring } from "../crypto/keyring.ts";

/** Receipts that the log's present key signs. @param keyring the keyring now; a reload replaces it */
export function createReceipts(log: LogReader, keyring: () => Pick<Keyring, "log">): CoseReceipts {
  return createCoseReceipts(log, () => {
    // The reader has its keys from the same keyring in the same order: the first one signs.
    const [key] = log.keys();
    const [pair] = keyring().log;
    if (key === undefined || pair === undefined) throw new TypeError("a log has a key");
    return { kid: key.id, sign: async (bytes) => sign(null, bytes, pair.privateKey) };
  });
}
