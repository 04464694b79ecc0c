/** Tables as CSV (RFC 4180), for people who open them in a spreadsheet. */
import { visible } from "../domain/visible.ts";

/** Languages of headings. */
export type CsvLanguage = "en" | "zh";

/** Column: its heading in both languages, and the value of a cell. */
export interface Column<Item> {
  readonly en: string;
  readonly zh: string;
  /** @param language of the heading, for a value in words */
  readonly of: (item: Item, language: CsvLanguage) => string | number | boolean | null | undefined;
}

export const CSV_TYPE = "text/csv; charset=utf-8; header=present";

/**
 * Heading line. A Chinese heading begins with a byte order mark: without it Excel reads UTF-8 in the system's own code
 * page.
 */
export function csvHead<Item>(columns: readonly Column<Item>[], language: CsvLanguage): string {
  return `${language === "zh" ? "\ufeff" : ""}${csvLine(columns.map((column) => column[language]))}`;
}

/** Line of one item, its words in the language of the heading. */
export function csvRow<Item>(columns: readonly Column<Item>[], item: Item, language: CsvLanguage): string {
  return csvLine(columns.map(({ of }) => of(item, language)));
}

function csvLine(fields: readonly (string | number | boolean | null | undefined)[]): string {
  return `${fields.map((field) => (typeof field === "string" ? csvText(field) : String(field ?? ""))).join(",")}\r\n`;
}

/**
 * Texts that a spreadsheet may run as a formula: OWASP's list (CSV injection), also in the full-width forms of East
 * Asian input methods, and behind blanks that a spreadsheet skips.
 */
const FORMULA = /^\s*[=+\-@＝＋－＠]/;
/** Number that a spreadsheet keeps as it is written. */
const PLAIN_NUMBER = /^-?(?:0|[1-9]\d{0,10})(?:\.\d+)?$/;
/**
 * Digits that a spreadsheet would change: it keeps 15 of them, shows more than 11 as a power of ten, and drops leading
 * zeros.
 */
const DAMAGED_NUMBER = /^[+-]?(?:0\d|\d{12}|\d+(?:\.\d*)?e[+-]?\d+$)[\d.]*$/i;

/**
 * Writes a text. An apostrophe in front keeps as text what a spreadsheet would run as a formula, and digits that it
 * would change (codes of organisations, numbers of documents). Invisible characters are shown by their code points.
 */
function csvText(value: string): string {
  const text = visible(value);
  const taken = (FORMULA.test(text) && !PLAIN_NUMBER.test(text)) || DAMAGED_NUMBER.test(text);
  const safe = taken ? `'${text}` : text;
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
