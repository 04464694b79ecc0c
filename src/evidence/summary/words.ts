/** The words of the readable summary, in both languages. A code that is not here stays a code. */
import type { Bilingual } from "../../domain/bilingual.ts";
import { REFUSALS } from "../../domain/refusal.ts";

type Words = Readonly<Record<string, Bilingual>>;

/** States of a packet (protocol section 5). */
const STATES: Words = {
  queued: { zh: "待投递", en: "queued" },
  delivered: { zh: "已送达，无回执", en: "delivered, no receipt" },
  accepted: { zh: "已签收", en: "accepted" },
  rejected: { zh: "已拒收", en: "rejected" },
  failed: { zh: "投递失败", en: "delivery failed" },
  withdrawn: { zh: "已撤回", en: "withdrawn" },
};

/** What a recipient signs (protocol section 6). */
const OUTCOMES: Words = {
  accepted: { zh: "签收", en: "accepted" },
  rejected: { zh: "拒收", en: "rejected" },
};

/** Why a recipient refuses a packet (protocol section 6). */
const REASONS: Words = {
  undecryptable: { zh: "无法解密", en: "undecryptable" },
  "bad-signature": { zh: "签名无效", en: "bad signature" },
  "bad-content": { zh: "内容不合规范", en: "bad content" },
  "not-responsible": { zh: "不属于本单位职责", en: "not responsible" },
  duplicate: { zh: "重复", en: "duplicate" },
  "unknown-subject": { zh: "查无此人", en: "unknown subject" },
  other: { zh: "其他", en: "other" },
};

/** Types of messages (protocol section 4). */
const MESSAGES: Words = {
  "aid-subject-list": { zh: "救助对象信息移送清单", en: "aid-subject list" },
  supplement: { zh: "补充", en: "supplement" },
  correction: { zh: "更正", en: "correction" },
  withdrawal: { zh: "撤回", en: "withdrawal" },
  feedback: { zh: "办理结果反馈", en: "feedback" },
  "reverse-lead": { zh: "反向线索", en: "reverse lead" },
  inquiry: { zh: "查询", en: "inquiry" },
  "inquiry-answer": { zh: "查询答复", en: "answer to an inquiry" },
  reminder: { zh: "催办", en: "reminder" },
  visit: { zh: "回访", en: "visit" },
  evaluation: { zh: "评价", en: "evaluation" },
};

/** How a packet was delivered. */
const WAYS: Words = {
  push: { zh: "推送", en: "by push" },
  fetch: { zh: "取回", en: "fetched" },
  receipt: { zh: "以回执认定", en: "by its receipt" },
};

/** What a push came to. */
const PUSHES: Words = {
  delivered: { zh: "对方已接收", en: "taken by the recipient" },
  retry: { zh: "将再次推送", en: "to be tried again" },
  failed: { zh: "不再推送", en: "not to be tried again" },
  gone: { zh: "推送地址已停用，不再推送", en: "the address is gone, not to be tried again" },
};

/** Why a push, or a delivery, failed. Answers' status codes are made into words by `causeWord`. */
const CAUSES: Words = {
  timeout: { zh: "超时未应答", en: "no answer in time" },
  aborted: { zh: "中止", en: "aborted" },
  refused: { zh: "连接被拒绝", en: "connection refused" },
  unreachable: { zh: "无法到达", en: "unreachable" },
  dns: { zh: "域名无法解析", en: "the name has no address" },
  tls: { zh: "TLS 连接失败", en: "TLS failed" },
  "address-refused": { zh: "地址不在允许范围", en: "an address that is not allowed" },
  "connection-closed": { zh: "连接中断", en: "connection closed" },
  "answer-incomplete": { zh: "应答不完整", en: "incomplete answer" },
  "bad-answer": { zh: "应答不合规范", en: "not an HTTP answer" },
  "window-closed": { zh: "投递期限已过", en: "the delivery window has closed" },
  "endpoint-not-a-url": { zh: "推送地址无效", en: "the endpoint is no URL" },
  "endpoint-not-http": { zh: "推送地址不是 HTTP", en: "the endpoint is not HTTP" },
  "endpoint-not-https": { zh: "推送地址不是 HTTPS", en: "the endpoint is not HTTPS" },
  "endpoint-userinfo": { zh: "推送地址含用户名", en: "the endpoint names a user" },
  "endpoint-address-refused": { zh: "推送地址不在允许范围", en: "an endpoint that is not allowed" },
};

/** On what ground payloads are destroyed, or a person is looked for (docs/retention.md). */
const BASES: Words = {
  "pipl-15": { zh: "《个人信息保护法》第十五条", en: "PIPL article 15" },
  "pipl-45": { zh: "《个人信息保护法》第四十五条", en: "PIPL article 45" },
  "pipl-46": { zh: "《个人信息保护法》第四十六条", en: "PIPL article 46" },
  "pipl-47": { zh: "《个人信息保护法》第四十七条", en: "PIPL article 47" },
  "court-order": { zh: "人民法院的裁判或者决定", en: "court order" },
  "sent-in-error": { zh: "误送", en: "sent in error" },
};

/** Parts of the rules. */
const PARTS: Words = {
  "sharing-policy": { zh: "共享策略", en: "sharing policy" },
  routing: { zh: "路由表", en: "routing table" },
  calendar: { zh: "工作日历", en: "calendar" },
  retention: { zh: "保存期限", en: "retention" },
  schema: { zh: "数据规范", en: "schema" },
};

/** What happened to a public key. */
const KEY_CHANGES: Words = {
  "key-added": { zh: "登记", en: "registered" },
  "key-retired": { zh: "停用", en: "retired" },
  "key-restored": { zh: "恢复使用", en: "restored" },
  "key-removed": { zh: "移除", en: "removed" },
};

const word = (table: Words) => (code: string) => {
  const { zh, en } = (Object.hasOwn(table, code) ? table[code] : undefined) ?? { zh: code, en: code };
  return { zh, en };
};

export const stateWord = word(STATES);
export const outcomeWord = word(OUTCOMES);
export const reasonWord = word(REASONS);
export const messageWord = word(MESSAGES);
export const wayWord = word(WAYS);
export const pushWord = word(PUSHES);
export const basisWord = word(BASES);
export const partWord = word(PARTS);
export const keyChangeWord = word(KEY_CHANGES);
/** Why the gateway refused something (protocol section 8). */
export const refusalWord = word(REFUSALS);

/** Why a push or a delivery failed: `http-503`, `timeout`, `window-closed` … */
export function causeWord(code: string): Bilingual {
  const [, status] = /^http-(\d{3})$/.exec(code) ?? [];
  return status === undefined ? word(CAUSES)(code) : { zh: `对方应答 HTTP ${status}`, en: `HTTP ${status}` };
}
