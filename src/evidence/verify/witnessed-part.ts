/**
 * Finds how much of a log a quorum of the trusted witnesses has cosigned. The newest checkpoint does not wait for
 * witnesses, so under load it has no cosignatures yet. Then the largest cosigned checkpoint shows how far the witnesses
 * came.
 */
import type { Bilingual } from "../../domain/bilingual.ts";
import { equalBytes } from "../../wire/bytes.ts";
import { openCheckpoint, type SignedCheckpoint } from "../../tlog/checkpoint.ts";
import { ProofError } from "../../tlog/proof-error.ts";
import { cosignedBy } from "./cosigned.ts";
import type { CheckOutcome } from "./step.ts";
import type { Trust } from "./trust.ts";

/** What the signatures of a log's two checkpoints say. The trees are not compared yet. */
export interface Witnessing {
  /** Whether a quorum has cosigned the newest checkpoint, or the other one, judged by their signatures alone. */
  readonly outcome: CheckOutcome;
  /** Number of entries that a quorum has cosigned, when the outcome passed. */
  readonly size?: number;
  /** The other checkpoint, which the log has signed. It must be a beginning of the newest. */
  readonly beside?: SignedCheckpoint;
}

/**
 * Finds the checkpoint that a quorum has cosigned.
 * @param newest signed by the log
 * @param served what is served as witnessed, read before the newest, so that it cannot be the newer one
 */
export async function witnessingOf(
  newest: SignedCheckpoint,
  served: Uint8Array | undefined,
  trust: Trust,
): Promise<Witnessing> {
  const own = await cosignedBy(newest.note, trust);
  if ("skipped" in own) return { outcome: own };
  const isOwn = own.findings.length === 0;
  const asItIs: Witnessing = { outcome: own, ...(isOwn && { size: newest.size }) };
  if (served === undefined) return asItIs;
  const failed = (reason: Bilingual): Witnessing => ({ outcome: { ...own, findings: [...own.findings, reason] } });
  const beside = await opened(served, newest.origin, trust);
  if ("fault" in beside) return isOwn ? asItIs : failed(beside.fault);
  if (beside.size > newest.size) return isOwn ? asItIs : failed(larger(beside.size, newest.size));
  // The log has signed it, so it must be consistent, whether cosigned or not.
  if (isOwn) return { ...asItIs, beside };
  const cosigned = await cosignedBy(beside.note, trust);
  const reasons = "findings" in cosigned ? cosigned.findings.map(ofTheOther) : [];
  // A tree without entries says nothing about present entries.
  if (beside.size === 0 && newest.size > 0) reasons.push(EMPTY);
  if (reasons.length > 0) return { outcome: { ...own, findings: [...own.findings, ...reasons] }, beside };
  const { size } = beside;
  const remark = size === newest.size ? undefined : upTo(size, newest.size);
  return { outcome: { checked: 1, findings: [], ...(remark && { remark }) }, size, beside };
}

/**
 * Compares the two checkpoints once the tree is rebuilt: they must be of one tree.
 * @param rootAt root of the newest tree's first so many entries; undefined when the leaves did not make that tree
 */
export function besideRebuilt(
  { outcome, size, beside }: Witnessing,
  newest: SignedCheckpoint,
  rootAt: (size: number) => Uint8Array | undefined,
): Omit<Witnessing, "beside"> {
  const found = { outcome, ...(size !== undefined && { size }) };
  if (beside === undefined || (beside.size === 0 && newest.size > 0)) return found;
  const root = beside.size === newest.size ? newest.root : rootAt(beside.size);
  if (root === undefined) return size === beside.size ? { outcome: UNKNOWN } : found;
  return equalBytes(root, beside.root)
    ? found
    : { outcome: { checked: 1, findings: [fork(beside.size, newest.size)] } };
}

async function opened(
  served: Uint8Array,
  origin: string,
  trust: Trust,
): Promise<SignedCheckpoint | { readonly fault: Bilingual }> {
  try {
    const checkpoint = await openCheckpoint(served, trust.log);
    return checkpoint.origin === origin ? checkpoint : { fault: OTHER_LOG };
  } catch (error) {
    if (error instanceof ProofError) return { fault: UNSIGNED };
    throw error;
  }
}

const UNSIGNED = {
  en: "checkpoint.witnessed is not a checkpoint that the log has signed",
  zh: "checkpoint.witnessed 不是该日志签名的检查点",
};
const OTHER_LOG = { en: "checkpoint.witnessed is of another log", zh: "checkpoint.witnessed 属于另一日志" };
const EMPTY = { en: "checkpoint.witnessed covers no entry", zh: "checkpoint.witnessed 不含任何条目" };
const UNKNOWN = {
  skipped: {
    en: "the leaves do not make the newest tree: there is nothing to compare checkpoint.witnessed with",
    zh: "叶节点无法得出最新的树，checkpoint.witnessed 无从比对",
  },
};

function ofTheOther({ en, zh }: Bilingual): Bilingual {
  return { en: `checkpoint.witnessed: ${en}`, zh: `文件 checkpoint.witnessed：${zh}` };
}

function upTo(size: number, all: number): Bilingual {
  return { en: `witnessed up to ${size} of ${all} entries`, zh: `已见证至第 ${size} 条，共 ${all} 条` };
}

function larger(size: number, all: number): Bilingual {
  return {
    en: `checkpoint.witnessed covers ${size} entries, the newest checkpoint ${all}: the log shows less than it has shown to witnesses, or checkpoint is an old copy (copy checkpoint.witnessed first)`,
    zh: `checkpoint.witnessed 含 ${size} 条，最新检查点只有 ${all} 条：日志所示少于见证方所见，或 checkpoint 为旧副本（须先复制 checkpoint.witnessed）`,
  };
}

function fork(size: number, all: number): Bilingual {
  return {
    en: `THE LOG FORKED: it has signed checkpoint.witnessed (${size} entries) and checkpoint (${all}), which are of two trees; keep both, they prove it`,
    zh: `日志分叉：其签名的 checkpoint.witnessed（${size} 条）与 checkpoint（${all} 条）不属于同一棵树；两者即为证据，请留存`,
  };
}
