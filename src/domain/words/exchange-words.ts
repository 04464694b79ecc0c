import type { Words } from "../bilingual.ts";
import type { MessageType } from "../message.ts";
import type { PacketState } from "../packet.ts";
import type { DeliveryMode, PartyKind } from "../party.ts";
import type { ReceiptOutcome, RejectReason } from "../receipt.ts";
import type { LookupBasis } from "../recorded-request.ts";

/** Words for the codes of parties, messages, packets and receipts. */
export const EXCHANGE_WORDS = {
  /** Kinds of parties; the last three are the three administrators (三员分立, GB/T 22239). */
  role: {
    procuratorate: { zh: "检察院", en: "procuratorate" },
    department: { zh: "社会救助部门", en: "department of social aid" },
    "social-work": { zh: "社会工作服务机构", en: "body of social workers" },
    convener: { zh: "联席会议召集单位", en: "convener of the joint meeting" },
    auditor: { zh: "审计管理员", en: "auditor" },
    "security-administrator": { zh: "安全管理员", en: "security administrator" },
    operator: { zh: "系统管理员", en: "operator" },
  } satisfies Words<PartyKind>,

  /** Types of messages (protocol section 4). */
  message: {
    "aid-subject-list": { zh: "救助对象信息移送清单", en: "aid-subject list" },
    supplement: { zh: "补充", en: "supplement" },
    correction: { zh: "更正", en: "correction" },
    bridge: { zh: "临时救助衔接函", en: "bridge to temporary aid" },
    plan: { zh: "帮扶方案", en: "plan of help" },
    withdrawal: { zh: "撤回", en: "withdrawal" },
    feedback: { zh: "办理结果反馈", en: "feedback" },
    "reverse-lead": { zh: "反向线索", en: "reverse lead" },
    inquiry: { zh: "查询", en: "inquiry" },
    "inquiry-answer": { zh: "查询答复", en: "answer to an inquiry" },
    reminder: { zh: "催办督办函", en: "reminder" },
    visit: { zh: "回访", en: "visit" },
    evaluation: { zh: "评估", en: "evaluation" },
    meeting: { zh: "联席会议纪要", en: "record of the joint meeting" },
  } satisfies Words<MessageType>,

  /** Milestones of a message (protocol section 4). */
  milestone: {
    accepted: { zh: "网关受理", en: "accepted by the gateway" },
    delivered: { zh: "送达", en: "delivered" },
    confirmed: { zh: "签收", en: "confirmed" },
    outcome: { zh: "有办理结果的人员", en: "persons with an outcome" },
  },

  /** States of a packet (protocol section 5). */
  state: {
    queued: { zh: "待送达", en: "queued" },
    delivered: { zh: "已送达", en: "delivered" },
    accepted: { zh: "已签收", en: "accepted" },
    rejected: { zh: "已拒收", en: "rejected" },
    failed: { zh: "投递失败", en: "delivery failed" },
    withdrawn: { zh: "已撤回", en: "withdrawn" },
  } satisfies Words<PacketState>,

  /** Answers that a recipient signs to a packet (protocol section 6). */
  outcome: {
    accepted: { zh: "签收", en: "accepted" },
    rejected: { zh: "拒收", en: "rejected" },
  } satisfies Words<ReceiptOutcome>,

  /** Reasons of a recipient to reject a packet (protocol section 6). */
  reason: {
    undecryptable: { zh: "无法解密", en: "undecryptable" },
    "bad-signature": { zh: "签名无效", en: "bad signature" },
    "bad-content": { zh: "内容不合规范", en: "bad content" },
    "not-responsible": { zh: "不属于本单位职责", en: "not responsible" },
    duplicate: { zh: "重复", en: "duplicate" },
    "unknown-subject": { zh: "查无此人", en: "unknown subject" },
    other: { zh: "其他", en: "other" },
  } satisfies Words<RejectReason>,

  /** Ways in which packets reach a party. */
  mode: {
    push: { zh: "推送", en: "push" },
    pull: { zh: "取回", en: "pull" },
  } satisfies Words<DeliveryMode>,

  /** Who must act for a packet. */
  actor: {
    operator: { zh: "系统管理员", en: "the operator" },
    recipient: { zh: "接收单位", en: "the recipient" },
    sender: { zh: "发送方", en: "the sender" },
    nobody: { zh: "无须任何人", en: "nobody" },
  },

  /** Where the fault lies for which a packet needs somebody. */
  origin: {
    gateway: { zh: "网关", en: "the gateway" },
    network: { zh: "网络", en: "the network" },
    recipient: { zh: "接收方", en: "the recipient" },
    key: { zh: "密钥", en: "a key" },
  },

  /** States of a party's endpoint, as an operator sees it. */
  endpoint: {
    on: { zh: "启用", en: "on" },
    failing: { zh: "推送失败", en: "failing" },
    paused: { zh: "暂停", en: "paused" },
    off: { zh: "停用", en: "off" },
    pull: { zh: "由单位取回", en: "the party fetches" },
    suspended: { zh: "单位已停用", en: "the party is suspended" },
    removed: { zh: "单位不在目录中", en: "the party is not in the directory" },
  },

  /** What a request that tried an endpoint came to. */
  test: {
    taken: { zh: "应答正常", en: "it answered well" },
    answered: { zh: "有应答，但未接受", en: "it answered, and did not take it" },
    unreachable: { zh: "未能连通", en: "it could not be reached" },
  },

  /** States of the circuit breaker of an endpoint. */
  circuit: {
    closed: { zh: "正常推送", en: "closed" },
    open: { zh: "暂缓推送", en: "open" },
    "half-open": { zh: "试推送", en: "half-open" },
  },

  /** Proofs of a packet's delivery. */
  delivery: {
    push: { zh: "推送", en: "by push" },
    fetch: { zh: "取回", en: "fetched" },
    receipt: { zh: "以回执认定", en: "by its receipt" },
  },

  /** Outcomes of a push. */
  push: {
    delivered: { zh: "对方已接收", en: "taken by the recipient" },
    retry: { zh: "将再次推送", en: "to be tried again" },
    failed: { zh: "不再推送", en: "not to be tried again" },
    gone: { zh: "推送地址已停用，不再推送", en: "the address is gone, not to be tried again" },
  },

  /** States of a change of keys that a party sent itself. */
  keyChange: {
    pending: { zh: "待确认", en: "pending" },
    confirmed: { zh: "已确认", en: "confirmed" },
    refused: { zh: "已拒绝", en: "refused" },
  },

  /** Causes of a failed push or delivery. An answer's status code, such as `http-503`, has no word here. */
  cause: {
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
    operator: { zh: "由系统管理员停用", en: "turned off by an operator" },
    maintenance: { zh: "维护", en: "maintenance" },
    fault: { zh: "故障处理", en: "a fault is being mended" },
    asked: { zh: "应接收单位要求", en: "the party asked for it" },
    security: { zh: "安全原因", en: "security" },
    unrecorded: { zh: "未记录原因", en: "no cause was recorded" },
    "window-closed": { zh: "投递期限已过", en: "the delivery window has closed" },
    "endpoint-not-a-url": { zh: "推送地址无效", en: "the endpoint is not a URL" },
    "endpoint-not-http": { zh: "推送地址不是 HTTP", en: "the endpoint is not HTTP" },
    "endpoint-not-https": { zh: "推送地址不是 HTTPS", en: "the endpoint is not HTTPS" },
    "endpoint-userinfo": { zh: "推送地址含用户名", en: "the endpoint names a user" },
    "endpoint-address-refused": { zh: "推送地址不在允许范围", en: "an endpoint that is not allowed" },
  },

  /** Grounds to destroy payloads or to look up a person (docs/retention.md). */
  basis: {
    "pipl-15": { zh: "《个人信息保护法》第十五条", en: "PIPL article 15" },
    "pipl-45": { zh: "《个人信息保护法》第四十五条", en: "PIPL article 45" },
    "pipl-46": { zh: "《个人信息保护法》第四十六条", en: "PIPL article 46" },
    "pipl-48": { zh: "《个人信息保护法》第四十八条", en: "PIPL article 48" },
    "pipl-47": { zh: "《个人信息保护法》第四十七条", en: "PIPL article 47" },
    "court-order": { zh: "人民法院的裁判或者决定", en: "court order" },
    "sent-in-error": { zh: "误送", en: "sent in error" },
  } satisfies Words<LookupBasis>,
} satisfies Record<string, Words>;
