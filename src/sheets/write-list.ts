/** Writes a document into the tables of its layout: what is read back is the same document. */
import { isGroup } from "../schema/reading.ts";
import type { Column, Layout, Table } from "./layout.ts";
import { shownCode, tableSheet } from "./template.ts";
import type { OutCell, OutSheet } from "./xlsx/write-xlsx.ts";

/** Makes the sheets of a document. Tables without a row are left out. */
export function listSheets(layout: Layout, document: unknown): OutSheet[] {
  return layout.tables.flatMap((table) => {
    if (table.kind === "form") return [form(table, document)];
    const rows = table.kind === "inner" ? innerRows(layout, table, document) : plainRows(table, document);
    return rows.length === 0 ? [] : [tableSheet(table, undefined, rows)];
  });
}

function form(table: Table, document: unknown): OutSheet {
  const lines = table.columns.flatMap((column): OutCell[][] => {
    const value = valueAt(document, column.path);
    if (value === undefined) return [];
    return [
      [{ value: column.heading.zh, style: "heading" }, cellOf(column, value), { value: column.path, style: "code" }],
    ];
  });
  return {
    name: table.name.zh,
    columns: [
      { width: 28, style: "text" },
      { width: 60, style: "text" },
      { width: 30, style: "code" },
    ],
    rows: lines,
  };
}

function plainRows(table: Table, document: unknown): OutCell[][] {
  return itemsAt(document, table.path).map((item) => row(table, item));
}

function innerRows(layout: Layout, table: Table, document: unknown): OutCell[][] {
  return itemsAt(document, layout.tables[1]?.path ?? "").flatMap((person) => {
    const key: OutCell = { value: textAt(person, layout.key?.path ?? ""), style: "text" };
    return itemsAt(person, table.path).map((item) => [key, ...row(table, item)]);
  });
}

function row(table: Table, item: unknown): OutCell[] {
  return table.columns.map((column) => cellOf(column, valueAt(item, column.path)));
}

/** Text at a path below a value; empty where there is none. */
export function textAt(value: unknown, path: string): string {
  const text = valueAt(value, path);
  return typeof text === "string" ? text : "";
}

export function itemsAt(value: unknown, path: string): readonly unknown[] {
  const items = valueAt(value, path);
  return Array.isArray(items) ? items : [];
}

export function valueAt(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((at, name) => (isGroup(at) ? at[name] : undefined), value);
}

function cellOf(column: Column, value: unknown): OutCell {
  // An amount that is a number is written as one, for sums; a text keeps its digits.
  return typeof value === "number" ? { value, style: "number" } : { value: shownValue(column, value), style: "text" };
}

/** Field whose value is shown, with its codes. */
type Shown = Pick<Column, "field" | "codes">;

/** Value as a person reads it. @param word text of a code; as the pick-list shows it, it is read back */
export function shownValue({ field, codes }: Shown, value: unknown, word = shownCode): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "boolean") return value ? "是" : "否";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") {
    const code = codes.find((one) => one.code === value);
    return code === undefined ? value : word(code);
  }
  if (Array.isArray(value)) return value.map((one) => shownItem({ field, codes }, one, word)).join("；");
  if (field.kind === "partial-date" && isGroup(value)) {
    return typeof value["date"] === "string" ? value["date"] : value["precision"] === "U" ? "不详" : "";
  }
  return JSON.stringify(value);
}

/** Item of a list: a code as its word, a group as its titles and values. */
function shownItem({ field, codes }: Shown, item: unknown, word: typeof shownCode): string {
  if (!isGroup(item)) return shownValue({ field, codes }, item, word);
  const members = (field.items?.members ?? []).filter(({ name }) => item[name] !== undefined);
  return members
    .map(
      (member) => `${member.title.zh} ${shownValue({ field: member, codes: member.codes }, item[member.name], word)}`,
    )
    .join(" ");
}
