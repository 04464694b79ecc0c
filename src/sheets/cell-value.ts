/**
 * Reads a cell into the value that a document has: what a clerk wrote and what a spreadsheet made of it. A value that
 * would be a guess is a fault. Folding (full-width digits, dots of names …) is left to the schema.
 */
import { isoDateOf } from "../schema/fold-text.ts";
import { precisionOf } from "../domain/codes/calendar-date.ts";
import { HIDDEN } from "../domain/codes/written-text.ts";
import type { FieldCode } from "../schema/field.ts";
import type { Group } from "../schema/reading.ts";
import type { Column } from "./layout.ts";
import { dayOfSerial, timeOfSerial } from "./serial-date.ts";
import type { SheetFaultCode } from "./sheet-faults.ts";
import type { Cell } from "./workbook.ts";

/** Value of a cell, undefined for none, or its fault; with a note where the value is not what the cell shows. */
export type Reading = { readonly value: unknown; readonly note?: SheetFaultCode } | { readonly fault: SheetFaultCode };

/** How the cells of a column are to be read. */
export interface Manner {
  readonly column: Pick<Column, "field" | "codes">;
  /** Unit of amounts: `元`, or `万元`, which are multiplied exactly. */
  readonly unit: "元" | "万元" | undefined;
  readonly epoch1904: boolean;
}

/** Digits that a spreadsheet keeps of a number. */
const KEPT_DIGITS = 15;

/** Reads a text as a cell of a column would be read; amounts are in yuan. */
export function writtenValue(text: string, column: Manner["column"]): Reading {
  return cellValue({ kind: "text", text }, { column, unit: "元", epoch1904: false });
}

/** Reads a cell that is not empty. */
export function cellValue(cell: Cell, manner: Manner): Reading {
  if (cell.kind === "error") return { fault: "sheet-error-cell" };
  const { field } = manner.column;
  switch (field.kind) {
    case "list":
      return listValue(cell, manner);
    case "code":
      return codeValue(cell, manner.column.codes);
    case "boolean":
      return booleanValue(cell, field.schema);
    case "integer":
    case "decimal":
      return numberValue(cell);
    case "money":
      return moneyValue(cell, manner.unit);
    case "date":
    case "partial-date":
      return dateValue(cell, manner.epoch1904, field.kind === "partial-date");
    case "date-time":
      return timeValue(cell, manner.epoch1904);
    default:
      return textValue(cell, field.schema);
  }
}

function textValue(cell: Cell, schema: Group): Reading {
  // A number of a document, an account or an organisation.
  const isNumber = schema["x-fold"] === "code";
  if (cell.kind === "boolean") return { value: cell.value ? "TRUE" : "FALSE" };
  if (cell.kind === "error") return { fault: "sheet-error-cell" };
  if (cell.kind === "text") {
    // What is left of a long number in a CSV file that a spreadsheet saved.
    const damaged = isNumber && /^\s*\d(?:\.\d+)?E\+?\d+\s*$/i.test(cell.text);
    return damaged ? { fault: "sheet-number-damaged" } : { value: cell.text };
  }
  const digits = plainDigits(cell.text);
  if (digits === undefined || digits.length > KEPT_DIGITS) return { fault: "sheet-number-damaged" };
  // No code of a division begins with 0; numbers of documents do.
  const lossless = !isNumber || schema["format"] === "division-code";
  return lossless ? { value: digits } : { fault: "sheet-number-as-value" };
}

function codeValue(cell: Cell, codes: readonly FieldCode[]): Reading {
  const text = cell.kind === "number" ? plainDigits(cell.text) : cell.kind === "text" ? cell.text.trim() : undefined;
  if (text === undefined) return { fault: "sheet-code" };
  return codeOf(text, codes) ?? { fault: "sheet-code" };
}

/** Finds the code that a text means: the code, the word, or both as the pick-list shows them. */
function codeOf(typed: string, codes: readonly FieldCode[]): Reading | undefined {
  const text = halfWidth(typed.replace(HIDDEN, ""));
  const [, first] = /^([A-Za-z0-9-]+)[\s、.．:：]/.exec(text) ?? [];
  const plain = (word: string) => word.replace(/\s/g, "");
  const found =
    codes.find(({ code }) => code === text) ??
    codes.find(({ code }) => code === first) ??
    codes.find(({ zh, en }) => plain(zh) === plain(text) || en.toLowerCase() === text.toLowerCase());
  if (found !== undefined) return { value: found.code };
  // A spreadsheet drops the zeros of 01; codes of one length have only one code that it can have been.
  const length = codes[0]?.code.length ?? 0;
  const padded = (first ?? text).padStart(length, "0");
  const lost = /^\d+$/.test(first ?? text) && codes.every(({ code }) => code.length === length);
  return lost && codes.some(({ code }) => code === padded) ? { value: padded, note: "sheet-code-zero" } : undefined;
}

function listValue(cell: Cell, { column, ...manner }: Manner): Reading {
  const text = cell.kind === "number" ? plainDigits(cell.text) : cell.kind === "text" ? cell.text : undefined;
  if (text === undefined) return { fault: "sheet-code" };
  const parts = text.split(/[；;、，,\n]/).map((part) => part.trim());
  const values: unknown[] = [];
  let note: SheetFaultCode | undefined;
  for (const part of parts) {
    if (part === "") continue;
    const item = column.field.items;
    // Receivers are texts with words for the usual ones.
    const reading =
      codeOf(part, column.codes) ??
      (item === undefined || item.kind === "code"
        ? ({ fault: "sheet-code" } as const)
        : cellValue({ kind: "text", text: part }, { ...manner, column: { field: item, codes: [] } }));
    if ("fault" in reading) return reading;
    note ??= reading.note;
    values.push(reading.value);
  }
  return note === undefined ? { value: values } : { value: values, note };
}

const YES = /^(是|有|对|y|yes|true|1|√|✓)$/i;
const NO = /^(否|无|不|n|no|false|0|×)$/i;

/** A mark that can only be true, `{"const": true}`, is absent where the cell says no. */
function booleanValue(cell: Cell, schema: Group): Reading {
  const no = schema["const"] === true ? undefined : false;
  if (cell.kind === "boolean") return { value: cell.value || no };
  const text = cell.kind === "error" ? "" : cell.text.trim();
  if (YES.test(text)) return { value: true };
  return NO.test(text) ? { value: no } : { fault: "sheet-yes-no" };
}

function numberValue(cell: Cell): Reading {
  const decimal = decimalOf(cell);
  return decimal === undefined ? { fault: "sheet-number" } : { value: Number(decimal) };
}

/** An amount that is a text stays one, so that no digit changes: `1234.50`. */
function moneyValue(cell: Cell, unit: Manner["unit"]): Reading {
  const decimal = decimalOf(cell);
  if (decimal === undefined) return { fault: "sheet-money" };
  if (unit === undefined) return { fault: "sheet-money-unit" };
  if (unit === "万元") return { value: timesTenThousand(decimal), note: "sheet-converted" };
  return { value: cell.kind === "number" ? Number(decimal) : decimal };
}

/** Plain decimal of a number, or of a text with separators at the thousands; undefined for anything else. */
function decimalOf(cell: Cell): string | undefined {
  if (cell.kind === "number") return cell.date ? undefined : roundedDecimal(cell.text);
  if (cell.kind !== "text") return undefined;
  const text = halfWidth(cell.text).trim();
  const plain = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) ? text.replaceAll(",", "") : text;
  return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(plain) && plain.length <= 20 ? plain : undefined;
}

function halfWidth(text: string): string {
  return text.replace(/[\uff0c-\uff5a]/gu, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
}

/** Number as a spreadsheet shows it: 15 digits, so that 1199.9999999999998 is 1200. Undefined for one without an end. */
function roundedDecimal(text: string): string | undefined {
  const number = Number(text);
  if (!Number.isFinite(number) || Math.abs(number) >= 1e15) return undefined;
  const decimal = String(Number(number.toPrecision(KEPT_DIGITS)));
  return decimal.includes("e") ? undefined : decimal;
}

function timesTenThousand(decimal: string): string {
  const negative = decimal.startsWith("-");
  const [whole = "0", fraction = ""] = (negative ? decimal.slice(1) : decimal).split(".");
  const digits = fraction.padEnd(4, "0");
  const moved = (whole + digits.slice(0, 4)).replace(/^0+(?=\d)/, "");
  let rest = digits.slice(4);
  while (rest.endsWith("0")) rest = rest.slice(0, -1);
  return (negative ? "-" : "") + moved + (rest === "" ? "" : `.${rest}`);
}

/** Digits of a whole number that is not negative, without an exponent; undefined for any other. */
function plainDigits(text: string): string | undefined {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number >= 1e21) return undefined;
  return /^\d+$/.test(text) ? text : BigInt(number).toString();
}

function dateValue(cell: Cell, epoch1904: boolean, partial: boolean): Reading {
  const dated = (date: string): Reading =>
    partial ? { value: { date, precision: precisionOf(date) } } : { value: date };
  if (cell.kind === "number") {
    // 1980 is the year, not the day of that number in 1905; 19800503 is written, not counted.
    const year = !cell.date && /^(1[89]|20|21)\d\d$/.test(cell.text);
    const written = year || /^(19|20)\d{6}$/.test(cell.text) ? isoDateOf(cell.text) : undefined;
    if (written !== undefined) return partial || written.length === 10 ? dated(written) : { fault: "sheet-date" };
    const day = dayOfSerial(Number(cell.text), epoch1904);
    if (day === undefined) return { fault: "sheet-date" };
    return cell.date ? dated(day) : { ...dated(day), note: "sheet-serial" };
  }
  if (cell.kind !== "text") return { fault: "sheet-date" };
  const text = cell.text.trim();
  if (partial && /^(不详|未知|U)$/i.test(text)) return { value: { precision: "U" } };
  const iso = isoDateOf(text.replace(/\s0?0:00(:00)?$/, ""));
  return iso !== undefined && (partial || iso.length === 10) ? dated(iso) : { fault: "sheet-date" };
}

/** A time without an offset is China's, which has one zone. */
function timeValue(cell: Cell, epoch1904: boolean): Reading {
  if (cell.kind === "number") {
    const time = timeOfSerial(Number(cell.text), epoch1904);
    return time === undefined ? { fault: "sheet-time" } : { value: `${time}+08:00` };
  }
  if (cell.kind !== "text") return { fault: "sheet-time" };
  const text = halfWidth(cell.text).replaceAll("：", ":").trim();
  const [, day = "", clock, seconds = ":00", offset = "+08:00"] =
    /^(\S+?)(?:[T ]|(?<=日))\s?(\d{1,2}:\d\d)(:\d\d(?:\.\d{1,3})?)?\s?(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? [];
  const iso = isoDateOf(day);
  if (iso?.length !== 10 || clock === undefined) return { fault: "sheet-time" };
  return { value: `${iso}T${clock.padStart(5, "0")}${seconds}${offset}` };
}
