/** Makes a document of a workbook's rows, and tells for every place of the document which cell it came from. */
import type { Bilingual } from "../domain/bilingual.ts";
import { cellValue } from "./cell-value.ts";
import { DocumentDraft, type Place } from "./document-draft.ts";
import { formLines, type Heading, type Headings, headingsOf } from "./headings.ts";
import { KEY, type Layout, type Table } from "./layout.ts";
import { type MappedTable, type Mapping, NO_MAPPING } from "./mapping.ts";
import { SHEET_FAULTS, type SheetFaultCode } from "./sheet-faults.ts";
import { type Cell, cellPlace, type Row, type Sheet, shownText, type Workbook } from "./workbook.ts";

/** Fault or note of a place in a workbook. Never the value. */
export interface CellIssue {
  readonly place: Place;
  readonly code: string;
  readonly text: Bilingual;
}

/** Document made from a workbook. With faults it is not whole. */
export interface ReadList {
  readonly document: Readonly<Record<string, unknown>>;
  readonly faults: readonly CellIssue[];
  readonly notes: readonly CellIssue[];
  /** Place of a value, or of where it is missing. @param pointer RFC 6901, from `/body` */
  readonly placeOf: (pointer: string) => Place;
}

/** Sheets of a template that hold no data. */
export const NO_DATA: ReadonlySet<string> = new Set(["填写说明", "代码"]);
/** Faults that are listed. A whole column of the wrong kind needs no thousand lines. */
const MOST = 200;

/** Reads a workbook as the document of a layout. */
export function readList(workbook: Workbook, layout: Layout, mapping: Mapping = NO_MAPPING): ReadList {
  const reader = new Reader(layout, mapping);
  const [form, main] = layout.tables;
  // Persons first: the rows of the other tables name them.
  for (const table of [main, form, ...layout.tables.slice(2)]) {
    if (table === undefined) continue;
    const sheet = sheetOf(workbook, table, mapping.get(table.name.zh), table === main);
    if (sheet !== undefined) reader.read(sheet, table);
    else if (table === main) reader.report("faults", { sheet: table.name.zh }, "sheet-missing");
    else reader.fix(table);
  }
  reader.noteRest(workbook);
  return reader.result();
}

/** Sheet of a table. A file of one sheet, as a CSV file is, holds the persons whatever its name. */
function sheetOf(
  workbook: Workbook,
  table: Table,
  mapped: MappedTable | undefined,
  isMain: boolean,
): Sheet | undefined {
  const name = mapped?.sheet ?? table.name.zh;
  const found = workbook.find((sheet) => sheet.name.trim() === name);
  return found ?? (isMain && mapped?.sheet === undefined && workbook.length === 1 ? workbook[0] : undefined);
}

class Reader {
  readonly #layout: Layout;
  readonly #mapping: Mapping;
  readonly #draft: DocumentDraft;
  readonly #used = new Set<Sheet>();
  /** Index of each person in the list, by number. */
  readonly #persons = new Map<string, number>();
  /** Rows of persons in which nothing was filled in, by number. */
  readonly #left = new Map<string, Place>();
  readonly #noted = new Set<string>();
  readonly #issues = { faults: [] as CellIssue[], notes: [] as CellIssue[] };

  constructor(layout: Layout, mapping: Mapping) {
    this.#layout = layout;
    this.#mapping = mapping;
    this.#draft = new DocumentDraft(layout);
  }

  result(): ReadList {
    this.#draft.complete();
    const { document } = this.#draft;
    return { document, ...this.#issues, placeOf: (pointer) => this.#draft.placeOf(pointer) };
  }

  report(list: "faults" | "notes", place: Place, code: SheetFaultCode): void {
    const issues = this.#issues[list];
    if (issues.length < MOST) issues.push({ place, code, text: SHEET_FAULTS[code] });
  }

  noteRest(workbook: Workbook): void {
    for (const sheet of workbook) {
      if (this.#used.has(sheet) || NO_DATA.has(sheet.name) || sheet.rows.length === 0) continue;
      this.report("notes", { sheet: sheet.name }, "sheet-unknown-sheet");
    }
  }

  /** Sets what a mapping says of a table that has no sheet. */
  fix(table: Table): void {
    if (table.kind === "form") this.#setFixed("", table, { sheet: table.name.zh });
  }

  read(sheet: Sheet, table: Table): void {
    this.#used.add(sheet);
    if (table.kind === "form") return this.#readForm(sheet, table);
    const headings = headingsOf(sheet, table, this.#layout, this.#mapping.get(table.name.zh));
    if (headings === undefined) return this.report("faults", { sheet: sheet.name }, "sheet-no-headings");
    for (const column of headings.twice) {
      this.report("faults", { sheet: sheet.name, row: headings.row, column }, "sheet-heading-twice");
    }
    for (const column of headings.unknown) {
      this.report("notes", { sheet: sheet.name, row: headings.row, column }, "sheet-unknown-heading");
    }
    this.#refuseMerged(sheet, headings.first);
    this.#draft.describe(sheet.name, table, headings.byColumn);
    for (const row of sheet.rows) if (row.number >= headings.first) this.#readRow(sheet, table, headings, row);
  }

  /** The form has a line a field: its heading or field name in one cell, the value in the second column. */
  #readForm(sheet: Sheet, table: Table): void {
    this.#setFixed("", table, { sheet: sheet.name });
    this.#refuseMerged(sheet, 1);
    const seen = new Set<string>();
    for (const { row, heading } of formLines(sheet, table, this.#layout, this.#mapping.get(table.name.zh))) {
      const place: Place = { sheet: sheet.name, row: row.number, column: 1, heading: heading.column.heading };
      if (seen.has(heading.path)) this.report("faults", place, "sheet-heading-twice");
      seen.add(heading.path);
      this.#draft.place(`/${heading.path.replaceAll(".", "/")}`, place);
      this.#setCell("", heading, row.cells.get(1), place, sheet.epoch1904);
    }
  }

  #readRow(sheet: Sheet, table: Table, headings: Headings, row: Row): void {
    const filled = [...row.cells].filter(([column]) => headings.byColumn.has(column));
    // The number of a person alone, or what else was filled in beforehand, is no row.
    const isGiven = (path: string | undefined) =>
      path === KEY.path || (path !== undefined && table.given?.has(path) === true);
    const place: Place = { sheet: sheet.name, row: row.number };
    if (!filled.some(([column]) => !isGiven(headings.byColumn.get(column)?.path))) {
      const named = filled.find(([column]) => headings.byColumn.get(column)?.path === this.#layout.key?.path);
      if (named !== undefined && table === this.#layout.tables[1]) this.#left.set(shownText(named[1]), place);
      return;
    }
    const base =
      table.kind === "inner"
        ? this.#innerRow(table, headings, row, place)
        : this.#draft.append(`/${table.path.replaceAll(".", "/")}`, place, table);
    if (base === undefined) return;
    this.#setFixed(base, table, place);
    for (const [column, heading] of headings.byColumn) {
      if (heading.path === KEY.path || table.shown?.has(heading.path) === true) continue;
      const at: Place = { ...place, column, heading: heading.column.heading };
      this.#setCell(base, heading, row.cells.get(column), at, sheet.epoch1904);
    }
    if (table === this.#layout.tables[1]) this.#notePerson(base, headings, place);
  }

  /** Makes the object of an inner row in its person's list. */
  #innerRow(table: Table, headings: Headings, row: Row, place: Place): string | undefined {
    const column = [...headings.byColumn].find(([, { path }]) => path === KEY.path)?.[0];
    const number = column === undefined ? "" : shownText(row.cells.get(column));
    const at: Place = column === undefined ? place : { ...place, column };
    const person = this.#persons.get(number);
    const left = this.#left.get(number);
    if (person === undefined && left !== undefined) {
      if (!this.#noted.has(number)) this.report("notes", left, "sheet-person-left");
      this.#noted.add(number);
      return undefined;
    }
    if (person === undefined) {
      this.report("faults", at, number === "" ? "sheet-key-missing" : "sheet-key-unknown");
      return undefined;
    }
    const list = `/${this.#layout.tables[1]?.path ?? ""}/${person}/${table.path.replaceAll(".", "/")}`;
    return this.#draft.append(list, place, table);
  }

  #notePerson(base: string, headings: Headings, place: Place): void {
    const number = this.#draft.valueAt(`${base}/${this.#layout.key?.path ?? ""}`);
    if (typeof number !== "string") return;
    const column = [...headings.byColumn].find(([, { path }]) => path === this.#layout.key?.path)?.[0];
    const at: Place = column === undefined ? place : { ...place, column };
    if (this.#persons.has(number)) this.report("faults", at, "sheet-key-duplicate");
    else this.#persons.set(number, Number(base.split("/").at(-1)));
  }

  #setCell(base: string, heading: Heading, cell: Cell | undefined, place: Place, epoch1904: boolean): void {
    if (cell === undefined) return;
    const { column, unit, codes, path } = heading;
    const shown = shownText(cell);
    const coded = codes !== undefined && Object.hasOwn(codes, shown) ? codes[shown] : undefined;
    const read = coded === undefined ? cell : ({ kind: "text", text: coded } as const);
    const reading = cellValue(read, { column, unit, epoch1904 });
    if ("fault" in reading) return this.report("faults", place, reading.fault);
    if (reading.note !== undefined) this.report("notes", place, reading.note);
    if (reading.value === undefined) return;
    this.#draft.set(`${base}/${path.replaceAll(".", "/")}`, reading.value, place);
  }

  #setFixed(base: string, table: Table, place: Place): void {
    for (const [path, value] of Object.entries(this.#mapping.get(table.name.zh)?.fixed ?? {})) {
      this.#draft.set(`${base}/${path.replaceAll(".", "/")}`, value, place);
    }
  }

  #refuseMerged(sheet: Sheet, first: number): void {
    for (const range of sheet.merged) {
      const [from = "", to = from] = range.split(":");
      const [start, end] = [cellPlace(from), cellPlace(to)];
      if (start === undefined || end === undefined || end.row < first || from === to) continue;
      this.report("faults", { sheet: sheet.name, ...start }, "sheet-merged");
    }
  }
}
