import type { Words } from "../../domain/bilingual.ts";

/** Words of deadlines, of the history of packets, and of what became of each need. */
export const ARCHIVE_WORDS = {
  "due.late": {
    zh: "{days, plural, =0 {已逾期} other {已逾期 # 个工作日}}",
    en: "{days, plural, =0 {overdue} one {overdue by # working day} other {overdue by # working days}}",
  },
  "due.left": {
    zh: "{days, plural, =0 {今日到期} other {还有 # 个工作日}}",
    en: "{days, plural, =0 {due today} one {# working day left} other {# working days left}}",
  },
  "archive.title": { zh: "历史", en: "History" },
  "archive.what": {
    zh: "本单位收到的全部数据包，最新的在前：含已签收、已拒收、已撤回的。",
    en: "All packets that this unit got, the newest first: also accepted, refused and withdrawn ones.",
  },
  "archive.count": {
    zh: "已列出 {count} 件",
    en: "{count, plural, one {# packet} other {# packets}} listed",
  },
  "archive.empty": { zh: "还没有收到过数据包", en: "No packet has come yet" },
  "archive.nothing": { zh: "没有符合条件的数据包", en: "No packet matches" },
  "archive.clear": { zh: "清除条件", en: "Clear the filters" },
  "archive.filters": { zh: "筛选", en: "Filters" },
  "archive.state": { zh: "状态", en: "State" },
  "archive.type": { zh: "类型", en: "Type" },
  "archive.from": { zh: "收到日期自", en: "Received from" },
  "archive.to": { zh: "至", en: "Until" },
  "archive.any": { zh: "全部", en: "Any" },
  "archive.overdue": { zh: "仅逾期未签收", en: "Only with an overdue receipt" },
  "archive.settled": { zh: "办结", en: "Settled" },
  "archive.views": { zh: "常用视图", en: "Saved views" },
  "archive.viewName": { zh: "视图名称（勿写姓名）", en: "Name of the view (no names of persons)" },
  "archive.saveView": { zh: "保存当前条件", en: "Save these filters" },
  "archive.dropView": { zh: "删除视图 {name}", en: "Remove the view {name}" },
  "items.title": { zh: "办理进度与期限", en: "What became of each need, and its deadlines" },
  "items.person": { zh: "人员", en: "Person" },
  "items.need": { zh: "需求", en: "Need" },
  "items.state": { zh: "办理状态", en: "State" },
  "items.clocks": { zh: "期限", en: "Deadlines" },
  "items.none": { zh: "无进行中的期限", en: "no deadline runs" },
  "items.paused": { zh: "（暂停中）", en: " (paused)" },
  "items.provisional": { zh: "（暂定）", en: " (provisional)" },
  "items.sent": { zh: "已反馈", en: "Reported so far" },
  "items.sentAt": { zh: "受理时间", en: "Accepted by the gateway" },
  "items.sentState": { zh: "检察院处", en: "At the procuratorate" },
} as const satisfies Words;
