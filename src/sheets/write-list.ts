/** Writes a document into the tables of its layout: what is read back is the same document. */
import type { FieldCode } from "../schema/field.ts";
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
    const key = cellOf(layout.key, valueAt(person, layout.key.path));
    return itemsAt(person, table.path).map((item) => [key, ...row(table, item)]);
  });
}

function row(table: Table, item: unknown): OutCell[] {
  return table.columns.map((column) => cellOf(column, valueAt(item, column.path)));
}

function itemsAt(value: unknown, path: string): readonly unknown[] {
  const items = valueAt(value, path);
  return Array.isArray(items) ? items : [];
}

function valueAt(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((at, name) => (isGroup(at) ? at[name] : undefined), value);
}

function cellOf(column: Column, value: unknown): OutCell {
  // An amount that is a number is written as one, for sums; a text keeps its digits.
  return typeof value === "number" ? { value, style: "number" } : { value: shownValue(column, value), style: "text" };
}

/** Value as a person reads it, and as it is read back. */
export function shownValue({ field, codes }: Pick<Column, "field" | "codes">, value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "boolean") return value ? "是" : "否";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return wordOf(codes, value);
  if (Array.isArray(value)) return value.map((one) => shownValue({ field, codes }, one)).join("；");
  if (field.kind === "partial-date" && isGroup(value)) {
    return typeof value["date"] === "string" ? value["date"] : value["precision"] === "U" ? "不详" : "";
  }
  return JSON.stringify(value);
}

function wordOf(codes: readonly FieldCode[], value: string): string {
  const code = codes.find((one) => one.code === value);
  return code === undefined ? value : shownCode(code);
}
