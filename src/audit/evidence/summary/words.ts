/** The words of the readable summary, in both languages. A code that is not here stays a code. */
import type { Bilingual } from "../../evidence-model.ts";

/** States of a packet (protocol section 5). */
const STATES: Readonly<Record<string, Bilingual>> = {
  queued: { zh: "待投递", en: "queued" },
  delivered: { zh: "已送达，未签收", en: "delivered, no receipt" },
  accepted: { zh: "已签收", en: "accepted" },
  rejected: { zh: "已退回", en: "rejected" },
  failed: { zh: "投递失败", en: "delivery failed" },
  withdrawn: { zh: "已撤回", en: "withdrawn" },
};

/** Why a recipient refused a packet (protocol section 6). */
const REASONS: Readonly<Record<string, Bilingual>> = {
  undecryptable: { zh: "无法解密", en: "undecryptable" },
  "bad-signature": { zh: "签名无效", en: "bad signature" },
  "bad-content": { zh: "内容不合规范", en: "bad content" },
  "not-responsible": { zh: "不属于本单位职责", en: "not responsible" },
  duplicate: { zh: "重复", en: "duplicate" },
  "unknown-subject": { zh: "查无此人", en: "unknown subject" },
  other: { zh: "其他", en: "other" },
};

/** What an entry of the log records. */
const EVENTS: Readonly<Record<string, Bilingual>> = {
  accepted: { zh: "受理报文", en: "message accepted" },
  refused: { zh: "拒绝报文", en: "message refused" },
  sealed: { zh: "封装数据包", en: "packet sealed" },
  attempt: { zh: "尝试投递", en: "delivery attempted" },
  delivered: { zh: "推送送达", en: "delivered by push" },
  fetched: { zh: "单位取回", en: "fetched by the recipient" },
  receipt: { zh: "单位回执", en: "receipt of the recipient" },
  conflict: { zh: "回执冲突", en: "conflicting receipt" },
  failed: { zh: "投递失败", en: "delivery failed" },
  withdrawn: { zh: "撤回", en: "withdrawn" },
  requeued: { zh: "重新排队", en: "queued again" },
  resealed: { zh: "重新封装", en: "sealed again" },
  erased: { zh: "销毁载荷", en: "payload destroyed" },
  "envelope-erased": { zh: "销毁移送信封与人员索引", en: "envelope and index of persons destroyed" },
  "erasure-requested": { zh: "申请销毁", en: "erasure requested" },
  read: { zh: "审计查阅", en: "read by an auditor" },
};

/** Types of messages (protocol section 4). */
const MESSAGES: Readonly<Record<string, Bilingual>> = {
  "aid-subject-list": { zh: "救助对象名单", en: "list of aid subjects" },
  supplement: { zh: "补充", en: "supplement" },
  correction: { zh: "更正", en: "correction" },
  withdrawal: { zh: "撤回", en: "withdrawal" },
  feedback: { zh: "办理反馈", en: "feedback" },
  "reverse-lead": { zh: "反向线索移送", en: "reverse lead" },
  inquiry: { zh: "查询", en: "inquiry" },
  "inquiry-answer": { zh: "查询答复", en: "answer to an inquiry" },
  reminder: { zh: "催办", en: "reminder" },
  visit: { zh: "回访", en: "visit" },
  evaluation: { zh: "评价", en: "evaluation" },
};

/** How a packet was delivered. */
const WAYS: Readonly<Record<string, Bilingual>> = {
  push: { zh: "推送", en: "push" },
  fetch: { zh: "取回", en: "fetched" },
  receipt: { zh: "以回执为准", en: "by its receipt" },
};

/** Parts of the rules. */
const PARTS: Readonly<Record<string, Bilingual>> = {
  "sharing-policy": { zh: "共享策略", en: "sharing policy" },
  routing: { zh: "分派规则", en: "routing" },
  calendar: { zh: "工作日历", en: "calendar" },
  retention: { zh: "保存期限", en: "retention" },
  schema: { zh: "数据规范", en: "schema" },
  rules: { zh: "规则", en: "rules" },
};

const word = (table: Readonly<Record<string, Bilingual>>) => (code: string) =>
  Object.hasOwn(table, code) ? (table[code] ?? { zh: code, en: code }) : { zh: code, en: code };

export const stateWord = word(STATES);
export const reasonWord = word(REASONS);
export const eventWord = word(EVENTS);
export const messageWord = word(MESSAGES);
export const wayWord = word(WAYS);
export const partWord = word(PARTS);

/** China has one time zone. */
const ZONE = { hours: 8, text: "+08:00" } as const;

/** A time of the log as it is shown: Beijing time with its offset; what is no time stays as it is. */
export function shownTime(time: string): string {
  const at = Date.parse(time);
  if (Number.isNaN(at)) return time;
  const there = new Date(at + ZONE.hours * 3_600_000).toISOString();
  return `${there.slice(0, 10)} ${there.slice(11, 23)} ${ZONE.text}`;
}
