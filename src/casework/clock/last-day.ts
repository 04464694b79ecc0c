/** Finds the end of a clock: period, extension, pauses, and the calendar. Pure. */
import { type Calendar, lastDay, lengthOf, type Period, type Roll } from "../../domain/deadline.ts";
import type { ExtensionCode, PauseCode } from "../../domain/words/clock-words.ts";
import type { ClockRule } from "./deadlines-document.ts";
import { countPauses, type Pause, type Paused } from "./pauses.ts";

/** What may lengthen a clock. */
export interface Relief {
  readonly pauses: readonly (Pause & { readonly code: PauseCode })[];
  readonly extensions: readonly ExtensionCode[];
}

/** Relief of a clock that nothing lengthens. */
export const NO_RELIEF: Relief = { pauses: [], extensions: [] };

/** End of a clock. */
export interface ClockEnd {
  /** Last day; of a clock in hours the day in which the last hour ends. */
  readonly day: number;
  /** The instant after which a clock in hours is over, ms; absent: it is over when the day is. */
  readonly instant?: number;
  readonly provisional: boolean;
  readonly paused: Paused;
}

/** When a clock starts: the day, and of an event with a time of day the instant too, ms. */
export interface ClockStart {
  readonly day: number;
  readonly instant?: number;
}

/** Length of an hour, ms. */
export const HOUR_MS = 3_600_000;
const UNPAUSED: Paused = { working: 0, calendar: 0, now: false, blocked: false };

/**
 * Computes when a clock ends that started under a rule. Hours end on the full hour, in the department's favour; a clock in
 * hours from a day without a time of day counts from the end of that day.
 *
 * @param today day up to which a pause that lasts is counted
 */
export function endOf(rule: ClockRule, start: ClockStart, relief: Relief, calendar: Calendar, today: number): ClockEnd {
  const { period } = rule;
  if ("hours" in period) return endOfHours(period.hours, start, calendar);
  const length = Math.max(lengthOf(period), ...relief.extensions.map((code) => rule.extend[code] ?? 0));
  const extended =
    "workingDays" in period ? { workingDays: length } : "days" in period ? { days: length } : { months: length };
  const end = ({ working, calendar: days }: Pick<Paused, "working" | "calendar">, roll: Roll) =>
    lastDay(calendar, start.day, extended, roll, "workingDays" in period ? working : days);
  // Days off after the last one that counts are no time of their own: a pause in them comes too late.
  const uncarried = rule.roll === "forward" ? "none" : rule.roll;
  const pauses = relief.pauses.filter(({ code }) => rule.pause.includes(code));
  const paused =
    pauses.length === 0
      ? UNPAUSED
      : countPauses(calendar, start.day, pauses, rule.pauseLimit, today, (days) => end(days, uncarried).day);
  return { ...end(paused, rule.roll), paused };
}

function endOfHours(hours: number, { day, instant }: ClockStart, calendar: Calendar): ClockEnd {
  const from = instant ?? calendar.startOf(day + 1);
  const end = Math.ceil((from + hours * HOUR_MS) / HOUR_MS) * HOUR_MS;
  // The hour that ends at midnight is the last one of the day before.
  return { day: calendar.dayAt(end - 1), instant: end, provisional: false, paused: UNPAUSED };
}

/** Computes a clock's end when the item was re-routed: no department has less time than from the re-routing on. */
export function laterEnd(a: ClockEnd, b: ClockEnd): ClockEnd {
  if (a.day !== b.day) return a.day > b.day ? a : b;
  return (a.instant ?? Infinity) >= (b.instant ?? Infinity) ? a : b;
}

/** Tells the rule for the time after a re-routing: its own period where the rule gives none for it. */
export function reroutedRule(rule: ClockRule): ClockRule {
  const period: Period | undefined = rule.rerouted;
  return period === undefined ? rule : { ...rule, period, extend: {} };
}
