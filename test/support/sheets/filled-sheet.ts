/** Fills in workbooks in tests as a clerk does with a spreadsheet program. */
import { readFile, writeFile } from "node:fs/promises";
import { readXlsx } from "../../../src/sheets/xlsx/read-xlsx.ts";
import { type OutCell, type OutSheet, writeXlsx } from "../../../src/sheets/xlsx/write-xlsx.ts";
import { type Sheet, shownText } from "../../../src/sheets/workbook.ts";

/** Saves a sheet again, as a spreadsheet program does. */
function saved({ name, rows }: Sheet): OutSheet {
  const last = rows.at(-1)?.number ?? 0;
  const cells = Array.from({ length: last }, (_, n) => {
    const row = rows.find(({ number }) => number === n + 1);
    const width = Math.max(-1, ...(row?.cells.keys() ?? [])) + 1;
    return Array.from({ length: width }, (_none, column): OutCell => {
      return { value: shownText(row?.cells.get(column)), style: "text" };
    });
  });
  return { name, columns: [], rows: cells };
}

/** Fills in cells of a sheet's row (from 1) by the names of their fields, and saves the workbook. */
export async function fillRow(
  from: string,
  to: string,
  sheet: string,
  row: number,
  values: Readonly<Record<string, string>>,
): Promise<void> {
  const sheets = readXlsx(await readFile(from)).map(saved);
  const rows = sheets.find(({ name }) => name === sheet)?.rows as OutCell[][];
  const names = rows[3]?.map(({ value }) => String(value)) ?? [];
  for (let n = rows.length; n < row; n++) rows.push([]);
  const cells = rows[row - 1] ?? [];
  for (const [name, value] of Object.entries(values)) cells[names.indexOf(name)] = { value, style: "text" };
  for (let n = 0; n < cells.length; n++) cells[n] ??= { value: "", style: "text" };
  await writeFile(to, writeXlsx(sheets, "表"));
}
