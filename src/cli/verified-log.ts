import { NATIVE_HASHER } from "../audit/native-hasher.ts";
import type { AuditEntry } from "../domain/audit-entry.ts";
import { consistencyRanges, verifyConsistency } from "../audit/merkle.ts";
import { hashesOfRanges, tilePath, type TileReader } from "../audit/tile.ts";
import { readPlainEntry } from "../audit/read-entry.ts";
import { type LogFileReader, type LogVerification, verifyLog } from "../audit/verify/verify-log.ts";
import { CommandError } from "./exit-code.ts";
import { folderReader, gatewayReader } from "./log-files.ts";
import type { PartyOptions } from "./party.ts";
import { progressBar } from "./progress-bar.ts";
import type { Terminal } from "./terminal.ts";
import { type TrustOptions, trustFrom } from "./trusted-keys.ts";
import { resolve } from "node:path";

/** A log that was read whole and holds. */
export interface VerifiedLog {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** Whether an earlier tree is the beginning of this one. */
  continues(size: number, root: Uint8Array): Promise<boolean>;
}

/** An entry of it. */
export type EntrySink = (index: number, entry: AuditEntry, bytes: Uint8Array) => void;

/**
 * Reads a whole log, a mirrored folder or a gateway's, verifies all of it, and gives its entries in order. What
 * the sink was given is to be believed once this resolves.
 * @throws CommandError `untrusted` when anything of the log does not hold
 */
export async function readVerifiedLog(
  terminal: Terminal,
  where: string,
  options: TrustOptions & PartyOptions,
  sink: EntrySink,
): Promise<VerifiedLog> {
  const trust = await trustFrom(terminal, options);
  const remote = /^https?:\/\//.test(where);
  const read = remote
    ? await gatewayReader(terminal, where, options)
    : folderReader(resolve(terminal.world.cwd, where));
  const bar = progressBar(terminal, { zh: "核验日志", en: "verifying the log" });
  const outcome = await verifyLog(read, {
    trust,
    hasher: NATIVE_HASHER,
    onEntries(first, entries) {
      for (const [n, bytes] of entries.entries()) {
        // What is no entry fails the verification by itself.
        const entry = readPlainEntry(bytes);
        if (entry !== undefined) sink(first + n, entry, bytes);
      }
    },
    onProgress(leaves, size) {
      terminal.world.signal.throwIfAborted();
      bar.to(leaves, size);
    },
  }).finally(() => bar.end());
  const { origin, size, root } = outcome;
  if (!outcome.ok || origin === undefined || size === undefined || root === undefined) throw untrusted(outcome);
  return {
    origin,
    size,
    root,
    async continues(from, oldRoot) {
      if (from > size) return false;
      const proof = await hashesOfRanges(NATIVE_HASHER, tileReader(read), consistencyRanges(from, size), size);
      return verifyConsistency(NATIVE_HASHER, { from, to: size, oldRoot, newRoot: root, proof });
    },
  };
}

function tileReader(read: LogFileReader): TileReader {
  return async (name) => {
    const tile = await read(tilePath(name));
    if (tile === undefined)
      throw new CommandError("untrusted", { zh: "日志的哈希块缺失", en: "a tile of the log is missing" });
    return tile;
  };
}

function untrusted({ steps }: LogVerification): CommandError {
  const failed = steps.filter(({ status, required }) => required && status !== "passed");
  return new CommandError("untrusted", {
    zh: `日志未通过核验：${failed.map(({ title }) => title.zh).join("、")}`,
    en: `the log does not verify: ${failed.map(({ title }) => title.en).join(", ")}`,
  });
}
