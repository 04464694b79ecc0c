/** Tells how near or far past its end a clock is. Pure. */
import type { Calendar } from "../../domain/deadline.ts";
import type { ClockStage } from "../../domain/words/clock-words.ts";
import type { ClockRule } from "./deadlines-document.ts";
import { type ClockEnd, HOUR_MS } from "./last-day.ts";

/** Moment for which stages are told: the day, and the instant for clocks in hours, ms. */
export interface Moment {
  readonly day: number;
  readonly instant: number;
}

/** Stages in the order of their weight. */
const WEIGHT: Readonly<Record<ClockStage, number>> = {
  normal: 0,
  paused: 1,
  "due-soon": 2,
  overdue: 3,
  supervise: 4,
  meeting: 5,
};

/** Tells which of two stages is worse. */
export function worse(a: ClockStage, b: ClockStage): ClockStage {
  return WEIGHT[b] > WEIGHT[a] ? b : a;
}

/**
 * Tells the stage of a clock at a moment: 临期 from `warn` before its end on, 逾期 after it, 督办 and 提请联席会议 so many
 * working days after it as `escalate` says. With a date that nobody can be late with it ends at 临期.
 */
export function stageAt(rule: ClockRule, end: ClockEnd, at: Moment, calendar: Calendar): ClockStage {
  if (isOver(end, at)) {
    if (rule.end.length === 0) return "normal";
    const past = calendar.workingDaysBetween(end.day, at.day);
    if (rule.escalate === undefined || past < rule.escalate.supervise) return "overdue";
    return past < rule.escalate.meeting ? "supervise" : "meeting";
  }
  if (end.paused.now) return "paused";
  return isNear(rule, end, at, calendar) ? "due-soon" : "normal";
}

/** Tells whether the time of a clock is over. */
export function isOver({ day, instant }: ClockEnd, at: Moment): boolean {
  return instant === undefined ? at.day > day : at.instant > instant;
}

function isNear({ warn }: ClockRule, { day, instant }: ClockEnd, at: Moment, calendar: Calendar): boolean {
  if ("hours" in warn) return (instant ?? calendar.startOf(day + 1)) - at.instant <= warn.hours * HOUR_MS;
  if ("workingDays" in warn) return calendar.workingDaysBetween(at.day, day) <= warn.workingDays;
  return day - at.day <= ("days" in warn ? warn.days : warn.months * 30);
}
