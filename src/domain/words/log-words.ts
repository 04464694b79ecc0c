import type { EntryType } from "../audit-entry.ts";
import type { Words } from "../bilingual.ts";
import type { LogStage } from "../log-stage.ts";
import type { Purpose } from "../purpose.ts";

/** Words for the codes of the log, of its verification and of its monitors. */
export const LOG_WORDS = {
  /** Legal bases (PIPL 13). */
  legalBasis: {
    consent: { zh: "个人同意", en: "consent" },
    "statutory-duty": { zh: "履行法定职责", en: "statutory duty" },
    emergency: { zh: "紧急情况", en: "emergency" },
  },

  /** Kinds of persons' requests. */
  rightsKind: {
    access: { zh: "查阅", en: "access" },
    correct: { zh: "更正", en: "correction" },
    erase: { zh: "删除", en: "erasure" },
    withdraw: { zh: "撤回同意", en: "withdrawal of consent" },
    explain: { zh: "解释", en: "explanation" },
    other: { zh: "其他", en: "other" },
  },

  /** Purposes of what is provided. */
  purpose: {
    assistance: { zh: "社会救助和帮扶", en: "social assistance" },
    "emergency-aid": { zh: "临时救助衔接", en: "emergency aid" },
    accuracy: { zh: "更正已提供的数据", en: "correction of what was provided" },
    stop: { zh: "停止处理", en: "end of processing" },
    outcome: { zh: "反馈办理结果", en: "feedback about the outcome" },
    "judicial-aid": { zh: "司法救助线索", en: "lead to judicial aid" },
    "follow-up": { zh: "回访和效果评估", en: "follow-up and evaluation" },
    urge: { zh: "督促办理", en: "urging of what is late" },
    coordinate: { zh: "部门联席会议", en: "joint meeting" },
    U1: { zh: "认定前核实", en: "verification before a decision" },
    U2: { zh: "是否已享同类救助", en: "whether the same aid is given already" },
    U3: { zh: "办理进度", en: "progress" },
    U4: { zh: "数据更正", en: "correction of data" },
  } satisfies Words<Purpose>,
  /** Kinds of readings by auditors and operators, in entries of type `read`. */
  reading: {
    deliveries: { zh: "投递列表", en: "list of packets" },
    delivery: { zh: "单个数据包", en: "a packet" },
    events: { zh: "日志条目列表", en: "list of log entries" },
    summary: { zh: "汇总", en: "summary" },
    matrix: { zh: "按单位按日的数量", en: "counts by party and day" },
    evidence: { zh: "证据文件", en: "evidence" },
    statement: { zh: "对账单", en: "statement" },
    entries: { zh: "日志条目分块", en: "bundles of log entries" },
    provision: { zh: "对外提供登记", en: "register of provisions" },
    rights: { zh: "个人权利请求登记", en: "register of persons' requests" },
    report: { zh: "内部通报", en: "internal report" },
    meeting: { zh: "联席会议材料", en: "pack of a joint meeting" },
    message: { zh: "其他单位的报文", en: "a message of others" },
    messages: { zh: "其他单位的报文列表", en: "messages of others" },
    failed: { zh: "投递失败的数据包", en: "failed packets" },
    endpoints: { zh: "推送地址", en: "endpoints" },
    overview: { zh: "运行概况", en: "what needs attention" },
  },

  /** Outcomes of persons' requests. */
  rightsOutcome: {
    open: { zh: "办理中", en: "open" },
    told: { zh: "已查告", en: "told" },
    erased: { zh: "已销毁", en: "erased" },
  },

  /** Stages of an entry (docs/log.md). */
  stage: {
    pending: { zh: "待编号", en: "pending" },
    sequenced: { zh: "已编号", en: "sequenced" },
    published: { zh: "已发布", en: "published" },
    witnessed: { zh: "已见证", en: "witnessed" },
  } satisfies Words<LogStage>,

  /** Types of entries of the log. */
  entry: {
    accepted: { zh: "受理报文", en: "message accepted" },
    refused: { zh: "拒绝", en: "refused" },
    sealed: { zh: "封装", en: "sealed" },
    attempt: { zh: "推送尝试", en: "push attempt" },
    delivered: { zh: "送达", en: "delivered" },
    fetched: { zh: "取回", en: "fetched" },
    receipt: { zh: "回执", en: "receipt" },
    conflict: { zh: "回执与先前结果不一致", en: "receipt against an earlier outcome" },
    failed: { zh: "投递失败", en: "delivery failed" },
    withdrawn: { zh: "撤回", en: "withdrawn" },
    requeued: { zh: "重新投递", en: "queued again" },
    resealed: { zh: "重新封装", en: "sealed again" },
    rerouted: { zh: "转办", en: "need sent on to another department" },
    packed: { zh: "制作离线包", en: "packed for a disc" },
    imported: { zh: "离线导入", en: "brought on a disc" },
    directory: { zh: "单位目录或者规则变更", en: "change of the directory or the rules" },
    "clock-rules": { zh: "期限规则或者工作日历变更", en: "change of the deadlines or the calendar" },
    guideline: { zh: "认定指引变更", en: "change of a guideline" },
    key: { zh: "公钥变更", en: "change of a public key" },
    log: { zh: "日志事项", en: "event of the log itself" },
    "token-refused": { zh: "拒绝访问令牌", en: "access token refused" },
    read: { zh: "查阅", en: "records read" },
    erased: { zh: "销毁内容", en: "payload destroyed" },
    "envelope-erased": { zh: "销毁信封和盲索引", en: "envelope and blind index destroyed" },
    "erasure-requested": { zh: "登记的销毁请求", en: "recorded request to destroy" },
    "person-lookup": { zh: "按登记的请求查找人员", en: "look-up of a person on a recorded request" },
    "person-lookup-approved": { zh: "批准查找人员的请求", en: "request to look up a person approved" },
    reminder: { zh: "发出系统提示", en: "system notice sent" },
    "case-facts": { zh: "登记办理事实", en: "facts of a case recorded" },
    "case-erased": { zh: "销毁办理事实", en: "facts of a case destroyed" },
    report: { zh: "形成通报", en: "report made" },
    "report-released": { zh: "批准公开通报数字", en: "hidden value of a report released" },
    inquiry: { zh: "查询或者查询答复", en: "inquiry, or answer to one" },
  } satisfies Words<EntryType>,

  /** Parts of the rules that the log registers. */
  rules: {
    "sharing-policy": { zh: "共享策略", en: "sharing policy" },
    routing: { zh: "路由表", en: "routing table" },
    calendar: { zh: "工作日历", en: "calendar" },
    deadlines: { zh: "期限规则", en: "deadlines" },
    retention: { zh: "保存期限", en: "retention" },
    schema: { zh: "数据规范", en: "schema" },
  },

  /** Events of a public key. */
  key: {
    "key-added": { zh: "登记", en: "registered" },
    "key-retired": { zh: "停用", en: "retired" },
    "key-restored": { zh: "恢复使用", en: "restored" },
    "key-removed": { zh: "移除", en: "removed" },
    "key-sent": { zh: "单位提交", en: "sent by the party" },
    "key-confirmed": { zh: "确认换钥", en: "change confirmed" },
    "key-refused": { zh: "拒绝换钥", en: "change refused" },
  },

  /** Outcomes of a step of a verification. */
  step: {
    passed: { zh: "通过", en: "passed" },
    failed: { zh: "不通过", en: "FAILED" },
    "not-checked": { zh: "未核验", en: "not checked" },
  },

  /** Alarms of a monitor (docs/monitor.md). */
  alarm: {
    unreachable: { zh: "无法读取日志", en: "the log cannot be read" },
    "bad-signature": { zh: "检查点签名无效", en: "the checkpoint is not signed by the log" },
    rollback: { zh: "日志回退", en: "THE LOG WAS ROLLED BACK" },
    fork: { zh: "日志分叉", en: "THE LOG FORKED" },
    entries: { zh: "条目缺失或与所签不符", en: "entries are missing or not what was signed" },
    succeeded: { zh: "日志已终止，由后继日志接续", en: "THE LOG ENDED, and a successor goes on" },
    unwitnessed: { zh: "见证方未达法定数", en: "no quorum of witnesses has cosigned" },
    stall: { zh: "日志停滞", en: "the log does not grow" },
  },
} satisfies Record<string, Words>;
