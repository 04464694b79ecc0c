/**
 * Folding of single texts: the corrections that a careful clerk makes without asking. Each function returns
 * the text in its final form and reports its changes; a text that it cannot read is returned unchanged, so
 * that validation refuses it. Names are brought to NFC, never NFKC, which would replace characters.
 */
import { isCalendarDate } from "../domain/codes/calendar-date.ts";
import { isDocumentNumber, normaliseDocumentNumber } from "../domain/codes/document-number.ts";
import { latinLookAlikes } from "../domain/codes/look-alikes.ts";
import { normalisePhone, phoneKind } from "../domain/codes/phone.ts";
import { HIDDEN, HIDDEN_IN_NAME, NAME_DOTS, NAME_SPACES } from "../domain/codes/written-text.ts";
import { isWellFormed } from "../wire/well-formed.ts";
import type { FaultCode } from "./faults.ts";

/** Reports a change by its code. */
export type Note = (code: FaultCode) => void;

function apply(text: string, folded: string, code: FaultCode, note: Note): string {
  if (folded !== text) note(code);
  return folded;
}

function halfWidth(text: string): string {
  return text.replace(/[\uff01-\uff5e\u3000]/gu, (wide) =>
    wide === "\u3000" ? " " : String.fromCharCode(wide.charCodeAt(0) - 0xfee0),
  );
}

/** Brings a code to half-width Latin letters and digits without hidden characters and spaces; keeps the letter case. */
export function foldCodeCharacters(text: string, note: Note): string {
  let folded = apply(text, text.replace(HIDDEN, ""), "folded-hidden-character", note);
  folded = apply(folded, halfWidth(folded), "folded-full-width", note);
  folded = apply(folded, folded.replace(/\s/gu, ""), "folded-space", note);
  return apply(folded, latinLookAlikes(folded), "folded-homoglyph", note);
}

/** Brings a code to upper-case, half-width Latin letters and digits without hidden characters and spaces. */
export function foldCode(text: string, note: Note): string {
  const folded = foldCodeCharacters(text, note);
  return apply(folded, folded.toUpperCase(), "folded-letter-case", note);
}

/** Removes hidden characters and surrounding spaces from a text, and brings it to NFC. */
export function foldWritten(text: string, note: Note, hidden = HIDDEN): string {
  if (!isWellFormed(text)) return text;
  let folded = apply(text, text.replace(hidden, ""), "folded-hidden-character", note);
  folded = apply(folded, folded.trim(), "folded-space", note);
  return apply(folded, folded.normalize("NFC"), "folded-composition", note);
}

/** Folds a person's name: as any text, its dots become U+00B7, and the spaces that pad Chinese names are removed. */
export function foldName(text: string, note: Note): string {
  let folded = foldWritten(text, note, HIDDEN_IN_NAME);
  folded = apply(folded, folded.replace(NAME_DOTS, "\u00b7"), "folded-name-dot", note);
  return apply(folded, folded.replace(NAME_SPACES, ""), "folded-space", note);
}

/** Removes prefix and separators from a telephone number; a text that does not become one is returned unchanged. */
export function foldPhone(text: string, note: Note): string {
  const folded = normalisePhone(halfWidth(text.replace(HIDDEN, "")));
  return phoneKind(folded) === undefined ? text : apply(text, folded, "folded-phone", note);
}

/** Writes a document number as GB/T 9704 does; a text that does not become one is returned unchanged. */
export function foldDocumentNumber(text: string, note: Note): string {
  const digits = text.replace(HIDDEN, "").replace(/[\uff10-\uff19]/gu, halfWidth);
  const folded = normaliseDocumentNumber(digits);
  return isDocumentNumber(folded) ? apply(text, folded, "folded-document-number", note) : text;
}

/**
 * Reads a full or partial date into ISO 8601 (`1980`, `1980-05`, `1980-05-03`); undefined when its meaning
 * would be a guess.
 */
export function isoDateOf(text: string): string | undefined {
  const bare = halfWidth(text.replace(HIDDEN, "")).replace(/\s/gu, "");
  const parts =
    /^(\d{4})[-./年](?:(\d{1,2})(?:[-./月](\d{1,2})日?|月?)|)$/u.exec(bare) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(bare) ??
    /^(\d{4})$/.exec(bare);
  if (parts === null) return undefined;
  const [, year = "", month = "00", day = "00"] = parts;
  const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  if (iso.endsWith("-00-00")) return year;
  if (iso.endsWith("-00")) return isCalendarDate(`${iso.slice(0, 7)}-01`) ? iso.slice(0, 7) : undefined;
  return isCalendarDate(iso) ? iso : undefined;
}

/** Writes a full date as ISO 8601; a text that is no full date is returned unchanged. */
export function foldDate(text: string, note: Note): string {
  const iso = isoDateOf(text);
  return iso?.length === 10 ? apply(text, iso, "folded-date", note) : text;
}
