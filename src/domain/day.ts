/** Days of the Gregorian calendar as numbers, so that rules about dates are sums. */
import { daysOfMonth } from "./codes/calendar-date.ts";

/** Length of a day, ms. */
export const DAY_MS = 86_400_000;

const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Counts the days from 1970-01-01 to an ISO date. Throws RangeError for a date that does not exist. */
export function dayOf(date: string): number {
  const parts = ISO_DATE.exec(date);
  const [year, month, day] = parts === null ? [0, 0, 0] : [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  if (month < 1 || month > 12 || day < 1 || day > daysOfMonth(year, month)) {
    throw new RangeError("not an ISO date that exists");
  }
  return new Date(0).setUTCFullYear(year, month - 1, day) / DAY_MS;
}

/** Days around 1970 whose dates are remembered: a list derives the same few again for each of its items. */
const REMEMBERED = 65_536;
const known: string[] = [];

/** Writes a day as an ISO date, `YYYY-MM-DD`. */
export function dateOf(day: number): string {
  if (!Number.isInteger(day) || day < 0 || day >= REMEMBERED) return written(day);
  return (known[day] ??= written(day));
}

function written(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Gives the year of a day. */
export function yearOf(day: number): number {
  return new Date(day * DAY_MS).getUTCFullYear();
}

/** Finds the day of the same number `months` later, or the last day of that month when it has none (Civil Code, article 202). */
export function monthsAfter(day: number, months: number): number {
  const from = new Date(day * DAY_MS);
  const first = new Date(0).setUTCFullYear(from.getUTCFullYear(), from.getUTCMonth() + months, 1);
  const { year, month } = { year: new Date(first).getUTCFullYear(), month: new Date(first).getUTCMonth() + 1 };
  return first / DAY_MS + Math.min(from.getUTCDate(), daysOfMonth(year, month)) - 1;
}

/** Finds the last day of the month that is `months` after the day's own. */
export function monthEndAfter(day: number, months: number): number {
  const from = new Date(day * DAY_MS);
  return new Date(0).setUTCFullYear(from.getUTCFullYear(), from.getUTCMonth() + months + 1, 1) / DAY_MS - 1;
}
