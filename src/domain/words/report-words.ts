import type { Words } from "../bilingual.ts";

/** Words for the tables and figures of a report (docs/report.md). */
export const REPORT_WORDS = {
  /** Tables, by their main indicator. */
  reportSection: {
    I03: { zh: "移送事项", en: "Items sent, by need" },
    I04: { zh: "按期签收", en: "Receipts that were due" },
    I05: { zh: "首次答复", en: "First replies that were due" },
    I12: { zh: "临时救助衔接", en: "Emergency aid that was due" },
    I07: { zh: "办理结果", en: "Decisions and what came of them" },
    I09: { zh: "不批准、不受理的原因", en: "Reasons of refusals" },
    I06: { zh: "移送满 45 个工作日的事项", en: "Items of 45 working days and more" },
    I14: { zh: "截止时逾期", en: "Overdue at the cut" },
    I21: { zh: "退回", en: "Returned" },
    I11: { zh: "落实金额（万元）", en: "Money paid (10,000 yuan)" },
  },

  /** Columns of tables; needs, replies and reasons have their own words. */
  reportColumn: {
    "in-time": { zh: "按期", en: "in time" },
    late: { zh: "超期", en: "late" },
    delivered: { zh: "已落实", en: "delivered" },
    granted: { zh: "已批准待落实", en: "granted, not delivered" },
    waiting: { zh: "已批准轮候", en: "granted, waiting" },
    refused: { zh: "不批准", en: "refused" },
    "not-accepted": { zh: "不受理", en: "not accepted" },
    final: { zh: "已办结", en: "final" },
    open: { zh: "在办", en: "open" },
    overdue: { zh: "逾期", en: "overdue" },
    supervise: { zh: "督办", en: "supervise" },
    meeting: { zh: "提请联席会议", en: "for the joint meeting" },
    "11": { zh: "需补正", en: "supplement needed" },
    "90": { zh: "查无此人", en: "person unknown" },
    once: { zh: "一次性", en: "one-off" },
    monthly: { zh: "月额", en: "monthly" },
    periodic: { zh: "其他周期", en: "other periods" },
    "R13-R19": { zh: "其他条件", en: "other conditions" },
  },

  /** Rates. */
  reportRate: {
    I04: { zh: "按期签收率 %", en: "signed in time, %" },
    I05: { zh: "首次答复及时率 %", en: "answered in time, %" },
    I12: { zh: "临时救助及时率 %", en: "emergency aid in time, %" },
    I07: { zh: "批准率 %", en: "granted, %" },
    I08: { zh: "落实率 %", en: "delivered, %" },
    I06: { zh: "办结率 %", en: "final, %" },
  },

  /** Single figures. */
  reportFigure: {
    "I01.cases": { zh: "司法救助（件）", en: "Judicial aid: cases" },
    "I01.persons": { zh: "司法救助（人）", en: "Judicial aid: persons" },
    "I01.amount": { zh: "司法救助金额（万元）", en: "Judicial aid: 10,000 yuan" },
    "I02.01": { zh: "其中：未成年人（人）", en: "of them minors" },
    "I02.02": { zh: "其中：残疾人（人）", en: "of them disabled persons" },
    "I02.03": { zh: "其中：困难妇女（人）", en: "of them women in hardship" },
    "I02.04": { zh: "其中：农村生活困难人员（人）", en: "of them rural" },
    "I02.05": { zh: "其中：退役军人或军属（人）", en: "of them veterans and their families" },
    "I03.cases": { zh: "移送（件）", en: "Lists sent, counted at each department" },
    "I03.persons": { zh: "移送（人）", en: "Persons sent" },
    "I09.R99": { zh: "原因“其他”占比 %", en: "Share of the reason “other”, %" },
    "I10.median": { zh: "首次到位天数（中位数）", en: "Days to the first payment: median" },
    "I10.p90": { zh: "首次到位天数（九成以内）", en: "Days to the first payment: nine of ten" },
    "I16.leads": { zh: "反向线索（件）", en: "Reverse leads" },
    "I16.signed": { zh: "其中：检察院已签收", en: "of them signed for by the procuratorate" },
    "I16.listed": { zh: "其中：其后列入移送清单", en: "of them with a person in a later list" },
    I21: { zh: "每百项移送的退回数", en: "Returned per 100 sent" },
    I22: { zh: "更正（对往期数字）", en: "Corrections of earlier reports" },
    "year.sent": { zh: "本年累计移送事项", en: "Items sent in the year" },
    "year.delivered": { zh: "本年累计落实事项", en: "Items delivered in the year" },
  },

  /** Columns of the months' table. */
  reportTrend: {
    period: { zh: "期间", en: "Period" },
    sent: { zh: "移送事项", en: "sent" },
    decided: { zh: "作出决定", en: "decided" },
    delivered: { zh: "已落实", en: "delivered" },
    once: { zh: "一次性金额（万元）", en: "one-off, 10,000 yuan" },
  },
} satisfies Record<string, Words>;
