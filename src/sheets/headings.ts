/** Finds what the columns of a sheet mean, by the headings or by the field names below them. */
import { type Column, KEY, type Layout, type Table } from "./layout.ts";
import { type MappedTable, targetOf } from "./mapping.ts";
import { type Row, type Sheet, shownText } from "./workbook.ts";

/** Meaning of a column of a sheet. */
export interface Heading {
  /** Path below the row's object; `KEY.path` for the number of the person that an inner row belongs to. */
  readonly path: string;
  readonly column: Column;
  readonly unit: "元" | "万元" | undefined;
  readonly codes: Readonly<Record<string, string>> | undefined;
}

/** Headings of a sheet. */
export interface Headings {
  /** By column, counted from 0. */
  readonly byColumn: ReadonlyMap<number, Heading>;
  /** First row of data. */
  readonly first: number;
  /** Row of the headings. */
  readonly row: number;
  /** Columns with a heading that nothing knows. */
  readonly unknown: readonly number[];
  /** Columns with a heading that another column has. */
  readonly twice: readonly number[];
}

/** Rows in which headings are looked for: titles and notes may stand above them. */
const LOOKED_AT = 15;

/**
 * Finds the headings of a table: the row, among the first, with the most known ones. Undefined when there is none. A row
 * of field names counts as a row of headings, so a template whose headings were changed is still read.
 */
export function headingsOf(
  sheet: Sheet,
  table: Table,
  layout: Layout,
  mapped: MappedTable | undefined,
): Headings | undefined {
  const known = knownHeadings(table, layout, mapped);
  const rows = sheet.rows.slice(0, LOOKED_AT).map((row) => ({ row, found: readRow(row, known) }));
  const most = Math.max(0, ...rows.map(({ found }) => found.byColumn.size));
  const best = rows.filter(({ found }) => found.byColumn.size > 0 && found.byColumn.size * 2 > most);
  const [head] = best;
  const last = best.at(-1);
  if (most === 0 || head === undefined || last === undefined) return undefined;
  // Headings first: they say the unit of an amount, which the names of fields do not.
  const byColumn = new Map([...last.found.byColumn, ...head.found.byColumn]);
  const isKnown = (column: number) => byColumn.has(column);
  return {
    byColumn,
    first: last.row.number + 1,
    row: head.row.number,
    unknown: head.found.unknown.filter((column) => !isKnown(column)),
    twice: head.found.twice,
  };
}

/** Lines of a form with the field that each is about: the names stand beside its value, which is in the second column. */
export function formLines(
  sheet: Sheet,
  table: Table,
  layout: Layout,
  mapped: MappedTable | undefined,
): { readonly row: Row; readonly heading: Heading }[] {
  const known = knownHeadings(table, layout, mapped);
  return sheet.rows.flatMap((row) => {
    const names = new Map([...row.cells].filter(([column]) => column !== 1));
    const [heading] = readRow({ number: row.number, cells: names }, known).byColumn.values();
    return heading === undefined ? [] : [{ row, heading }];
  });
}

function knownHeadings(table: Table, layout: Layout, mapped: MappedTable | undefined): Map<string, Heading> {
  const known = new Map<string, Heading>();
  const add = (text: string, path: string, column: Column, more: Partial<Heading> = {}) =>
    known.set(headingKey(text).name, { path, column, unit: undefined, codes: undefined, ...more });
  for (const column of table.columns) {
    for (const text of [column.path, column.heading.en, column.heading.zh]) add(text, column.path, column);
  }
  if (table.kind === "inner" && layout.key !== undefined) {
    // Where the rows have no number of their own, the person's needs no name in front.
    for (const text of [KEY.path, KEY.heading.zh, KEY.heading.en, layout.key.heading.zh]) {
      if (!known.has(headingKey(text).name)) add(text, KEY.path, layout.key);
    }
  }
  for (const [heading, { field, unit, codes }] of mapped?.columns ?? []) {
    const column = targetOf(field, layout, table);
    if (column === undefined) continue;
    add(heading, field, column, { unit, codes });
  }
  return known;
}

function readRow(row: Row, known: ReadonlyMap<string, Heading>) {
  const byColumn = new Map<number, Heading>();
  const unknown: number[] = [];
  const twice: number[] = [];
  const seen = new Set<string>();
  for (const [column, cell] of row.cells) {
    const { name, unit } = headingKey(shownText(cell));
    const heading = known.get(name);
    if (heading === undefined) unknown.push(column);
    else if (seen.has(heading.path)) twice.push(column);
    else byColumn.set(column, { ...heading, unit: unit ?? heading.unit });
    if (heading !== undefined) seen.add(heading.path);
  }
  return { byColumn, unknown, twice };
}

/** Heading without what people add to one: spaces, stars, the unit in brackets, which is read. */
export function headingKey(text: string): { readonly name: string; readonly unit: "元" | "万元" | undefined } {
  const plain = text
    .slice(0, 200)
    .replace(/[\s*＊]/gu, "")
    .replaceAll("（", "(")
    .replaceAll("）", ")")
    .toLowerCase();
  const open = plain.endsWith(")") ? plain.lastIndexOf("(") : -1;
  const [, unit] = /^(?:单位[:：])?(人民币元|万元|元|yuan)(?:\/.*)?$/.exec(plain.slice(open + 1, -1)) ?? [];
  if (open > 0 && unit !== undefined) return { name: plain.slice(0, open), unit: unit === "万元" ? "万元" : "元" };
  return plain.endsWith("万元") ? { name: plain.slice(0, -2), unit: "万元" } : { name: plain, unit: undefined };
}
