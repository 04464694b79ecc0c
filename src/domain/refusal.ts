import type { Bilingual } from "./bilingual.ts";

/**
 * Codes of the gateway's refusals (protocol section 8). A refusal belongs to the domain; `http/answer/problem.ts` turns
 * it into a problem document. It never carries a submitted value.
 */
export const REFUSALS = {
  "malformed-request": { status: 400, en: "The request is malformed", zh: "请求格式错误" },
  "invalid-envelope": { status: 400, en: "The envelope cannot be opened or verified", zh: "信封无法解密或验签" },
  "invalid-claims": { status: 400, en: "The message's claims are not valid", zh: "报文声明无效" },
  "invalid-token": { status: 401, en: "The access token is missing or not valid", zh: "访问令牌缺失或无效" },
  "invalid-client": { status: 401, en: "The client could not be authenticated", zh: "客户端身份验证失败" },
  "insufficient-scope": { status: 403, en: "The token's scope is not enough", zh: "令牌权限范围不足" },
  "not-permitted": { status: 403, en: "The sharing policy does not permit this", zh: "共享策略不允许此操作" },
  "approval-required": { status: 403, en: "A second person must approve this", zh: "须经第二人批准" },
  "not-found": { status: 404, en: "There is no such thing here", zh: "所请求的内容不存在" },
  "method-not-allowed": { status: 405, en: "The method is not allowed here", zh: "此处不允许该请求方法" },
  "request-timeout": { status: 408, en: "The request did not arrive in time", zh: "请求未在规定时间内到达" },
  "duplicate-id": { status: 409, en: "This message id was used for another message", zh: "报文标识已被另一报文使用" },
  "duplicate-document": {
    status: 409,
    en: "A number of this document was used in another message",
    zh: "文书的编号或文号已用于另一报文",
  },
  "receipt-conflict": { status: 409, en: "Another outcome was recorded already", zh: "已登记不同的回执结果" },
  "state-conflict": { status: 409, en: "The present state does not allow this", zh: "当前状态不允许此操作" },
  "case-closed": {
    status: 409,
    en: "The case cannot be closed now, or is closed already",
    zh: "目前不能销号，或者已经销号",
  },
  withdrawn: { status: 410, en: "The packet was withdrawn by its sender", zh: "该数据包已被发送方撤回" },
  expired: { status: 410, en: "The delivery window of the packet has closed", zh: "该数据包的投递期限已过" },
  "too-large": { status: 413, en: "The request is too large", zh: "请求体过大" },
  "unsupported-media-type": { status: 415, en: "The media type is not supported", zh: "不支持的媒体类型" },
  "invalid-document": { status: 422, en: "The document does not follow its schema", zh: "文书不符合数据规范" },
  "digest-mismatch": { status: 422, en: "The digest is not the packet's", zh: "摘要与数据包不一致" },
  "no-recipient": { status: 422, en: "No recipient could be determined", zh: "无法确定接收单位" },
  "case-transition": {
    status: 422,
    en: "The state of the item does not allow this reply",
    zh: "事项当前状态不允许此答复",
  },
  "case-unknown-subject": { status: 422, en: "The person was not sent to the sender", zh: "未向该单位移送此人" },
  "case-unknown-item": { status: 422, en: "The need was not sent to the sender", zh: "未向该单位移送此项需求" },
  "case-circle": {
    status: 422,
    en: "The item cannot go back to that department",
    zh: "该事项不得转回此前已转出的单位",
  },
  "visit-window": {
    status: 422,
    en: "The visit is outside the window of its kind",
    zh: "回访日期不在该类回访的窗口内",
  },
  "case-notice-forbidden": { status: 422, en: "A public notice is not allowed here", zh: "此类对象不得公示" },
  "inquiry-authorisation": {
    status: 422,
    en: "The inquiry needs the household's authorisation",
    zh: "此查询须有家庭的请求或者委托",
  },
  "inquiry-too-many": { status: 422, en: "Too many persons were asked about today", zh: "当日查询人数超过上限" },
  "case-dead": { status: 422, en: "A department reported the person's death", zh: "已有部门反馈对象死亡" },
  "plan-incomplete": {
    status: 422,
    en: "A need has neither a measure nor a reason why not",
    zh: "有需求既无措施，也未说明不安排的理由",
  },
  "plan-version": { status: 409, en: "Another version of the plan is in force", zh: "方案已有其他版本" },
  "guideline-version": { status: 409, en: "This version of the guideline is not known", zh: "认定指引没有此版本" },
  "report-not-final": { status: 425, en: "The period of the report is not over", zh: "通报期间尚未截止" },
  "header-too-large": { status: 431, en: "The header fields are too large", zh: "请求头过大" },
  "rate-limited": { status: 429, en: "Too many requests", zh: "请求过于频繁" },
  unavailable: {
    status: 503,
    en: "The gateway cannot commit now; nothing was accepted",
    zh: "网关暂时无法提交，未受理任何内容",
  },
  internal: { status: 500, en: "Internal error", zh: "内部错误" },
} as const satisfies Record<string, { status: number; en: string; zh: string }>;

/** Code of a refusal. */
export type RefusalCode = keyof typeof REFUSALS;

/** Fault in a submitted document: its place (RFC 6901 pointer) and its kind, in both languages; never the value. */
export interface Issue {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
  readonly messageZh: string;
  /** Place of the person in the list, from 1. */
  readonly ordinal?: number;
  /** Titles on the way to the field, from the schema. */
  readonly field?: string;
  readonly fieldZh?: string;
}

/** Faults of a document: those that are listed, how many there are in all, and how many persons they concern. */
export interface Faults {
  readonly errors: readonly Issue[];
  readonly total: number;
  readonly persons: number;
}

/** Details of a refusal beside its code. */
export interface RefusalOptions {
  /** Explanation beyond the title, in both languages. Never a submitted value. */
  readonly detail?: Bilingual;
  readonly errors?: readonly Issue[];
  /** Further members of the problem document, such as `message` on `duplicate-id`. */
  readonly members?: Readonly<Record<string, string | number>>;
  /** Seconds for Retry-After. */
  readonly retryAfter?: number;
  /** Short code of the step that failed, for the audit log only. Never shown to the caller. */
  readonly step?: string;
  readonly cause?: unknown;
}

/** Error with a code of protocol section 8. The gateway's caller sees code, detail and errors, never `step` and `cause`. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: RefusalCode;
  readonly options: RefusalOptions;

  constructor(code: RefusalCode, options: RefusalOptions = {}) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.options = options;
  }

  /** HTTP status of the problem (protocol section 8). */
  get status(): number {
    return REFUSALS[this.code].status;
  }
}
