import type { Bilingual } from "../../domain/bilingual.ts";
import { type Begun, sharedWith } from "../../tlog/begun.ts";
import { NATIVE_HASHER } from "../../tlog/native-hasher.ts";
import type { AuditEntry } from "../../domain/audit-entry.ts";
import { consistencyRanges, verifyConsistency } from "../../tlog/merkle.ts";
import { hashesOfRanges, tilePath, type TileReader } from "../../tlog/tile.ts";
import { readPlainEntry } from "../../tlog/read-entry.ts";
import { type LogFileReader, type LogVerification, verifyLog } from "../../evidence/verify/verify-log.ts";
import { CommandError } from "../terminal/exit-code.ts";
import { logReader } from "./log-files.ts";
import type { PartyOptions } from "../program/party.ts";
import { logBar } from "../terminal/progress-bar.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { type TrustOptions, trustFrom } from "./trusted-keys.ts";

/** Log that was read whole and verifies. */
export interface VerifiedLog {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** Number of its entries that a log of that name had too: all of its own, those taken over of one that it succeeds. */
  sharedWith(origin: string): number | undefined;
  /** Tells whether an earlier tree is the beginning of this one. */
  continues(size: number, root: Uint8Array): Promise<boolean>;
}

/** Takes an entry of the log. */
export type EntrySink = (index: number, entry: AuditEntry, bytes: Uint8Array) => void;

/**
 * Reads a whole log (a mirrored folder or a gateway's), verifies it, and passes on its entries in order. The entries
 * are verified only when this resolves.
 * @throws {CommandError} `untrusted` when any part of the log does not verify
 */
export async function readVerifiedLog(
  terminal: Terminal,
  where: string,
  options: TrustOptions & PartyOptions,
  sink: EntrySink,
): Promise<VerifiedLog> {
  const trust = await trustFrom(terminal, options);
  const read = await logReader(terminal, where, options);
  const bar = logBar(terminal);
  const outcome = await verifyLog(read, {
    trust,
    hasher: NATIVE_HASHER,
    onEntries(first, entries) {
      for (const [n, bytes] of entries.entries()) {
        // Bytes that are not an entry make the verification fail by themselves.
        const entry = readPlainEntry(bytes);
        if (entry !== undefined) sink(first + n, entry, bytes);
      }
    },
    onProgress: bar.to,
  }).finally(() => bar.end());
  const { origin, size, root, begun = [] as readonly Begun[] } = outcome;
  if (!outcome.ok || origin === undefined || size === undefined || root === undefined) throw untrusted(outcome);
  // The newest entries may be published and not yet witnessed. They count too, and the user is told.
  const rest = publishedOnly(outcome);
  if (rest !== undefined) terminal.note(rest);
  return {
    origin,
    size,
    root,
    sharedWith: (other) => sharedWith(other, origin, begun),
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
    if (tile === undefined) {
      throw new CommandError("untrusted", { zh: "日志的哈希块缺失", en: "a tile of the log is missing" });
    }
    return tile;
  };
}

function untrusted({ steps }: LogVerification): CommandError {
  const failed = steps.filter(({ status, required }) => required && status !== "passed");
  const told = (language: keyof Bilingual, open: string, close: string) =>
    failed.map(({ title, reasons: [first] }) => title[language] + (first ? open + first[language] + close : ""));
  return new CommandError("untrusted", {
    zh: `日志未通过核验：${told("zh", "（", "）").join("、")}`,
    en: `the log does not verify: ${told("en", " (", ")").join(", ")}`,
  });
}

/** Text about entries that verified but that the required quorum has not cosigned; undefined when there are none. */
export function publishedOnly({
  size = 0,
  witnessed,
}: Pick<LogVerification, "size" | "witnessed">): Bilingual | undefined {
  if (witnessed === undefined || witnessed >= size) return undefined;
  const rest = size - witnessed;
  return {
    zh: `日志共 ${size} 条，见证方仅联署至第 ${witnessed} 条；其后 ${rest} 条只核验为已发布：他人所见是否相同，尚无见证方证明。`,
    en: `Of ${size} entries witnesses have cosigned the first ${witnessed}. The other ${rest} are verified as published only: no witness says yet that others are shown the same.`,
  };
}
