import type { Bilingual } from "../../domain/bilingual.ts";
import type { StatementFaultCode } from "./statement-fault.ts";

/** Faults of a statement in words. */
export const STATEMENT_FAULTS: Readonly<Record<StatementFaultCode, Bilingual>> = {
  "other-party": { zh: "不是所要求单位的对账单", en: "it is another party's statement" },
  "other-period": { zh: "不是所要求时段的对账单", en: "it covers another period than the one asked for" },
  "made-at-other-time": { zh: "其出具时间与现在不符", en: "it says that it was made at another time than now" },
  "totals-differ": { zh: "合计与所列数据包不符", en: "its totals are not those of its packets" },
  "other-log": { zh: "对账单的检查点不在此日志中", en: "its checkpoint is not of this log" },
  "log-behind": { zh: "所读日志比对账单旧，无法核对", en: "the log that was read is older than the statement" },
  "key-unregistered": { zh: "签名密钥未在日志登记", en: "the log has not registered the key that signed" },
  "party-unknown": { zh: "日志中从无该单位", en: "the log has no such party" },
  "too-many-packets": {
    zh: "日志中该时段的数据包超过对账单上限",
    en: "the log has more packets than a statement lists",
  },
  "packet-missing": { zh: "缺少数据包", en: "the log has this packet, the statement does not" },
  "packet-left-out": {
    zh: "缺少数据包：出具前早已封装，却在其检查点之后",
    en: "left out: sealed long before the statement was made, yet beyond its checkpoint",
  },
  "packet-extra": { zh: "日志中没有该数据包", en: "the log has no such packet" },
  "packet-differs": { zh: "数据包去向与日志不符", en: "the log says something else about this packet" },
  "fate-left-out": {
    zh: "数据包去向不全：出具前早有后续，却在其检查点之后",
    en: "left out: what became of it long before the statement was made, yet beyond its checkpoint",
  },
  "otherwise-differs": { zh: "与日志条目不符", en: "the log's entries make another statement" },
};
