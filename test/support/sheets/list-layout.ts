import { documentField } from "../../../src/cli/kept/schemas.ts";
import { columnLetters, type Sheet, type Workbook } from "../../../src/sheets/workbook.ts";
import { layoutOf } from "../../../src/sheets/layout.ts";
import { listSheets } from "../../../src/sheets/write-list.ts";
import { readXlsx } from "../../../src/sheets/xlsx/read-xlsx.ts";
import { writeXlsx } from "../../../src/sheets/xlsx/write-xlsx.ts";

/** The tables of an aid-subject list. */
export const LAYOUT = layoutOf(await documentField("aid-subject-list"));

/** Workbook of a list, as it comes back from a file. */
export function workbookOf(list: unknown): Workbook {
  return readXlsx(bytesOf(list));
}

/** File of a list. */
export function bytesOf(list: unknown): Uint8Array {
  return writeXlsx(listSheets(LAYOUT, list), "清单");
}

/** Address of a column of a table, by its path and a row: `F7`. */
export function addressOf(sheets: Workbook, name: string, path: string, row: number): string {
  const sheet = sheets.find((one) => one.name === name) as Sheet;
  for (const { cells } of sheet.rows.slice(0, 4)) {
    for (const [column, cell] of cells) {
      if (cell.kind === "text" && cell.text === path) return `${columnLetters(column)}${row}`;
    }
  }
  throw new Error(`no column ${path}`);
}
