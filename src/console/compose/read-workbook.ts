/** The list of a filled workbook, read in this page. */
import { type Layout } from "../../sheets/layout.ts";
import { type ReadList, readList } from "../../sheets/read-list.ts";
import { SheetError } from "../../sheets/workbook.ts";
import { templateSheets } from "../../sheets/template.ts";
import { readXlsx } from "../../sheets/xlsx/read-xlsx.ts";
import { writeXlsx } from "../../sheets/xlsx/write-xlsx.ts";

/** Largest workbook, bytes: a list of 500 persons has about one million. */
const MAX_BYTES = 5 * 1024 * 1024;

/** Reads a workbook. @throws SheetError for one that is too large, damaged or none */
export async function readWorkbook(file: File, layout: Layout): Promise<ReadList> {
  if (file.size > MAX_BYTES) throw new SheetError("sheet-file-too-large");
  return readList(readXlsx(new Uint8Array(await file.arrayBuffer())), layout);
}

/** Makes the empty workbook. */
export function templateWorkbook(layout: Layout): Uint8Array {
  return writeXlsx(templateSheets(layout), layout.title.zh);
}
