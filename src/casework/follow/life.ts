/** Life of a person's case: open, following, closed, long-term. From facts alone. Pure. */
import { dayInChina } from "../../domain/codes/calendar-date.ts";
import type { SubjectState } from "../../domain/follow.ts";
import { isOpen } from "../../domain/item.ts";
import { inOrder, type SubjectHistory } from "./history.ts";

/** Days from `from`, up to but not with `to`; without `to` it lasts. */
export interface Interval {
  readonly from: string;
  readonly to?: string;
}

/** Life of a subject. */
export interface Life {
  readonly state: SubjectState;
  /** Intervals in which the case was closed. */
  readonly closed: readonly Interval[];
  /** Intervals of long-term aid. */
  readonly longTerm: readonly Interval[];
  /** Day from which nobody is visited any more: death, or the withdrawal of everything. */
  readonly ended?: string;
}

/** Tells the life of a subject. */
export function lifeOf(history: SubjectHistory): Life {
  const closed = closedIn(history);
  const longTerm = longTermIn(history);
  const ended = endOf(history);
  const lasts = (intervals: readonly Interval[]) => intervals.at(-1)?.to === undefined && intervals.length > 0;
  const following = history.items.every(({ state }) => !isOpen(state));
  const state = lasts(closed) ? "closed" : lasts(longTerm) ? "long-term" : following ? "following" : "open";
  return { state, closed, longTerm, ...(ended === undefined ? {} : { ended }) };
}

/** Finds when the case was closed: from C1 until C4, or until a need came anew. */
function closedIn(history: SubjectHistory): Interval[] {
  const closed: Interval[] = [];
  let open: { readonly at: number; readonly on: string } | undefined;
  const reopen = (to: string | undefined) => {
    if (open === undefined || to === undefined) return;
    closed.push({ from: open.on, to });
    open = undefined;
  };
  for (const { issuedAt, on, conclusion } of inOrder(history.evaluations)) {
    if (open !== undefined) reopen(reopenedOn(history, open.at, issuedAt));
    if (conclusion === "C4") reopen(on);
    else if (conclusion === "C1") open ??= { at: issuedAt, on };
  }
  if (open !== undefined) reopen(reopenedOn(history, open.at, Number.POSITIVE_INFINITY));
  return open === undefined ? closed : [...closed, { from: open.on }];
}

/** Finds the day on which a case that was closed went on: a need was sent anew, or an ended one was taken up again. */
function reopenedOn({ items }: SubjectHistory, closedAt: number, before: number): string | undefined {
  const times = items
    .flatMap(({ state, since, sealedAt }) => [sealedAt, ...(isOpen(state) ? [since] : [])])
    .filter((at) => at > closedAt && at < before);
  return times.length === 0 ? undefined : dayOf(Math.min(...times));
}

/** Finds when there was long-term aid: from C3 until another conclusion. */
function longTermIn({ evaluations }: SubjectHistory): Interval[] {
  const longTerm: Interval[] = [];
  let from: string | undefined;
  for (const { on, conclusion } of inOrder(evaluations)) {
    if (conclusion === "C3") from ??= on;
    else if (from !== undefined) {
      longTerm.push({ from, to: on });
      from = undefined;
    }
  }
  return from === undefined ? longTerm : [...longTerm, { from }];
}

function endOf({ items, visits }: SubjectHistory): string | undefined {
  const died = visits.flatMap(({ outcome, on }) => (outcome === "V5" ? on : []));
  const dead = items.flatMap((item) => (item.dead === true ? dayOf(item.since) : []));
  const withdrawn = items.flatMap(({ closedAt }) => closedAt ?? []);
  const all = withdrawn.length === items.length && items.length > 0 ? [dayOf(Math.max(...withdrawn))] : [];
  return [...died, ...dead, ...all].toSorted()[0];
}

/** Tells whether a day is within one of some intervals. */
export function isWithin(day: string, intervals: readonly Interval[]): boolean {
  return intervals.some(({ from, to }) => from <= day && (to === undefined || day < to));
}

function dayOf(at: number): string {
  return dayInChina(new Date(at));
}
