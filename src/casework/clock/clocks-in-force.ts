/** The rules and the calendar by which clocks run, as they are in force. Pure. */
import { type Calendar, type CalendarDocument, createCalendar } from "../../domain/deadline.ts";
import { canonicalize } from "../../wire/jcs.ts";
import type { DeadlinesDocument } from "./deadlines-document.ts";
import { type ClockRules, compileRules } from "./rules.ts";

/** Rules about deadlines and calendar that hold together. */
export interface Clocks {
  readonly rules: ClockRules;
  readonly calendar: Calendar;
  readonly calendarDocument: CalendarDocument;
}

/** Compiles rules and calendar that have passed their checks. */
export function createClocks(deadlines: DeadlinesDocument, calendar: CalendarDocument): Clocks {
  return { rules: compileRules(deadlines), calendar: createCalendar(calendar), calendarDocument: calendar };
}

/** Writes both documents as they are registered in the log: canonical JSON (RFC 8785). */
export function clocksText({ rules, calendarDocument }: Pick<Clocks, "rules" | "calendarDocument">): string {
  return canonicalize({ calendar: calendarDocument, deadlines: rules.document });
}

/**
 * Gives the calendar for an item that began under an older one: the years that it knew stay as they were, and years
 * published since then make its provisional dates definite.
 */
export function withYearsSince(own: CalendarDocument, present: CalendarDocument): CalendarDocument {
  return { ...own, years: { ...present.years, ...own.years } };
}
