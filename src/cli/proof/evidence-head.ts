import type { Bilingual } from "../../domain/bilingual.ts";
import type { EvidenceHead } from "../../evidence/verify/evidence-head.ts";
import { zonedTime } from "../terminal/local-time.ts";

/** Lines above a verdict about evidence: its thread and log, and who saw the checkpoint when. */
export function headLines({
  thread,
  madeAt,
  gateway,
  log,
  cosigned = [],
  stamped,
  later = 0,
  pending = 0,
}: EvidenceHead): Bilingual[] {
  const lines: Bilingual[] = [];
  if (thread !== undefined && madeAt !== undefined && gateway !== undefined) {
    lines.push({
      zh: `移送 ${thread}，由 ${gateway} 于 ${zonedTime(madeAt)} 制作`,
      en: `thread ${thread}, made by ${gateway} at ${zonedTime(madeAt)}`,
    });
  }
  if (log !== undefined) {
    lines.push({ zh: `日志 ${log.origin}，共 ${log.size} 条`, en: `log ${log.origin}, ${log.size} entries` });
  }
  for (const { witness, time } of cosigned) {
    lines.push({
      zh: `${witness} 于 ${zonedTime(time)} 联署`,
      en: `cosigned by ${witness} at ${zonedTime(time)}`,
    });
  }
  if (stamped !== undefined) {
    lines.push({
      zh: `时间戳 ${zonedTime(stamped.time)}，由 ${stamped.authority || "未具名机构"} 签发`,
      en: `stamped at ${zonedTime(stamped.time)} by ${stamped.authority || "an authority without a name"}`,
    });
  }
  if (pending > 0) {
    lines.push({
      zh: `制作时尚有 ${pending} 个条目未发布，不在其中`,
      en: `${pending} entries were not published when it was made, and are not in it`,
    });
  }
  if (later > 0) {
    lines.push({
      zh: `日志中此后又有该移送的 ${later} 个条目，请取新的证据`,
      en: `the log has ${later} later entries of the thread: fetch new evidence for them`,
    });
  }
  return lines;
}

/** Verdict of a verification. For evidence that was not compared with the log it says what could not be seen. */
export function verdict(kind: "evidence" | "proof" | "log", ok: boolean, complete: boolean): Bilingual {
  if (!ok) {
    return {
      zh: "不可采信：有必需步骤不通过或未核验。",
      en: "NOT to be relied on: a required step failed or was not checked.",
    };
  }
  if (kind !== "evidence") return { zh: "全部必需步骤通过。", en: "Every required step passed." };
  return complete
    ? {
        zh: "全部必需步骤通过，该移送的条目无一略去。",
        en: "Every required step passed, and no entry of the thread is left out.",
      }
    : {
        zh: "全部必需步骤通过。但可能有条目被略去（如密钥停用、撤回、回执）：请用 --log 与日志核对。",
        en: "Every required step passed. But an entry may have been left out (a key's retirement, a withdrawal, a receipt): compare with the log (--log).",
      };
}
