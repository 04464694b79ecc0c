import type { Words } from "../bilingual.ts";
import type { InquiryState } from "../inquiry.ts";
import type { LetterState } from "../letter.ts";
import type { ItemFlag, ItemState, Reply, SubjectTodo, Worklist } from "../item.ts";
import type { MeasureKind, MeasureStatus } from "../measure.ts";

/** Words for the codes of the closed loop. Those of replies and reasons are the labels of the schema. */
export const CASE_WORDS = {
  /** States of an item: a need of a subject at a department. */
  item: {
    sent: { zh: "已移送", en: "sent" },
    signed: { zh: "部门已签收", en: "signed for" },
    accepted: { zh: "已受理申请", en: "application accepted" },
    supplement: { zh: "待补正", en: "documents missing" },
    checking: { zh: "调查核对中", en: "under check" },
    notice: { zh: "公示中", en: "on public notice" },
    granted: { zh: "已批准", en: "granted" },
    part: { zh: "已部分批准", en: "granted in part" },
    delivered: { zh: "救助已落实", en: "aid delivered" },
    refused: { zh: "未获批准", en: "not granted" },
    "not-accepted": { zh: "申请未受理", en: "application not accepted" },
    passed: { zh: "已转办", en: "passed on" },
    ended: { zh: "已终止", en: "ended" },
    unknown: { zh: "部门查无此人", en: "person not known there" },
  } satisfies Words<ItemState>,

  /** Kinds of letters about late items, with the gateway's own notice. */
  letterKind: {
    "1": { zh: "系统提示", en: "system notice" },
    "2": { zh: "催办函", en: "reminder" },
    "3": { zh: "督办函", en: "supervision letter" },
    "4": { zh: "提请联席会议", en: "for the joint meeting" },
    "5": { zh: "检察建议书", en: "procuratorial suggestion" },
  },

  /** States of a letter that was sent. */
  letterState: {
    sent: { zh: "待答复", en: "waiting for an answer" },
    answered: { zh: "已答复", en: "answered" },
    unanswered: { zh: "逾期未答复", en: "not answered in time" },
    escalated: { zh: "已升级", en: "escalated" },
  } satisfies Words<LetterState>,

  /** Replies of a department (field 77). */
  reply: {
    "10": { zh: "受理", en: "Accepted" },
    "11": { zh: "需补正", en: "Supplement needed" },
    "12": { zh: "不予受理", en: "Not accepted" },
    "13": { zh: "转办", en: "Passed on" },
    "20": { zh: "调查核对", en: "Under check" },
    "21": { zh: "公示", en: "Public notice" },
    "30": { zh: "批准", en: "Granted" },
    "31": { zh: "部分批准", en: "Granted in part" },
    "32": { zh: "不批准", en: "Refused" },
    "40": { zh: "已落实", en: "Carried out" },
    "50": { zh: "终止", en: "Ended" },
    "90": { zh: "查无此人", en: "Unknown person" },
  } satisfies Words<Reply>,

  /** Levels of an aid gap within 180 days. */
  gapLevel: {
    G0: { zh: "无真空", en: "no gap" },
    G1: { zh: "15 日以内", en: "up to 15 days" },
    G2: { zh: "16 至 60 日", en: "16 to 60 days" },
    G3: { zh: "60 日以上或看不到尽头", en: "more than 60 days, or no end in sight" },
  },

  /** Work lists of items. */
  worklist: {
    due: { zh: "临期事项", en: "due soon" },
    overdue: { zh: "逾期事项", en: "overdue" },
    supervise: { zh: "督办事项", en: "to be supervised" },
    blocked: { zh: "受阻事项", en: "blocked" },
    gap: { zh: "救助真空", en: "aid gaps" },
    reroute: { zh: "待转办事项", en: "to be re-routed" },
    conflict: { zh: "答复冲突事项", en: "conflicting replies" },
    letters: { zh: "函件逾期未答复", en: "letters without an answer" },
  } satisfies Words<Worklist>,

  /** Kinds of measures of a plan. */
  measureKind: {
    M1: { zh: "资金", en: "money" },
    M2: { zh: "实物", en: "goods" },
    M3: { zh: "服务", en: "service" },
    M4: { zh: "转介申请", en: "application" },
    M5: { zh: "监护或安置", en: "guardianship or placement" },
    M6: { zh: "就学就业", en: "school or work" },
  } satisfies Words<MeasureKind>,

  /** Statuses of a measure. */
  measureStatus: {
    planned: { zh: "拟办", en: "planned" },
    sent: { zh: "已移送", en: "sent" },
    doing: { zh: "办理中", en: "being done" },
    done: { zh: "已落实", en: "done" },
    dropped: { zh: "不再办理", en: "dropped" },
  } satisfies Words<MeasureStatus>,

  /** What a person should decide about a subject. */
  subjectTodo: {
    "household-list": {
      zh: "对象已死亡：是否为其家庭另行移送清单？",
      en: "the person has died: a new list for the household?",
    },
  } satisfies Words<SubjectTodo>,

  /** States of a decision of a joint meeting. */
  decisionState: {
    open: { zh: "继续办理", en: "goes on" },
    done: { zh: "已完成", en: "done" },
    dropped: { zh: "不再办理", en: "dropped" },
  },

  /** What waits for a joint meeting. */
  agendaKind: {
    overdue: { zh: "逾期 10 个工作日以上", en: "overdue by 10 working days or more" },
    jurisdiction: { zh: "管辖争议", en: "jurisdiction in dispute" },
    conflict: { zh: "反馈不一致", en: "conflicting feedback" },
    letters: { zh: "函件逾期未回复", en: "letters without an answer" },
    reasons: { zh: "未予救助原因", en: "reasons for which no aid was given" },
  },

  /** States of an inquiry. */
  inquiryState: {
    asked: { zh: "待答复", en: "asked" },
    answered: { zh: "已答复", en: "answered" },
    refused: { zh: "不予答复", en: "refused" },
    withdrawn: { zh: "已撤回", en: "withdrawn" },
    expired: { zh: "逾期未答复", en: "not answered in time" },
  } satisfies Words<InquiryState>,

  /** Remarks on an item that a person should look at. */
  itemFlag: {
    inferred: { zh: "受理日系推定", en: "date of acceptance inferred" },
    late: { zh: "迟到反馈仅入历史", en: "an older feedback came late" },
    conflict: { zh: "同一时间两种答复，须核对", en: "two answers of one time: to be settled" },
    "late-answer": { zh: "撤回或者结案后的答复", en: "answered after withdrawal or close" },
    dead: { zh: "对象已死亡", en: "the person has died" },
    reroute: { zh: "待改派单位", en: "to be sent to another department" },
    disputed: { zh: "管辖争议", en: "jurisdiction in dispute" },
    corrected: { zh: "已更正", en: "corrected" },
  } satisfies Words<ItemFlag>,
} satisfies Record<string, Words>;
