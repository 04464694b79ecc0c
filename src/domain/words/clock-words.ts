import type { Words } from "../bilingual.ts";

/** Words for the codes of clocks (docs/deadlines.md). */
export const CLOCK_WORDS = {
  /** Stages of a running clock, from the mildest to the worst. */
  clockStage: {
    normal: { zh: "正常", en: "normal" },
    paused: { zh: "暂停", en: "paused" },
    "due-soon": { zh: "临期", en: "due soon" },
    overdue: { zh: "逾期", en: "overdue" },
    supervise: { zh: "督办", en: "supervise" },
    meeting: { zh: "提请联席会议", en: "for the joint meeting" },
  },

  /** States of a clock. */
  clockState: {
    running: { zh: "进行中", en: "running" },
    planned: { zh: "预计", en: "planned" },
    met: { zh: "按期办结", en: "met" },
    late: { zh: "逾期办结", en: "met late" },
    missed: { zh: "逾期未办", en: "missed" },
    cancelled: { zh: "已取消", en: "cancelled" },
  },

  /** Events between which a clock runs. */
  clockEvent: {
    applicationOn: { zh: "受理司法救助申请", en: "application for judicial aid accepted" },
    opinionOn: { zh: "提出审查意见", en: "review opinion" },
    fundsOn: { zh: "救助金到账", en: "funds arrived" },
    toldOn: { zh: "通知当事人", en: "person told" },
    concludedOn: { zh: "司法救助办结", en: "judicial aid concluded" },
    dangerAt: { zh: "获知危及生命的情形", en: "danger to life known" },
    warnedAt: { zh: "先行告知", en: "told ahead of the papers" },
    sealed: { zh: "移送封装", en: "sent (sealed)" },
    receipt: { zh: "签收", en: "receipt" },
    firstReply: { zh: "首次答复", en: "first reply" },
    acceptedOn: { zh: "受理", en: "accepted" },
    checkingOn: { zh: "启动调查核对", en: "checking begun" },
    checkedOn: { zh: "查验完毕", en: "checked" },
    noticeFrom: { zh: "公示开始", en: "public notice begun" },
    noticeTo: { zh: "公示期满", en: "public notice ended" },
    decidedOn: { zh: "作出决定", en: "decided" },
    grantedOn: { zh: "决定给予救助", en: "granted" },
    refusedOn: { zh: "决定不予救助", en: "refused" },
    servedOn: { zh: "送达告知书", en: "notice of rights served" },
    delivered: { zh: "救助落实", en: "aid delivered" },
    firstPaidOn: { zh: "首次发放", en: "first paid" },
    feedbackSealed: { zh: "反馈办理结果", en: "result reported" },
    filedOn: { zh: "立案或者收到申请", en: "filed" },
    appliedOn: { zh: "向部门申请履行职责", en: "department asked to act" },
    renewedOn: { zh: "重新认定", en: "recognised anew" },
    reviewedOn: { zh: "复核", en: "reviewed" },
    evaluatedOn: { zh: "评估为 D 级", en: "evaluated as D" },
    measureOn: { zh: "提出新措施", en: "new measure" },
  },

  /** Who has to meet a clock. */
  clockDuty: {
    department: { zh: "社会救助部门", en: "department" },
    procuratorate: { zh: "检察院", en: "procuratorate" },
    person: { zh: "当事人权利", en: "right of the person" },
  },

  /** How well the source of a rule is known. */
  sourceStatus: {
    found: { zh: "已核对原文", en: "text of the rule read" },
    quoted: { zh: "转引", en: "read as quoted by others" },
    proposed: { zh: "本产品建议", en: "our proposal" },
    local: { zh: "地方示例", en: "local example" },
    unverified: { zh: "未核实", en: "not verified" },
  },

  /** Pauses that a department may state. */
  pause: {
    P1: { zh: "补正材料", en: "documents to be completed" },
    P3: { zh: "鉴定评估", en: "appraisal" },
    P4: { zh: "联系不上本人", en: "the person cannot be reached" },
  },

  /** Extensions that a department may state. */
  extension: {
    X1: { zh: "公示有异议", en: "objection to the notice" },
    X2: { zh: "人户分离", en: "lives elsewhere than registered" },
    X3: { zh: "异地申办", en: "applied for elsewhere" },
    X4: { zh: "调查难度大", en: "hard to check" },
  },
} satisfies Record<string, Words>;

/** Stage of a running clock. */
export type ClockStage = keyof typeof CLOCK_WORDS.clockStage;

/** State of a clock. */
export type ClockState = keyof typeof CLOCK_WORDS.clockState;

/** Event that starts or ends a clock. */
export type ClockEvent = keyof typeof CLOCK_WORDS.clockEvent;

/** Who has to meet a clock; a right of the person is a hint to the officer, and nobody is late with it. */
export type ClockDuty = keyof typeof CLOCK_WORDS.clockDuty;

/** Mark of a rule's source. */
export type SourceStatus = keyof typeof CLOCK_WORDS.sourceStatus;

/** Code of a pause (feedback, `results[].clock.pause`). */
export type PauseCode = keyof typeof CLOCK_WORDS.pause;

/** Code of an extension (feedback, `results[].clock.extend`). */
export type ExtensionCode = keyof typeof CLOCK_WORDS.extension;
