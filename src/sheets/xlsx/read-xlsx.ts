/**
 * Reads an XLSX workbook (ECMA-376 part 1, SpreadsheetML): values only. Formulas are not computed, links to other files
 * are not followed, pictures, macros and comments are not looked at. Input is hostile: what a part may cost is bounded
 * before it is read (`SHEET_LIMITS`), and a cell far away takes no memory for the cells before it.
 */
import { type Cell, cellPlace, type Row, SHEET_LIMITS, SheetError, type Workbook } from "../workbook.ts";
import { scanXml } from "./scan-xml.ts";
import { Archive } from "./unzip.ts";

/** Reads the sheets of a workbook, hidden ones too. @throws {SheetError} */
export function readXlsx(bytes: Uint8Array): Workbook {
  const archive = new Archive(bytes);
  const path = bookPath(archive);
  const book = readBook(archive, path);
  const links = readLinks(archive, path);
  const strings = readStrings(partOf(archive, links.byType.get("sharedStrings")));
  const dates = readDateStyles(partOf(archive, links.byType.get("styles")));
  if (book.sheets.length > SHEET_LIMITS.sheets) throw new SheetError("sheet-too-large");
  const budget = { cells: SHEET_LIMITS.cells as number };
  return book.sheets.map(({ name, link }) => ({
    name,
    epoch1904: book.epoch1904,
    ...readSheet(partOf(archive, links.byId.get(link)), strings, dates, budget),
  }));
}

function partOf(archive: Archive, path: string | undefined): Uint8Array | undefined {
  return path === undefined ? undefined : archive.read(path);
}

/** Path of the workbook: nearly every program has it where Excel has. */
function bookPath(archive: Archive): string {
  let path = "xl/workbook.xml";
  scanXml(partOf(archive, "_rels/.rels"), {
    open: ({ of }) => {
      if (of("Type")?.endsWith("/officeDocument") === true) path = (of("Target") ?? "").replace(/^\//, "");
    },
  });
  return path;
}

function readBook(archive: Archive, path: string) {
  const part = partOf(archive, path);
  if (part === undefined) throw new SheetError("sheet-not-a-workbook");
  const sheets: { name: string; link: string }[] = [];
  let epoch1904 = false;
  scanXml(part, {
    open: ({ name, of }) => {
      if (name === "sheet") sheets.push({ name: unescaped(of("name") ?? ""), link: of("id") ?? "" });
      if (name === "workbookPr") epoch1904 = /^(1|true)$/.test(of("date1904") ?? "");
    },
  });
  return { sheets, epoch1904 };
}

/** Parts that the workbook points to, by the link's id and by the last word of its type. Other files are not among them. */
function readLinks(archive: Archive, book: string) {
  const folder = book.slice(0, book.lastIndexOf("/") + 1);
  const byId = new Map<string, string>();
  const byType = new Map<string, string>();
  scanXml(partOf(archive, `${folder}_rels/${book.slice(folder.length)}.rels`), {
    open: ({ name, of }) => {
      if (name !== "Relationship" || of("TargetMode") === "External") return;
      const target = of("Target") ?? "";
      const path = target.startsWith("/") ? target.slice(1) : folder + target;
      byId.set(of("Id") ?? "", path);
      byType.set((of("Type") ?? "").split("/").at(-1) ?? "", path);
    },
  });
  return { byId, byType };
}

function readStrings(part: Uint8Array | undefined): string[] {
  const strings: string[] = [];
  let text = "";
  let inText = false;
  // Readings beside Japanese characters (rPh) are no part of the text.
  let phonetic = false;
  scanXml(part, {
    open: ({ name }) => {
      if (name === "si") text = "";
      else if (name === "rPh") phonetic = true;
      else if (name === "t") inText = !phonetic;
    },
    text: (more) => {
      if (inText) text = bounded(text + more);
    },
    close: (name) => {
      if (name === "t") inText = false;
      else if (name === "rPh") phonetic = false;
      else if (name === "si") strings.push(unescaped(text));
    },
  });
  return strings;
}

/** Styles that show a number as a date, by their index. */
function readDateStyles(part: Uint8Array | undefined): ReadonlySet<number> {
  const formats = new Set<number>();
  const styles = new Set<number>();
  let inCells = false;
  let index = 0;
  scanXml(part, {
    open: ({ name, of }) => {
      if (name === "numFmt" && isDateFormat(of("formatCode") ?? "")) formats.add(Number(of("numFmtId")));
      else if (name === "cellXfs") inCells = true;
      else if (name === "xf" && inCells) {
        const format = Number(of("numFmtId") ?? 0);
        if (isBuiltInDate(format) || formats.has(format)) styles.add(index);
        index++;
      }
    },
    close: (name) => {
      if (name === "cellXfs") inCells = false;
    },
  });
  return styles;
}

/** Formats that every program has, among them those of Chinese systems (ECMA-376 part 1, 18.8.30). */
function isBuiltInDate(format: number): boolean {
  return (
    (format >= 14 && format <= 17) || format === 22 || (format >= 27 && format <= 36) || (format >= 50 && format <= 58)
  );
}

/** Tells whether a format shows years or days; texts in quotes, colours in brackets and escaped characters do not count. */
function isDateFormat(code: string): boolean {
  let closing = "";
  for (let at = 0; at < code.length; at++) {
    const letter = code.charAt(at);
    if (closing !== "") closing = letter === closing ? "" : closing;
    else if (letter === '"' || letter === "[") closing = letter === "[" ? "]" : letter;
    else if (letter === "\\") at++;
    else if (/[yd]/i.test(letter)) return true;
  }
  return false;
}

function readSheet(
  part: Uint8Array | undefined,
  strings: readonly string[],
  dates: ReadonlySet<number>,
  budget: { cells: number },
): { rows: readonly Row[]; merged: readonly string[] } {
  const merged: string[] = [];
  const rows: { number: number; cells: Map<number, Cell> }[] = [];
  let row = 0;
  let column = -1;
  let type = "n";
  let style = 0;
  let value = "";
  let filled = false;
  let formula = false;
  let collecting = false;
  let phonetic = false;
  const store = () => {
    const cell = cellOf(type, value, filled, formula, { strings, date: dates.has(style) });
    if (cell === undefined) return;
    if (--budget.cells < 0) throw new SheetError("sheet-too-large");
    const last = rows.at(-1);
    if (last !== undefined && last.number > row) throw new SheetError("sheet-damaged");
    if (last?.number === row) last.cells.set(column, cell);
    else rows.push({ number: row, cells: new Map([[column, cell]]) });
  };
  scanXml(part, {
    open: ({ name, of }) => {
      switch (name) {
        case "row":
          row = Number(of("r") ?? row + 1);
          column = -1;
          break;
        case "c": {
          const place = cellPlace(of("r") ?? "");
          row = place?.row ?? row;
          column = place?.column ?? column + 1;
          if (!Number.isInteger(row) || row < 1 || row > 1_048_576) throw new SheetError("sheet-damaged");
          type = of("t") ?? "n";
          style = Number(of("s") ?? 0);
          value = "";
          filled = false;
          formula = false;
          break;
        }
        case "mergeCell":
          merged.push(of("ref") ?? "");
          break;
        case "f":
          formula = true;
          break;
        case "rPh":
          phonetic = true;
          break;
        case "v":
        case "t":
          collecting = !phonetic;
          filled = true;
      }
    },
    text: (more) => {
      if (collecting) value = bounded(value + more);
    },
    close: (name) => {
      if (name === "v" || name === "t") collecting = false;
      else if (name === "rPh") phonetic = false;
      else if (name === "c") store();
      // Only a cell with something in it counts: whole columns of borders are common.
      if (name === "c" && rows.at(-1)?.number === row && (row > SHEET_LIMITS.rows || column >= SHEET_LIMITS.columns)) {
        throw new SheetError("sheet-too-large");
      }
    },
  });
  return { rows, merged };
}

/** Cell of a `c` element (ECMA-376 part 1, 18.3.1.4); undefined for an empty one. */
function cellOf(
  type: string,
  value: string,
  filled: boolean,
  formula: boolean,
  { strings, date }: { strings: readonly string[]; date: boolean },
): Cell | undefined {
  if (!filled || (value === "" && type !== "s")) return formula && type !== "str" ? { kind: "error" } : undefined;
  switch (type) {
    case "s": {
      const text = /^\d{1,9}$/.test(value) ? strings[Number(value)] : undefined;
      if (text === undefined) throw new SheetError("sheet-damaged");
      return textCell(text);
    }
    case "str":
    case "inlineStr":
      return textCell(unescaped(value));
    case "b":
      return { kind: "boolean", value: value === "1" || value === "true" };
    case "e":
      return { kind: "error" };
    case "d":
      // A date as text, YYYY-MM-DDThh:mm:ss; its time is midnight where it is a date only.
      return textCell(value.replace(/T00:00:00(\.0+)?Z?$/, ""));
    default:
      return { kind: "number", text: value, date };
  }
}

function textCell(text: string): Cell | undefined {
  return text.trim() === "" ? undefined : { kind: "text", text };
}

function bounded(text: string): string {
  // Escapes make a text shorter, at most sevenfold.
  if (text.length > 7 * SHEET_LIMITS.cellCharacters) throw new SheetError("sheet-too-large");
  return text;
}

/** Reads `_x000D_` and the like, which stand for characters that XML cannot hold (ECMA-376 part 1, 22.9.2.19). */
function unescaped(text: string): string {
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
