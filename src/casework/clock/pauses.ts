/** Counts the days that pauses stop a clock. Pure; days are numbers. */
import type { Calendar } from "../../domain/deadline.ts";

/** A pause: the days after `from`, up to and with `to`; no `to`: it lasts still. */
export interface Pause {
  readonly from: number;
  readonly to?: number;
}

/** What pauses did to a clock. */
export interface Paused {
  /** Days that the clock did not run. */
  readonly working: number;
  readonly calendar: number;
  /** True on the day asked when a pause stops the clock then. */
  readonly now: boolean;
  /** True on the day asked when a pause lasts and its limit is used up: the clock runs, and somebody must act. */
  readonly blocked: boolean;
}

const NONE: Paused = { working: 0, calendar: 0, now: false, blocked: false };

/**
 * Adds up the pauses of a clock that began on the day `start`. Pauses that overlap count once; a pause that begins when the
 * time has run out stops nothing; after `limit` working days of pause in all the clock runs again.
 *
 * @param lastDayWith gives the last day that counts with the days of pause so far, whatever day that is
 * @param today day up to which a pause that lasts is counted
 */
export function countPauses(
  calendar: Calendar,
  start: number,
  pauses: readonly Pause[],
  limit: number,
  today: number,
  lastDayWith: (paused: Pick<Paused, "working" | "calendar">) => number,
): Paused {
  if (pauses.length === 0) return NONE;
  let working = 0;
  let days = 0;
  let now = false;
  let blocked = false;
  for (const { from, to } of merged(pauses, start)) {
    if (from >= lastDayWith({ working, calendar: days })) break;
    const end = Math.max(from, to ?? today);
    const left = limit - working;
    const counted = calendar.workingDaysBetween(from, end);
    const stop = counted < left ? end : left === 0 ? from : calendar.workingDayAfter(from, left);
    working += Math.min(counted, left);
    days += stop - from;
    const lasts = from <= today && (to === undefined || today < to);
    const used = counted >= left && today > stop;
    now ||= lasts && !used;
    blocked ||= lasts && used;
  }
  return { working, calendar: days, now, blocked };
}

/** Joins pauses that overlap or touch, in order; a pause from before the start begins with it. */
function merged(pauses: readonly Pause[], start: number): Pause[] {
  const joined: { from: number; to?: number }[] = [];
  for (const { from, to } of pauses.toSorted((a, b) => a.from - b.from)) {
    if (to !== undefined && to <= start) continue;
    const last = joined.at(-1);
    const begin = Math.max(from, start);
    if (last === undefined || (last.to !== undefined && begin > last.to)) {
      joined.push(to === undefined ? { from: begin } : { from: begin, to });
    } else if (last.to !== undefined) {
      if (to === undefined) delete last.to;
      else last.to = Math.max(last.to, to);
    }
  }
  return joined;
}
