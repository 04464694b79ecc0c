/** Whole days and months of a period, as the roll-up of packets has them. */
import { DAY_MS, monthEndAfter } from "../../domain/day.ts";

/** Range of whole numbers; `to` is not in it. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A period in whole days of the locality, and what is left of it at its ends, ms. */
export interface DividedPeriod {
  readonly days: Range;
  readonly edges: readonly Range[];
}

/** Day after all that a packet may be sealed on. */
const LAST_DAY = 3_000_000;

/** Gives the day of the locality, counted from 1970-01-01, that a time is in. @param offset minutes east of UTC */
export function dayAt(at: number, offset: number): number {
  return Math.floor((at + offset * 60_000) / DAY_MS);
}

/** Divides a period. Times in ms; an absent one is open. */
export function dividePeriod(
  { from, to }: { readonly from?: number; readonly to?: number },
  offset: number,
): DividedPeriod {
  const begin = (day: number) => day * DAY_MS - offset * 60_000;
  const first = from === undefined || from <= begin(0) ? 0 : dayAt(from - 1, offset) + 1;
  const end = to === undefined ? LAST_DAY : Math.min(dayAt(to, offset), LAST_DAY);
  if (first >= end) {
    return { days: { from: 0, to: 0 }, edges: [{ from: from ?? 0, to: to ?? Number.MAX_SAFE_INTEGER }] };
  }
  const edges: Range[] = [];
  if (from !== undefined && from < begin(first)) edges.push({ from, to: begin(first) });
  if (to !== undefined && end < LAST_DAY && begin(end) < to) edges.push({ from: begin(end), to });
  return { days: { from: first, to: end }, edges };
}

/** Gives the span of the month that a day is in: below zero, where no day is. */
export function monthSpan(day: number): number {
  const date = new Date(day * DAY_MS);
  return -(date.getUTCFullYear() * 12 + date.getUTCMonth());
}

/** Gives the first day of the month of a span. */
export function firstDayOf(span: number): number {
  const months = -span;
  return Date.UTC(Math.floor(months / 12), months % 12, 1) / DAY_MS;
}

/** Gives the ranges of spans that make up whole days: months where they are whole, days at the ends. */
export function spansOf(days: Range): Range[] {
  const isFirst = (day: number) => firstDayOf(monthSpan(day)) === day;
  const first = isFirst(days.from) ? days.from : monthEndAfter(days.from, 0) + 1;
  const end = firstDayOf(monthSpan(days.to));
  if (first >= end) return [days];
  return [
    { from: days.from, to: first },
    { from: monthSpan(end) + 1, to: monthSpan(first) + 1 },
    { from: end, to: days.to },
  ].filter(({ from, to }) => from < to);
}
