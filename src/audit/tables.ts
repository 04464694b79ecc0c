/** Columns of auditors' tables. */
import type { Delivery, LoggedEvent, SummaryLine } from "../domain/generated/answers.ts";
import { PACKET_STATES } from "../domain/packet.ts";
import { WORDS } from "../domain/words/words.ts";
import type { Column } from "./csv.ts";

export const DELIVERY_COLUMNS: readonly Column<Delivery>[] = [
  { en: "packet", zh: "数据包", of: ({ packet }) => packet },
  { en: "message", zh: "报文", of: ({ message }) => message },
  { en: "thread", zh: "移送", of: ({ thread }) => thread },
  { en: "type", zh: "类型", of: ({ type }) => type },
  { en: "version", zh: "版本", of: ({ version }) => version },
  { en: "sender", zh: "移送单位", of: ({ sender }) => sender },
  { en: "recipient", zh: "接收单位", of: ({ recipient }) => recipient },
  { en: "state", zh: "状态", of: ({ state }) => state },
  { en: "way", zh: "方式", of: ({ way }) => way },
  { en: "attempts", zh: "推送次数", of: ({ attempts }) => attempts },
  { en: "size", zh: "字节", of: ({ size }) => size },
  { en: "digest", zh: "摘要", of: ({ digest }) => digest },
  { en: "disclosed", zh: "所含字段组", of: ({ disclosed }) => disclosed.join(" ") },
  { en: "sealed at", zh: "封装时间", of: ({ sealedAt }) => sealedAt },
  { en: "delivered at", zh: "送达时间", of: ({ deliveredAt }) => deliveredAt },
  { en: "fetched at", zh: "取回时间", of: ({ fetchedAt }) => fetchedAt },
  { en: "settled at", zh: "办结时间", of: ({ settledAt }) => settledAt },
  { en: "receipt due", zh: "签收期限", of: ({ due }) => due.receipt },
  { en: "overdue", zh: "逾期", of: ({ overdue }) => overdue },
  { en: "outcome", zh: "回执", of: ({ outcome }) => outcome },
  { en: "reason", zh: "拒收原因", of: ({ reason }) => reason },
  { en: "replaces", zh: "替换", of: ({ replaces }) => replaces },
  { en: "erased at", zh: "销毁时间", of: ({ erasedAt }) => erasedAt },
];

export const EVENT_COLUMNS: readonly Column<LoggedEvent>[] = [
  { en: "index", zh: "序号", of: ({ log }) => log.index },
  { en: "stage", zh: "阶段", of: ({ log }) => log.stage },
  { en: "time", zh: "时间", of: ({ entry }) => entry.time },
  { en: "type", zh: "类型", of: ({ entry }) => entry.type },
  { en: "actor", zh: "行为方", of: ({ entry }) => entry.actor },
  { en: "message", zh: "报文", of: ({ entry }) => entry.message },
  { en: "packet", zh: "数据包", of: ({ entry }) => entry.packet },
  { en: "thread", zh: "移送", of: ({ entry }) => entry.thread },
  { en: "recipient", zh: "接收单位", of: ({ entry }) => entry.recipient },
  { en: "digest", zh: "摘要", of: ({ entry }) => entry.digest },
  { en: "leaf hash", zh: "叶哈希", of: ({ log }) => log.leafHash },
  { en: "entry", zh: "条目", of: ({ entry }) => JSON.stringify(entry) },
];

export const SUMMARY_COLUMNS: readonly Column<SummaryLine>[] = [
  { en: "key", zh: "分组", of: ({ key }) => key ?? "*" },
  { en: "packets", zh: "数据包", of: ({ packets }) => packets },
  ...PACKET_STATES.map((state) => ({
    en: state,
    zh: WORDS.state[state].zh,
    of: ({ states }: SummaryLine) => states[state],
  })),
  { en: "overdue", zh: "逾期", of: ({ overdue }) => overdue },
  { en: "delivery p50 s", zh: "送达耗时中位数（秒）", of: ({ secondsToDelivery }) => secondsToDelivery.p50 },
  { en: "delivery p95 s", zh: "送达耗时95分位（秒）", of: ({ secondsToDelivery }) => secondsToDelivery.p95 },
  { en: "receipt p50 s", zh: "签收耗时中位数（秒）", of: ({ secondsToReceipt }) => secondsToReceipt.p50 },
  { en: "receipt p95 s", zh: "签收耗时95分位（秒）", of: ({ secondsToReceipt }) => secondsToReceipt.p95 },
];
