/** Checks the chain of logs that ends in the log at hand: each successor begins with what its predecessor had. Pure. */
import type { AuditEntry } from "../../domain/audit-entry.ts";
import type { Bilingual } from "../../domain/bilingual.ts";
import { type Begun, begunIn, isBegun } from "../../tlog/begun.ts";
import { openCheckpoint } from "../../tlog/checkpoint.ts";
import type { VerifierKey } from "../../tlog/note.ts";
import { ProofError } from "../../tlog/proof-error.ts";
import { equalBytes } from "../../wire/bytes.ts";
import { at, Findings } from "./finding.ts";
import type { CheckOutcome } from "./step.ts";

/** Entries of a tree that begin a successor: those that can be read, and the indexes of the others. */
export interface BegunEntries {
  readonly links: readonly Begun[];
  readonly unreadable: readonly number[];
}

/** Collects the entries that begin a successor, from entries in the order of the tree. */
export function begunEntries(entries: Iterable<{ readonly index: number; readonly entry: AuditEntry }>): BegunEntries {
  const links: Begun[] = [];
  const unreadable: number[] = [];
  for (const { index, entry } of entries) {
    if (!isBegun(entry)) continue;
    const begun = begunIn(index, entry);
    if (begun === undefined) unreadable.push(index);
    else links.push(begun);
  }
  return { links, unreadable };
}

/**
 * Checks a chain: every link is readable and begins with the very tree that its predecessor signed, no name comes twice,
 * each link follows the one before it, and the last one is the log that is verified.
 *
 * @param origin of the log that is verified
 * @param rootAt root of its first so many entries; undefined when it is unknown
 * @param logKeys trusted keys; a predecessor without one among them is not checked, and the remark says so
 */
export async function checkChain(
  { links, unreadable }: BegunEntries,
  origin: string,
  rootAt: (size: number) => Uint8Array | undefined,
  logKeys: readonly VerifierKey[],
): Promise<CheckOutcome> {
  const findings = new Findings();
  for (const index of unreadable) {
    findings.expect(
      false,
      `${at(index).en} begins a successor log, but contradicts itself`,
      `${at(index).zh} 声明后继日志，但内容自相矛盾`,
    );
  }
  const untrusted: string[] = [];
  for (const [n, link] of links.entries()) {
    const place = at(link.index);
    const root = rootAt(link.index);
    findings.expect(
      root !== undefined && equalBytes(root, link.root),
      `${place.en} says that the log took over ${link.index} entries of ${link.predecessor}; they are not those that it has`,
      `${place.zh} 称承接 ${link.predecessor} 的 ${link.index} 条，与本日志所载不符`,
    );
    findings.expect(
      (links[n + 1]?.predecessor ?? origin) === link.origin,
      `${place.en} begins the log ${link.origin}, which is not the one that follows`,
      `${place.zh} 所声明的后继日志 ${link.origin} 与其后的日志不符`,
    );
    findings.expect(
      !links.slice(0, n + 1).some((other) => other.predecessor === link.origin),
      `${place.en} begins a log under a name that had ended`,
      `${place.zh} 重新使用了已终止的日志名称`,
    );
    if (link.checkpoint === undefined) continue;
    const signed = await signedBy(link.predecessor, link.checkpoint, logKeys);
    if (signed === undefined) untrusted.push(link.predecessor);
    findings.expect(
      signed !== false,
      `${place.en} names a checkpoint that the log before it has not signed`,
      `${place.zh} 所列前一日志的检查点签名无效`,
    );
  }
  if (findings.checked === 0) return { skipped: NO_CHAIN };
  const remark = untrusted.length === 0 ? undefined : unknownKeys(untrusted);
  return { ...findings.outcome, ...(remark && { remark }) };
}

const NO_CHAIN: Bilingual = {
  en: "the log is the first of its name: it succeeds no other",
  zh: "该日志不承接其他日志",
};

function unknownKeys(origins: readonly string[]): Bilingual {
  const names = origins.join(", ");
  return {
    en: `the trees agree; whether ${names} signed the end that is named is not checked: no key of it is trusted`,
    zh: `两棵树一致；所列终点是否由 ${names} 签名未核验：未提供其公钥`,
  };
}

/** Tells whether a log has signed a note; undefined without a trusted key of the log. */
async function signedBy(origin: string, note: string, logKeys: readonly VerifierKey[]): Promise<boolean | undefined> {
  const keys = logKeys.filter(({ name }) => name === origin);
  if (keys.length === 0) return undefined;
  try {
    await openCheckpoint(note, keys);
    return true;
  } catch (error) {
    if (error instanceof ProofError) return false;
    throw error;
  }
}

/**
 * Reason why a log that no trusted key signed is not checked rather than false: it says that it succeeds a log that is
 * trusted, with a checkpoint which that log has signed. Undefined when it does not.
 */
export async function successorOfTrusted(
  { links }: BegunEntries,
  origin: string,
  logKeys: readonly VerifierKey[],
): Promise<Bilingual | undefined> {
  if (logKeys.some(({ name }) => name === origin)) return undefined;
  for (const { predecessor, checkpoint, index, reference } of links) {
    if (checkpoint === undefined || (await signedBy(predecessor, checkpoint, logKeys)) !== true) continue;
    return {
      en: `not checked: the successor ${origin} of ${predecessor}, begun at ${index} entries by decision ${reference}, has a key that is not among the trusted ones; get it from the operator by another way, and give it too`,
      zh: `未核验：${predecessor} 的后继日志 ${origin}（依决定 ${reference}，自第 ${index} 条起）的公钥不在受信任之列；请另行向运营方取得后一并给出`,
    };
  }
  return undefined;
}
