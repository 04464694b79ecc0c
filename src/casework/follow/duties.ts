/** Which visits are owed to a person, and what became of each. Derived from facts, calendar and a day; stored nowhere. Pure. */
import { dateOf, dayOf, monthsAfter } from "../../domain/day.ts";
import type { Calendar } from "../../domain/deadline.ts";
import type { DutyState } from "../../domain/follow.ts";
import type { SubjectHistory, Visit } from "./history.ts";
import { inOrder } from "./history.ts";
import type { Interval, Life } from "./life.ts";
import type { FollowSchedule } from "./schedule.ts";
import { type VisitWindow, windowsOf } from "./windows.ts";

/** A visit that is, was or will be owed. `H`: at home, once in half a year. */
export interface Duty extends Omit<VisitWindow, "kind"> {
  readonly kind: VisitWindow["kind"] | "H";
  readonly state: DutyState;
  /** Failed attempts in its window. */
  readonly attempts: number;
  /** Day from which only a visit at home is left to try: so many attempts have failed. */
  readonly homeFrom?: string;
  /** Day of the visit that counts for it. */
  readonly doneOn?: string;
}

/** Later than any day. */
const LATER = "9999-12-31";

const FAILED: ReadonlySet<string> = new Set(["V2", "V4"]);

/** Lists the duties of a person in the order of their windows, home visits last. */
export function dutiesOf(
  history: SubjectHistory,
  life: Life,
  schedule: FollowSchedule,
  calendar: Calendar,
  today: string,
): Duty[] {
  const visits = history.visits.toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  const windows = windowsOf(history, life, schedule, calendar, today);
  const duties = windows.map((window) => dutyOf(window, visits, life, schedule.attempts, today));
  return [...duties, ...homeVisits(history, life, schedule.homeMonths, calendar, today)];
}

function dutyOf(window: VisitWindow, visits: readonly Visit[], life: Life, most: number, today: string): Duty {
  const own = visits.filter(({ on }) => window.from <= on && on <= window.to && on <= today);
  const done = own.find(({ outcome }) => outcome === "V1");
  const before = own.filter(({ on }) => done === undefined || on <= done.on);
  const failed = before.filter(({ outcome }) => FAILED.has(outcome));
  const homeFrom = [...new Set(failed.map(({ on }) => on))][most - 1];
  const state = done === undefined ? stateOf(window, own, life, today) : "done";
  return {
    ...window,
    state,
    attempts: failed.length,
    ...(homeFrom === undefined || done !== undefined ? {} : { homeFrom }),
    ...(done === undefined ? {} : { doneOn: done.on }),
  };
}

/** Tells the state of a duty for which no visit counts. */
function stateOf(window: VisitWindow, own: readonly Visit[], life: Life, today: string): DutyState {
  if (own.some(({ outcome, written }) => outcome === "V5" || (outcome === "V3" && written === true))) return "excused";
  if (isCancelled(window, life)) return "cancelled";
  if (today > window.to) return "missed";
  if (today < window.from) return "planned";
  return own.length > 0 ? "attempted" : "due";
}

/** Tells whether a window ends while the case is closed, or after the person's death. One that ended before was missed. */
function isCancelled({ to }: Pick<VisitWindow, "to">, { closed, ended }: Life): boolean {
  if (ended !== undefined && ended <= to) return true;
  return closed.some((interval) => interval.from <= to && (interval.to === undefined || to < interval.to));
}

/** Lists the home visits that long-term aid and grade D ask for: one in each half-year from their beginning, or from the last one. */
function homeVisits(history: SubjectHistory, life: Life, months: number, calendar: Calendar, today: string): Duty[] {
  const asked = [...life.longTerm, ...unsolved(history)].toSorted((a, b) => (a.from < b.from ? -1 : 1));
  const atHome = history.visits
    .flatMap(({ on, outcome, way }) => (outcome === "V1" && way === "2" && on <= today ? on : []))
    .toSorted();
  const duties: Duty[] = [];
  for (const { from, to: until } of joined(asked)) {
    const end = until ?? LATER;
    for (let start = from, next = from; start <= today && start < end; start = next) {
      const natural = monthsAfter(dayOf(start), months);
      const last = calendar.workingDayFrom(natural);
      const window = {
        kind: "H" as const,
        due: dateOf(natural),
        from: dateOf(dayOf(start) + 1),
        to: dateOf(last),
        provisional: !calendar.isPublished(natural, last),
      };
      const doneOn = atHome.find((on) => window.from <= on && on <= window.to);
      const over = end <= window.to;
      const state =
        doneOn === undefined ? (over ? "cancelled" : stateOf({ ...window, kind: "L" }, [], life, today)) : "done";
      duties.push({ ...window, state, attempts: 0, ...(doneOn === undefined ? {} : { doneOn }) });
      next = doneOn ?? window.to;
    }
  }
  return duties;
}

/** Lists the times from an evaluation with grade D to the next evaluation. */
function unsolved({ evaluations }: SubjectHistory): Interval[] {
  const all = inOrder(evaluations);
  return all.flatMap(({ grade, on }, at) => {
    if (grade !== "D") return [];
    const to = all[at + 1]?.on;
    return [to === undefined ? { from: on } : { from: on, to }];
  });
}

/** Joins intervals that overlap or touch; they come in the order of their beginning. */
function joined(intervals: readonly Interval[]): Interval[] {
  const all: Interval[] = [];
  for (const one of intervals) {
    const last = all.at(-1);
    if (last === undefined || (last.to !== undefined && last.to < one.from)) all.push(one);
    else if (last.to !== undefined) {
      const to = one.to === undefined || one.to > last.to ? one.to : last.to;
      all[all.length - 1] = to === undefined ? { from: last.from } : { from: last.from, to };
    }
  }
  return all;
}
