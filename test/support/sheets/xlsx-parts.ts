import { strToU8, type Zippable, zipSync } from "fflate";

const LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

/** What a workbook of one sheet is made of; each part may be exchanged. */
export interface Parts {
  /** Inside of `worksheet`. */
  readonly sheet: string;
  readonly strings?: string;
  readonly styles?: string;
  readonly workbook?: string;
  /** Further links of the workbook. */
  readonly links?: string;
  readonly more?: Zippable;
}

/** Packs a workbook of one sheet, `表`, from XML as other programs write it. */
export function xlsxOf({ sheet, strings, styles, workbook, links = "", more = {} }: Parts): Uint8Array {
  const link = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${LINK}/${type}" Target="${target}"/>`;
  const parts: Record<string, string> = {
    "[Content_Types].xml": "<Types/>",
    "xl/workbook.xml":
      workbook ??
      `<workbook xmlns="${MAIN}" xmlns:r="${LINK}"><sheets><sheet name="表" sheetId="1" r:id="s1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships>${link("s1", "worksheet", "worksheets/sheet1.xml")}${
      strings === undefined ? "" : link("s2", "sharedStrings", "sharedStrings.xml")
    }${styles === undefined ? "" : link("s3", "styles", "/xl/styles.xml")}${links}</Relationships>`,
    "xl/worksheets/sheet1.xml": `<worksheet xmlns="${MAIN}">${sheet}</worksheet>`,
    ...(strings === undefined ? {} : { "xl/sharedStrings.xml": `<sst xmlns="${MAIN}">${strings}</sst>` }),
    ...(styles === undefined ? {} : { "xl/styles.xml": `<styleSheet xmlns="${MAIN}">${styles}</styleSheet>` }),
  };
  const files = Object.entries(parts).map(([name, text]) => [name, strToU8(text)] as const);
  return zipSync({ ...Object.fromEntries(files), ...more });
}

/** One row of cells, `<c …>` each. */
export function rowOf(...cells: readonly string[]): string {
  return `<sheetData><row r="1">${cells.join("")}</row></sheetData>`;
}
