const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** Offset of China's one time zone; the date of an instant is the date there. */
const CHINA_OFFSET_MS = 8 * 3_600_000;

/** Known part of a date: to the day, to the month, the year alone, or nothing. */
export type DatePrecision = "D" | "M" | "Y" | "U";

/** Number of days of a month of the Gregorian calendar; `month` is 1 to 12. */
export function daysOfMonth(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && leap ? 29 : (DAYS[month - 1] ?? 0);
}

/** Tells whether a text is a date that exists, written `YYYY-MM-DD` (GB/T 7408, ISO 8601), from 1800 to 2200. */
export function isCalendarDate(text: string): boolean {
  if (!ISO_DATE.test(text)) return false;
  const year = Number(text.slice(0, 4));
  const day = Number(text.slice(8));
  return year >= 1800 && year <= 2200 && day >= 1 && day <= daysOfMonth(year, Number(text.slice(5, 7)));
}

/** Reads the precision of a partial date from its form (`1980`, `1980-05`, `1980-05-03`); undefined if not a date. */
export function precisionOf(text: string): Exclude<DatePrecision, "U"> | undefined {
  if (isCalendarDate(text)) return "D";
  if (/^\d{4}-\d{2}$/.test(text) && isCalendarDate(`${text}-01`)) return "M";
  return /^\d{4}$/.test(text) && isCalendarDate(`${text}-01-01`) ? "Y" : undefined;
}

/** Gives the last day that a partial date may mean: with it the person is youngest, so best protected. */
export function latestDay(partial: string): string {
  const year = partial.slice(0, 4);
  const month = partial.length >= 7 ? partial.slice(5, 7) : "12";
  if (partial.length >= 10) return partial;
  return `${year}-${month}-${String(daysOfMonth(Number(year), Number(month))).padStart(2, "0")}`;
}

/**
 * Counts the full years of age on a day; both are ISO 8601 dates. A partial `birth` is read in the person's favour,
 * as the latest day it can mean.
 */
export function ageOn(birth: string, day: string): number {
  const born = latestDay(birth);
  const years = Number(day.slice(0, 4)) - Number(born.slice(0, 4));
  return day.slice(5) < born.slice(5) ? years - 1 : years;
}

/** Gives the calendar day in China at an instant, `YYYY-MM-DD`. */
export function dayInChina(instant: Date): string {
  return new Date(instant.getTime() + CHINA_OFFSET_MS).toISOString().slice(0, 10);
}

/** Tells whether a text is an RFC 3339 date and time with an offset; leap seconds and `-00:00` are refused. */
export function isOffsetDateTime(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/.test(text)) {
    return false;
  }
  return isCalendarDate(text.slice(0, 10)) && !text.endsWith("-00:00");
}
