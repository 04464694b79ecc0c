/** Reads CSV (RFC 4180) as spreadsheets and case systems write it, in UTF-8 or GB18030 (with GBK and GB2312). */
import { utf8In } from "../wire/utf8.ts";
import { type Cell, type Row, SHEET_LIMITS, type Sheet, SheetError } from "./workbook.ts";

/** Reads a file as one sheet of texts. Its separator is the comma, semicolon or tab that the first line has most of. @throws {SheetError} */
export function readCsv(bytes: Uint8Array, name: string): Sheet {
  if (bytes.length > SHEET_LIMITS.fileBytes) throw new SheetError("sheet-file-too-large");
  const text = textOf(bytes);
  const rows: Row[] = [];
  let cells = 0;
  for (const [index, fields] of linesOf(text, separatorOf(text)).entries()) {
    if (fields.length > SHEET_LIMITS.columns || rows.length > SHEET_LIMITS.rows) {
      throw new SheetError("sheet-too-large");
    }
    const row = new Map<number, Cell>();
    for (const [column, field] of fields.entries()) {
      if (field.length > SHEET_LIMITS.cellCharacters) throw new SheetError("sheet-too-large");
      if (field.trim() !== "") row.set(column, { kind: "text", text: field });
    }
    cells += row.size;
    if (cells > SHEET_LIMITS.cells) throw new SheetError("sheet-too-large");
    if (row.size > 0) rows.push({ number: index + 1, cells: row });
  }
  return { name, rows, epoch1904: false, merged: [] };
}

/** Reads the text. Bytes that are UTF-8 are taken for it: a Chinese text of more than a few characters in GBK never is. */
function textOf(bytes: Uint8Array): string {
  const utf8 = utf8In(bytes);
  if (utf8 !== undefined && !utf8.includes("\0")) return utf8.replace(/^\ufeff/, "");
  try {
    // UTF-16 has NUL bytes wherever it has Latin letters, and GB18030 has none.
    if (!bytes.includes(0)) return new TextDecoder("gb18030", { fatal: true }).decode(bytes);
  } catch {
    // Neither of the two.
  }
  throw new SheetError("sheet-encoding");
}

function separatorOf(text: string): string {
  const end = text.search(/[\r\n]/);
  const first = end < 0 ? text : text.slice(0, end);
  const count = (separator: string) => first.split(separator).length;
  const separators = [",", "\t", ";"];
  return separators.reduce((best, one) => (count(one) > count(best) ? one : best));
}

/** Splits a text into lines of fields. Line breaks inside of quotation marks belong to their field. */
function linesOf(text: string, separator: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  let at = 0;
  while (at < text.length) {
    let field = "";
    if (text[at] === '"') {
      const end = closingQuote(text, at + 1);
      field = text.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
    }
    const end = endOfField(text, at, separator);
    line.push(unprotected(field + text.slice(at, end)));
    at = end;
    if (text[at] === separator) {
      at++;
      if (at < text.length) continue;
      line.push("");
    }
    if (text[at] === "\r") at++;
    if (text[at] === "\n") at++;
    lines.push(line);
    line = [];
  }
  return lines;
}

/** Takes away what protects digits from a spreadsheet: `="0123"` of many exports, the apostrophe of ours. */
function unprotected(field: string): string {
  if (field.startsWith('="') && field.endsWith('"') && field.length > 2) return field.slice(2, -1);
  return /^'[\d=+@-]/.test(field) ? field.slice(1) : field;
}

/** Place of the mark that ends a quoted field: one that is not doubled. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) if (text[at + 1] !== '"') return at;
  throw new SheetError("sheet-csv-quote");
}

function endOfField(text: string, from: number, separator: string): number {
  let at = from;
  while (at < text.length && text[at] !== separator && text[at] !== "\n" && text[at] !== "\r") at++;
  return at;
}
