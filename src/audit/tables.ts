/** Columns of auditors' tables. */
import type {
  AuditMatrix,
  Delivery,
  LoggedEvent,
  Provision,
  RightsRegister,
  SummaryLine,
} from "../domain/generated/answers.ts";
import { PACKET_STATES } from "../domain/packet.ts";
import { offsetMinutes } from "../domain/deadline.ts";
import { type WordKind, WORDS, wordOf } from "../domain/words/words.ts";
import type { Column } from "./csv.ts";

/** Request of a person. */
type RightsRequest = RightsRegister["items"][number];

/** The one zone of all times in a table: China's. */
const ZONE = "+08:00";

/** Column of times, RFC 3339 in the zone of all columns. A text that is no time stays as it is. */
function timeColumn<Item>(en: string, zh: string, of: (item: Item) => string | undefined): Column<Item> {
  const inZone = (time: string) => {
    const at = Date.parse(time);
    return Number.isNaN(at) ? time : new Date(at + offsetMinutes(ZONE) * 60_000).toISOString().replace("Z", ZONE);
  };
  return {
    en,
    zh,
    of(item) {
      const time = of(item);
      return time === undefined ? undefined : inZone(time);
    },
  };
}

/** Columns of a code, for programs, and of its word, for people. */
function codeColumns<Item>(
  kind: WordKind,
  en: string,
  zh: string,
  of: (item: Item) => string | undefined,
): readonly Column<Item>[] {
  return [
    { en, zh, of },
    {
      en: `${en} in words`,
      zh: `${zh}名称`,
      of(item, language) {
        const code = of(item);
        return code === undefined ? undefined : wordOf(kind, code)[language];
      },
    },
  ];
}

export const DELIVERY_COLUMNS: readonly Column<Delivery>[] = [
  { en: "packet", zh: "数据包", of: ({ packet }) => packet },
  { en: "message", zh: "报文", of: ({ message }) => message },
  { en: "thread", zh: "移送", of: ({ thread }) => thread },
  { en: "document number", zh: "文号", of: ({ documentNumber }) => documentNumber },
  ...codeColumns<Delivery>("message", "type", "类型", ({ type }) => type),
  { en: "version", zh: "版本", of: ({ version }) => version },
  { en: "sender", zh: "发送方", of: ({ sender }) => sender },
  { en: "recipient", zh: "接收单位", of: ({ recipient }) => recipient },
  ...codeColumns<Delivery>("state", "state", "状态", ({ state }) => state),
  ...codeColumns<Delivery>("mode", "way", "方式", ({ way }) => way),
  { en: "attempts", zh: "推送次数", of: ({ attempts }) => attempts },
  { en: "size", zh: "字节", of: ({ size }) => size },
  { en: "digest", zh: "摘要", of: ({ digest }) => digest },
  { en: "disclosed", zh: "所含字段组", of: ({ disclosed }) => disclosed.join(" ") },
  timeColumn<Delivery>("sealed at", "封装时间", ({ sealedAt }) => sealedAt),
  timeColumn<Delivery>("delivered at", "送达时间", ({ deliveredAt }) => deliveredAt),
  timeColumn<Delivery>("fetched at", "取回时间", ({ fetchedAt }) => fetchedAt),
  timeColumn<Delivery>("settled at", "办结时间", ({ settledAt }) => settledAt),
  timeColumn<Delivery>("receipt due", "签收期限", ({ due }) => due.receipt),
  { en: "overdue", zh: "逾期", of: ({ overdue }) => overdue },
  ...codeColumns<Delivery>("outcome", "outcome", "回执", ({ outcome }) => outcome),
  ...codeColumns<Delivery>("reason", "reason", "拒收原因", ({ reason }) => reason),
  { en: "replaces", zh: "替换", of: ({ replaces }) => replaces },
  timeColumn<Delivery>("erased at", "销毁时间", ({ erasedAt }) => erasedAt),
];

export const PROVISION_COLUMNS: readonly Column<Provision>[] = [
  { en: "message", zh: "报文", of: ({ message }) => message },
  { en: "packet", zh: "数据包", of: ({ packet }) => packet },
  { en: "thread", zh: "移送", of: ({ thread }) => thread },
  ...codeColumns<Provision>("message", "type", "类型", ({ type }) => type),
  { en: "sender", zh: "发送方", of: ({ sender }) => sender },
  { en: "recipient", zh: "接收单位", of: ({ recipient }) => recipient },
  { en: "groups", zh: "所提供的数据组", of: ({ groups }) => groups.join(" ") },
  ...codeColumns<Provision>("purpose", "purpose", "目的", ({ purpose }) => purpose),
  ...codeColumns<Provision>("legalBasis", "basis", "处理依据", ({ basis }) => basis),
  timeColumn<Provision>("provided at", "提供时间", ({ at }) => at),
  timeColumn<Provision>("erased at", "销毁时间", ({ erasedAt }) => erasedAt),
];

export const RIGHTS_COLUMNS: readonly Column<RightsRequest>[] = [
  { en: "reference", zh: "登记编号", of: ({ reference }) => reference },
  { en: "registered by", zh: "登记单位", of: ({ operator }) => operator },
  ...codeColumns<RightsRequest>("rightsKind", "kind", "种类", ({ kind }) => kind),
  { en: "basis", zh: "依据", of: ({ basis }) => basis },
  timeColumn<RightsRequest>("received at", "登记时间", ({ receivedAt }) => receivedAt),
  { en: "due", zh: "答复期限", of: ({ due }) => due },
  { en: "threads", zh: "查到移送", of: ({ threads }) => threads },
  ...codeColumns<RightsRequest>("rightsOutcome", "outcome", "结果", ({ outcome }) => outcome),
  timeColumn<RightsRequest>("answered at", "办理时间", ({ answeredAt }) => answeredAt),
  { en: "erasures", zh: "已销毁移送", of: ({ erasures }) => erasures },
  { en: "late", zh: "逾期", of: ({ late }) => late === true },
];

export const EVENT_COLUMNS: readonly Column<LoggedEvent>[] = [
  { en: "index", zh: "序号", of: ({ log }) => log.index },
  ...codeColumns<LoggedEvent>("stage", "stage", "阶段", ({ log }) => log.stage),
  timeColumn<LoggedEvent>("time", "时间", ({ entry }) => entry.time),
  ...codeColumns<LoggedEvent>("entry", "type", "类型", ({ entry }) => entry.type),
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
  { en: "delivery p99 s", zh: "送达耗时99分位（秒）", of: ({ secondsToDelivery }) => secondsToDelivery.p99 },
  { en: "receipt p50 s", zh: "签收耗时中位数（秒）", of: ({ secondsToReceipt }) => secondsToReceipt.p50 },
  { en: "receipt p95 s", zh: "签收耗时95分位（秒）", of: ({ secondsToReceipt }) => secondsToReceipt.p95 },
  { en: "receipt p99 s", zh: "签收耗时99分位（秒）", of: ({ secondsToReceipt }) => secondsToReceipt.p99 },
];

/** A cell of a matrix with the key of its line. */
export type MatrixCell = AuditMatrix["lines"][number]["cells"][number] & { readonly key: string };

export const MATRIX_TABLE: readonly Column<MatrixCell>[] = [
  { en: "key", zh: "分组", of: ({ key }) => key },
  { en: "period", zh: "日期", of: ({ column }) => column },
  { en: "packets", zh: "数据包", of: ({ packets }) => packets },
  { en: "overdue", zh: "逾期", of: ({ overdue }) => overdue },
];

/** Gives the cells of a matrix one after the other. */
export function cellsOf({ lines }: Pick<AuditMatrix, "lines">): MatrixCell[] {
  return lines.flatMap(({ key, cells }) => cells.map((cell) => ({ key, ...cell })));
}
