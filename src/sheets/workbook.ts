/** A workbook as rows and cells, whatever file it came from. Pure, also in browsers. */

/**
 * Cell as its file has it. The digits of a number are a text, because a number of the program could not tell
 * 110105194912310000 from what a spreadsheet made of another citizen number.
 */
export type Cell =
  | { readonly kind: "text"; readonly text: string }
  /** `date`: the file formats the number as a date; it counts days, in `Sheet.epoch1904` from 1904, else from 1900. */
  | { readonly kind: "number"; readonly text: string; readonly date: boolean }
  | { readonly kind: "boolean"; readonly value: boolean }
  /** `#N/A` and the like, and a formula whose result the file does not have. */
  | { readonly kind: "error" };

/** Row with at least one cell that is not empty. */
export interface Row {
  /** From 1, as the spreadsheet shows it. */
  readonly number: number;
  /** Cells by their column, from 0. */
  readonly cells: ReadonlyMap<number, Cell>;
}

export interface Sheet {
  readonly name: string;
  /** In the order of their numbers. */
  readonly rows: readonly Row[];
  readonly epoch1904: boolean;
  /** Ranges of merged cells, `B5:B9`. */
  readonly merged: readonly string[];
}

export type Workbook = readonly Sheet[];

/** Bounds of what is read: generous for a list of 500 persons, and each is checked before memory is taken for it. */
export const SHEET_LIMITS = {
  /** Bytes of the file: a list of 500 persons has about one million. */
  fileBytes: 8 * 1024 * 1024,
  /** Files in the ZIP archive. */
  parts: 500,
  /** Bytes of all parts that are read, inflated. */
  inflatedBytes: 64 * 1024 * 1024,
  sheets: 64,
  rows: 50_000,
  columns: 1_024,
  /** Cells of all sheets that are not empty. */
  cells: 400_000,
  /** Characters of a cell: Excel's own limit. */
  cellCharacters: 32_767,
} as const;

/** Why a file is no workbook that can be read; a closed list. */
export type SheetErrorCode = keyof typeof SHEET_ERRORS;

export const SHEET_ERRORS = {
  "sheet-file-too-large": {
    zh: `文件超过 ${SHEET_LIMITS.fileBytes / 1024 / 1024} MiB`,
    en: `the file is larger than ${SHEET_LIMITS.fileBytes / 1024 / 1024} MiB`,
  },
  "sheet-too-large": {
    zh: "解压后或行、列、单元格过多，拒绝读取",
    en: "inflated, or in rows, columns or cells, it is too large",
  },
  "sheet-not-a-workbook": {
    zh: "不是 XLSX 文件；旧的 .xls、.et 请另存为 .xlsx",
    en: "this is no XLSX file; save an old .xls or .et as .xlsx",
  },
  "sheet-encrypted": { zh: "文件设有密码，请取消密码后另存", en: "the file has a password: save it without" },
  "sheet-damaged": {
    zh: "文件已损坏，请用电子表格软件打开并另存",
    en: "the file is damaged: open it in a spreadsheet and save it again",
  },
  "sheet-encoding": {
    zh: "编码不是 UTF-8 或 GB18030，请另存为其一",
    en: "the encoding is neither UTF-8 nor GB18030: save it as one of them",
  },
  "sheet-csv-quote": { zh: "引号没有成对", en: "a quotation mark is not closed" },
} as const;

/** A file cannot be read as a workbook. Names the fault and never what is in the file. */
export class SheetError extends Error {
  override readonly name = "SheetError";
  readonly code: SheetErrorCode;

  constructor(code: SheetErrorCode, options?: ErrorOptions) {
    super(SHEET_ERRORS[code].en, options);
    this.code = code;
  }
}

/** Letters of a column, counted from 0: `A`, `Z`, `AA`. */
export function columnLetters(column: number): string {
  const rest = Math.floor(column / 26);
  return (rest > 0 ? columnLetters(rest - 1) : "") + String.fromCharCode(65 + (column % 26));
}

/** Column, counted from 0, and row, from 1, of an address such as `F7`; undefined for a text that is none. */
export function cellPlace(address: string): { readonly column: number; readonly row: number } | undefined {
  const [, letters, digits] = /^([A-Z]{1,3})([1-9]\d{0,6})$/.exec(address) ?? [];
  if (letters === undefined) return undefined;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return { column: column - 1, row: Number(digits) };
}

/** Text of a cell as a person sees it in a heading; empty where there is none. */
export function shownText(cell: Cell | undefined): string {
  if (cell === undefined || cell.kind === "error") return "";
  return cell.kind === "boolean" ? String(cell.value).toUpperCase() : cell.text.trim();
}
