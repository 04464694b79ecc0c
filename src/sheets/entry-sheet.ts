/**
 * Visits and evaluations as a workbook or as sheets of paper to fill in: one row, or one sheet, a person, with what the case says
 * already. Scores and the like are tables of their own, whose rows name the person.
 */
import { htmlText } from "../domain/html-text.ts";
import { printablePage } from "../domain/printable-page.ts";
import type { Field } from "../schema/field.ts";
import { groupOf } from "../schema/reading.ts";
import { type Column, type Layout, layoutOf, type Table } from "./layout.ts";
import { type Filling, shownCode } from "./template.ts";
import { shownValue, valueAt } from "./write-list.ts";
import type { OutCell } from "./xlsx/write-xlsx.ts";

/** Person of whom an entry is written. */
export interface EntryPerson {
  readonly personId: string;
  readonly name: string;
  /** What is known before, by path of the column: `kind`, `from`. */
  readonly known: Readonly<Record<string, unknown>>;
  /** Rows of inner tables that are known before, by path of the table; a score that nobody knows is left out of its row. */
  readonly rows?: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  /** Line for the person who fills it in, such as the window of the visit. */
  readonly hint: string;
}

/** Columns for the clerk's eyes: name and hint. */
const SHOWN = ["shown.name", "shown.hint"] as const;

/** Makes the tables: the form, a row a person, and those of the lists inside. @param given paths of what the case says already */
export function entryLayout(document: Field, given: readonly string[]): Layout {
  const layout = layoutOf(document);
  const [form, rows, ...inner] = layout.tables;
  const [person, ...columns] = rows?.columns ?? [];
  if (form === undefined || rows === undefined || person === undefined) {
    throw new TypeError("entries name their persons");
  }
  const shown = SHOWN.map((path): Column => {
    const title = path === "shown.name" ? { zh: "姓名", en: "Name" } : { zh: "提示", en: "Hint" };
    const field: Field = { ...person.field, name: path, title, note: "供核对，不导入", required: false };
    return { ...person, path, heading: title, group: title, field, required: false };
  });
  const header = document.members.find(({ name }) => name === "header");
  const persons: Table = {
    ...rows,
    columns: [person, ...shown, ...columns],
    given: new Set(["personId", ...SHOWN, ...given]),
    shown: new Set<string>(SHOWN),
  };
  return { ...layout, tables: [{ ...form, name: header?.title ?? form.name }, persons, ...inner] };
}

/** Fills the workbook with persons, and the header from the list that is answered. */
export function entryFilling(
  layout: Layout,
  type: "VISIT" | "EVALUATION",
  list: Readonly<Record<string, unknown>>,
  persons: readonly EntryPerson[],
): Filling {
  const [form, rows] = layout.tables;
  const { from, officer, transferId } = groupOf(list, "header") ?? {};
  const currency = type === "VISIT" ? { currencyUnit: "元" } : {};
  const header = { messageType: type, answers: transferId, secrecy: "0", ...currency, from, officer };
  const filled = (form?.columns ?? []).map((column): [string, string] => [
    column.path,
    shownValue(column, valueAt({ header }, column.path)),
  ]);
  return {
    form: new Map(filled),
    notes: NOTES,
    rows: persons.map((person) =>
      (rows?.columns ?? []).map((column): OutCell => ({ value: knownOf(column, person), style: "text" })),
    ),
    inner: new Map(
      layout.tables.slice(2).map((table) => [table.path, persons.flatMap((one) => innerRows(table, one))]),
    ),
    instructions: INSTRUCTIONS,
  };
}

function innerRows(table: Table, { personId, rows = {} }: EntryPerson): OutCell[][] {
  return (rows[table.path] ?? []).map((row) => [
    { value: personId, style: "text" },
    ...table.columns.map((column): OutCell => ({ value: shownValue(column, row[column.path]), style: "text" })),
  ]);
}

/** Gives what is known of a column, as a pick-list shows it. */
function knownOf(column: Column, { personId, name, hint, known }: EntryPerson): string {
  const { path } = column;
  if (path === "personId") return personId;
  if (path === "shown.name") return name;
  if (path === "shown.hint") return hint;
  return shownValue(column, known[path]);
}

const NOTES: ReadonlyMap<string, string> = new Map([
  ["header.transferId", "不用填：导入时按所填内容生成，同一张表总是同一编号。"],
  ["header.issuedAt", "可不填：导入时取当时的时间。时间，如 2026-11-29 09:30。"],
]);

const INSTRUCTIONS = [
  "1. 每人一行，人员号、姓名和已知内容已填好；没有填写的行不用动，不会导入。",
  "2. 评分、满意度等在各自的表中填写，每行先填内部人员号。",
  "3. 有下拉箭头的从列表选择；多项之间用顿号或者分号隔开。",
  "4. 金额单位为元；日期可写成 2026-11-29、2026.11.29 或 2026年11月29日。",
  "5. 不要改动第 4 行的字段名，不要合并单元格，不用公式。",
  "6. 填好后用同一命令的 --xlsx 导入；有错误时会指出所在单元格。",
  "7. 本表含个人信息，请按规定保管，用后删除。",
];

const STYLE = `
:root{color-scheme:light}
body{margin:0 auto;max-width:46rem;padding:2rem 1.5rem;color:#111;background:#fff;line-height:1.5;font-size:15px;
font-family:FangSong,STFangsong,"FangSong_GB2312","Source Han Serif SC","Noto Serif CJK SC",SimSun,serif}
h1{text-align:center;font-size:1.6rem;letter-spacing:.2em;margin:.2rem 0 .8rem}
h1,th{font-family:SimHei,STHeiti,"Source Han Sans SC","Noto Sans CJK SC",sans-serif}
table{border-collapse:collapse;width:100%;margin:.3rem 0}
th,td{border:1px solid #333;padding:.25rem .45rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{font-weight:normal;width:9.5em;font-size:.9em}
caption{text-align:left;font-size:.9em;padding:.2rem 0}
td.blank{height:1.5em}
tr{break-inside:avoid}
section+section{break-before:page}
@page{size:A4;margin:16mm 18mm 18mm 22mm;@bottom-right{content:"第 " counter(page) " 页 共 " counter(pages) " 页";font-size:8.5pt}}
@media print{body{max-width:none;padding:0;font-size:10.5pt}h1{font-size:18pt}}
`;

/** Rows of an inner table on paper. */
const PAPER_ROWS = 4;
/** Choices beyond which codes are not printed one by one. */
const CHOICES = 12;
/** Columns that nobody fills in by hand. */
const NOT_ON_PAPER: ReadonlySet<string> = new Set([
  "shown.name",
  "shown.hint",
  "personId",
  "corrects",
  "evidence",
  "measuresDone",
]);

/** Writes a sheet of paper for each person, with choices to tick and lines for signatures. It names persons. */
export function entryPage(layout: Layout, title: string, listNumber: string, persons: readonly EntryPerson[]): string {
  const [, rows, ...inner] = layout.tables;
  const columns = (rows?.columns ?? []).filter(({ path }) => !NOT_ON_PAPER.has(path));
  const sections = persons.map((person) => {
    const head = [
      ["清单编号", listNumber],
      ["姓名（内部人员号）", `${person.name}（${person.personId}）`],
      ["提示", person.hint],
    ].filter(([, value]) => value !== "");
    const lines = [
      ...head.map(([label = "", value = ""]) => line(label, value)),
      ...columns.map((column) =>
        line(column.heading.zh, person.known[column.path] === undefined ? choicesOf(column) : knownOf(column, person)),
      ),
    ];
    const tables = inner.map(({ name, path, columns: own }) => {
      const known = person.rows?.[path] ?? [];
      const heads = own.map(({ heading }) => `<th>${htmlText(heading.zh)}</th>`).join("");
      const blank = `<tr>${own.map(() => `<td class="blank"></td>`).join("")}</tr>`;
      const told = known.map((row) => {
        const cells = own.map((column) => `<td class="blank">${htmlText(shownValue(column, row[column.path]))}</td>`);
        return `<tr>${cells.join("")}</tr>`;
      });
      const rest = blank.repeat(Math.max(known.length > 0 ? 1 : 0, PAPER_ROWS - known.length));
      return `<table><caption>${htmlText(name.zh)}</caption><tr>${heads}</tr>${told.join("")}${rest}</table>`;
    });
    const signed = `<table>${line("本人（监护人）签名", "")}${line("承办人签名", "")}${line("日期", "年　　月　　日")}</table>`;
    return `<section><h1>${htmlText(title)}</h1><table>${lines.join("")}</table>${tables.join("")}${signed}</section>`;
  });
  return printablePage({ title, style: STYLE, foot: "", body: sections.join("\n") });
}

function line(label: string, value: string): string {
  return `<tr><th scope="row">${htmlText(label)}</th><td class="blank">${htmlText(value)}</td></tr>`;
}

/** Writes the codes of a column as boxes to tick. */
function choicesOf({ codes, field }: Column): string {
  if (field.kind === "boolean") return "□是　□否";
  if (codes.length === 0 || codes.length > CHOICES) return "";
  return codes.map((code) => `□${shownCode(code)}`).join("　");
}
