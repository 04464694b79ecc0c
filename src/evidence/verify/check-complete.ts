/** Checks whether an entry of the thread was left out, which only the whole log shows. */
import type { Bilingual } from "../../domain/bilingual.ts";
import { sharedWith } from "../../tlog/begun.ts";
import { equalBytes } from "../../wire/bytes.ts";
import type { Evidence } from "./evidence.ts";
import { at, Findings } from "./finding.ts";
import type { CheckOutcome } from "./step.ts";
import type { Part, ThreadInLog } from "./thread-in-log.ts";
import { CLOCK_BOUND } from "./time-order.ts";

/**
 * Checks that the log at hand verifies, that the evidence's checkpoint is of it, and that all its entries of the thread
 * are in the evidence.
 */
export function checkComplete(evidence: Evidence): CheckOutcome {
  const { log } = evidence;
  if (log === undefined) {
    return {
      skipped: {
        en: "one file cannot show this: an entry may have been left out; compare with the log",
        zh: "单个文件无法证明：可能有条目被略去；请与完整日志核对",
      },
    };
  }
  const elsewhere = unchecked(evidence, log);
  if (elsewhere !== undefined) return { skipped: elsewhere };
  const findings = new Findings();
  if (!isSameLog(evidence, log, findings)) return findings.outcome;
  const present = new Set(evidence.entries.map(({ index }) => index));
  for (const { index, part } of log.needed) {
    const { en, zh } = PARTS[part];
    findings.expect(present.has(index), `${at(index).en}, ${en}, is left out`, `略去了${at(index).zh}（${zh}）`);
  }
  checkLater(evidence, log, findings);
  return findings.outcome;
}

const PARTS: Readonly<Record<Part, Bilingual>> = {
  thread: { en: "of the thread", zh: "属于该移送" },
  key: { en: "about a key that signed", zh: "关于签名所用密钥" },
  chain: { en: "about the log that this one succeeds", zh: "关于所承接的原日志" },
  document: { en: "about the rules or schemas in force", zh: "关于所用规则或数据规范" },
};

/**
 * Why the log at hand cannot tell: no key of it is trusted, though it succeeds one that is; or the evidence is of a log that
 * ended, and of a tree that its successor has only in part.
 */
function unchecked({ checkpoint }: Evidence, { verification }: ThreadInLog): Bilingual | undefined {
  const { steps, ok, origin = "", begun = [] } = verification;
  const open = steps.find(({ id, status }) => id === "checkpoint" && status === "not-checked");
  if (open !== undefined) return open.reasons[0];
  const shared = ok && checkpoint !== undefined ? sharedWith(checkpoint.origin, origin, begun) : undefined;
  if (checkpoint === undefined || shared === undefined || checkpoint.size <= shared) return undefined;
  const { origin: ended, size } = checkpoint;
  return {
    en: `not checked: the evidence is of ${size} entries of ${ended}, and its successor ${origin} took over ${shared}; the others were lost in a restore. Compare with a copy of ${ended}`,
    zh: `未核验：证据所依日志 ${ended} 有 ${size} 条，后继日志 ${origin} 只承接 ${shared} 条，其余因恢复而丢失；请与 ${ended} 的副本核对`,
  };
}

function isSameLog({ checkpoint }: Evidence, { verification }: ThreadInLog, findings: Findings): boolean {
  const open = verification.steps.filter(({ required, status }) => required && status !== "passed");
  const titles = (language: keyof Bilingual) => open.map(({ title }) => title[language]).join("; ");
  if (
    !findings.expect(
      verification.ok,
      `the log at hand does not verify: ${titles("en")}`,
      `所给日志未通过核验：${titles("zh")}`,
    )
  ) {
    return false;
  }
  const { origin = "", size = 0, earlierRoot, begun = [] } = verification;
  if (
    !findings.expect(
      checkpoint !== undefined && checkpoint.size <= size,
      "the log at hand is older than the evidence",
      "所给日志早于该证据",
    )
  ) {
    return false;
  }
  return findings.expect(
    checkpoint !== undefined &&
      checkpoint.size <= (sharedWith(checkpoint.origin, origin, begun) ?? -1) &&
      earlierRoot !== undefined &&
      equalBytes(earlierRoot, checkpoint.root),
    "the evidence's checkpoint is not of the log at hand",
    "证据的检查点不属于所给日志",
  );
}

/**
 * Checks entries beyond the checkpoint: an old checkpoint leaves entries out too. Those that were recorded well before
 * the evidence was made had to be named as pending.
 */
function checkLater({ manifest }: Evidence, { later }: ThreadInLog, findings: Findings): void {
  const madeAt = Date.parse(manifest?.madeAt ?? "");
  const pending = new Set(manifest?.pending);
  for (const { index, at: when, leafHash } of later) {
    findings.expect(
      pending.has(leafHash) || !(when < madeAt - CLOCK_BOUND),
      `${at(index).en} of the thread existed when the evidence was made, but is left out`,
      `略去了${at(index).zh}（属于该移送）：制作证据时已存在`,
    );
  }
}
