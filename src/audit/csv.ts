/** Tables as CSV (RFC 4180), for people who open them in a spreadsheet. */
/** The languages of headings. */
export type CsvLanguage = "en" | "zh";

/** One column: its heading in both languages and what stands in it. */
export interface Column<Item> {
  readonly en: string;
  readonly zh: string;
  readonly of: (item: Item) => string | number | boolean | null | undefined;
}

export const CSV_TYPE = "text/csv; charset=utf-8; header=present";

/**
 * The heading. Chinese headings begin with a byte order mark: without it Excel takes UTF-8 for the system's
 * own code page.
 */
export function csvHead<Item>(columns: readonly Column<Item>[], language: CsvLanguage): string {
  return `${language === "zh" ? "\ufeff" : ""}${csvLine(columns.map((column) => column[language]))}`;
}

/** One item as its line. */
export function csvRow<Item>(columns: readonly Column<Item>[], item: Item): string {
  return csvLine(columns.map(({ of }) => of(item)));
}

function csvLine(fields: readonly (string | number | boolean | null | undefined)[]): string {
  return `${fields.map((field) => (field === null || field === undefined ? "" : csvField(String(field)))).join(",")}\r\n`;
}

/**
 * What a spreadsheet may take for a formula: OWASP's list (CSV injection), the full-width forms that East Asian
 * input methods make among them, also behind blanks that a program passes over.
 */
const FORMULA = /^[\s\0]*[=+\-@＝＋－＠\t\r\n]/;

/** A field. What a spreadsheet would run as a formula is made a text by an apostrophe. */
function csvField(text: string): string {
  const safe = FORMULA.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
