import type { Bilingual } from "../domain/bilingual.ts";

/** Faults and notes of cells, by their stable code. The texts name rules and never repeat what a cell holds. */
export const SHEET_FAULTS = {
  "sheet-number-damaged": {
    zh: "号码存成了数值，末位数字已丢失或变为 0：请将单元格设为文本格式，按证件重新录入",
    en: "The number is stored as a numeric value and has lost its last digits: make the cell text and take it from the document again",
  },
  "sheet-number-as-value": {
    zh: "号码存成了数值，开头的 0 可能已丢失：请将单元格设为文本格式后重新录入",
    en: "The number is stored as a numeric value, which drops leading zeros: make the cell text and enter it again",
  },
  "sheet-error-cell": {
    zh: "单元格是错误值，或公式没有结果",
    en: "The cell holds an error, or a formula without a result",
  },
  "sheet-merged": {
    zh: "数据区不得有合并单元格，请取消合并并逐行填写",
    en: "Cells with data must not be merged: split them and fill in each row",
  },
  "sheet-code": { zh: "不在下拉列表内：请选择列表中的一项", en: "This is not in the pick-list: choose one of it" },
  "sheet-yes-no": { zh: "请填“是”或“否”", en: "Write 是 (yes) or 否 (no)" },
  "sheet-money": {
    zh: "金额应为数字，不得含文字、约数或大写",
    en: "An amount is a number, without words, estimates or Chinese numerals",
  },
  "sheet-money-unit": {
    zh: "列标题未写明单位：请写成“…(元)”或“…(万元)”，或在对照表中写明",
    en: "The heading names no unit: write …(元) or …(万元), or name it in the mapping",
  },
  "sheet-number": { zh: "应为数字", en: "A number is expected" },
  "sheet-date": {
    zh: "不是可识别的日期：请写成 2026-11-29、2026.11.29 或 2026年11月29日",
    en: "This is not a date that can be read: write 2026-11-29",
  },
  "sheet-time": {
    zh: "不是可识别的时间：请写成 2026-11-29 09:30",
    en: "This is not a time that can be read: write 2026-11-29 09:30",
  },
  "sheet-key-missing": { zh: "本行未填救助对象的内部人员号", en: "The row does not name its person by number" },
  "sheet-key-unknown": { zh: "没有填报此内部人员号的人员", en: "No person of the list has this number" },
  "sheet-key-duplicate": { zh: "内部人员号重复", en: "Two rows have this person number" },
  "sheet-missing": { zh: "缺少工作表", en: "The sheet is missing" },
  "sheet-no-headings": { zh: "未找到列标题", en: "No headings were found" },
  "sheet-heading-twice": { zh: "列标题重复", en: "Two columns have this heading" },
  "sheet-zeros": {
    zh: "多个身份证号末三位为 000，疑被电子表格损坏：请按证件核对；核对无误的用 --compared 导入",
    en: "Several citizen numbers end in 000, as a spreadsheet writes them: compare them with the documents, then import with --compared",
  },
  // notes
  "sheet-unknown-heading": { zh: "不认识的列，未导入", en: "An unknown column, left out" },
  "sheet-person-left": {
    zh: "此人的行中没有填写，未导入；其他表中此人的内容亦未导入",
    en: "The row of this person is not filled in: left out, with the person's rows of other sheets",
  },
  "sheet-unknown-sheet": { zh: "不认识的工作表，未导入", en: "An unknown sheet, left out" },
  "sheet-converted": { zh: "万元已换算为元", en: "万元 were converted into 元" },
  "sheet-code-zero": { zh: "代码开头丢失的 0 已补上", en: "Lost leading zeros of a code were added" },
  "sheet-serial": { zh: "日期序号已还原为日期", en: "A serial number was read as a date" },
} as const satisfies Record<string, Bilingual>;

/** Code of a fault or note of a cell. */
export type SheetFaultCode = keyof typeof SHEET_FAULTS;
