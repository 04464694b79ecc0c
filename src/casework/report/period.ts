import { dateOf, dayOf, monthEndAfter } from "../../domain/day.ts";
import type { Calendar } from "../../domain/deadline.ts";

/** Period of a report: a month, or the days up to a settlement day (结算日). */
export interface ReportPeriod {
  /** `YYYY-MM`: the month in which it ends. */
  readonly id: string;
  /** First and last day, local dates. */
  readonly from: string;
  readonly to: string;
  /** The instant after its first midnight and after its last one, ms: what was accepted before `cut` counts. */
  readonly start: number;
  readonly cut: number;
}

const PERIOD = /^(\d{4})-(0[1-9]|1[0-2])$/;

/** Tells whether a text names a period, `2026-10`. */
export function isPeriodId(text: string): boolean {
  return PERIOD.test(text);
}

/**
 * Gives the period of a month.
 * @param settlementDay 1 to 27: the period ends with that day of the month; without it, with the month
 * @throws RangeError for a text that names no period
 */
export function periodOf(id: string, settlementDay: number | undefined, calendar: Calendar): ReportPeriod {
  if (!isPeriodId(id)) throw new RangeError("not a period");
  const first = dayOf(`${id}-01`);
  const lastOfMonth = monthEndAfter(first, 0);
  const last = settlementDay === undefined ? lastOfMonth : first + settlementDay - 1;
  const begin = settlementDay === undefined ? first : dayOf(`${monthBefore(id)}-01`) + settlementDay;
  return {
    id,
    from: dateOf(begin),
    to: dateOf(last),
    start: calendar.startOf(begin),
    cut: calendar.startOf(last + 1),
  };
}

/** Names the month before a month. */
export function monthBefore(id: string): string {
  return dateOf(dayOf(`${id}-01`) - 1).slice(0, 7);
}

/** Names the month after a month. */
export function monthAfter(id: string): string {
  return dateOf(monthEndAfter(dayOf(`${id}-01`), 0) + 1).slice(0, 7);
}

/** Names the period in which an instant falls. */
export function periodAt(at: number, settlementDay: number | undefined, calendar: Calendar): string {
  const month = dateOf(calendar.dayAt(at)).slice(0, 7);
  return at < periodOf(month, settlementDay, calendar).cut ? month : monthAfter(month);
}
