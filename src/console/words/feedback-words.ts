import type { Words } from "../../domain/bilingual.ts";

/** Words of reporting back. */
export const FEEDBACK_WORDS = {
  "feedback.title": { zh: "反馈办理结果", en: "Report what became of it" },
  "feedback.what": {
    zh: "下载反馈表（每人每项需求一行，已填好人员），填写后选择文件。表格在本页内生成和读取，签名加密后发送。",
    en: "Download the workbook (a row for each need of each person, persons filled in), fill it in and choose it. It is made and read in this page, and sent signed and encrypted.",
  },
  "feedback.download": { zh: "下载反馈表", en: "Download the workbook" },
  "feedback.choose": { zh: "选择填好的反馈表（xlsx）", en: "Choose the filled workbook (xlsx)" },
  "feedback.none": { zh: "没有一行填了办理结果", en: "No row says what became of a person" },
  "feedback.faults": {
    zh: "有 {count} 处须改正，未发送",
    en: "{count, plural, one {# fault} other {# faults}}; nothing was sent",
  },
  "feedback.place": { zh: "位置", en: "Cell" },
  "feedback.fault": { zh: "问题", en: "Fault" },
  "feedback.send": { zh: "发送 {count} 项办理结果", en: "Send {count, plural, one {# result} other {# results}}" },
  "feedback.sent": {
    zh: "已发送并受理 {count} 项办理结果",
    en: "Sent and accepted: {count, plural, one {# result} other {# results}}",
  },
  "form.fill": { zh: "填写", en: "Fill in" },
  "form.title": { zh: "反馈：{name} · {need}", en: "Report on {name} · {need}" },
  "form.own": { zh: "本单位与承办人", en: "Your unit and officer" },
  "form.more": { zh: "其他栏目", en: "Other fields" },
  "form.send": { zh: "签名并发送", en: "Sign and send" },
  "form.noReply": { zh: "请选择办理结果", en: "Choose what became of it" },
  "form.yes": { zh: "是", en: "Yes" },
  "form.no": { zh: "否", en: "No" },
} as const satisfies Words;
