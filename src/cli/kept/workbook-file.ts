import { open, type FileHandle } from "node:fs/promises";
import { basename, extname } from "node:path";
import { buffer } from "node:stream/consumers";
import { readCsv } from "../../sheets/csv.ts";
import { SHEET_ERRORS, SHEET_LIMITS, SheetError, type Workbook } from "../../sheets/workbook.ts";
import { readXlsx } from "../../sheets/xlsx/read-xlsx.ts";
import { CommandError } from "../terminal/exit-code.ts";

/** Reads a file (XLSX, CSV) as a workbook. What it is, is told by its first bytes and not by its name. @throws {CommandError} */
export async function readWorkbook(path: string): Promise<Workbook> {
  const bytes = await readBounded(path);
  try {
    const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
    if (!isZip && /^\.(csv|txt|tsv)$/i.test(extname(path))) return [readCsv(bytes, basename(path, extname(path)))];
    return readXlsx(bytes);
  } catch (error) {
    if (!(error instanceof SheetError)) throw error;
    const { zh, en } = SHEET_ERRORS[error.code];
    throw new CommandError("refused", { zh: `${path}：${zh}（${error.code}）`, en: `${path}: ${en} (${error.code})` });
  }
}

/** Reads a file up to a byte more than the limit, by which it is then seen to be too large. @throws {CommandError} */
async function readBounded(path: string): Promise<Uint8Array> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, "r");
    return await buffer(file.createReadStream({ end: SHEET_LIMITS.fileBytes, autoClose: false }));
  } catch (cause) {
    throw new CommandError("refused", { zh: `无法读取文件：${path}`, en: `cannot read ${path}` }, { cause });
  } finally {
    await file?.close();
  }
}
