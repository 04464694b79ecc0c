import { storedEntry } from "../tlog/entry.ts";
import type { LoggedEntry, LogReader } from "./log-reader.ts";

/** Finds the sequenced entry that registered a key, by the key's thumbprint; the newest, when there are several. */
export type RegisteredKeys = (kid: string) => Promise<Pick<LoggedEntry, "bytes" | "leafHash"> | undefined>;

/** Makes the register of keys. Each entry of the log is read once, so an unknown thumbprint costs next to nothing. */
export function createRegisteredKeys(log: Pick<LogReader, "entriesOfTypes">): RegisteredKeys {
  const found = new Map<string, Pick<LoggedEntry, "bytes" | "leafHash">>();
  let next = 0;
  return async (kid) => {
    if (!found.has(kid)) {
      for await (const { index, bytes, leafHash } of log.entriesOfTypes(["key"], next)) {
        if (index === null) break;
        const entry = storedEntry(bytes);
        if (entry.change === "key-added") found.set(String(entry.kid), { bytes, leafHash });
        next = Math.max(next, index + 1);
      }
    }
    return found.get(kid);
  };
}
