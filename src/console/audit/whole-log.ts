import { sha256 } from "@noble/hashes/sha2.js";
import type { AuditEntry } from "../../domain/audit-entry.ts";
import { trustOf } from "../../evidence/verify/trust.ts";
import { type LogVerification, verifyLog } from "../../evidence/verify/verify-log.ts";
import { ProblemError } from "../../sdk/problem-error.ts";
import { treeHasher } from "../../tlog/merkle.ts";
import { ProofError } from "../../tlog/proof-error.ts";
import { readPlainEntry } from "../../tlog/read-entry.ts";
import { askGateway } from "../app/public-api.ts";
import type { Desk } from "../desk/desk.tsx";

/** Takes an entry of the log. */
export type EntrySink = (index: number, entry: AuditEntry, bytes: Uint8Array) => void;

/** A log that was read whole and verifies. */
export interface WholeLog extends Pick<LogVerification, "earlierRoot" | "begun"> {
  readonly origin: string;
  readonly size: number;
}

/**
 * Reads the whole log, verifies it up to its signed root, and passes on its entries in order. They are to be believed only when this
 * resolves. Each bundle of entries is a question that the gateway records.
 *
 * @param options.told called with how many entries were read, and how many there are
 * @param options.earlier size of an earlier tree whose root is wanted too
 * @throws ProofError when it does not verify; ProblemError, UnreachableError
 */
export async function readWholeLog(
  { trust, department: { client } }: Desk,
  sink: EntrySink,
  options: { readonly told: (read: number, size: number) => void; readonly earlier?: number },
): Promise<WholeLog> {
  const { log } = await askGateway();
  const outcome = await verifyLog(
    async (path) => {
      try {
        const authenticated = path.startsWith("tile/entries/");
        return (await client.call({ method: "GET", path: `/log/${path}`, authenticated })).body;
      } catch (error) {
        if (error instanceof ProblemError && error.status === 404) return undefined;
        throw error;
      }
    },
    {
      trust: trustOf({ log: trust?.log ?? log.keys, witnesses: log.witnesses, quorum: log.quorum }, sha256),
      hasher: treeHasher(sha256),
      ...(options.earlier === undefined ? {} : { earlier: options.earlier }),
      onEntries(first, entries) {
        for (const [n, bytes] of entries.entries()) {
          // Bytes that are not an entry make the verification fail by themselves.
          const entry = readPlainEntry(bytes);
          if (entry !== undefined) sink(first + n, entry, bytes);
        }
      },
      onProgress: options.told,
    },
  );
  const { ok, origin, size } = outcome;
  if (!ok || origin === undefined || size === undefined) throw new ProofError("bad-proof", "the log does not verify");
  return { ...outcome, origin, size };
}
