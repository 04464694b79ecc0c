/** The workbook that a clerk fills in, made from the schema: headings, notes, pick-lists. */
import type { FieldCode } from "../schema/field.ts";
import { type Column, KEY, type Layout, type Table } from "./layout.ts";
import { FILLED_IN, TRANSFER_ID } from "./defaults.ts";
import { columnLetters } from "./workbook.ts";
import type { OutCell, OutSheet, PickList, Style } from "./xlsx/write-xlsx.ts";

/** Rows that are ready to be filled in: as many as a list has persons, and three times as many in its inner tables. */
const ROWS = 500;
/** Rows above the data: groups, notes, headings, names of fields. */
export const HEAD_ROWS = 4;

/** Sheet with the codes of the pick-lists. */
const CODES = "代码";
const YES_NO: readonly FieldCode[] = [
  { code: "是", zh: "是", en: "yes" },
  { code: "否", zh: "否", en: "no" },
];

/** What is in a workbook before a clerk fills it in. */
export interface Filling {
  /** Values of the form, by path. */
  readonly form: ReadonlyMap<string, string>;
  /** Notes beside fields of the form that need not be filled in although the document has them, by path. */
  readonly notes: ReadonlyMap<string, string>;
  /** Rows of the second table. */
  readonly rows: readonly (readonly OutCell[])[];
  /** Rows of the inner tables, by path. */
  readonly inner?: ReadonlyMap<string, readonly (readonly OutCell[])[]>;
  /** Lines of the sheet with instructions, without their title. */
  readonly instructions: readonly string[];
}

/** Makes the sheets of a workbook that is filled in; those of a list's template unless `filling` says more. */
export function templateSheets(layout: Layout, filling: Filling = LIST): OutSheet[] {
  const lists = new CodeLists();
  const tables = layout.tables.map((table, n) =>
    table.kind === "form"
      ? formSheet(table, lists, filling)
      : tableSheet(table, lists, n === 1 ? filling.rows : (filling.inner?.get(table.path) ?? [])),
  );
  return [instructions(layout, filling), ...tables, lists.sheet()];
}

/** Shows a code as the pick-list does: `1 男性`. */
export function shownCode({ code, zh }: FieldCode): string {
  return code === zh ? code : `${code} ${zh}`;
}

/** Lists of codes, each once, in columns of a hidden sheet. */
class CodeLists {
  readonly #columns: (readonly string[])[] = [];

  /** Range of a column's pick-list; undefined for one without codes. */
  rangeOf(column: Column): string | undefined {
    const codes = column.field.kind === "boolean" ? YES_NO : column.codes;
    if (codes.length === 0) return undefined;
    const shown = codes.map(shownCode);
    let at = this.#columns.findIndex((one) => one.join("\n") === shown.join("\n"));
    if (at < 0) at = this.#columns.push(shown) - 1;
    const letters = columnLetters(at);
    return `${CODES}!$${letters}$1:$${letters}$${shown.length}`;
  }

  sheet(): OutSheet {
    const length = Math.max(1, ...this.#columns.map((column) => column.length));
    const rows = Array.from({ length }, (_, row) =>
      this.#columns.map((column): OutCell | undefined => {
        const value = column[row];
        return value === undefined ? undefined : { value, style: "text" };
      }),
    );
    return { name: CODES, hidden: true, columns: this.#columns.map(() => ({ width: 20, style: "text" })), rows };
  }
}

function formSheet(table: Table, lists: CodeLists, { form, notes }: Filling): OutSheet {
  const title = ["栏目", "填写内容", "填写说明", "字段"].map((value): OutCell => ({ value, style: "heading" }));
  const lines = table.columns.map((column): OutCell[] => [
    { value: column.heading.zh, style: column.required && !notes.has(column.path) ? "required" : "heading" },
    { value: form.get(column.path) ?? "", style: "text" },
    { value: notes.get(column.path) ?? noteOf(column), style: "note" },
    { value: column.path, style: "code" },
  ]);
  return {
    name: table.name.zh,
    columns: [28, 44, 84, 30].map((width, n) => ({ width, style: n === 1 ? "text" : "note" })),
    rows: [title, ...lines],
    frozen: { rows: 1, columns: 1 },
    pickLists: table.columns.flatMap((column, n) => pickList(column, `B${n + 2}`, lists)),
  };
}

/** Sheet of a table, with rows of data below its head. */
export function tableSheet(
  table: Table,
  lists: CodeLists | undefined,
  data: readonly (readonly OutCell[])[],
): OutSheet {
  const key = table.kind === "inner" ? 1 : 0;
  const rows = Math.max(ROWS * (table.kind === "inner" ? 3 : 1), data.length);
  const keyed = <T>(first: T, rest: readonly T[]): T[] => (key === 1 ? [first, ...rest] : [...rest]);
  const style =
    (name: Style) =>
    (value: string): OutCell => ({ value, style: name });
  const groups = table.columns.map(({ group }, n) => (table.columns[n - 1]?.group.zh === group.zh ? "" : group.zh));
  const cells = (column: number) =>
    `${columnLetters(column)}${HEAD_ROWS + 1}:${columnLetters(column)}${HEAD_ROWS + rows}`;
  const mark = (column: Column): OutCell => ({
    value: column.heading.zh,
    style: column.required ? "required" : "heading",
  });
  return {
    name: table.name.zh,
    columns: keyed({ width: 18, style: "text" }, table.columns.map(widthOf)),
    rows: [
      keyed(
        "",
        groups.map((one) => (table.kind === "inner" ? "" : one)),
      ).map(style("group")),
      keyed("必填。填该人的内部人员号；一人可以有多行", table.columns.map(noteOf)).map(style("note")),
      keyed<OutCell>({ value: KEY.heading.zh, style: "required" }, table.columns.map(mark)),
      keyed<string>(
        KEY.path,
        table.columns.map(({ path }) => path),
      ).map(style("code")),
      ...data,
    ],
    heights: [18, 78, 32],
    frozen: { rows: HEAD_ROWS, columns: table.kind === "rows" && table.path === "subjects" ? 2 : 1 },
    pickLists: lists === undefined ? [] : table.columns.flatMap((column, n) => pickList(column, cells(n + key), lists)),
  };
}

function widthOf(column: Column): { width: number; style: Style } {
  const { kind, schema } = column.field;
  const style = kind === "integer" || kind === "decimal" || kind === "money" ? "number" : "text";
  const most = Number(schema["maxLength"] ?? 0);
  const wide = most > 60 || kind === "list" || kind === "date-time" || column.codes.length > 0;
  // Numbers of documents in one line.
  const number = schema["x-fold"] === "code" && most >= 12;
  return { width: Math.max(wide || number ? 22 : 15, 2 * column.heading.zh.length + 2), style };
}

function pickList(column: Column, cells: string, lists: CodeLists): PickList[] {
  const from = lists.rangeOf(column);
  const note = noteOf(column);
  const strict = from !== undefined && column.field.kind !== "list";
  return [{ cells, strict, title: column.heading.zh, note, ...(from === undefined ? {} : { from }) }];
}

/** Says how a column is to be filled in, in Chinese. */
export function noteOf({ field, required, neededUnless, codes }: Column): string {
  const { schema, kind } = field;
  const always = neededUnless.length === 0 ? "必填" : `必填（救助需求仅为${neededUnless.join("、")}的可不填）`;
  const parts = [required ? always : "选填", ...forms(kind, codes.length > 0)];
  const most = schema["maxLength"];
  if (kind === "text" && typeof most === "number" && schema["x-fold"] !== "code") parts.push(`至多 ${most} 字`);
  const [low, high] = [schema["minimum"], schema["maximum"]];
  if (typeof low === "number" && typeof high === "number") parts.push(`${low} 至 ${high}`);
  const note = forClerks(field.note);
  return [`${parts.join("，")}。`, note === "" ? "" : `${note}。`].join("");
}

/** What a schema's notes say about JSON, and what a clerk reads instead. */
const OF_JSON: readonly (readonly [string, string])[] = [
  ["JSON 数字或十进制字符串", ""],
  ["RFC 3339", ""],
  ["RFC 6838", ""],
  ["须带时区偏移", "北京时间"],
  ["RFC 9562 UUID", ""],
  ["间隔号用 U+00B7", "间隔号用“·”"],
  ["为 true 时", "填“是”时"],
  ["false 时", "填“否”时"],
];

/** Writes a schema's note for somebody who fills in cells: without the forms that values have in JSON. */
export function forClerks(note: string): string {
  const text = OF_JSON.reduce((said, [json, cell]) => said.replaceAll(json, cell), note);
  const parts = text.split("，").filter((part) => part !== "" && part !== "小写");
  return parts.join("，").replaceAll("，。", "。").replaceAll("；；", "；");
}

function forms(kind: Column["field"]["kind"], hasCodes: boolean): string[] {
  switch (kind) {
    case "code":
      return ["从下拉列表选择"];
    case "boolean":
      return ["填是或否"];
    case "list":
      return [hasCodes ? "可多项，用；分隔，如 01；02" : "可多项，用；分隔"];
    case "date":
      return ["日期，如 2026-11-29"];
    case "partial-date":
      return ["日期，如 1980-05-03；日或月不详的填 1980-05 或 1980，全不详的填“不详”"];
    case "date-time":
      return ["时间，如 2026-11-29 09:30"];
    case "money":
      return ["金额，数字"];
    case "integer":
    case "decimal":
      return ["数字"];
    default:
      return [];
  }
}

const LIST: Filling = {
  form: FILLED_IN,
  notes: new Map([[TRANSFER_ID, "不用填：导入时按移送单位、文号和人员生成，同一份清单总是同一编号。"]]),
  rows: [],
  instructions: [
    "1. “移送信息”每份清单填一次，填在“填写内容”一栏；“救助对象”每人一行，从第 5 行起填写。",
    "2. 其他各表一行一项（如每名家庭成员一行、每项需求一行），第一列填该人的内部人员号，与“救助对象”表一致；没有的可不填。",
    "3. 红色栏目为必填；其余按实际情况填写。有下拉箭头的从列表选择，可多项的用；分隔。",
    "4. 证件号码、账号、电话等须保持文本格式（本表已设好）。从别处复制时请用“选择性粘贴→数值”，不要改变单元格格式。",
    "5. 金额单位为元。如原数据以万元计，可将列标题改为“…(万元)”，导入时自动换算。",
    "6. 日期可写成 2026-11-29、2026.11.29 或 2026年11月29日。",
    "7. 可以增删行、调整列的顺序、删去不用的选填列；不要改动第 4 行的字段名，不要合并单元格，不用公式。",
    "8. 填好后执行：aidx import 本文件.xlsx --out 清单.json。有错误时会指出所在单元格，如 救助对象!F7。",
    "9. 本表含个人信息，请按规定保管，用后删除。",
  ],
};

function instructions(layout: Layout, filling: Filling): OutSheet {
  const lines = [`${layout.title.zh} · 填写说明`, ...filling.instructions];
  const rows = lines.map((value, n): OutCell[] => [{ value, style: n === 0 ? "heading" : "text" }]);
  return { name: "填写说明", columns: [{ width: 110, style: "plain" }], rows };
}
