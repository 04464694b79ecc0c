/**
 * Which items a work list has to look at: those whose place (place.ts) is within the days from which a clock of their state
 * and need may be in the stage asked for. What the list then shows is decided by the clocks themselves. Pure.
 */
import { type ItemState, NEEDS } from "../../domain/item.ts";
import type { ClockStage, ExtensionCode } from "../../domain/words/clock-words.ts";
import type { Clocks } from "../clock/clocks-in-force.ts";
import type { ClockRule } from "../clock/deadlines-document.ts";
import { endOf, NO_RELIEF, type Relief, reroutedRule } from "../clock/last-day.ts";
import { isOver, type Moment, stageAt, worse } from "../clock/stage.ts";
import { ITEM_TYPES } from "../item-types.ts";
import type { Range } from "../ports.ts";
import { STATE_FACTS, UNKNOWN_DAY } from "./place.ts";

/** Stage from which on a clock counts for a list. */
export type Threshold = "due-soon" | "overdue" | "supervise";

/** Which items are looked for. */
export interface RangeOptions {
  /** Also those that have been in a later stage for long. */
  readonly past?: boolean;
  /** Only those with a clock in hours that began a few days ago at most. */
  readonly hours?: boolean;
}

/** Days from which a clock may be in the stages asked for. */
interface Window {
  readonly low: number;
  readonly high: number;
}

const ANY = "*";
/** Days around the present one that are searched: longer than any period. */
const FARTHEST = 8_000;
/** Days after the end of a clock in hours in which it is looked for often. */
const RECENT = 2;
const EVER: Window = { low: -100_000, high: 100_000 };

/**
 * Lists the ranges of items that may have a clock in a stage.
 *
 * @param inUse rules and calendars under which items began
 * @param divisions of the departments whose items are looked at
 * @param at the moment, ms
 */
export function rangesOf(
  threshold: Threshold,
  inUse: readonly Clocks[],
  divisions: readonly string[],
  at: number,
  { past = false, hours = false }: RangeOptions = {},
): Range[] {
  const byKind = new Map<string, { readonly state: ItemState; readonly need: string; readonly windows: Window[] }>();
  for (const clocks of inUse) {
    const rules = clocks.rules.document.rules.filter(
      (rule) => runsForItems(rule, divisions) && (!hours || "hours" in rule.period),
    );
    for (const rule of rules) {
      const found = windowOf(rule, threshold, clocks, at, past);
      const window = found && hours ? { ...found, low: recentDay(rule, clocks, at) } : found;
      if (window === undefined) continue;
      for (const [state, facts] of Object.entries(STATE_FACTS)) {
        if (rule.end.some((event) => facts.happened.includes(event))) continue;
        const windows = startsOf(rule, clocks).flatMap((start): Window[] => {
          if (start === facts.place) return [start === rule.start ? window : { ...window, low: EVER.low }];
          return facts.others.includes(start) ? [EVER] : [];
        });
        if (windows.length === 0) continue;
        for (const need of rule.applies.needs.includes(ANY) ? NEEDS : rule.applies.needs) {
          const of = byKind.get(`${state} ${need}`) ?? { state: state as ItemState, need, windows: [] };
          of.windows.push(...windows);
          byKind.set(`${state} ${need}`, of);
        }
      }
    }
  }
  return [...byKind.values()].flatMap(({ state, need, windows }) =>
    merged([...windows, { low: UNKNOWN_DAY, high: UNKNOWN_DAY }]).map((window) => ({ state, need, ...window })),
  );
}

/** Tells whether a rule can run for an item of such departments, and whether anybody has to meet it. No circumstance is known of an item. */
function runsForItems({ applies, end }: ClockRule, divisions: readonly string[]): boolean {
  return (
    end.length > 0 &&
    applies.when.includes(ANY) &&
    (applies.types.includes(ANY) || ITEM_TYPES.some((type) => applies.types.includes(type))) &&
    applies.divisions.some((of) => of === ANY || divisions.some((division) => division.startsWith(of)))
  );
}

/** Lists the events from which a rule's clock may start: its own, and those of a step before it that ends by itself. */
function startsOf(rule: ClockRule, clocks: Clocks): ClockRule["start"][] {
  const before = clocks.rules.document.rules.filter(({ id, end }) => id === rule.after && end.length === 0);
  return [rule.start, ...before.flatMap((one) => startsOf(one, clocks))];
}

/** Finds the first and the last day from which a clock may be in a stage now; undefined: from none. */
function windowOf(
  rule: ClockRule,
  threshold: Threshold,
  { calendar }: Clocks,
  at: number,
  past: boolean,
): Window | undefined {
  const now: Moment = { day: calendar.dayAt(at), instant: at };
  const variants = rule.start === "sealed" ? [rule, reroutedRule(rule)] : [rule];
  const reaches = (start: number) =>
    variants.some((one) => {
      const end = endOf(one, { day: start, instant: calendar.startOf(start) }, NO_RELIEF, calendar, now.day);
      const stage: ClockStage = stageAt(one, end, now, calendar);
      return worse(stage, threshold) === stage;
    });
  const high = lastDay(now.day, reaches);
  if (high === undefined) return undefined;
  if (threshold !== "due-soon" || past) return { low: EVER.low, high };
  // Pauses and extensions make a clock end later: what began long ago may still have time.
  const relief: Relief = { pauses: [], extensions: Object.keys(rule.extend) as ExtensionCode[] };
  const paused = rule.pause.length === 0 ? 0 : longestPause(rule);
  const isPast = (start: number) =>
    variants.every((one) => {
      const end = endOf(one, { day: start, instant: calendar.startOf(start + 1) - 1 }, relief, calendar, now.day);
      return isOver(end.instant === undefined ? { ...end, day: end.day + paused } : end, now);
    });
  return { low: (lastDay(now.day, isPast) ?? EVER.low) + 1, high };
}

/** First day of the clocks in hours that are looked for often: those of longer ago are found by the daily look. */
function recentDay({ period }: ClockRule, { calendar }: Clocks, at: number): number {
  return calendar.dayAt(at) - RECENT - ("hours" in period ? Math.ceil(period.hours / 24) : 0);
}

/** Most calendar days that pauses of so many working days can last, holidays between them included. */
function longestPause({ pauseLimit }: ClockRule): number {
  return 3 * pauseLimit + 30;
}

/** Finds the last day for which something holds that holds for all earlier ones too; undefined: for none. */
function lastDay(today: number, holds: (day: number) => boolean): number | undefined {
  let low = today - FARTHEST;
  let high = today + 1;
  if (!holds(low)) return undefined;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Joins windows that overlap or touch, in order. */
function merged(windows: readonly Window[]): Window[] {
  const joined: Window[] = [];
  for (const window of windows.toSorted((a, b) => a.low - b.low)) {
    const last = joined.at(-1);
    if (last === undefined || window.low > last.high + 1) joined.push(window);
    else joined[joined.length - 1] = { low: last.low, high: Math.max(last.high, window.high) };
  }
  return joined;
}
