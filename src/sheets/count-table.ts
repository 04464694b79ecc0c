import { columnLetters, type Cell, type Sheet } from "./workbook.ts";

/** Table of counts: its heading, the names of its rows and columns, and whole numbers. Totals are not in it. */
export interface CountTable {
  readonly corner: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly counts: readonly (readonly number[])[];
}

/** Why a sheet is no table of counts; a closed list. */
export type CountFaultCode = "empty" | "too-large" | "no-count" | "no-name" | "wrong-total";

/** Cell that is not as a table of counts has it. */
export interface CountFault {
  readonly code: CountFaultCode;
  /** Cell as the spreadsheet names it, `C4`; empty for the whole sheet. */
  readonly cell: string;
}

/** Most rows, and most columns, of a table. */
export const MOST_LINES = 100;
/** Largest count. */
const LARGEST = 10_000_000;
/** Names of a row or column of totals, without blanks. */
const TOTALS = new Set(["合计", "总计", "小计", "共计", "total", "totals", "sum"]);

/**
 * Reads a sheet as a table of counts: names in its first row and column, whole numbers in the rest, an empty cell for 0.
 * A last row or column of totals is checked and left out.
 */
export function readCountTable(sheet: Sheet): CountTable | { readonly faults: readonly CountFault[] } {
  const [head, ...lines] = sheet.rows;
  const width = Math.max(0, ...(head?.cells.keys() ?? []));
  if (head === undefined || lines.length === 0 || width === 0) {
    return { faults: [{ code: "empty", cell: "" }] };
  }
  if (lines.length > MOST_LINES + 1 || width > MOST_LINES + 1) {
    return { faults: [{ code: "too-large", cell: "" }] };
  }
  const faults: CountFault[] = [];
  const places = Array.from({ length: width }, (_, at) => at + 1);
  const nameOf = (cell: Cell | undefined, place: string): string => {
    const name = cell === undefined ? "" : textOf(cell).trim();
    if (name === "") faults.push({ code: "no-name", cell: place });
    return name;
  };
  const names = places.map((column) => nameOf(head.cells.get(column), `${columnLetters(column)}${head.number}`));
  const read = lines.map(({ number, cells }) => ({
    number,
    name: nameOf(cells.get(0), `A${number}`),
    values: places.map((column) => {
      const value = countOf(cells.get(column));
      if (value === undefined) faults.push({ code: "no-count", cell: `${columnLetters(column)}${number}` });
      return value ?? 0;
    }),
  }));
  if (faults.length > 0) return { faults };
  const ownColumns = isTotal(names.at(-1)) ? width - 1 : width;
  const hasTotals = isTotal(read.at(-1)?.name);
  const own = hasTotals ? read.slice(0, -1) : read;
  if (ownColumns === 0 || own.length === 0) return { faults: [{ code: "empty", cell: "" }] };
  if (own.length > MOST_LINES || ownColumns > MOST_LINES) return { faults: [{ code: "too-large", cell: "" }] };
  for (const { number, values } of ownColumns < width ? read : []) {
    if (values.at(-1) !== sum(values.slice(0, -1))) {
      faults.push({ code: "wrong-total", cell: `${columnLetters(width)}${number}` });
    }
  }
  for (const column of hasTotals ? places : []) {
    const total = read.at(-1)?.values[column - 1];
    if (total !== sum(own.map(({ values }) => values[column - 1] ?? 0))) {
      faults.push({ code: "wrong-total", cell: `${columnLetters(column)}${read.at(-1)?.number}` });
    }
  }
  if (faults.length > 0) return { faults };
  const corner = head.cells.get(0);
  return {
    corner: corner === undefined ? "" : textOf(corner),
    rows: own.map(({ name }) => name),
    columns: names.slice(0, ownColumns),
    counts: own.map(({ values }) => values.slice(0, ownColumns)),
  };
}

function isTotal(name: string | undefined): boolean {
  return name !== undefined && TOTALS.has(name.replaceAll(/\s/g, "").toLowerCase());
}

function textOf(cell: Cell): string {
  return cell.kind === "text" || cell.kind === "number" ? cell.text : "";
}

/** Whole number of a cell; undefined when it has something else. */
function countOf(cell: Cell | undefined): number | undefined {
  if (cell === undefined) return 0;
  const text = textOf(cell).trim();
  return /^\d{1,8}$/.test(text) && Number(text) <= LARGEST ? Number(text) : undefined;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
