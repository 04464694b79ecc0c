/**
 * Deadlines in working days. A period starts on the day after the event, and a last day that is a
 * day off moves to the next working day (Civil Code of the PRC, articles 201-203). Which days are
 * off is published by the State Council year by year, so the calendar is data, and a deadline that
 * reaches into a year without one is provisional (暂定).
 */

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

/** Length of a period: in working days, or in natural days, where a last day that is off moves to the next working day. */
export type Period = { readonly workingDays: number } | { readonly days: number };

/** Last day of a period, `YYYY-MM-DD`. `provisional`: the calendar of a year in between is not published yet. */
export interface Deadline {
  readonly date: string;
  readonly provisional: boolean;
}

/** Counts periods on the working days of a locality. */
export interface Calendar {
  /** Gives the locality's date at an instant (ms since the epoch). */
  dateAt(instant: number): string;
  isWorkingDay(date: string): boolean;
  /** Finds the last day of a period that starts on the day after `date`. Throws RangeError for an invalid date or period. */
  deadline(date: string, period: Period): Deadline;
  /** Writes the end of a day as RFC 3339 with the locality's offset. */
  endOf(date: string): string;
  /** Counts the working days of a year. */
  workingDaysOf(year: number): number;
}

const DAY_MS = 86_400_000;
/** Weekday of 1970-01-01, a Thursday; Sunday is 0. */
const EPOCH_WEEKDAY = 4;
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const OFFSET = /^([+-])(\d{2}):(\d{2})$/;
/** Longest period, days: beyond any legal one. Bounds the loop for a wrong configuration. */
const MAX_PERIOD = 3_660;

/** Counts the days from 1970-01-01 to an ISO date. Throws RangeError for a date that does not exist. */
function dayNumber(date: string): number {
  const parts = ISO_DATE.exec(date);
  const ms = parts === null ? Number.NaN : Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]));
  // Date.UTC rolls 02-30 over to March: only a date that survives the round trip exists.
  if (Number.isNaN(ms) || isoDate(ms / DAY_MS) !== date) throw new RangeError("not an ISO date that exists");
  return ms / DAY_MS;
}

function isoDate(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

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
    const from = dayNumber(first);
    const to = dayNumber(last);
    if (to < from || !first.startsWith(year) || !last.startsWith(year)) {
      throw new RangeError(`calendar entry ${entry} is not a range within ${year}`);
    }
    for (let day = from; day <= to; day++) {
      if (weekendsOnly && !isWeekend(day)) throw new RangeError(`calendar entry ${entry} is a working day already`);
      into.add(day);
    }
  }
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
  for (const day of work) if (off.has(day)) throw new RangeError(`calendar: ${isoDate(day)} is both off and worked`);

  const worked = (day: number): boolean => work.has(day) || (!off.has(day) && !isWeekend(day));

  /** Tells whether every year from the start day to the last is published. */
  const known = (from: number, to: number): boolean => {
    const last = new Date(to * DAY_MS).getUTCFullYear();
    for (let year = new Date(from * DAY_MS).getUTCFullYear(); year <= last; year++) {
      if (!published.has(year)) return false;
    }
    return true;
  };

  const lastDay = (start: number, period: Period): number => {
    const length = "workingDays" in period ? period.workingDays : period.days;
    if (!Number.isInteger(length) || length < 1 || length > MAX_PERIOD) throw new RangeError("not a period");
    let day = start;
    if ("workingDays" in period) {
      for (let left = length; left > 0; ) if (worked(++day)) left--;
      return day;
    }
    day += length;
    while (!worked(day)) day++;
    return day;
  };

  return {
    dateAt: (instant) => new Date(instant + offset).toISOString().slice(0, 10),
    isWorkingDay: (date) => worked(dayNumber(date)),
    deadline(date, period) {
      const start = dayNumber(date);
      const day = lastDay(start, period);
      // The start day itself is not counted, so its year matters only when the period has a day in it.
      return { date: isoDate(day), provisional: !known(start + 1, day) };
    },
    endOf: (date) => `${date}T23:59:59${document.utcOffset}`,
    workingDaysOf(year) {
      let count = 0;
      const end = dayNumber(`${year + 1}-01-01`);
      for (let day = dayNumber(`${year}-01-01`); day < end; day++) if (worked(day)) count++;
      return count;
    },
  };
}
