/** Looks for the entry of a proof in a log at hand, which is the proof's own or one that succeeds it. */
import type { Bilingual } from "../../domain/bilingual.ts";
import { sharedWith } from "../../tlog/begun.ts";
import { type Checkpoint, openCheckpoint, originIn, type SignedCheckpoint } from "../../tlog/checkpoint.ts";
import type { TreeHasher } from "../../tlog/merkle.ts";
import { ProofError } from "../../tlog/proof-error.ts";
import { equalBytes } from "../../wire/bytes.ts";
import { UnsupportedHere } from "../../wire/signatures.ts";
import { successorOfTrusted } from "./chain.ts";
import { at } from "./finding.ts";
import type { LogFileReader } from "./rebuild-log.ts";
import { chainWithin, checkShownChain, readShownChain, type ShownChain } from "./shown-chain.ts";
import { openSignedTiles, type SignedTiles } from "./signed-tiles.ts";
import { type CheckOutcome, unsupported } from "./step.ts";
import type { Trust } from "./trust.ts";

/** Standing of a proof's entry in the log at hand. */
export type ProofStanding =
  /** The log of the proof goes on, and has the entry. */
  | "present"
  /** The log of the proof ended; the log at hand succeeds it, and took the entry over. */
  | "taken-over"
  /** The log of the proof ended; the log at hand succeeds it without the entry, which was lost. The proof stands. */
  | "lost"
  /** The log at hand says that it succeeds a trusted one, but no key of it is trusted. */
  | "successor-not-trusted"
  /** The proof is of a log of which no key is trusted, or the log at hand is another one. */
  | "other-log";

/** Entry that a proof is about. */
export interface SoughtEntry {
  readonly index: number;
  readonly leaf: Uint8Array;
  /** Checkpoint in the proof. */
  readonly checkpoint: Checkpoint;
}

/** Log at hand as it is shown: verified, not to be verified here, or faulty. */
export type LogAtHand =
  | { readonly checkpoint: SignedCheckpoint; readonly chain: ShownChain; readonly tiles: SignedTiles }
  | { readonly unchecked: Bilingual; readonly origins: readonly string[] }
  | { readonly fault: Bilingual };

/** Findings about a proof's entry in the log at hand. */
export interface FoundInLog {
  /** Outcome of step `log`. */
  readonly outcome: CheckOutcome;
  readonly standing?: ProofStanding;
  /** Outcome of step `inclusion` for a proof whose log no key is trusted of: what the log at hand says in its place. */
  readonly instead?: CheckOutcome;
}

/** Opens a log: its checkpoint, its chain, and the edge of its tree. Faulty files make a fault. */
export async function openLogAtHand(
  read: LogFileReader,
  { trust, hasher }: { readonly trust: Trust; readonly hasher: TreeHasher },
): Promise<LogAtHand> {
  const bytes = await read("checkpoint");
  if (bytes === undefined) return { fault: { en: "there is no checkpoint", zh: "没有检查点" } };
  try {
    let checkpoint: SignedCheckpoint;
    try {
      checkpoint = await openCheckpoint(bytes, trust.log);
    } catch (error) {
      if (!(error instanceof ProofError)) throw error;
      const chain = await readShownChain(read);
      const origin = originIn(bytes) ?? "";
      const unchecked = await successorOfTrusted(chain, origin, trust.log);
      if (unchecked === undefined) return { fault: UNSIGNED };
      return { unchecked, origins: [origin, ...chain.links.map((link) => link.origin)] };
    }
    const chain = chainWithin(await readShownChain(read), checkpoint.size);
    const tiles = await openSignedTiles(read, hasher, checkpoint);
    const links = await checkShownChain(chain, { checkpoint, tiles, hasher }, trust.log);
    const [fault] = "findings" in links ? links.findings : [];
    return fault === undefined ? { checkpoint, chain, tiles } : { fault };
  } catch (error) {
    if (error instanceof UnsupportedHere) return { unchecked: unsupported(error), origins: [] };
    if (error instanceof ProofError) return { fault: { en: error.message, zh: "所给日志的文件缺失，或与所签不符" } };
    throw error;
  }
}

const UNSIGNED: Bilingual = {
  en: "the log at hand is not signed by a trusted key",
  zh: "所给日志没有受信任公钥的签名",
};

/** Looks for an entry at its place, and compares the trees as far as both logs have the same. */
export async function findInLog(sought: SoughtEntry, log: LogAtHand): Promise<FoundInLog> {
  if ("fault" in log) return { outcome: { checked: 1, findings: [log.fault] } };
  const { index, checkpoint } = sought;
  if ("unchecked" in log) {
    const outcome = { skipped: log.unchecked };
    if (log.origins.length === 0) return { outcome };
    const isOfChain = log.origins.includes(checkpoint.origin);
    return { outcome, standing: "successor-not-trusted", ...(isOfChain && { instead: outcome }) };
  }
  const { origin, size } = log.checkpoint;
  const shared = sharedWith(checkpoint.origin, origin, log.chain.links);
  if (shared === undefined) {
    return { outcome: { checked: 1, findings: [notItsLog(checkpoint.origin, origin)] }, standing: "other-log" };
  }
  if (index >= shared) return { outcome: { skipped: lost(sought, origin, shared) }, standing: "lost" };
  if (index >= size) return { outcome: { checked: 1, findings: [OLDER] } };
  let holds: boolean;
  try {
    holds = await isThere(sought, log, Math.min(shared, size));
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    return { outcome: { checked: 1, findings: [{ en: error.message, zh: "所给日志的文件缺失，或与所签不符" }] } };
  }
  if (!holds) return { outcome: { checked: 1, findings: [CONTRADICTED] } };
  if (checkpoint.origin === origin) return { outcome: { checked: 1, findings: [] }, standing: "present" };
  const outcome = { checked: 1, findings: [], remark: takenOver(sought, origin, shared) };
  return { outcome, standing: "taken-over", instead: outcome };
}

/** Tells whether the entry is at its place, and the proof's tree is the beginning of the log's where that can be seen. */
async function isThere(
  { index, leaf, checkpoint }: SoughtEntry,
  { tiles }: Extract<LogAtHand, { readonly tiles: SignedTiles }>,
  shared: number,
): Promise<boolean> {
  if (!equalBytes(await tiles.leafAt(index), leaf)) return false;
  return checkpoint.size > shared || equalBytes(await tiles.rootAt(checkpoint.size), checkpoint.root);
}

/** The finding for a proof of a log without a trusted key. */
export function ofAnotherLog(origin: string): Bilingual {
  return {
    en: `the proof is of the log ${origin}, and no trusted key bears that name. If it is a log that ended or a successor, compare with the log (--log)`,
    zh: `该证明属于日志 ${origin}，受信任的公钥中没有该日志的。如为已终止的日志或后继日志，请用 --log 与日志核对`,
  };
}

function notItsLog(origin: string, present: string): Bilingual {
  return {
    en: `the proof is of the log ${origin}, and the log at hand is ${present}, which does not succeed it`,
    zh: `该证明属于日志 ${origin}，所给日志为 ${present}，并非其后继日志`,
  };
}

function lost({ index, checkpoint }: SoughtEntry, present: string, shared: number): Bilingual {
  return {
    en: `not checked: the log ${checkpoint.origin} ended, and its successor ${present} took over ${shared} entries: ${at(index).en} was lost in a restore. The proof shows that it had been in the log that ended`,
    zh: `未核验：日志 ${checkpoint.origin} 已终止，后继日志 ${present} 只承接其前 ${shared} 条，${at(index).zh} 已因恢复而丢失；该证明说明该条目曾载于已终止的日志`,
  };
}

function takenOver({ checkpoint }: SoughtEntry, present: string, shared: number): Bilingual {
  return {
    en: `the log ${checkpoint.origin} ended; its successor ${present} took over its first ${shared} entries, this one among them`,
    zh: `日志 ${checkpoint.origin} 已终止；后继日志 ${present} 承接其前 ${shared} 条，该条目在内`,
  };
}

const OLDER: Bilingual = { en: "the log at hand is older than the proof", zh: "所给日志早于该证明" };
const CONTRADICTED: Bilingual = {
  en: "the log at hand has another entry at that place, or another tree than the proof",
  zh: "所给日志在该位置载有另一条目，或者与该证明不属于同一棵树",
};
