/**
 * What the gateway answers: the shapes that its transports send and its clients read.
 * Generated from src/http/schemas by `npm run generate`; not to be edited.
 */
import type { AuditEntry } from "../audit-entry.ts";
import type { Due, PacketState } from "../packet.ts";
import type { Issue } from "../refusal.ts";
import type { LogPosition } from "../log-stage.ts";
import type { MessageType } from "../message.ts";
import type { ReceiptOutcome, RejectReason } from "../receipt.ts";

/** A problem with the members of RFC 6749 section 5.2. 附带 RFC 6749 第 5.2 节成员的问题文档。 */
export type OauthProblem = Problem & {
  readonly error: string;
  readonly error_description: string;
};

/** Every answer by the name of its schema. */
export interface Answers {
  readonly Problem: Problem;
  readonly OauthProblem: OauthProblem;
  readonly AuthorizationServer: AuthorizationServer;
  readonly Gateway: Gateway;
  readonly TokenAnswer: TokenAnswer;
  readonly Jwk: Jwk;
  readonly KeyRegistration: KeyRegistration;
  readonly JwkSet: JwkSet;
  readonly SchemaIndex: SchemaIndex;
  readonly Party: Party;
  readonly PartyList: PartyList;
  readonly Health: Health;
  readonly KeyChange: KeyChange;
  readonly KeyChangeList: KeyChangeList;
  readonly SubmissionAnswer: SubmissionAnswer;
  readonly CheckAnswer: CheckAnswer;
  readonly TimelineItem: TimelineItem;
  readonly MilestoneWord: MilestoneWord;
  readonly Milestone: Milestone;
  readonly Progress: Progress;
  readonly MessageView: MessageView;
  readonly ThreadView: ThreadView;
  readonly PacketView: PacketView;
  readonly InboxItem: InboxItem;
  readonly InboxPage: InboxPage;
  readonly ReceiptAnswer: ReceiptAnswer;
  readonly ImportAnswer: ImportAnswer;
  readonly DeadlineRule: DeadlineRule;
  readonly DeadlineRules: DeadlineRules;
  readonly Rules: Rules;
  readonly ComputedDeadline: ComputedDeadline;
  readonly ComputedDeadlines: ComputedDeadlines;
  readonly CalendarYear: CalendarYear;
  readonly ItemClock: ItemClock;
  readonly CaseItem: CaseItem;
  readonly VisitDuty: VisitDuty;
  readonly SubjectFollow: SubjectFollow;
  readonly CaseAnswer: CaseAnswer;
  readonly RerouteAnswer: RerouteAnswer;
  readonly CaseLookup: CaseLookup;
  readonly InquiryItem: InquiryItem;
  readonly Inquiries: Inquiries;
  readonly CaseItems: CaseItems;
  readonly CaseRenewal: CaseRenewal;
  readonly CasePerson: CasePerson;
  readonly CasePersons: CasePersons;
  readonly ItemLetter: ItemLetter;
  readonly LetterDraft: LetterDraft;
  readonly LetterDrafts: LetterDrafts;
  readonly ItemGap: ItemGap;
  readonly CaseMeasure: CaseMeasure;
  readonly GapHousehold: GapHousehold;
  readonly CaseHousehold: CaseHousehold;
  readonly GapAnswer: GapAnswer;
  readonly GuidelineFinding: GuidelineFinding;
  readonly GuidelineAnswer: GuidelineAnswer;
  readonly ReportLine: ReportLine;
  readonly Report: Report;
  readonly ReportRecount: ReportRecount;
  readonly ReportRelease: ReportRelease;
  readonly ReportAnswer: ReportAnswer;
  readonly MeetingPack: MeetingPack;
  readonly InclusionProof: InclusionProof;
  readonly ConsistencyProof: ConsistencyProof;
  readonly LogChain: LogChain;
  readonly OperatorPacket: OperatorPacket;
  readonly RequeueAnswer: RequeueAnswer;
  readonly OperatorEndpoint: OperatorEndpoint;
  readonly EndpointTest: EndpointTest;
  readonly OperatorEndpoints: OperatorEndpoints;
  readonly OperatorItem: OperatorItem;
  readonly OperatorMessage: OperatorMessage;
  readonly OperatorLine: OperatorLine;
  readonly OperatorPage: OperatorPage;
  readonly Attention: Attention;
  readonly OpsOverview: OpsOverview;
  readonly Delivery: Delivery;
  readonly DeliveryPage: DeliveryPage;
  readonly DeliveryDetail: DeliveryDetail;
  readonly LoggedEvent: LoggedEvent;
  readonly EventPage: EventPage;
  readonly SummaryLine: SummaryLine;
  readonly AuditMatrix: AuditMatrix;
  readonly AuditSummary: AuditSummary;
  readonly Provision: Provision;
  readonly ProvisionPage: ProvisionPage;
  readonly RightsRegister: RightsRegister;
  readonly ErasureAnswer: ErasureAnswer;
  readonly LookupApprovalAnswer: LookupApprovalAnswer;
  readonly PersonThreadsAnswer: PersonThreadsAnswer;
}
/** RFC 9457. Accept-Language: zh makes title and detail Chinese. RFC 9457。Accept-Language: zh 时 title 与 detail 为中文。 */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code:
    | "malformed-request"
    | "invalid-envelope"
    | "invalid-claims"
    | "invalid-token"
    | "invalid-client"
    | "insufficient-scope"
    | "not-permitted"
    | "approval-required"
    | "not-found"
    | "method-not-allowed"
    | "request-timeout"
    | "duplicate-id"
    | "duplicate-document"
    | "receipt-conflict"
    | "state-conflict"
    | "case-closed"
    | "withdrawn"
    | "expired"
    | "too-large"
    | "unsupported-media-type"
    | "invalid-document"
    | "digest-mismatch"
    | "no-recipient"
    | "case-transition"
    | "case-unknown-subject"
    | "case-unknown-item"
    | "case-circle"
    | "visit-window"
    | "case-notice-forbidden"
    | "inquiry-authorisation"
    | "inquiry-too-many"
    | "case-dead"
    | "plan-incomplete"
    | "plan-version"
    | "guideline-version"
    | "report-not-final"
    | "header-too-large"
    | "rate-limited"
    | "unavailable"
    | "internal";
  /** The request's id, also in X-Request-Id. 请求标识，同 X-Request-Id。 */
  readonly instance: string;
  readonly detail?: string;
  readonly errors?: readonly Issue[];
  /** too-large: most bytes that are taken. too-large：字节上限。 */
  readonly limit?: number;
  /** too-large: bytes that were announced. too-large：所声明的字节数。 */
  readonly size?: number;
  /** invalid-document: all faults, those included that errors does not list. invalid-document：错误总数，含 errors 未列出的。 */
  readonly total?: number;
  /** invalid-document: persons whom they concern. invalid-document：涉及人数。 */
  readonly persons?: number;
  /** duplicate-id, duplicate-document: the earlier message. duplicate-id、duplicate-document：先前的报文。 */
  readonly message?: string;
  /** state-conflict: the present state. state-conflict：当前状态。 */
  readonly state?: PacketState;
  /** receipt-conflict: the outcome that was recorded. receipt-conflict：已登记的结果。 */
  readonly recorded?: ReceiptOutcome;
  /** unavailable, of /readyz: what does not answer. unavailable（/readyz）：未应答的部分。 */
  readonly failing?: string;
}
/** Authorization server metadata (RFC 8414). 授权服务器元数据（RFC 8414）。 */
export interface AuthorizationServer {
  readonly issuer: string;
  readonly token_endpoint: string;
  readonly grant_types_supported: readonly "client_credentials"[];
  readonly response_types_supported: readonly unknown[];
  readonly token_endpoint_auth_methods_supported: readonly "private_key_jwt"[];
  readonly token_endpoint_auth_signing_alg_values_supported: readonly string[];
  readonly scopes_supported: readonly (
    | "message:send"
    | "packet:receive"
    | "case:read"
    | "report:read"
    | "report:internal"
    | "report:release"
    | "audit:read"
    | "directory:read"
    | "directory:write"
    | "ops:read"
    | "ops:write"
    | "ops:approve"
  )[];
  readonly ui_locales_supported: readonly ("en" | "zh")[];
  readonly service_documentation: string;
}
/** Who the gateway is and what it accepts. 网关身份及其受理条件。 */
export interface Gateway {
  readonly id: string;
  readonly issuer: string;
  readonly versions: {
    readonly protocol: readonly string[];
    readonly software: string;
  };
  readonly suites: readonly ("jose" | "cms" | "gm")[];
  readonly senderConstraint: "none" | "dpop" | "mtls";
  /** Sizes in bytes, times in seconds. 大小单位为字节，时间单位为秒。 */
  readonly limits: {
    readonly [k: string]: number;
  };
  /** Items: JWS in which a former key names its successor. 原密钥签署的 JWS，载明继任密钥。 */
  readonly successions: readonly string[];
  /** The gateway's time now 网关当前时间 */
  readonly clock: string;
  /** Where days begin: minutes east of UTC of the locality's clock. 当地时钟与 UTC 的差，东为正，单位分钟；日期以此为准。 */
  readonly utcOffset: number;
  readonly log: {
    /** Name of the log in its checkpoints. 日志在检查点中的名称。 */
    readonly origin: string;
    /** Items: Verifier key (C2SP signed-note), the present one first. 验证公钥（C2SP signed-note），现用者居首。 */
    readonly keys: readonly string[];
    /** Items: Verifier key of a witness that is asked (type 4). 所请求见证方的验证公钥（类型 4）。 */
    readonly witnesses: readonly string[];
    readonly quorum: number;
  };
  readonly endpoints: {
    readonly [k: string]: string;
  };
}
/**
 */
export interface TokenAnswer {
  /** Opaque to its holder; RFC 9068 inside. 对持有方不透明；内部格式为 RFC 9068。 */
  readonly access_token: string;
  readonly token_type: "Bearer" | "DPoP";
  readonly expires_in: number;
  /** Granted scopes, separated by spaces. 已授予的权限范围，以空格分隔。 */
  readonly scope: string;
}
/** A public key (RFC 7517); kid is its RFC 7638 thumbprint. 公钥（RFC 7517）；kid 为 RFC 7638 指纹。 */
export interface Jwk {
  readonly kty: string;
  readonly kid: string;
  readonly use: "sig" | "enc";
  readonly alg: string;
  /** Verifies what was signed before. 仅用于验证此前的签名。 */
  readonly retired?: true;
}
/**
 */
export interface KeyRegistration {
  /** The log's entry of the key, its canonical JSON. 日志中该公钥的登记条目（规范 JSON）。 */
  readonly entry: string;
  /** That the log has it (C2SP tlog-proof). 该条目在日志中的证明（C2SP tlog-proof）。 */
  readonly tlogProof: string;
}
/**
 */
export interface JwkSet {
  readonly keys: readonly Jwk[];
}
/**
 */
export interface SchemaIndex {
  readonly schemas: readonly {
    readonly type: string;
    readonly version: string;
    readonly href: string;
  }[];
}
/**
 */
export interface Party {
  readonly id: string;
  readonly kind: "procuratorate" | "department" | "social-work" | "convener" | "auditor" | "security-administrator" | "operator";
  readonly name: {
    readonly zh: string;
    readonly en: string;
  };
  /** GB/T 2260 code; nine digits for a township. GB/T 2260 行政区划代码；乡级为九位。 */
  readonly division: string;
  readonly suite: "jose" | "cms" | "gm";
  readonly delivery: "pull" | "push";
  readonly active: boolean;
  readonly jwks: string;
  /** Function of a department, by which the rules name it; without it the id does. 部门的职能，共享策略与路由表以此指称；没有的以单位标识指称。 */
  readonly role?: string;
  /** The party that gets what is sent to this one from a local day on. 自该日（当地）起承接本单位、接收发往本单位内容的单位。 */
  readonly successor?: {
    readonly party: string;
    readonly from: string;
  };
}
/**
 */
export interface PartyList {
  readonly version: string;
  readonly parties: readonly Party[];
}
/**
 */
export interface Health {
  readonly status: "ok" | "ready";
  readonly degraded?: readonly ("clock" | "inbox" | "queue")[];
}
/** A change of a party's keys that the party sent itself. 单位自行提交的换钥声明。 */
export interface KeyChange {
  /** Thumbprint of the new signing key; names the change. 新签名公钥的指纹，作为此次换钥的标识。 */
  readonly kid: string;
  readonly party: string;
  /** Thumbprint of the present key that signed. 签署声明的现用公钥的指纹。 */
  readonly replaces: string;
  readonly keys: readonly {
    /** RFC 7638 thumbprint. RFC 7638 指纹。 */
    readonly kid: string;
    readonly use: "sig" | "enc";
    readonly alg: string;
  }[];
  readonly state: "pending" | "confirmed" | "refused";
  /** Sent 提交时间 */
  readonly sentAt: string;
  readonly decidedBy?: string;
  /** Decided 处理时间 */
  readonly decidedAt?: string;
  /** The directory has the keys. False: from the next reload or start of the gateway on. 目录已启用这些公钥；为 false 时，自网关下一次重新读取或者重启起启用。 */
  readonly inForce?: boolean;
}
/**
 */
export interface KeyChangeList {
  readonly items: readonly KeyChange[];
}
/** The answer to a submitted message. 移送报文的应答。 */
export interface SubmissionAnswer {
  readonly id: string;
  readonly thread: string;
  readonly type: MessageType;
  readonly packets: readonly {
    readonly id: string;
    readonly recipient: string;
    readonly state: "queued";
    readonly digest: string;
    /** When the receipt is due 签收时限 */
    readonly due: string;
  }[];
  /** The gateway's signed submission receipt: a compact JWS, typ aid-submission-receipt+jwt. 网关签名的受理回执：紧凑 JWS，typ 为 aid-submission-receipt+jwt。 */
  readonly receipt: string;
  /** How far the entry of the acceptance has come: in a repeat by now, while all else is the first answer. 受理条目所处阶段；重复提交时为现状，其余与首次应答相同。 */
  readonly log: LogPosition;
  /** What input folding changed. 输入归一化所作的更改。 */
  readonly normalized?: readonly Issue[];
  /** What a person should look at. 需要人工查看之处。 */
  readonly warnings?: readonly Issue[];
}
/** Who would get a document, and which groups of its fields. 文书的接收单位及各自可见的字段组。 */
export interface CheckAnswer {
  readonly recipients: readonly string[];
  readonly disclosures: readonly {
    readonly recipient: string;
    readonly groups: {
      readonly [k: string]: "full" | "reduced";
    };
  }[];
  /** What input folding changed. 输入归一化所作的更改。 */
  readonly normalized?: readonly Issue[];
  /** What a person should look at. 需要人工查看之处。 */
  readonly warnings?: readonly Issue[];
}
/** An audit entry and how far it has come. 审计条目及其所处阶段。 */
export interface TimelineItem {
  readonly type: string;
  /** When 时间 */
  readonly time: string;
  readonly actor: string;
  readonly log: LogPosition;
  readonly [k: string]: unknown;
}
/** Whose word a milestone rests on, and where it is signed. 里程碑所依据的各方陈述及其签名所在。 */
export interface MilestoneWord {
  readonly by: string;
  /** When 时间 */
  readonly at: string;
  /** Whose packet it is about. 所涉数据包的接收单位。 */
  readonly recipient?: string;
  /** Its entry of the signed log. 其在签名日志中的条目。 */
  readonly log?: LogPosition;
  /** The recipient's signed receipt. 接收单位签名的回执。 */
  readonly jws?: string;
  /** The department's signed feedback. 部门签名的反馈报文。 */
  readonly message?: string;
}
/** A milestone: accepted by the gateway, delivered to and confirmed by recipients, outcome for persons. 里程碑：网关受理、送达接收单位、接收单位签收、人员有办理结果。 */
export interface Milestone {
  readonly name: "accepted" | "delivered" | "confirmed" | "outcome";
  readonly done: number;
  readonly of: number;
  readonly words: readonly MilestoneWord[];
  /** When the last one was done; absent while one is missing 全部完成的时间；尚未完成的没有 */
  readonly at?: string;
}
/** How far a message has come. 报文的进展。 */
export interface Progress {
  /** Every recipient has signed that it accepts. 全部接收单位均已签收。 */
  readonly confirmed: boolean;
  /** Recipients that have not. 尚未签收的接收单位。 */
  readonly unconfirmed: readonly string[];
  readonly milestones: readonly Milestone[];
}
/** A message: its packets' states now, and every change with its time. 报文：其数据包的现状及每次变更的时间。 */
export interface MessageView {
  readonly id: string;
  readonly thread: string;
  readonly type: MessageType;
  readonly version: string;
  readonly from: string;
  /** Accepted 受理时间 */
  readonly acceptedAt: string;
  /** Sharing policy: id@version. 共享策略：标识@版本。 */
  readonly policy: string;
  readonly packets: readonly PacketView[];
  /** Oldest first. 按时间先后排列。 */
  readonly timeline: readonly TimelineItem[];
  /** Number of its document (文号): for its sender, for a recipient whose packet has it, and for auditors. Absent when the document has none, and once the sender's envelope is destroyed. 文书文号：供发送方、数据包中含有该文号的接收方和审计员查看。文书无文号的，以及发送方信封销毁后，均不再给出。 */
  readonly documentNumber?: string;
  readonly progress?: Progress;
}
/** Messages of a thread that the caller may see, oldest first. 调用方可见的同一移送的报文，按时间先后排列。 */
export interface ThreadView {
  readonly thread: string;
  readonly messages: readonly (MessageView | OperatorMessage)[];
  /** All of them together, for a party. 各报文合计，供当事单位。 */
  readonly progress?: Progress;
}
/** A packet of a message as its sender and its recipient see it. 发送方与接收方所见的数据包。 */
export interface PacketView {
  readonly id: string;
  readonly recipient: string;
  readonly state: PacketState;
  readonly digest: string;
  readonly size: number;
  /** Sealed 封装时间 */
  readonly sealedAt: string;
  readonly due: Due;
  /** Pushes made so far. 已推送次数。 */
  readonly attempts: number;
  /** Groups of fields in it. 所含字段组。 */
  readonly disclosed: readonly string[];
  /** Next push 下次推送时间 */
  readonly nextAttempt?: string;
  /** Delivered 送达时间 */
  readonly deliveredAt?: string;
  /** Delivery failed 投递失败时间 */
  readonly failedAt?: string;
  /** Code of its last failed push, or of its failed delivery: window-closed, http-422, timeout … 最近一次推送失败或者投递失败的原因代码：window-closed、http-422、timeout 等。 */
  readonly cause?: string;
  /** Receipt or end 办结时间 */
  readonly settledAt?: string;
  /** The refused packet that this one was sealed again for. 本数据包所替代的被退回数据包。 */
  readonly replaces?: string;
  /** Payload destroyed; digest, receipt and entries stay 内容销毁时间；摘要、回执与日志条目保留 */
  readonly erasedAt?: string;
  readonly receipt?: {
    readonly outcome: ReceiptOutcome;
    /** Recorded 登记时间 */
    readonly receivedAt: string;
    readonly log: LogPosition;
    /** The signed receipt, verbatim. 已签名的回执原文。 */
    readonly jws: string;
    readonly reason?: RejectReason;
  };
}
/** A packet that waits for its receipt. 待签收的数据包。 */
export interface InboxItem {
  readonly packet: string;
  readonly message: string;
  readonly thread: string;
  readonly type: MessageType;
  readonly from: string;
  /** Sealed 封装时间 */
  readonly sealedAt: string;
  readonly size: number;
  readonly digest: string;
  /** When the receipt is due 签收时限 */
  readonly due: string;
}
/**
 */
export interface InboxPage {
  readonly items: readonly InboxItem[];
  /** Cursor for the next call; never parse it. 下一次调用的游标；请勿解析。 */
  readonly next: string;
}
/** The answer to a receipt: its audit entry. 回执的应答：其审计条目。 */
export interface ReceiptAnswer {
  readonly packet: string;
  readonly outcome: ReceiptOutcome;
  /** Recorded 登记时间 */
  readonly receivedAt: string;
  readonly log: LogPosition;
}
/** The answer to what came on a disc: that of the receipt, or of the message. 离线导入的应答：回执的应答，或者报文的应答。 */
export interface ImportAnswer {
  readonly kind: "receipt" | "message";
  /** The party that signed it. 签名单位。 */
  readonly from: string;
  /** It came before, on line or on a disc. 此前已在线或者离线提交。 */
  readonly repeat: boolean;
  readonly receipt?: ReceiptAnswer;
  readonly submission?: SubmissionAnswer;
}
/** A rule about a deadline (docs/deadlines.md). 期限规则（docs/deadlines.md）。 */
export interface DeadlineRule {
  /** Such as D12; variants share it. 如 D12；各变体编号相同。 */
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  /** `*` stands for all. `*` 指全部。 */
  readonly applies: {
    readonly needs: readonly string[];
    readonly divisions: readonly string[];
    readonly urgency: readonly string[];
    readonly types: readonly string[];
    readonly when: readonly string[];
  };
  readonly duty: "department" | "procuratorate" | "person";
  readonly start:
    | "applicationOn"
    | "opinionOn"
    | "fundsOn"
    | "toldOn"
    | "concludedOn"
    | "dangerAt"
    | "warnedAt"
    | "sealed"
    | "receipt"
    | "firstReply"
    | "acceptedOn"
    | "checkingOn"
    | "checkedOn"
    | "noticeFrom"
    | "noticeTo"
    | "decidedOn"
    | "grantedOn"
    | "refusedOn"
    | "servedOn"
    | "delivered"
    | "firstPaidOn"
    | "feedbackSealed"
    | "filedOn"
    | "appliedOn"
    | "renewedOn"
    | "reviewedOn"
    | "evaluatedOn"
    | "measureOn";
  /** None: a date that nobody can be late with. 空：仅为日期，不计逾期。 */
  readonly end: readonly (
    | "applicationOn"
    | "opinionOn"
    | "fundsOn"
    | "toldOn"
    | "concludedOn"
    | "dangerAt"
    | "warnedAt"
    | "sealed"
    | "receipt"
    | "firstReply"
    | "acceptedOn"
    | "checkingOn"
    | "checkedOn"
    | "noticeFrom"
    | "noticeTo"
    | "decidedOn"
    | "grantedOn"
    | "refusedOn"
    | "servedOn"
    | "delivered"
    | "firstPaidOn"
    | "feedbackSealed"
    | "filedOn"
    | "appliedOn"
    | "renewedOn"
    | "reviewedOn"
    | "evaluatedOn"
    | "measureOn"
  )[];
  readonly period: {
    readonly workingDays?: number;
    readonly days?: number;
    readonly months?: number;
    readonly hours?: number;
  };
  readonly roll: "forward" | "none" | "month-end";
  /** Whole length by extension. 各延长事由的总期限。 */
  readonly extend: {
    readonly [k: string]: number;
  };
  readonly pause: readonly ("P1" | "P3" | "P4")[];
  readonly from: string | null;
  readonly until: string | null;
  readonly source: {
    readonly document: string;
    readonly status: "found" | "quoted" | "proposed" | "local" | "unverified";
    readonly article?: string;
    readonly note?: string;
  };
  /** Rule from whose last day it is counted while its start is not known. 起算未知时所接续的规则。 */
  readonly after?: string;
  /** Most working days of pause. 暂停上限（工作日）。 */
  readonly pauseLimit?: number;
}
/**
 */
export interface DeadlineRules {
  /** Of the rules. 规则版本。 */
  readonly version: string;
  readonly on: string;
  readonly rules: readonly DeadlineRule[];
}
/** The rules in force: the gateway's configuration files as they are. 有效的规则：网关的配置文件原文。 */
export interface Rules {
  readonly sharingPolicy: {
    readonly id: string;
    readonly version: string;
    readonly [k: string]: unknown;
  };
  readonly routing: {
    readonly id: string;
    readonly version: string;
    readonly [k: string]: unknown;
  };
  readonly calendar: {
    readonly id: string;
    readonly version: string;
    readonly [k: string]: unknown;
  };
  readonly retention: {
    readonly id: string;
    readonly version: string;
    readonly [k: string]: unknown;
  };
}
/**
 */
export interface ComputedDeadline {
  /** Day that is not counted. 起算日（不计入）。 */
  readonly start: string;
  /** Last day, or of a deadline in hours the instant (RFC 3339). 最后一日；以小时计的为时刻（RFC 3339）。 */
  readonly due: string;
  /** It rests on a year whose calendar is not published. 暂定：所涉年度的日历尚未公布。 */
  readonly provisional: boolean;
  readonly rule: DeadlineRule;
  /** Stage now. 当前阶段。 */
  readonly stage?: "normal" | "paused" | "due-soon" | "overdue" | "supervise" | "meeting";
}
/**
 */
export interface ComputedDeadlines {
  /** Of the rules. 规则版本。 */
  readonly version: string;
  readonly deadlines: readonly ComputedDeadline[];
}
/**
 */
export interface CalendarYear {
  /** Of the calendar. 日历版本。 */
  readonly version: string;
  readonly year: number;
  /** Days off, as days or ranges. 放假，日期或者区间。 */
  readonly off: readonly string[];
  /** Worked weekends. 调休上班。 */
  readonly work: readonly string[];
  readonly workingDays: number;
  /** The notice that published it. 公布文件。 */
  readonly source?: string;
}
/** One deadline of an item, derived when it is read and stored nowhere. 事项的一项期限，读取时计算，不作存储。 */
export interface ItemClock {
  /** Rule D01–D39. 期限规则 D01–D39。 */
  readonly rule: string;
  /** Day it starts on, which is not counted 起算日，不计入 */
  readonly start: string;
  /** Last day, or the instant of a clock in hours. 到期日；以小时计的为到期时刻。 */
  readonly due: string;
  readonly state: "running" | "planned" | "met" | "late" | "missed" | "cancelled";
  /** Worst stage that it was in. 曾处的最严重阶段。 */
  readonly worst: "normal" | "paused" | "due-soon" | "overdue" | "supervise" | "meeting";
  /** A pause stops it now. 现处于暂停。 */
  readonly paused: boolean;
  /** It rests on a year whose calendar is not published. 暂定：所涉年度的工作日历尚未公布。 */
  readonly provisional: boolean;
  /** Stage now; absent once it has ended. 当前阶段；已终止的没有。 */
  readonly stage?: "normal" | "paused" | "due-soon" | "overdue" | "supervise" | "meeting";
  /** Its longest pause is used up. 暂停已达上限。 */
  readonly blocked?: true;
  /** A date that nobody can be late with. 仅为提示日期，不存在逾期。 */
  readonly hint?: true;
  /** The event that ended it. 终止它的事件时间。 */
  readonly ended?: string;
}
/** One need of one person at one department. 一人一项需求在一个部门的办理情况。 */
export interface CaseItem {
  readonly id: string;
  readonly thread: string;
  /** Message that sent it. 移送它的报文。 */
  readonly message: string;
  /** Opaque reference of a person within its thread. 移送内的人员引用，不含身份信息。 */
  readonly subject: string;
  /** Need N01–N17. 需求代码 N01–N17。 */
  readonly need: string;
  readonly department: string;
  readonly state:
    | "sent"
    | "signed"
    | "accepted"
    | "supplement"
    | "checking"
    | "notice"
    | "granted"
    | "part"
    | "delivered"
    | "refused"
    | "not-accepted"
    | "passed"
    | "ended"
    | "unknown";
  /** Issue of the document that set the state 设定状态的文书签发时间 */
  readonly since: string;
  /** Message that set the state; its accepted entry is the proof. 设定状态的报文；其受理条目即证明。 */
  readonly by: string;
  /** Sealed 封装时间 */
  readonly sealedAt: string;
  /** First sealing of the need, for whichever department 该需求首次封装的时间 */
  readonly originalStart: string;
  /** Urgency 1, 2, 3, 9. 紧急程度 1、2、3、9。 */
  readonly urgency: string;
  /** What a person should look at. 需要人工查看之处。 */
  readonly flags: readonly ("inferred" | "late" | "conflict" | "late-answer" | "dead" | "reroute" | "disputed" | "corrected")[];
  readonly dates: {
    /** Accepted 受理日 */
    readonly acceptedOn?: string;
    readonly notice?: {
      /** From 起 */
      readonly from: string;
      /** To 止 */
      readonly to?: string;
    };
    /** Check reported 启动调查日 */
    readonly checkingOn?: string;
    /** Decided 决定日 */
    readonly decidedOn?: string;
    /** Granted 决定给予救助日 */
    readonly grantedOn?: string;
    /** Refused 决定不予救助日 */
    readonly refusedOn?: string;
    /** Decision reported 决定反馈日 */
    readonly reportedOn?: string;
    /** Carried out 救助落实日 */
    readonly deliveredOn?: string;
    /** Refusal served 告知送达日 */
    readonly servedOn?: string;
    /** First payment 首次到位日 */
    readonly firstPaidOn?: string;
    /** The department's own estimate 部门预计日 */
    readonly expectedBy?: string;
    readonly pauses?: readonly {
      /** P1, P3, P4. P1、P3、P4。 */
      readonly code: string;
      /** From 起 */
      readonly from: string;
      /** To 止 */
      readonly to?: string;
    }[];
    /** Items: X1–X4. X1–X4。 */
    readonly extensions?: readonly string[];
  };
  /** Version of the deadlines under which it began. 该事项适用的期限规则版本。 */
  readonly rules: string;
  /** Its deadlines, in the order of the rules. 各项期限，按规则排列。 */
  readonly clocks: readonly ItemClock[];
  /** Worst stage of the clocks that run; absent when none runs. 进行中期限的最严重阶段；没有进行中期限的不列。 */
  readonly stage?: "normal" | "paused" | "due-soon" | "overdue" | "supervise" | "meeting";
  /** A pause has lasted too long. 受阻：暂停超过上限。 */
  readonly blocked?: true;
  readonly reply?: "10" | "11" | "12" | "13" | "20" | "21" | "30" | "31" | "32" | "40" | "50" | "90";
  /** R01 … R20, R99, or W after a withdrawal. R01 至 R20、R99；撤回后为 W。 */
  readonly reason?: string;
  /** Receipt of the packet 数据包签收时间 */
  readonly receiptAt?: string;
  /** First feedback 首次反馈时间 */
  readonly repliedAt?: string;
  /** The department only takes part. 协同单位。 */
  readonly co?: true;
  /** Withdrawn. 已撤回。 */
  readonly closed?: true;
  readonly gap?: ItemGap;
  /** Letters about it, in the order in which they were sent; a department does not see those to the convener. 有关函件，按发出先后；部门不见提请联席会议的函件。 */
  readonly letters?: readonly ItemLetter[];
  /** Departments that passed it on before; for the sender of the list. 此前转出的单位；仅移送单位可见。 */
  readonly chain?: readonly string[];
}
/** One visit that is owed, derived when it is read and stored nowhere. 一次应完成的回访，读取时计算，不作存储。 */
export interface VisitDuty {
  /** F0, F1, F2, F3, L; H: at home, once in half a year. F0、F1、F2、F3、L；H 为每半年一次入户。 */
  readonly kind: string;
  /** Day on which it is due 应回访日 */
  readonly due: string;
  /** First day on which a visit counts for it 窗口起 */
  readonly from: string;
  /** Last day; moved to the next working day 窗口止，遇休息日顺延 */
  readonly to: string;
  readonly state: "planned" | "due" | "attempted" | "done" | "excused" | "cancelled" | "missed";
  /** Failed attempts in the window. 窗口内未成功的次数。 */
  readonly attempts: number;
  /** It rests on a year whose calendar is not published. 暂定：所涉年度的工作日历尚未公布。 */
  readonly provisional: boolean;
  /** Day from which a visit at home is owed 应改为入户之日 */
  readonly homeFrom?: string;
  /** Day of the visit that counts for it 计入的回访日期 */
  readonly doneOn?: string;
}
/** Visits, evaluation and closing of one person; only for the sender of the list. 一人的回访、效果评估与销号情况，仅清单的发送方可见。 */
export interface SubjectFollow {
  readonly state: "open" | "following" | "closed" | "long-term";
  /** Day from which visits are counted 回访起算日 */
  readonly anchor: string;
  readonly duties: readonly VisitDuty[];
  /** What keeps the case from being closed. 尚不能销号的原因。 */
  readonly closing: readonly (
    "close-item-open" | "close-not-delivered" | "close-arrival-unknown" | "close-measure-open" | "close-already"
  )[];
  /** What a person should do. 待办。 */
  readonly todos: readonly ("send-needs" | "refer-again" | "measure")[];
  /**
   * Needs that a visit found and that were not sent since. 回访发现而尚未移送的新需求。
   *
   * Items: Need N01–N17. 需求代码 N01–N17。
   */
  readonly newNeeds: readonly string[];
  /** What the facts say against a better grade than D. 办理事实中仅可评为 D 级的情形。 */
  readonly vetoes: readonly ("gap-open" | "blocked" | "relapse" | "worse" | "out-of-school")[];
  /** Items that were granted. 已批准的事项数。 */
  readonly granted: number;
  /** Those of them that were carried out. 其中已落实的事项数。 */
  readonly delivered: number;
  readonly satisfaction: {
    readonly answers: number;
    /** Sum of the answers 1–5. 评分（1–5）合计。 */
    readonly sum: number;
  };
  /** How difficult life was at each visit, by day. 历次回访的困难评分，按日期。 */
  readonly scores: readonly {
    /** Visited 回访日 */
    readonly on: string;
    /** Party that recorded it. 记录的单位。 */
    readonly by: string;
    readonly scores: readonly {
      /** Kind of difficulty (field 35). 困难类型（字段 35）。 */
      readonly type: string;
      /** 0 none to 10 the worst. 0 无困难，10 极重。 */
      readonly score: number;
    }[];
  }[];
  /** The last evaluation. 最近一次效果评估。 */
  readonly evaluation?: {
    readonly message: string;
    /** Issued 签发日 */
    readonly on: string;
    readonly conclusion: "C1" | "C2" | "C3" | "C4";
    readonly grade?: "A" | "B" | "C" | "D";
  };
  /** The next evaluation. 下次效果评估。 */
  readonly next?: {
    /** Due 到期日 */
    readonly due: string;
    readonly provisional: boolean;
  };
  /** Time for a new measure after grade D. D 级后采取新措施的期限。 */
  readonly measure?: ItemClock;
  /** The last visit found a child out of school. 最近一次回访发现失学。 */
  readonly outOfSchool?: true;
  /** In need again: the case of the person that was closed in the twelve months before the list. 反复致困：该人另案在本次移送前十二个月内销号。 */
  readonly relapse?: {
    readonly thread: string;
    /** Closed 销号日 */
    readonly closedOn: string;
  };
}
/** What became of each person of a list, as far as the caller may see it. 清单中每人的办理情况，以调用方可见为限。 */
export interface CaseAnswer {
  readonly thread: string;
  /** Items for which a department still has something to do. 部门尚有待办的事项数。 */
  readonly open: number;
  readonly states: {
    readonly [k: string]: number;
  };
  /** Items by worst stage. 各阶段的事项数。 */
  readonly stages: {
    readonly [k: string]: number;
  };
  readonly subjects: readonly {
    /** Opaque reference of a person within its thread. 移送内的人员引用，不含身份信息。 */
    readonly subject: string;
    readonly items: readonly CaseItem[];
    /** A department reported the person's death. 已有部门反馈对象死亡。 */
    readonly dead?: true;
    readonly follow?: SubjectFollow;
    /** For the sender of the list, after a death: is a new list due for the household? 供移送单位：对象死亡后，是否需为其家庭另行移送清单。 */
    readonly todo?: "household-list";
    /** Measures of the plan in force: all for the sender of the list, its own for a department. 现行帮扶方案的措施：移送单位可见全部，部门仅见自己的。 */
    readonly measures?: readonly CaseMeasure[];
  }[];
  /** Aid gaps, for the sender of the list. 救助真空，仅移送单位可见。 */
  readonly households?: readonly CaseHousehold[];
}
/** A need that was sent on to another department. 已转办的需求。 */
export interface RerouteAnswer {
  readonly thread: string;
  /** Message that sent the need first. 首次移送该需求的报文。 */
  readonly message: string;
  /** The new department's item. 新部门的事项。 */
  readonly item: string;
  readonly packet: string;
  readonly recipient: string;
  readonly due: Due;
}
/**
 */
export interface CaseLookup {
  /** References in the order of the question; null for a number that the caller has nobody for. 按所问次序给出引用；调用方没有该编号人员的为 null。 */
  readonly subjects: readonly (string | null)[];
}
/** An inquiry at one party. Nothing says about whom. 向一个单位提出的查询，不含人员。 */
export interface InquiryItem {
  /** Message that asked; also the id of its thread. 查询报文，亦为该移送的标识。 */
  readonly message: string;
  readonly asker: string;
  /** Who is asked. 被查询单位。 */
  readonly party: string;
  /** Purpose U1–U4. 查询目的 U1–U4。 */
  readonly purpose: string;
  readonly questions: readonly {
    /** Q01–Q14. Q01–Q14。 */
    readonly code: string;
    readonly mode: "compare" | "value";
  }[];
  /** Number of persons. 查询人数。 */
  readonly subjects: number;
  /** Urgency 1, 2, 3, 9. 紧急程度 1、2、3、9。 */
  readonly urgency: string;
  /** Asked 查询时间 */
  readonly askedAt: string;
  readonly state: "asked" | "answered" | "refused" | "withdrawn" | "expired";
  /** State set 设定状态的时间 */
  readonly since: string;
  /** Why it was refused. 不予答复原因。 */
  readonly refusals?: readonly ("E1" | "E2" | "E3" | "E4")[];
  /** Last day for the answer, or the instant. 答复到期日；以小时计的为到期时刻。 */
  readonly due?: string;
  /** Rule of the deadline. 期限规则。 */
  readonly rule?: string;
  /** Stage now. 当前阶段。 */
  readonly stage?: "normal" | "paused" | "due-soon" | "overdue" | "supervise" | "meeting";
  /** The calendar of that year is not published. 暂定。 */
  readonly provisional?: true;
  /** Persons about whom the caller asked often: for its data officer to look into. 近期多次查询的人数，供本单位数据管理员核查。 */
  readonly often?: number;
}
/**
 */
export interface Inquiries {
  readonly inquiries: readonly InquiryItem[];
  /** Ask for after with this for the next page. 以此作为 after 请求下一页。 */
  readonly next?: string;
}
/**
 */
export interface CaseItems {
  readonly items: readonly CaseItem[];
  /** Ask for after with this for the next page. 以此作为 after 请求下一页。 */
  readonly next?: string;
}
/** Aid that its department has to determine anew. 须由部门重新认定或者复核的救助。 */
export interface CaseRenewal {
  readonly item: string;
  /** Need N01–N17. 需求代码 N01–N17。 */
  readonly need: string;
  readonly department: string;
  readonly clock: ItemClock;
}
/** A person about whom the procuratorate has something to do, derived when it is read. 检察机关须处理的人员，读取时计算。 */
export interface CasePerson {
  readonly thread: string;
  /** Opaque reference of a person within its thread. 移送内的人员引用，不含身份信息。 */
  readonly subject: string;
  readonly state: "open" | "following" | "closed" | "long-term";
  /** Day from which visits are counted. 回访起算日。 */
  readonly anchor: string;
  /**
   * Needs that were sent. 已移送的需求。
   *
   * Items: Need N01–N17. 需求代码 N01–N17。
   */
  readonly needs: readonly string[];
  /** Visits that are due or were missed, unless a later visit made up for them. 待回访和逾期未访的回访，其后已补访的不列。 */
  readonly visits: readonly VisitDuty[];
  readonly renewals: readonly CaseRenewal[];
  /** What a person should decide. 待办。 */
  readonly todos: readonly ("household-list" | "send-needs" | "refer-again" | "measure")[];
  /**
   * Needs that a visit found and that were not sent since. 回访发现而尚未移送的新需求。
   *
   * Items: Need N01–N17. 需求代码 N01–N17。
   */
  readonly newNeeds: readonly string[];
  /** An evaluation that is due. 已到期的效果评估。 */
  readonly evaluation?: {
    /** Due. 到期日。 */
    readonly due: string;
    readonly provisional: boolean;
  };
  /** Time for a new measure after grade D. D 级后采取新措施的期限。 */
  readonly measure?: ItemClock;
  /** Review of long-term aid that is near. 临近的长期帮扶续定。 */
  readonly review?: {
    /** Due. 到期日。 */
    readonly due: string;
    readonly provisional: boolean;
  };
  /** In need again: the earlier case of the person. 反复致困：该人的前案。 */
  readonly relapse?: {
    readonly thread: string;
    /** Day on which it was closed. 销号日。 */
    readonly closedOn: string;
  };
  /** Day of the person's death, as it was reported. 报告的死亡日期。 */
  readonly diedOn?: string;
}
/**
 */
export interface CasePersons {
  readonly persons: readonly CasePerson[];
  /** Ask for after with this for the next page. 以此作为 after 请求下一页。 */
  readonly next?: string;
}
/** A letter about a late item. 关于逾期事项的函件。 */
export interface ItemLetter {
  /** Message that carried it. 承载它的报文。 */
  readonly message: string;
  /** 2 催办函, 3 督办函, 4 提请联席会议, 5 检察建议书. 2 催办函、3 督办函、4 提请联席会议、5 检察建议书。 */
  readonly kind: "2" | "3" | "4" | "5";
  /** Sent 发出时间 */
  readonly sentAt: string;
  /** Reply by 回复期限 */
  readonly replyBy: string;
  /** Derived when it is read. 读取时计算。 */
  readonly state: "sent" | "answered" | "unanswered" | "escalated";
  /** Feedback that answered it. 答复它的反馈。 */
  readonly answeredBy?: string;
}
/** A letter drafted from facts. It names nobody, and is not sent. 依事实起草的函件，不含姓名，不会自动发出。 */
export interface LetterDraft {
  /** 2 催办函, 3 督办函, 4 提请联席会议, 5 检察建议书. 2 催办函、3 督办函、4 提请联席会议、5 检察建议书。 */
  readonly kind: "2" | "3" | "4" | "5";
  readonly thread: string;
  /** Message of the list. 清单的报文。 */
  readonly list: string;
  /** Department that is late. 逾期的部门。 */
  readonly department: string;
  readonly name: {
    readonly zh: string;
    readonly en: string;
  };
  readonly items: readonly {
    readonly item: string;
    /** Opaque reference of a person within its thread. 移送内的人员引用，不含身份信息。 */
    readonly subject: string;
    /** Need N01–N17. 需求代码 N01–N17。 */
    readonly need: string;
    /** Rule D01–D39. 期限规则 D01–D39。 */
    readonly ruleId: string;
    /** Last day, or the instant of a clock in hours. 到期日；以小时计的为到期时刻。 */
    readonly due: string;
    readonly stage: "overdue" | "supervise" | "meeting";
    /** Working days since then. 逾期工作日。 */
    readonly overdueWd: number;
    /** Its calendar is not published. 暂定：工作日历尚未公布。 */
    readonly provisional?: true;
  }[];
  /** Letters about these items that were sent before. 就这些事项此前发出的函件。 */
  readonly earlier: readonly {
    readonly kind: "2" | "3" | "4" | "5";
    readonly message: string;
    /** Sent on 发出日期 */
    readonly sentOn: string;
    /** Reply by 回复期限 */
    readonly replyBy: string;
    readonly state: "sent" | "answered" | "unanswered" | "escalated";
  }[];
  /** Party to send it to; absent: the directory has none. 收函单位；目录中没有的不列。 */
  readonly to?: string;
  /** Responsible office with its telephones: own, deputy, on duty. 责任科室及电话：本科室、代理、值班。 */
  readonly office?: {
    readonly name: {
      readonly zh: string;
      readonly en: string;
    };
    readonly phone?: string;
    readonly deputy?: string;
    readonly duty?: string;
  };
  /** Reply by, by rule D31 回复期限（规则 D31） */
  readonly replyBy?: string;
  /** Line for the agenda of the joint meeting. 联席会议议程行。 */
  readonly agenda?: {
    readonly zh: string;
    readonly en: string;
  };
  /** What to check before a procuratorial suggestion, in Chinese. 发出检察建议前须核对的内容。 */
  readonly checklist?: {
    /** Items: Rule with its source. 规则及其依据。 */
    readonly law: readonly string[];
    /** Items: Fact with its date. 事实及日期。 */
    readonly evidence: readonly string[];
    /** Letters before. 此前函件数。 */
    readonly letters: number;
  };
}
/**
 */
export interface LetterDrafts {
  readonly drafts: readonly LetterDraft[];
  /** There are further ones: name thread or department. 还有更多：请指定移送或部门。 */
  readonly more: boolean;
}
/** Aid gap of the household of an item, in the list of gaps. 事项所属家庭的救助真空，仅见于救助真空清单。 */
export interface ItemGap {
  readonly level: "G0" | "G1" | "G2" | "G3";
  readonly days: number;
  /** First day without money. 真空首日。 */
  readonly from?: string;
  /** There is money again. 真空结束。 */
  readonly to?: string;
  /** Temporary aid is suggested. 建议衔接临时救助。 */
  readonly bridge?: true;
  /** A second bridge for the same cause. 同一事由再次衔接。 */
  readonly secondBridge?: true;
}
/** A measure of a plan of help, without its wording. 帮扶方案的一项措施，不含文字。 */
export interface CaseMeasure {
  /** Number of the measure. 措施编号。 */
  readonly measure: string;
  /** Need N01–N17. 需求代码 N01–N17。 */
  readonly need: string;
  readonly kind: "M1" | "M2" | "M3" | "M4" | "M5" | "M6";
  /** Id of the department, procuratorate, or social-work. 承担单位标识，或者 procuratorate、social-work。 */
  readonly owner: string;
  /** Due. 完成期限。 */
  readonly due: string;
  readonly status: "planned" | "sent" | "doing" | "done" | "dropped";
  /** Message of the plan. 方案报文。 */
  readonly plan: string;
  /** Needed by. 最迟须到位日期。 */
  readonly neededBy?: string;
  /** Item that decides the status. 决定状态的事项。 */
  readonly item?: string;
  /** Its item ended without the aid: a new version of the plan is due. 其事项未给予救助即告办结，须调整方案。 */
  readonly stuck?: true;
  /** Past its due day and not carried out. 已过期限而未落实。 */
  readonly overdue?: true;
}
/** The aid gap of one household; without level it cannot be computed. 一个家庭的救助真空；无法测算的没有 level。 */
export interface GapHousehold {
  /** Places of its subjects in the list, from 0. 其救助对象在清单中的序号，自 0 起。 */
  readonly subjects: readonly number[];
  /** Monthly aid as the rules about deadlines forecast it. 按期限规则预计的按月救助。 */
  readonly expected: readonly {
    readonly need: string;
    readonly decidedOn: string;
    readonly paidOn: string;
    readonly provisional: boolean;
    readonly acceptedOn?: string;
  }[];
  /** Judicial aid is not decided yet. 司法救助尚未决定（同步启动）。 */
  readonly parallel: boolean;
  /** Paths of what the list does not say; parameter.{name} when the locality has not set it. 清单未填写的栏目；parameter.{名称} 为本地未填写的参数。 */
  readonly missing: readonly string[];
  /** What the household lacks a month, yuan. 每月生活缺口，元。 */
  readonly monthlyNeed?: string;
  readonly level?: "G0" | "G1" | "G2" | "G3";
  /** Days without money within 180 days. 180 日内的真空天数。 */
  readonly days?: number;
  readonly runs?: readonly {
    readonly from: string;
    readonly to: string;
    readonly days: number;
  }[];
  /** Nothing is in sight from then on. 此日起没有可预见的救助。 */
  readonly openAfter?: string;
  /** Temporary aid is suggested; a person decides. 建议衔接临时救助，由承办人决定。 */
  readonly bridge?: {
    readonly reasons: readonly ("G1" | "G2" | "G3" | "N02")[];
    readonly sameCause: boolean;
    /** Absent while the locality has no cap. 本地未填写最高额时不给出。 */
    readonly amount?: string;
  };
}
/** The aid gap of one household of a case, from what is kept of it, as of the moment. 办理中一个家庭的救助真空，读取时按所存事实计算。 */
export interface CaseHousehold {
  /** Items: Opaque reference of a person within its thread. 移送内的人员引用，不含身份信息。 */
  readonly subjects: readonly string[];
  /** Monthly aid as the rules about deadlines forecast it. 按期限规则预计的按月救助。 */
  readonly expected: readonly {
    readonly need: string;
    readonly decidedOn: string;
    readonly paidOn: string;
    readonly provisional: boolean;
    readonly acceptedOn?: string;
  }[];
  /** Judicial aid is not decided yet. 司法救助尚未决定（同步启动）。 */
  readonly parallel: boolean;
  /** Paths of what the list does not say; parameter.{name} when the locality has not set it. 清单未填写的栏目；parameter.{名称} 为本地未填写的参数。 */
  readonly missing: readonly string[];
  /** Measures that come after the day on which they are needed. 晚于最迟须到位日期的措施。 */
  readonly services: readonly {
    readonly need: string;
    readonly neededBy: string;
    /** Absent: no day is in sight. 没有的，看不到日期。 */
    readonly daysLate?: number;
  }[];
  /** What the household lacks a month, yuan. 每月生活缺口，元。 */
  readonly monthlyNeed?: string;
  readonly level?: "G0" | "G1" | "G2" | "G3";
  /** Days without money within 180 days. 180 日内的真空天数。 */
  readonly days?: number;
  readonly runs?: readonly {
    readonly from: string;
    readonly to: string;
    readonly days: number;
  }[];
  /** Nothing is in sight from then on. 此日起没有可预见的救助。 */
  readonly openAfter?: string;
  /** Temporary aid is suggested; a person decides. 建议衔接临时救助，由承办人决定。 */
  readonly bridge?: {
    readonly reasons: readonly ("G1" | "G2" | "G3" | "N02")[];
    readonly sameCause: boolean;
    /** Absent while the locality has no cap. 本地未填写最高额时不给出。 */
    readonly amount?: string;
  };
  /** A bridge was sent before, and temporary aid for the same cause given: say what is new. 此前已有衔接函，且同一事由已获临时救助：须说明新情况。 */
  readonly secondBridge?: true;
}
/**
 */
export interface GapAnswer {
  /** Day of the question, taken as that of the sealing. 询问之日，视为移送之日。 */
  readonly on: string;
  /** Version of the rules about deadlines. 期限规则的版本。 */
  readonly deadlines: string;
  readonly households: readonly GapHousehold[];
}
/** What a rule of the guideline says of a subject. 指引的一条规则对一名救助对象的结果。 */
export interface GuidelineFinding {
  readonly rule: string;
  readonly name: {
    readonly zh: string;
    readonly en: string;
  };
  readonly outcome: "suggest" | "no" | "unknown";
  /** Paths of what the list does not say; parameter.{name} when the locality has not set it. 清单未填写的栏目；parameter.{名称} 为本地未填写的参数。 */
  readonly missing: readonly string[];
  readonly explain: {
    readonly zh: string;
    readonly en: string;
  };
  readonly suggest?: {
    readonly aid?: string;
    readonly need?: string;
    readonly to?: string;
  };
  /** Yuan a month. 每月金额，元。 */
  readonly amount?: string;
  readonly date?: {
    readonly on: string;
    readonly zh: string;
    readonly en: string;
  };
}
/**
 */
export interface GuidelineAnswer {
  readonly on: string;
  /** Subjects for whose place a guideline is in force. 所在地有适用指引的救助对象。 */
  readonly subjects: readonly {
    /** Place of the subject in the list, from 0. 在清单中的序号，自 0 起。 */
    readonly index: number;
    /** Versions that were applied. 所适用的版本。 */
    readonly guideline: string;
    readonly findings: readonly GuidelineFinding[];
    /** Aid of which the person gets one. 须由本人择一的救助。 */
    readonly choices: readonly {
      readonly rules: readonly string[];
      readonly zh: string;
      readonly en: string;
    }[];
  }[];
}
/** A line of a table. 表中一行。 */
export interface ReportLine {
  readonly department?: string;
  /** Items: A count, or money in 10,000 yuan or a rate as text; null where it is hidden. 人数、件数；金额（万元）和比率为文本；不予显示的为 null。 */
  readonly cells?: readonly (number | string | null)[];
  /** A count, or money in 10,000 yuan or a rate as text; null where it is hidden. 人数、件数；金额（万元）和比率为文本；不予显示的为 null。 */
  readonly total?: number | string | null;
  /** Rates in percent by indicator. 各指标的百分比。 */
  readonly rates?: {
    readonly [k: string]: string | null;
  };
}
/** Report of a procuratorate about a period. 检察院某期间的通报。 */
export interface Report {
  readonly v: 1;
  readonly version: "public" | "internal";
  readonly sender: string;
  /** Month in which the period ends, 2026-10. 期间截止的月份，如 2026-10。 */
  readonly period: string;
  /** First day. 首日。 */
  readonly from: string;
  /** Last day. 末日。 */
  readonly to: string;
  /** What was accepted before it counts; RFC 3339. 统计截止时间，此前受理的计入；RFC 3339。 */
  readonly cut: string;
  /** Version of the rules about deadlines. 期限规则版本。 */
  readonly rules: string;
  readonly sections: readonly {
    readonly id: "I03" | "I04" | "I05" | "I12" | "I07" | "I09" | "I06" | "I14" | "I21" | "I11";
    readonly form: "table" | "totals" | "rows" | "total" | "nothing";
    /** Items: Code. 代码。 */
    readonly columns: readonly string[];
    readonly rows: readonly ReportLine[];
    readonly total: ReportLine;
  }[];
  /** Single figures by name. 各项单独数字。 */
  readonly figures: {
    /** A count, or money in 10,000 yuan or a rate as text; null where it is hidden. 人数、件数；金额（万元）和比率为文本；不予显示的为 null。 */
    readonly [k: string]: number | string | null;
  };
  readonly trend: readonly {
    /** Period. 期间。 */
    readonly period: string;
    /** A count, or money in 10,000 yuan or a rate as text; null where it is hidden. 人数、件数；金额（万元）和比率为文本；不予显示的为 null。 */
    readonly sent: number | string | null;
    /** A count, or money in 10,000 yuan or a rate as text; null where it is hidden. 人数、件数；金额（万元）和比率为文本；不予显示的为 null。 */
    readonly decided: number | string | null;
    /** A count, or money in 10,000 yuan or a rate as text; null where it is hidden. 人数、件数；金额（万元）和比率为文本；不予显示的为 null。 */
    readonly delivered: number | string | null;
    /** A count, or money in 10,000 yuan or a rate as text; null where it is hidden. 人数、件数；金额（万元）和比率为文本；不予显示的为 null。 */
    readonly once: number | string | null;
  }[];
  /** Digest under which the log has the rules about deadlines and the calendar by which it was counted; a report from before has none. 统计所依期限规则和工作日历在日志中的摘要；此前的通报没有。 */
  readonly rulesDigest?: string;
}
/** A report counted again from the facts. 以事实重新统计的结果。 */
export interface ReportRecount {
  readonly sender: string;
  /** Period. 期间。 */
  readonly period: string;
  /** Facts that the report counted, as the log has it. 通报所计事实数，以日志为准。 */
  readonly counted: number;
  /** Facts of them that are left. 其中尚存的事实数。 */
  readonly kept: number;
  /** Whether the facts are those whose root is in the log. 事实是否与日志中的根一致。 */
  readonly root: "same" | "facts-destroyed" | "other";
  /** Whether the numbers are those of the report; unknown once facts were destroyed. 数字是否与通报一致；事实已销毁的为 unknown。 */
  readonly numbers: "same" | "other" | "unknown";
  /**
   * Tables and figures that what is left does not give. 以尚存事实不能得出的表和数字。
   *
   * Items: Table or figure. 表或者数字。
   */
  readonly differences: readonly string[];
}
/** A hidden value that was made known. 批准公开的数字。 */
export interface ReportRelease {
  readonly sender: string;
  /** Period. 期间。 */
  readonly period: string;
  /** Figure (I01.persons), or cell of a table (I07/civil-affairs/refused; totals without the department). 数字（I01.persons）或者表中一格（I07/civil-affairs/refused；合计行不写部门）。 */
  readonly cell: string;
  /** A count, or money in 10,000 yuan or a rate as text; null where it is hidden. 人数、件数；金额（万元）和比率为文本；不予显示的为 null。 */
  readonly value: number | string | null;
  /**
   * Values that can now be computed as well. 由此可推知的其他数字。
   *
   * Items: Figure (I01.persons), or cell of a table (I07/civil-affairs/refused; totals without the department). 数字（I01.persons）或者表中一格（I07/civil-affairs/refused；合计行不写部门）。
   */
  readonly exposed: readonly string[];
}
/** A report. 通报。 */
export interface ReportAnswer {
  readonly report: Report;
  /** The log's entry about it, as it was hashed: its digest is that of the canonical JSON of the public version. 日志中关于该通报的条目原文；其 digest 为公开版规范 JSON 的摘要。 */
  readonly entry: string;
  /** The calling department's own lines, in full. 调用部门自己的各行，全部显示。 */
  readonly own?: readonly {
    readonly id: "I03" | "I04" | "I05" | "I12" | "I07" | "I09" | "I06" | "I14" | "I21" | "I11";
    /** Items: Code. 代码。 */
    readonly columns: readonly string[];
    readonly line: ReportLine;
  }[];
  /** Hidden values that the procuratorate has made known since. 检察院其后批准公开的数字。 */
  readonly released?: readonly {
    /** Figure (I01.persons), or cell of a table (I07/civil-affairs/refused; totals without the department). 数字（I01.persons）或者表中一格（I07/civil-affairs/refused；合计行不写部门）。 */
    readonly cell: string;
    /** A count, or money in 10,000 yuan or a rate as text; null where it is hidden. 人数、件数；金额（万元）和比率为文本；不予显示的为 null。 */
    readonly value: number | string | null;
  }[];
}
/** What a joint meeting talks about: the report, what waits for the meeting, and decisions with their states. 联席会议材料：通报、待议事项、议定事项及其落实情况。 */
export interface MeetingPack {
  readonly report: ReportAnswer;
  /** When agenda and decisions were counted; RFC 3339. 议题和议定事项的统计时间；RFC 3339。 */
  readonly at: string;
  readonly agenda: readonly {
    /** What is to be talked about: overdue and reasons as the report has them, the others as they are now. 议题种类：overdue、reasons 以通报为准，其他为当前情况。 */
    readonly kind: "overdue" | "jurisdiction" | "conflict" | "reasons" | "letters";
    readonly department: string;
    /** Items; null where they are hidden. 事项数；不予显示的为 null。 */
    readonly items: number | null;
    /** Persons; null where they are hidden. 人数；不予显示的为 null。 */
    readonly persons?: number | null;
    /** Letters without an answer after their last day. 逾期未回复的函件数。 */
    readonly letters?: number;
    /** Reason code. 原因代码。 */
    readonly reason?: string;
    /** Day on which the oldest item was sent. 其中最早移送的日期。 */
    readonly since?: string;
  }[];
  readonly decisions: readonly {
    /** Number of the decision. 议定事项编号。 */
    readonly decision: string;
    readonly message: string;
    readonly convener: string;
    /** Wording. 内容。 */
    readonly text: string;
    readonly owners: readonly string[];
    /** Due date. 完成时限。 */
    readonly due: string;
    readonly state: "open" | "done" | "dropped";
    /** Records in which it went on. 继续办理的次数。 */
    readonly carried: number;
    /** Day on which it was done. 完成日期。 */
    readonly doneOn?: string;
    /** It is open and over its date. 逾期未完成。 */
    readonly late?: true;
  }[];
}
/**
 */
export interface InclusionProof {
  readonly origin: string;
  readonly leafHash: string;
  readonly stage: "published" | "witnessed";
  readonly index: number;
  readonly size: number;
  readonly hashes: readonly string[];
  /** Signed note over that size. 该大小的签名注记。 */
  readonly checkpoint?: string;
  /** The same as one text (C2SP tlog-proof). 同一证明的文本形式（C2SP tlog-proof）。 */
  readonly tlogProof?: string;
}
/**
 */
export interface ConsistencyProof {
  readonly origin: string;
  readonly from: number;
  readonly to: number;
  readonly hashes: readonly string[];
  /** Signed note over `to`. to 对应的签名注记。 */
  readonly checkpoint?: string;
}
/**
 */
export interface LogChain {
  readonly chain: readonly {
    readonly index: number;
    readonly entry: string;
  }[];
}
/** A packet without the groups of fields in it; of its receipt the outcome, without the signed word. 数据包，不含字段组；回执仅含结果，不含签名原文。 */
export interface OperatorPacket {
  readonly id: string;
  readonly recipient: string;
  readonly state: PacketState;
  readonly digest: string;
  readonly size: number;
  /** Sealed 封装时间 */
  readonly sealedAt: string;
  readonly due: Due;
  /** Pushes made so far. 已推送次数。 */
  readonly attempts: number;
  /** Delivered 送达时间 */
  readonly deliveredAt?: string;
  /** Delivery failed 投递失败时间 */
  readonly failedAt?: string;
  /** Code of its last failed push, or of its failed delivery: window-closed, http-422, timeout … 最近一次推送失败或者投递失败的原因代码：window-closed、http-422、timeout 等。 */
  readonly cause?: string;
  /** Receipt or end 办结时间 */
  readonly settledAt?: string;
  /** The refused packet that this one was sealed again for. 本数据包所替代的被退回数据包。 */
  readonly replaces?: string;
  /** Payload destroyed; digest, receipt and entries stay 内容销毁时间；摘要、回执与日志条目保留 */
  readonly erasedAt?: string;
  /** Next push 下次推送时间 */
  readonly nextAttempt?: string;
  readonly receipt?: {
    readonly outcome: ReceiptOutcome;
    /** Recorded 登记时间 */
    readonly receivedAt: string;
    readonly log: LogPosition;
    readonly reason?: RejectReason;
  };
}
/** A portion of failed packets that were queued again. 一批重新投递的数据包。 */
export interface RequeueAnswer {
  /** Nothing was changed. 未作任何更改。 */
  readonly dryRun: boolean;
  /** The packets of this portion that were queued again, or would be. 本批已重新投递（或者将重新投递）的数据包。 */
  readonly items: readonly OperatorPacket[];
  /** With dryRun: packets that the filter finds in all, counted up to 100000. 带 dryRun 时：符合条件的数据包总数，至多计至 100000。 */
  readonly count?: number;
  /** There are more: give it as after. 尚有其余，下次以 after 给出。 */
  readonly next?: string;
}
/** How a party gets its packets, and what waits or failed. 单位接收数据包的方式及积压情况。 */
export interface OperatorEndpoint {
  readonly party: string;
  /** on, failing (the last push was not answered well), paused (on again at until), off, pull (the party fetches), suspended, removed (not in the directory). on 启用、failing 推送失败、paused 暂停（至 until 自动恢复）、off 停用、pull 由单位取回、suspended 单位已停用、removed 单位不在目录中。 */
  readonly state: "on" | "failing" | "paused" | "off" | "pull" | "suspended" | "removed";
  /** Packets queued, counted up to 100000. 待送达数据包数，至多计至 100000。 */
  readonly queued: number;
  /** Packets failed, counted up to 100000. 投递失败数据包数，至多计至 100000。 */
  readonly failed: number;
  /** Pushes of the last 24 hours, at most the newest 1000. 近 24 小时推送次数，至多计最近 1000 次。 */
  readonly pushes: number;
  /** How many of them were taken. 其中成功次数。 */
  readonly taken: number;
  /** Off, or failing, since 停用或者失败起始时间 */
  readonly since?: string;
  /** End of the pause 暂停截止时间 */
  readonly until?: string;
  /** Why: http-410, operator, the reason of a pause, timeout, http-503 … 原因：http-410、operator、暂停原因、timeout、http-503 等。 */
  readonly cause?: string;
  /** Last push 最近一次推送 */
  readonly triedAt?: string;
  /** Last push that was taken 最近一次推送成功 */
  readonly deliveredAt?: string;
  /** Sealing of the packet that is queued longest 最早待送达数据包的封装时间 */
  readonly oldestQueued?: string;
  /** Whether the gateway that answers holds pushes back after failures. 应答的网关进程是否因连续失败而暂缓推送。 */
  readonly circuit?: "closed" | "open" | "half-open";
}
/** What a signed request without a packet came to. 不含数据包的签名请求的结果。 */
export interface EndpointTest {
  readonly party: string;
  /** taken (2xx), answered (any other status), unreachable. taken 应答 2xx、answered 其他状态、unreachable 未能连通。 */
  readonly outcome: "taken" | "answered" | "unreachable";
  /** Status or fault: http-204, timeout … 状态或者故障：http-204、timeout 等。 */
  readonly code: string;
  readonly milliseconds: number;
}
/**
 */
export interface OperatorEndpoints {
  readonly items: readonly OperatorEndpoint[];
}
/** What happened to which packet, and why. 各数据包所发生之事及其原因。 */
export interface OperatorItem {
  readonly type: string;
  /** When 时间 */
  readonly time: string;
  readonly actor: string;
  readonly log: LogPosition;
  readonly packet?: string;
  readonly attempt?: number;
  readonly outcome?: string;
  readonly code?: string;
  readonly milliseconds?: number;
  readonly via?: string;
  readonly reason?: string;
  readonly state?: string;
  readonly kid?: string;
  readonly by?: string;
  readonly was?: string;
  readonly replaces?: string;
}
/** A message, and of its timeline what tells states and attempts. 报文，其经过仅含状态与投递次数。 */
export interface OperatorMessage {
  readonly id: string;
  readonly thread: string;
  readonly type: MessageType;
  readonly version: string;
  readonly from: string;
  /** Accepted 受理时间 */
  readonly acceptedAt: string;
  readonly packets: readonly OperatorPacket[];
  readonly timeline: readonly OperatorItem[];
}
/** A packet that an operator has to see to. 待处理的数据包。 */
export interface OperatorLine {
  readonly packet: string;
  readonly message: string;
  readonly thread: string;
  readonly type: MessageType;
  readonly sender: string;
  readonly recipient: string;
  readonly state: "queued" | "delivered" | "failed" | "rejected";
  /** Sealed 封装时间 */
  readonly sealedAt: string;
  readonly due: Due;
  /** Pushes made so far. 已推送次数。 */
  readonly attempts: number;
  /** How it reaches its recipient. 送达方式。 */
  readonly way: "push" | "pull";
  /** No receipt although it was due. 已到签收期限而无回执。 */
  readonly overdue: boolean;
  /** Delivered 送达时间 */
  readonly deliveredAt?: string;
  /** Delivery failed 投递失败时间 */
  readonly failedAt?: string;
  /** Code of its last failed push, or of its failed delivery: window-closed, http-422, timeout … 最近一次推送失败或者投递失败的原因代码：window-closed、http-422、timeout 等。 */
  readonly cause?: string;
  /** Receipt or end 办结时间 */
  readonly settledAt?: string;
  /** The refused packet that this one was sealed again for. 本数据包所替代的被退回数据包。 */
  readonly replaces?: string;
  /** Payload destroyed; digest, receipt and entries stay 内容销毁时间；摘要、回执与日志条目保留 */
  readonly erasedAt?: string;
  /** First fetched 首次取回时间 */
  readonly fetchedAt?: string;
  readonly outcome?: ReceiptOutcome;
  readonly reason?: RejectReason;
}
/**
 */
export interface OperatorPage {
  readonly items: readonly OperatorLine[];
  /** Cursor of the next page; absent on the last. Never parse it. 下一页的游标；末页没有。请勿解析。 */
  readonly next?: string;
}
/** Something that needs an operator. 须系统管理员处理的事项。 */
export interface Attention {
  /** What it is: docs/operations.md, What needs attention. 事项，见 docs/operations.zh-CN.md“须处理事项”。 */
  readonly code:
    | "queue"
    | "clock"
    | "inbox"
    | "disk-low"
    | "log-stopped"
    | "log-late"
    | "log-unwitnessed"
    | "timestamp-late"
    | "packets-failed"
    | "packets-overdue"
    | "queued-long"
    | "endpoint-off"
    | "endpoint-failing"
    | "endpoint-paused"
    | "party-removed"
    | "certificate-ends"
    | "certificate-ended";
  /** Now, or in time. 须立即处理，或者择时处理。 */
  readonly urgent: boolean;
  readonly count?: number;
  readonly party?: string;
  /** Since 起始 */
  readonly since?: string;
  /** Until 截止 */
  readonly until?: string;
}
/** How the gateway runs. 网关运行状况。 */
export interface OpsOverview {
  /** Time of the answer 应答时间 */
  readonly at: string;
  /** Version of this program. 软件版本。 */
  readonly software: string;
  /** The urgent first. 紧急者在前。 */
  readonly attention: readonly Attention[];
  /** Parts that work with less than they should, as /readyz names them. 功能受限的部分，同 /readyz。 */
  readonly degraded: readonly ("clock" | "inbox" | "queue")[];
  readonly packets: {
    /** Counted up to 100000 a type. 每种类型至多计至 100000。 */
    readonly queued: number;
    readonly delivered: number;
    readonly failed: number;
    /** Past the time for the receipt. 逾期未签收。 */
    readonly overdue: number;
    /** Sealing of the packet that is queued longest 最早待送达数据包的封装时间 */
    readonly oldestQueued?: string;
  };
  readonly log: {
    /** This process's sequencer. 本进程的日志编号器。 */
    readonly state: "leading" | "waiting" | "stopped" | "off";
    /** Entries of the published tree. 已发布条目数。 */
    readonly size: number;
    /** Entries that wait, counted up to 100000. 等待编号的条目，至多计至 100000。 */
    readonly pending: number;
    /** Entries that a quorum of witnesses has cosigned. 见证方已联署的条目数。 */
    readonly witnessed: number;
    /** Witnesses that are configured. 已配置的见证方数。 */
    readonly witnesses: number;
    /** How many of them must cosign. 须联署的见证方数。 */
    readonly quorum: number;
    /** Why it stopped. 停止原因。 */
    readonly reason?: string;
    /** Newest checkpoint 最新检查点 */
    readonly publishedAt?: string;
  };
  readonly database: {
    /** Version of PostgreSQL. PostgreSQL 版本。 */
    readonly version: string;
    readonly bytes: number;
    /** The gateway's own server. 网关自带的数据库。 */
    readonly own: boolean;
  };
  /** Of the data directory, bytes. 数据目录所在磁盘，字节。 */
  readonly disk: {
    readonly free: number;
    readonly size: number;
  };
  /** As /v1/endpoints. 同 /v1/endpoints。 */
  readonly endpoints: readonly OperatorEndpoint[];
  /** Certificates that have ended or end within 60 days. 已过期或者 60 日内到期的证书。 */
  readonly endings: readonly {
    /** What it is for. 用途。 */
    readonly kind: "endpoint-authority" | "endpoint-client" | "timestamp-root";
    /** End 到期 */
    readonly until: string;
    readonly party?: string;
  }[];
  /** Absent: no authority is configured. 缺省：未配置时间戳服务。 */
  readonly timestamps?: {
    readonly everySeconds: number;
    /** Newest time stamp 最近一次时间戳 */
    readonly last?: string;
  };
}
/** A packet in a list, for auditors and for its own parties: neither payload nor person. Its document's number is for auditors and the sender. 列表中的数据包，供审计员及收发双方查看：不含正文，不含个人信息；文号仅供审计员和发送方查看。 */
export interface Delivery {
  readonly packet: string;
  readonly message: string;
  readonly thread: string;
  readonly type: MessageType;
  readonly version: string;
  readonly sender: string;
  readonly recipient: string;
  readonly state: PacketState;
  readonly digest: string;
  readonly size: number;
  /** Sealed 封装时间 */
  readonly sealedAt: string;
  readonly due: Due;
  /** Pushes made so far. 已推送次数。 */
  readonly attempts: number;
  /** Groups of fields in it. 所含字段组。 */
  readonly disclosed: readonly string[];
  /** How it reaches its recipient. 送达方式。 */
  readonly way: "push" | "pull";
  /** No receipt although it was due. 已到签收期限而无回执。 */
  readonly overdue: boolean;
  /** Delivered 送达时间 */
  readonly deliveredAt?: string;
  /** Delivery failed 投递失败时间 */
  readonly failedAt?: string;
  /** Code of its last failed push, or of its failed delivery: window-closed, http-422, timeout … 最近一次推送失败或者投递失败的原因代码：window-closed、http-422、timeout 等。 */
  readonly cause?: string;
  /** Receipt or end 办结时间 */
  readonly settledAt?: string;
  /** The refused packet that this one was sealed again for. 本数据包所替代的被退回数据包。 */
  readonly replaces?: string;
  /** Payload destroyed; digest, receipt and entries stay 内容销毁时间；摘要、回执与日志条目保留 */
  readonly erasedAt?: string;
  /** First fetched 首次取回时间 */
  readonly fetchedAt?: string;
  readonly outcome?: ReceiptOutcome;
  readonly reason?: RejectReason;
  /** Number of its document (文号): for its sender, for a recipient whose packet has it, and for auditors. Absent when the document has none, and once the sender's envelope is destroyed. 文书文号：供发送方、数据包中含有该文号的接收方和审计员查看。文书无文号的，以及发送方信封销毁后，均不再给出。 */
  readonly documentNumber?: string;
}
/**
 */
export interface DeliveryPage {
  readonly items: readonly Delivery[];
  /** Cursor of the next page; absent on the last. Never parse it. 下一页的游标；末页没有。请勿解析。 */
  readonly next?: string;
}
/** A packet with all that the log says of it, and the recipient's signed receipt. 数据包及日志中关于它的全部条目，以及接收单位已签名的回执。 */
export interface DeliveryDetail {
  readonly packet: string;
  readonly message: string;
  readonly thread: string;
  readonly type: MessageType;
  readonly version: string;
  readonly sender: string;
  readonly recipient: string;
  readonly state: PacketState;
  readonly digest: string;
  readonly size: number;
  /** Sealed 封装时间 */
  readonly sealedAt: string;
  readonly due: Due;
  /** Pushes made so far. 已推送次数。 */
  readonly attempts: number;
  /** Groups of fields in it. 所含字段组。 */
  readonly disclosed: readonly string[];
  /** How it reaches its recipient. 送达方式。 */
  readonly way: "push" | "pull";
  /** No receipt although it was due. 已到签收期限而无回执。 */
  readonly overdue: boolean;
  /** Oldest first. 按时间先后排列。 */
  readonly timeline: readonly LoggedEvent[];
  /** Delivered 送达时间 */
  readonly deliveredAt?: string;
  /** Delivery failed 投递失败时间 */
  readonly failedAt?: string;
  /** Code of its last failed push, or of its failed delivery: window-closed, http-422, timeout … 最近一次推送失败或者投递失败的原因代码：window-closed、http-422、timeout 等。 */
  readonly cause?: string;
  /** Receipt or end 办结时间 */
  readonly settledAt?: string;
  /** The refused packet that this one was sealed again for. 本数据包所替代的被退回数据包。 */
  readonly replaces?: string;
  /** Payload destroyed; digest, receipt and entries stay 内容销毁时间；摘要、回执与日志条目保留 */
  readonly erasedAt?: string;
  /** First fetched 首次取回时间 */
  readonly fetchedAt?: string;
  readonly outcome?: ReceiptOutcome;
  readonly reason?: RejectReason;
  /** Number of its document (文号): for its sender, for a recipient whose packet has it, and for auditors. Absent when the document has none, and once the sender's envelope is destroyed. 文书文号：供发送方、数据包中含有该文号的接收方和审计员查看。文书无文号的，以及发送方信封销毁后，均不再给出。 */
  readonly documentNumber?: string;
  readonly receipt?: {
    readonly outcome: ReceiptOutcome;
    /** Recorded 登记时间 */
    readonly receivedAt: string;
    readonly log: LogPosition;
    /** The signed receipt, verbatim. 已签名的回执原文。 */
    readonly jws: string;
    /** Signed, by the recipient's clock 接收单位签署时间 */
    readonly issuedAt: string;
    readonly reason?: RejectReason;
  };
}
/** An entry of the log and its place. 日志条目及其位置。 */
export interface LoggedEvent {
  readonly log: LogPosition;
  readonly entry: AuditEntry;
}
/**
 */
export interface EventPage {
  readonly items: readonly LoggedEvent[];
  /** Cursor of the next page; absent on the last. Never parse it. 下一页的游标；末页没有。请勿解析。 */
  readonly next?: string;
}
/**
 */
export interface SummaryLine {
  readonly packets: number;
  readonly states: {
    readonly queued: number;
    readonly delivered: number;
    readonly accepted: number;
    readonly rejected: number;
    readonly failed: number;
    readonly withdrawn: number;
  };
  readonly overdue: number;
  /** Refused packets by the reason that the recipient gave. 按退回原因统计的拒收数。 */
  readonly reasons: {
    readonly [k: string]: number;
  };
  /** Seconds from sealing, to within one percent; null: none. 自封装起的秒数，误差不超过百分之一；null 表示没有。 */
  readonly secondsToDelivery: {
    readonly p50: number | null;
    readonly p95: number | null;
    readonly p99: number | null;
    /** Packets by how long it took: up to so many seconds, and longer than the bar before; null: any longer time. 按耗时分段的数量：不超过该秒数且长于前一段；null 表示更长。 */
    readonly histogram: readonly {
      readonly upTo: number | null;
      readonly packets: number;
    }[];
  };
  /** Seconds from sealing, to within one percent; null: none. 自封装起的秒数，误差不超过百分之一；null 表示没有。 */
  readonly secondsToReceipt: {
    readonly p50: number | null;
    readonly p95: number | null;
    readonly p99: number | null;
    /** Packets by how long it took: up to so many seconds, and longer than the bar before; null: any longer time. 按耗时分段的数量：不超过该秒数且长于前一段；null 表示更长。 */
    readonly histogram: readonly {
      readonly upTo: number | null;
      readonly packets: number;
    }[];
  };
  /** Party, type or day; absent in the line of all packets. 单位、类型或日期；合计行没有。 */
  readonly key?: string;
}
/** Counts by party or type, and by day or month. 按单位或类型、按日或月的数量。 */
export interface AuditMatrix {
  readonly rows: "recipient" | "sender" | "type";
  readonly columns: "day" | "month";
  /** Sealed from 封装时间起 */
  readonly from: string;
  readonly lines: readonly {
    /** Party or type. 单位或类型。 */
    readonly key: string;
    readonly packets: number;
    readonly overdue: number;
    /** In the order of time; a period without packets has none. 按时间先后；没有数据包的日期不列出。 */
    readonly cells: readonly {
      /** Day `2026-11-01` or month `2026-11` of the locality. 当地日期或月份。 */
      readonly column: string;
      readonly packets: number;
      readonly overdue: number;
    }[];
  }[];
  /** To, not included 止（不含） */
  readonly to?: string;
}
/**
 */
export interface AuditSummary {
  readonly by: "recipient" | "sender" | "type" | "day";
  readonly total: SummaryLine;
  readonly lines: readonly SummaryLine[];
  /** Sealed from, as asked; absent: open 封装时间起；未指明则没有 */
  readonly from?: string;
  /** To, not included 止（不含） */
  readonly to?: string;
}
/** What was provided to whom. No person is named. 向何单位提供了何种信息，不含人员。 */
export interface Provision {
  readonly packet: string;
  readonly message: string;
  readonly thread: string;
  readonly type: MessageType;
  readonly sender: string;
  readonly recipient: string;
  /**
   * Groups of fields that it got. 所提供的数据组。
   *
   * Items: Group. 数据组。
   */
  readonly groups: readonly string[];
  /** When it was sealed. 封装时间。 */
  readonly at: string;
  /** Legal basis that the document names. 文书所列处理依据。 */
  readonly basis?: "consent" | "statutory-duty" | "emergency";
  /** What it was provided for; of an inquiry and its answer as the inquiry states it (U1–U4). 提供目的；查询及其答复为所载查询目的（U1–U4）。 */
  readonly purpose?:
    | "assistance"
    | "emergency-aid"
    | "accuracy"
    | "stop"
    | "outcome"
    | "judicial-aid"
    | "follow-up"
    | "urge"
    | "coordinate"
    | "U1"
    | "U2"
    | "U3"
    | "U4";
  /** When its content was destroyed. 内容销毁时间。 */
  readonly erasedAt?: string;
}
/**
 */
export interface ProvisionPage {
  readonly items: readonly Provision[];
  /** Cursor of the next page; absent on the last. Never parse it. 下一页的游标；末页没有。请勿解析。 */
  readonly next?: string;
}
/** Requests of persons about their data. 个人信息权利请求。 */
export interface RightsRegister {
  readonly items: readonly {
    /** Number in the operator's own register. 系统管理员登记簿中的编号。 */
    readonly reference: string;
    readonly operator: string;
    readonly kind: "access" | "correct" | "erase" | "withdraw" | "explain" | "other";
    /** Ground as it was recorded. 所登记的依据。 */
    readonly basis: string;
    /** When the gateway was first asked on it. 首次据以办理的时间。 */
    readonly receivedAt: string;
    /** Day by which it is to be answered: 15 working days. 答复期限：15 个工作日。 */
    readonly due: string;
    /** Threads that were found. 所查到的移送数。 */
    readonly threads: number;
    readonly outcome: "open" | "told" | "erased";
    /** When it was carried out. 办理时间。 */
    readonly answeredAt?: string;
    /** Threads that were destroyed. 已销毁的移送数。 */
    readonly erasures?: number;
    /** Open after its day. 逾期未办。 */
    readonly late?: true;
  }[];
  /** There are older ones: ask for an earlier period. 另有更早的：请缩短期间。 */
  readonly more?: true;
}
/**
 */
export interface ErasureAnswer {
  readonly thread: string;
  /** Destroyed 销毁时间 */
  readonly erasedAt: string;
  /** Packets whose bytes were destroyed now. 此次销毁内容的数据包。 */
  readonly packets: readonly string[];
  /** Reports whose internal version counted the facts. They stay, and can be recounted no more. 内部版曾计入这些事实的通报。通报保留，但不能再重新统计。 */
  readonly reports: readonly {
    readonly sender: string;
    /** Month. 月份。 */
    readonly period: string;
  }[];
}
/**
 */
export interface LookupApprovalAnswer {
  readonly operator: string;
  /** Number of the request. 登记编号。 */
  readonly reference: string;
  readonly approvedBy: string;
  /** Approved 批准时间 */
  readonly approvedAt: string;
}
/** The threads that hold a person's data, newest first. Type and sender are those of the message that opened the thread. 含有某人信息的移送，由新到旧。类型与发送方取自开启该移送的报文。 */
export interface PersonThreadsAnswer {
  readonly threads: readonly {
    readonly thread: string;
    readonly type: MessageType;
    readonly sender: string;
    /** Accepted 受理时间 */
    readonly acceptedAt: string;
    /** Messages about the person. 涉及此人的报文数。 */
    readonly messages: number;
    /** Packets on their way: they are withdrawn before the thread can be erased. 在途数据包数；销毁前须先撤回。 */
    readonly open: number;
  }[];
  /** There are more. 尚有更多。 */
  readonly more?: true;
}
