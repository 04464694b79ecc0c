/**
 * Working days of a locality and the ends of periods. A period starts on the day after the event, a month ends on the day of
 * the same number, and a last day that is a day off moves to the next working day (Civil Code of the PRC, articles 200-204).
 * Which days are off is published by the State Council year by year, so the calendar is data, and a deadline that rests on a
 * year without one is provisional (暂定).
 */
import { DAY_MS, dateOf, dayOf, monthEndAfter, monthsAfter, yearOf } from "./day.ts";

/** Published year: days or inclusive ranges (`2026-02-15/2026-02-23`) that differ from Monday-to-Friday weeks. */
export interface CalendarYear {
  /** Days off, weekends inside a range included. */
  readonly off: readonly string[];
  /** Saturdays and Sundays that are worked. */
  readonly work: readonly string[];
  /** Publication that it was taken from. */
  readonly source?: string;
}

/** Calendar of a locality (`config/calendar.json`). */
export interface CalendarDocument {
  readonly id: string;
  readonly version: string;
  /** Offset of the locality's clock, `+08:00`. */
  readonly utcOffset: string;
  readonly years: Readonly<Record<string, CalendarYear>>;
}

/** Length of a period that ends with a day. */
export type DayPeriod = { readonly workingDays: number } | { readonly days: number } | { readonly months: number };

/** Length of a period. Hours run from the event itself, at night and on days off too. */
export type Period = DayPeriod | { readonly hours: number };

/**
 * What becomes of a last day that is a day off: `forward` to the next working day; `none`, it stays, for emergencies.
 * `month-end`: the period of months ends with its last month, whatever day that is.
 */
export type Roll = "forward" | "none" | "month-end";

/** Last day of a period, `YYYY-MM-DD`. `provisional`: the calendar of a year in between is not published yet. */
export interface Deadline {
  readonly date: string;
  readonly provisional: boolean;
}

/** Counts periods on the working days of a locality. Days are numbers since 1970-01-01 (`dayOf`); outside of 1900 to 2199 it throws RangeError. */
export interface Calendar {
  /** Gives the locality's date at an instant (ms since the epoch). */
  dateAt(instant: number): string;
  /** Gives the locality's day at an instant. */
  dayAt(instant: number): number;
  /** Gives the instant at which a day begins, ms. */
  startOf(day: number): number;
  isWorkingDay(date: string): boolean;
  /** Finds the last day of a period that starts on the day after `date`. Throws RangeError for an invalid date or period. */
  deadline(date: string, period: DayPeriod, roll?: Roll): Deadline;
  /** Counts the working days after `from`, up to and with `to`; 0 when `to` is not later. */
  workingDaysBetween(from: number, to: number): number;
  /** Finds the `n`-th working day after a day; n ≥ 1. */
  workingDayAfter(day: number, n: number): number;
  /** Finds the day itself or, when it is a day off, the next working day. */
  workingDayFrom(day: number): number;
  /** Tells whether every year of the days from `from` to `to` is published. */
  isPublished(from: number, to: number): boolean;
  /** Writes the end of a day as RFC 3339 with the locality's offset. */
  endOf(date: string): string;
  /** Writes an instant as RFC 3339 with the locality's offset, to the second. */
  timeAt(instant: number): string;
  /** Counts the working days of a year. */
  workingDaysOf(year: number): number;
}

/** Weekday of 1970-01-01, a Thursday; Sunday is 0. */
const EPOCH_WEEKDAY = 4;
const OFFSET = /^([+-])(\d{2}):(\d{2})$/;
/** Longest period of its unit: beyond any legal one. */
const MAX_PERIOD = 3_660;
const FIRST_DAY = dayOf("1900-01-01");
const LAST_DAY = dayOf("2199-12-31");

function isWeekend(day: number): boolean {
  const weekday = (((day + EPOCH_WEEKDAY) % 7) + 7) % 7;
  return weekday === 0 || weekday === 6;
}

/** Reads a UTC offset as minutes east of UTC. Throws RangeError. */
export function offsetMinutes(utcOffset: string): number {
  const parts = OFFSET.exec(utcOffset);
  if (parts === null) throw new RangeError("not a UTC offset");
  return (parts[1] === "-" ? -1 : 1) * (Number(parts[2]) * 60 + Number(parts[3]));
}

/** Adds the days of `entries` to `into`; each must lie in `year`, and a worked day on a weekend. Throws RangeError. */
function addDays(into: Set<number>, entries: readonly string[], year: string, weekendsOnly: boolean): void {
  for (const entry of entries) {
    const [first = "", last = first] = entry.split("/");
    const from = dayOf(first);
    const to = dayOf(last);
    if (to < from || !first.startsWith(year) || !last.startsWith(year)) {
      throw new RangeError(`calendar entry ${entry} is not a range within ${year}`);
    }
    for (let day = from; day <= to; day++) {
      if (weekendsOnly && !isWeekend(day)) throw new RangeError(`calendar entry ${entry} is a working day already`);
      into.add(day);
    }
  }
}

/** Working days of three centuries in tables: any count of them is a subtraction, any step a look-up. */
interface Tables {
  /** Number of working days from the first day up to and with a day, by the day's place. */
  readonly counted: Int32Array;
  /** Working days in order. */
  readonly working: Int32Array;
}

const DAYS = LAST_DAY - FIRST_DAY + 1;

function tablesOf(isWorked: (day: number) => boolean): Tables {
  const counted = countOf(isWorked);
  const working = new Int32Array(counted.at(-1) ?? 0);
  for (let day = FIRST_DAY; day <= LAST_DAY; day++) {
    if (isWorked(day)) working[(counted[day - FIRST_DAY] ?? 0) - 1] = day;
  }
  return { counted, working };
}

/** Counts the days that have a property, from the first day up to and with each. */
function countOf(has: (day: number) => boolean): Int32Array {
  const counted = new Int32Array(DAYS);
  let count = 0;
  for (let place = 0; place < DAYS; place++) counted[place] = count += has(FIRST_DAY + place) ? 1 : 0;
  return counted;
}

/** Compiles a calendar. Throws RangeError when an entry is not a date of its year, or is both off and worked. */
export function createCalendar(document: CalendarDocument): Calendar {
  const offset = offsetMinutes(document.utcOffset) * 60_000;
  const off = new Set<number>();
  const work = new Set<number>();
  const published = new Set<number>();
  for (const [year, entries] of Object.entries(document.years)) {
    published.add(Number(year));
    addDays(off, entries.off, year, false);
    addDays(work, entries.work, year, true);
  }
  for (const day of work) if (off.has(day)) throw new RangeError(`calendar: ${dateOf(day)} is both off and worked`);
  const { counted, working } = tablesOf((day) => work.has(day) || (!off.has(day) && !isWeekend(day)));

  const countTo = (counts: Int32Array, day: number): number => {
    const count = counts[day - FIRST_DAY];
    if (count === undefined) throw new RangeError("a day beyond the calendar's three centuries");
    return count;
  };
  const countedTo = (day: number): number => countTo(counted, day);
  const workingDay = (place: number): number => {
    const day = working[place];
    if (day === undefined) throw new RangeError("a day beyond the calendar's three centuries");
    return day;
  };
  const workingDayFrom = (day: number): number => workingDay(countedTo(day - 1));

  const unpublished = countOf((day) => !published.has(yearOf(day)));
  const isPublished = (from: number, to: number): boolean =>
    countTo(unpublished, to) === countTo(unpublished, Math.max(FIRST_DAY, from - 1));

  const calendar: Calendar = {
    dateAt: (instant) => dateOf(Math.floor((instant + offset) / DAY_MS)),
    dayAt: (instant) => Math.floor((instant + offset) / DAY_MS),
    startOf: (day) => day * DAY_MS - offset,
    isWorkingDay: (date) => workingDayFrom(dayOf(date)) === dayOf(date),
    deadline(date, period, roll = "forward") {
      const { day, provisional } = lastDay(calendar, dayOf(date), period, roll);
      return { date: dateOf(day), provisional };
    },
    workingDaysBetween: (from, to) => Math.max(0, countedTo(to) - countedTo(from)),
    workingDayAfter: (day, n) => workingDay(countedTo(day) + n - 1),
    workingDayFrom,
    isPublished,
    endOf: (date) => `${date}T23:59:59${document.utcOffset}`,
    timeAt: (instant) => `${new Date(instant + offset).toISOString().slice(0, 19)}${document.utcOffset}`,
    workingDaysOf: (year) => countedTo(dayOf(`${year}-12-31`)) - countedTo(dayOf(`${year}-01-01`) - 1),
  };
  return calendar;
}

/** Reads the length of a period. Throws RangeError for one that is none, or too long. */
export function lengthOf(period: Period): number {
  const [length] = Object.values(period) as [number | undefined];
  if (length === undefined || !Number.isInteger(length) || length < 1 || length > MAX_PERIOD) {
    throw new RangeError("not a period");
  }
  return length;
}

/**
 * Finds the last day of a period after the day `start`, which is not counted.
 *
 * @param more days that the period does not run (a pause): working days of a period in working days, else calendar days
 */
export function lastDay(
  calendar: Calendar,
  start: number,
  period: DayPeriod,
  roll: Roll,
  more = 0,
): { readonly day: number; readonly provisional: boolean } {
  const length = lengthOf(period);
  if ("workingDays" in period) {
    const day = calendar.workingDayAfter(start, length + more);
    // The start day itself is not counted, so its year matters only when the period has a day in it.
    return { day, provisional: !calendar.isPublished(start + 1, day) };
  }
  if (roll === "month-end") return { day: monthEndAfter(start, length), provisional: false };
  const natural = "days" in period ? start + length : monthsAfter(start, length);
  if (roll === "none") return { day: natural + more, provisional: false };
  const day = calendar.workingDayFrom(natural + more);
  // Natural days need no calendar; whether the last of them is a day off does.
  return { day, provisional: !calendar.isPublished(natural + more, day) };
}
