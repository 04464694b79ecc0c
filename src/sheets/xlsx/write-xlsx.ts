/**
 * Writes an XLSX workbook (ECMA-376): texts, numbers, pick-lists, notes that appear beside a cell, hidden sheets. The same
 * sheets are always the same bytes. A text is never a formula, whatever it begins with.
 */
import { strToU8, zipSync } from "fflate";
import { columnLetters } from "../workbook.ts";
import { toWellFormed } from "../../wire/well-formed.ts";

/** Look of a cell or column; the index of a style in the workbook. */
export const STYLES = ["plain", "text", "number", "group", "heading", "required", "note", "code"] as const;
export type Style = (typeof STYLES)[number];

export interface OutCell {
  readonly value: string | number;
  readonly style: Style;
}

/** Rule of the cells of one column: a pick-list, and the note that is shown beside a chosen cell. */
export interface PickList {
  /** Range such as `B2:B9`. */
  readonly cells: string;
  /** Range of another sheet with the texts to choose from, such as `代码!$A$2:$A$9`; none: a note only. */
  readonly from?: string;
  /** Refuses other texts; else they are allowed, as several codes in one cell are. */
  readonly strict: boolean;
  readonly title: string;
  readonly note: string;
}

export interface OutSheet {
  readonly name: string;
  readonly hidden?: boolean;
  /** Width in characters and style of each column, also of its empty cells. */
  readonly columns: readonly { readonly width: number; readonly style: Style }[];
  readonly rows: readonly (readonly (OutCell | undefined)[])[];
  /** Heights of the first rows, in points. */
  readonly heights?: readonly (number | undefined)[];
  /** Rows and columns that stay in view. */
  readonly frozen?: { readonly rows: number; readonly columns: number };
  readonly pickLists?: readonly PickList[];
}

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const HEAD = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n`;
/** First time that a ZIP archive can name, on this machine's clock, as ZIP has it. */
const TIME = new Date(1980, 0, 1);

/** Writes sheets as a workbook. @param title for the file's properties */
export function writeXlsx(sheets: readonly OutSheet[], title: string): Uint8Array {
  const parts: Record<string, string> = {
    "[Content_Types].xml": contentTypes(sheets.length),
    "_rels/.rels": links([
      [`${LINK}/officeDocument`, "xl/workbook.xml"],
      [`${PACKAGE}/relationships/metadata/core-properties`, "docProps/core.xml"],
    ]),
    "docProps/core.xml": `${HEAD}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${xml(title)}</dc:title></cp:coreProperties>`,
    "xl/workbook.xml": workbook(sheets),
    "xl/_rels/workbook.xml.rels": links([
      ...sheets.map((_, n) => [`${LINK}/worksheet`, `worksheets/sheet${n + 1}.xml`] as const),
      [`${LINK}/styles`, "styles.xml"],
    ]),
    "xl/styles.xml": styles(),
  };
  for (const [n, sheet] of sheets.entries()) parts[`xl/worksheets/sheet${n + 1}.xml`] = worksheet(sheet);
  const files = Object.entries(parts).map(([name, text]) => [name, strToU8(text)] as const);
  return zipSync(Object.fromEntries(files), { mtime: TIME });
}

function contentTypes(sheets: number): string {
  const type = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  const part = (name: string, kind: string) => `<Override PartName="${name}" ContentType="${kind}"/>`;
  const own = [
    part("/xl/workbook.xml", `${type}.sheet.main+xml`),
    part("/xl/styles.xml", `${type}.styles+xml`),
    part("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
    ...Array.from({ length: sheets }, (_, n) => part(`/xl/worksheets/sheet${n + 1}.xml`, `${type}.worksheet+xml`)),
  ];
  return `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${own.join("")}</Types>`;
}

function links(all: readonly (readonly [type: string, target: string])[]): string {
  const each = all.map(([type, target], n) => `<Relationship Id="rId${n + 1}" Type="${type}" Target="${target}"/>`);
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${each.join("")}</Relationships>`;
}

function workbook(sheets: readonly OutSheet[]): string {
  const each = sheets.map(
    ({ name, hidden }, n) =>
      `<sheet name="${xml(name)}" sheetId="${n + 1}"${hidden === true ? ` state="hidden"` : ""} r:id="rId${n + 1}"/>`,
  );
  return `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${LINK}"><bookViews><workbookView activeTab="0"/></bookViews><sheets>${each.join("")}</sheets></workbook>`;
}

/** The styles of `STYLES`, in its order. Format 49 is text: what is typed there stays as it is typed. */
function styles(): string {
  const font = (size: number, more = "") =>
    `<font>${more}<sz val="${size}"/><name val="宋体"/><charset val="134"/></font>`;
  const fill = (colour: string) =>
    `<fill><patternFill patternType="solid"><fgColor rgb="FF${colour}"/><bgColor indexed="64"/></patternFill></fill>`;
  const side = (name: string) => `<${name} style="thin"><color rgb="FFB0B0B0"/></${name}>`;
  const border = `<border>${["left", "right", "top", "bottom"].map(side).join("")}<diagonal/></border>`;
  const cell = (format: number, fontId: number, fillId: number, borderId: number, alignment = "") =>
    `<xf numFmtId="${format}" fontId="${fontId}" fillId="${fillId}" borderId="${borderId}" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment vertical="top" ${alignment}/></xf>`;
  const wrapped = `wrapText="1"`;
  const cells = [
    cell(0, 0, 0, 0),
    cell(49, 0, 0, 1, wrapped),
    cell(0, 0, 0, 1),
    cell(49, 1, 2, 1),
    cell(49, 1, 3, 1, wrapped),
    cell(49, 3, 3, 1, wrapped),
    cell(49, 2, 0, 1, wrapped),
    cell(49, 2, 4, 1),
  ];
  const fonts = [
    font(11),
    font(11, "<b/>"),
    font(9, `<color rgb="FF595959"/>`),
    font(11, `<b/><color rgb="FFC00000"/>`),
  ];
  const fills = [
    `<fill><patternFill patternType="none"/></fill>`,
    `<fill><patternFill patternType="gray125"/></fill>`,
    ...["BDD7EE", "DDEBF7", "F2F2F2"].map(fill),
  ];
  const group = (name: string, items: readonly string[]) =>
    `<${name} count="${items.length}">${items.join("")}</${name}>`;
  return `${HEAD}<styleSheet xmlns="${MAIN}">${group("fonts", fonts)}${group("fills", fills)}${group("borders", ["<border/>", border])}<cellStyleXfs count="1"><xf/></cellStyleXfs>${group("cellXfs", cells)}<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;
}

function worksheet({ columns, rows, heights, frozen, pickLists = [] }: OutSheet): string {
  const views = frozen === undefined ? "" : pane(frozen);
  const widths = columns.map(
    ({ width, style }, n) =>
      `<col min="${n + 1}" max="${n + 1}" width="${width}" style="${STYLES.indexOf(style)}" customWidth="1"/>`,
  );
  const body = rows.map((row, n) => {
    const height = heights?.[n];
    const cells = row.map((one, column) => (one === undefined ? "" : cell(`${columnLetters(column)}${n + 1}`, one)));
    return `<row r="${n + 1}"${height === undefined ? "" : ` ht="${height}" customHeight="1"`}>${cells.join("")}</row>`;
  });
  const rules = pickLists.map(pickList);
  return `${HEAD}<worksheet xmlns="${MAIN}">${views}<sheetFormatPr defaultRowHeight="15"/>${widths.length === 0 ? "" : `<cols>${widths.join("")}</cols>`}<sheetData>${body.join("")}</sheetData>${
    rules.length === 0 ? "" : `<dataValidations count="${rules.length}">${rules.join("")}</dataValidations>`
  }<pageSetup paperSize="9" orientation="landscape"/></worksheet>`;
}

function pane({ rows, columns }: NonNullable<OutSheet["frozen"]>): string {
  const corner = `${columnLetters(columns)}${rows + 1}`;
  const which = columns === 0 ? "bottomLeft" : "bottomRight";
  const x = columns === 0 ? "" : ` xSplit="${columns}"`;
  return `<sheetViews><sheetView workbookViewId="0"><pane${x} ySplit="${rows}" topLeftCell="${corner}" activePane="${which}" state="frozen"/></sheetView></sheetViews>`;
}

function cell(at: string, { value, style }: OutCell): string {
  const s = ` s="${STYLES.indexOf(style)}"`;
  if (typeof value === "number") return `<c r="${at}"${s}><v>${value}</v></c>`;
  return `<c r="${at}"${s} t="inlineStr"><is><t xml:space="preserve">${xml(escaped(value))}</t></is></c>`;
}

function pickList({ cells, from, strict, title, note }: PickList): string {
  const kind = from === undefined ? "" : ` type="list"`;
  const error = strict ? ` showErrorMessage="1" errorTitle="${xml(title)}" error="请从下拉列表中选择"` : "";
  // Excel's own limits: 32 and 255 characters.
  const shown =
    note === ""
      ? ""
      : ` showInputMessage="1" promptTitle="${xml(title.slice(0, 32))}" prompt="${xml(note.slice(0, 255))}"`;
  const list = from === undefined ? "" : `<formula1>${xml(from)}</formula1>`;
  return `<dataValidation${kind} allowBlank="1"${shown}${error} sqref="${cells}">${list}</dataValidation>`;
}

/** Escapes what would be read as an escape, and characters that XML cannot hold (ECMA-376 part 1, 22.9.2.19). */
function escaped(text: string): string {
  return (
    toWellFormed(text)
      .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
      // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
      .replace(
        /[\0-\x08\x0b-\x1f\ufffe\uffff]/g,
        (one) => `_x${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`,
      )
  );
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function xml(text: string): string {
  return text.replace(/[&<>"]/g, (one) => ENTITIES[one] ?? one);
}
