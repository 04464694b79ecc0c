/** Derives the clocks of an item from its dates, rules, calendar and a moment. Nothing of it is ever stored. Pure. */
import { dateOf, dayOf } from "../../domain/day.ts";
import type { Calendar, Roll } from "../../domain/deadline.ts";
import type {
  ClockDuty,
  ClockEvent,
  ClockStage,
  ClockState,
  ExtensionCode,
  PauseCode,
} from "../../domain/words/clock-words.ts";
import type { ClockRule } from "./deadlines-document.ts";
import { type ClockEnd, type ClockStart, endOf, laterEnd, type Relief, reroutedRule } from "./last-day.ts";
import { type ClockRules, inForceOn, type ItemKind } from "./rules.ts";
import { isOver, type Moment, stageAt, worse } from "./stage.ts";

/** When something happened: a date `YYYY-MM-DD`, or with the time of day RFC 3339 or ms since the epoch. */
export type EventTime = string | number;

/** An item as the clocks see it. */
export interface ItemDates extends ItemKind {
  /** First event of each kind. */
  readonly at: Readonly<Partial<Record<ClockEvent, EventTime | undefined>>>;
  readonly pauses?: readonly { readonly code: PauseCode; readonly from: string; readonly to?: string }[];
  readonly extensions?: readonly ExtensionCode[];
  /** The item came from another department: its first sealing, and the sealing for this one. */
  readonly rerouted?: { readonly originalStart: EventTime; readonly at: EventTime };
  /** Closed, or withdrawn: what is due later is cancelled, what was missed stays. */
  readonly closed?: EventTime;
}

/** One clock of an item. */
export interface Clock {
  readonly rule: string;
  /** Who has to meet it. */
  readonly duty: ClockDuty;
  /** What happens to a last day that is a day off; `none`: such a clock stops for no holiday. */
  readonly roll: Roll;
  /** `{id}@{version}` of the rules. */
  readonly version: string;
  /** The day it starts on, which is not counted. */
  readonly start: string;
  /** Last day, or the instant of a clock in hours. */
  readonly due: string;
  readonly state: ClockState;
  /** Stage at the moment; a clock that has ended has none. */
  readonly stage?: ClockStage;
  readonly paused: boolean;
  /** The longest pause is used up and somebody must act. */
  readonly blocked: boolean;
  /** It rests on a year whose calendar is not published (暂定). */
  readonly provisional: boolean;
  /** It is a date that nobody can be late with: it counts in no stage of an item. */
  readonly hint?: true;
  /** The event that ended it, as given. */
  readonly ended?: EventTime;
  /** Worst stage that it was in. */
  readonly worst: ClockStage;
}

/** A clock with the values that later ones are counted from. */
interface Running {
  readonly rule: ClockRule;
  readonly clock: Clock;
  readonly end: ClockEnd;
}

/**
 * Lists the clocks of an item that have started, in the order of the rules.
 *
 * @param rules those of the item's version: a new version is for items that begin later
 * @param at the moment for which stages are told, ms since the epoch
 */
export function clocksOf(item: ItemDates, rules: ClockRules, calendar: Calendar, at: number): Clock[] {
  const now: Moment = { day: calendar.dayAt(at), instant: at };
  const relief: Relief = {
    pauses: (item.pauses ?? []).map(({ code, from, to }) => ({
      code,
      from: dayOf(from),
      ...(to === undefined ? {} : { to: dayOf(to) }),
    })),
    extensions: item.extensions ?? [],
  };
  const found = new Map<string, Running>();
  for (const variants of rules.of(item)) {
    const started = startOf(variants, item, found, calendar);
    if (started === undefined) continue;
    const { rule, start, planned } = started;
    const end = dueOf(rule, start, item, relief, calendar, now.day);
    const ended = firstOf(
      rule.end.map((event) => item.at[event]),
      at,
      calendar,
    );
    const last = ended ?? firstOf([item.closed], at, calendar);
    const stage = stageAt(rule, end, last?.moment ?? now, calendar);
    const state = stateOf(end, planned, ended?.moment, last?.moment);
    const open = state === "running" || state === "planned";
    const clock: Clock = {
      rule: rule.id,
      duty: rule.duty,
      roll: rule.roll,
      version: rules.version,
      start: dateOf(start.day),
      due: end.instant === undefined ? dateOf(end.day) : calendar.timeAt(end.instant),
      state,
      ...(open ? { stage: planned ? "normal" : stage } : {}),
      paused: open && end.paused.now,
      blocked: open && end.paused.blocked,
      provisional: end.provisional,
      ...(rule.end.length === 0 ? { hint: true as const } : {}),
      ...(ended === undefined ? {} : { ended: ended.time }),
      worst: planned ? "normal" : worse("normal", stage === "paused" ? "normal" : stage),
    };
    found.set(rule.id, { rule, clock, end });
  }
  return [...found.values()].map(({ clock }) => clock);
}

/** Gives the worst stage of running clocks that somebody has to meet; undefined when none runs. */
export function worstStage(clocks: readonly Clock[]): ClockStage | undefined {
  return clocks.reduce<ClockStage | undefined>(
    (worst, { stage, hint }) =>
      stage === undefined || hint ? worst : worst === undefined ? stage : worse(worst, stage),
    undefined,
  );
}

interface Start {
  readonly rule: ClockRule;
  readonly start: ClockStart;
  /** Counted from the end of a duty that is not met yet: what may be expected, and no duty so far. */
  readonly planned: boolean;
}

/** Finds when a rule's clock starts, and which variant was in force then; undefined when it has not started. */
function startOf(
  variants: readonly ClockRule[],
  item: ItemDates,
  found: ReadonlyMap<string, Running>,
  calendar: Calendar,
): Start | undefined {
  for (const rule of variants) {
    const given = item.at[rule.start];
    if (given !== undefined) {
      const first = rule.start === "sealed" ? (item.rerouted?.originalStart ?? given) : given;
      const { day, instant } = readEvent(first, calendar);
      if (inForceOn([rule], dateOf(day)) === undefined) continue;
      return { rule, start: instant === undefined ? { day } : { day, instant }, planned: false };
    }
    const before = rule.after === undefined ? undefined : found.get(rule.after);
    if (before === undefined || before.clock.ended !== undefined) continue;
    const { day } = before.end;
    if (inForceOn([rule], dateOf(day)) === undefined) continue;
    return { rule, start: { day }, planned: before.rule.end.length > 0 || before.clock.state === "planned" };
  }
  return undefined;
}

function dueOf(
  rule: ClockRule,
  start: ClockStart,
  item: ItemDates,
  relief: Relief,
  calendar: Calendar,
  today: number,
): ClockEnd {
  const end = endOf(rule, start, relief, calendar, today);
  if (rule.start !== "sealed" || item.rerouted === undefined) return end;
  const again = readEvent(item.rerouted.at, calendar);
  return laterEnd(end, endOf(reroutedRule(rule), again, relief, calendar, today));
}

/** Finds the first of some events that has happened by a moment. */
function firstOf(
  times: readonly (EventTime | undefined)[],
  at: number,
  calendar: Calendar,
): { readonly time: EventTime; readonly moment: Moment } | undefined {
  let first: { readonly time: EventTime; readonly moment: Moment } | undefined;
  for (const time of times) {
    if (time === undefined) continue;
    const moment = momentOf(time, calendar);
    if (moment.instant > at || (first !== undefined && first.moment.instant <= moment.instant)) continue;
    first = { time, moment };
  }
  return first;
}

function stateOf(end: ClockEnd, planned: boolean, ended: Moment | undefined, last: Moment | undefined): ClockState {
  if (ended !== undefined) return isOver(end, ended) ? "late" : "met";
  if (last !== undefined) return isOver(end, last) && !planned ? "missed" : "cancelled";
  return planned ? "planned" : "running";
}

/** Reads a date, or a date and time, as the day and, when it has one, the instant. @throws RangeError */
function readEvent(time: EventTime, calendar: Calendar): ClockStart {
  if (typeof time === "string" && time.length === 10) return { day: dayOf(time) };
  const instant = typeof time === "number" ? time : Date.parse(time);
  if (Number.isNaN(instant)) throw new RangeError("not a date and time");
  return { day: calendar.dayAt(instant), instant };
}

/** Reads when something ended. A day without a time is taken at its beginning, in the department's favour. */
function momentOf(time: EventTime, calendar: Calendar): Moment {
  const { day, instant } = readEvent(time, calendar);
  return { day, instant: instant ?? calendar.startOf(day) };
}
