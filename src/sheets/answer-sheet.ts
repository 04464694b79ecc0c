/**
 * Feedback as a workbook, for a clerk without a system: one row for each need of each person that a packet names, to be
 * filled in with what became of it.
 */
import type { Field } from "../schema/field.ts";
import { groupOf, isGroup, textOf } from "../schema/reading.ts";
import { canonicalize } from "../wire/jcs.ts";
import { uuid8Of } from "../wire/uuid8.ts";
import { type Column, type Layout, layoutOf, type Table } from "./layout.ts";
import { shownCode, type Filling } from "./template.ts";
import { itemsAt, shownValue, textAt, valueAt } from "./write-list.ts";
import type { OutCell } from "./xlsx/write-xlsx.ts";

/** Columns in the order in which a clerk thinks of them; the others follow. */
const FIRST = [
  "personId",
  "shown.name",
  "needs",
  "reply",
  "reason",
  "reasonText",
  "acceptedOn",
  "decidedOn",
  "decisionNumber",
  "aidGranted.0.category",
  "aidGranted.0.item",
  "aidGranted.0.form",
  "aidGranted.0.amount",
  "aidGranted.0.frequency",
  "aidGranted.0.start",
  "aidGranted.0.end",
  "aidGranted.0.firstPaidOn",
  "aidGranted.0.for",
  "aidGranted.0.persons",
  "rightsNotice.servedOn",
  "rightsNotice.way",
  "rightsNotice.review",
  "rightsNotice.court",
];

/** Columns that the packet fills in. */
const GIVEN: ReadonlySet<string> = new Set(["personId", "shown.name", "needs"]);
/** Name of the person, for the clerk's eyes. */
const SHOWN: ReadonlySet<string> = new Set(["shown.name"]);

/** Lists that a row has no columns for. */
const LEFT_OUT: ReadonlySet<string> = new Set(["visits"]);

/**
 * Makes the tables of a feedback: the form, and one table with a row a result. A row holds one aid that was granted; a
 * second one is a feedback of its own.
 * @param feedback fields of the feedback's schema
 */
export function answerLayout(feedback: Field): Layout {
  const { title, tables } = layoutOf(flat(feedback));
  const [form, results] = tables;
  if (form === undefined || results === undefined) throw new TypeError("a feedback has a header and results");
  const header = feedback.members.find(({ name }) => name === "header");
  const columns = results.columns
    .filter(({ path }) => path !== "aidGranted.need")
    .map((column) => ({ ...column, path: column.path.replace(/^aidGranted\./, "aidGranted.0.") }));
  const name = nameColumn(columns);
  const all = [...columns, ...(name === undefined ? [] : [name])];
  const order = ({ path }: Column) => (FIRST.includes(path) ? FIRST.indexOf(path) : FIRST.length);
  const rows: Table = {
    ...results,
    columns: all.toSorted((a, b) => order(a) - order(b)),
    given: GIVEN,
    shown: SHOWN,
  };
  return { title, tables: [{ ...form, name: header?.title ?? form.name }, rows], key: undefined };
}

/** Makes a group of the list of aids, so that its members are columns of the row. */
function flat(field: Field): Field {
  const members = field.members
    .filter(({ name }) => !LEFT_OUT.has(name))
    .map((member): Field => {
      if (member.name !== "aidGranted" || member.items === undefined) return flat(member);
      const { items, ...group } = member;
      return { ...group, kind: "group", required: false, members: items.members };
    });
  return { ...field, members, ...(field.items === undefined ? {} : { items: flat(field.items) }) };
}

function nameColumn(columns: readonly Column[]): Column | undefined {
  const person = columns.find(({ path }) => path === "personId");
  if (person === undefined) return undefined;
  const heading = { zh: "姓名", en: "Name" };
  const field: Field = { ...person.field, name: "name", title: heading, note: "供核对，不导入", required: false };
  return { ...person, path: "shown.name", heading, field, required: false };
}

/** What is filled in of an answer before the clerk begins. */
export interface AnswerHead {
  /** The transfer that is answered. */
  readonly answers: string;
  /** An earlier feedback of the same unit: organisation and officer are taken from it. */
  readonly like?: Readonly<Record<string, unknown>>;
  /** The recipient of the packet; needs that name another department are left out where some name it. */
  readonly recipient?: string;
}

/**
 * Fills the workbook of an answer with the persons and needs of a list, supplement, correction or bridge.
 * @param document as the department has it: `subjects`, each with `personId` and `needs`
 */
export function answerFilling(layout: Layout, document: unknown, head: AnswerHead): Filling {
  const [form, results] = layout.tables;
  const header = { messageType: "FEEDBACK", answers: head.answers, secrecy: "0", currencyUnit: "元" };
  const { from = { department: head.recipient }, officer } = groupOf(head.like, "header") ?? {};
  const known = { header: { ...header, from, officer } };
  const filled = (form?.columns ?? []).map((column) => [column.path, shownValue(column, valueAt(known, column.path))]);
  const needs = results?.columns.find(({ path }) => path === "needs")?.codes ?? [];
  const text = (value: string): OutCell => ({ value, style: "text" });
  const rows = itemsAt(document, "subjects").flatMap((subject) =>
    needsOf(subject, head.recipient).map((need) =>
      (results?.columns ?? []).map(({ path }) => {
        if (path === "personId") return text(textAt(subject, "personId"));
        if (path === "shown.name") return text(textAt(subject, "identity.name"));
        const code = needs.find((one) => one.code === need);
        return text(path === "needs" && code !== undefined ? shownCode(code) : "");
      }),
    ),
  );
  return {
    form: new Map(filled as [string, string][]),
    notes: NOTES,
    rows,
    instructions: INSTRUCTIONS,
  };
}

/** Codes of a subject's needs, those of the recipient where some name it; one empty where the packet tells none. */
function needsOf(subject: unknown, recipient: string | undefined): string[] {
  const items = itemsAt(subject, "needs.items").filter(isGroup);
  const own = items.filter((item) => recipient !== undefined && textOf(item, "department") === recipient);
  const listed = own.length > 0 ? own : items;
  // A bridge names its needs as codes alone.
  const codes = listed.length > 0 ? listed.map((item) => textOf(item, "code")) : itemsAt(subject, "needs");
  const found = codes.filter((code) => typeof code === "string");
  return found.length > 0 ? [...new Set(found)] : [""];
}

/**
 * Adds what a clerk does not write to a feedback, a record of visits or an evaluation that was read from a workbook: the time of issue, and the number of the
 * feedback, which follows from what it says, so that the same workbook, imported again, is the same feedback.
 * @param issuedAt RFC 3339
 * @param list member with what the rows say
 */
export function withAnswerDefaults(
  document: Readonly<Record<string, unknown>>,
  issuedAt: string,
  list = "results",
): Readonly<Record<string, unknown>> {
  const header = groupOf(document, "header") ?? {};
  const said = { header, [list]: document[list] ?? null };
  const transferId = uuid8Of(canonicalize(JSON.parse(JSON.stringify(said))));
  return { ...document, header: { transferId, issuedAt, ...header } };
}

const NOTES: ReadonlyMap<string, string> = new Map([
  ["header.transferId", "不用填：导入时按所填内容生成，同一张表总是同一编号。"],
  ["header.issuedAt", "可不填：导入时取当时的时间。时间，如 2026-11-29 09:30。"],
]);

const INSTRUCTIONS = [
  "1. “反馈信息”填一次：来文单位、承办人。签发时间可不填，导入时取当时的时间。",
  "2. “办理结果”每人每项需求一行，已按收到的数据包填好人员号、姓名和需求；没有新情况的行不用动，不会反馈。",
  "3. 有下拉箭头的从列表选择。办理结果为“不予受理”“不批准”的，须填原因、告知送达日期和方式；“已落实”的，须填救助类别、救助项目、形式、频次、首次到位日期、救助单位（个人或者家庭）和决定文号，资金的须填金额；临时救助先行发放的填“先行救助”，决定文号可以后补。",
  "4. 同一事项另有一笔救助的，另行反馈一次；转办的，填写转办单位。",
  "5. 金额单位为元；日期可写成 2026-11-29、2026.11.29 或 2026年11月29日。",
  "6. 不要改动第 4 行的字段名，不要合并单元格，不用公式。",
  "7. 填好后执行：aidx feedback 数据包.json --xlsx 本文件.xlsx --out 反馈.json。有错误时会指出所在单元格，如 办理结果!D5。",
  "8. 本表含个人信息，请按规定保管，用后删除。",
];
