/** The follow-up of one person at a moment: what is owed, what was found, what a person should do. Derived, stored nowhere. Pure. */
import type { ClosingFault, FollowTodo } from "../../domain/follow.ts";
import type { Clock } from "../clock/clocks-of.ts";
import type { Clocks } from "../clock/clocks-in-force.ts";
import { anchorOf } from "./anchor.ts";
import { closingFaults } from "./closing.ts";
import { dutiesOf, type Duty } from "./duties.ts";
import { type Evaluation, inOrder, type SubjectHistory } from "./history.ts";
import { type Life, lifeOf } from "./life.ts";
import { isUnsolvedMeasureOpen, measureClock } from "./measure.ts";
import { type NextEvaluation, nextEvaluation } from "./next-evaluation.ts";
import type { FollowSchedule } from "./schedule.ts";

/** Follow-up of one person. */
export interface Follow {
  readonly life: Life;
  /** Day from which visits are counted. */
  readonly anchor: string;
  readonly duties: readonly Duty[];
  readonly evaluation?: Evaluation;
  readonly next?: NextEvaluation;
  /** Clock of the new measure after grade D. */
  readonly measure?: Clock;
  /** What keeps the case from being closed. */
  readonly closing: readonly ClosingFault[];
  /** Needs that a visit found and that were not sent since. */
  readonly newNeeds: readonly string[];
  readonly todos: readonly FollowTodo[];
  readonly granted: number;
  readonly delivered: number;
}

/**
 * Derives the follow-up of a person.
 *
 * @param division of the procuratorate
 * @param at the moment, ms
 */
export function followOf(
  history: SubjectHistory,
  schedule: FollowSchedule,
  clocks: Clocks,
  division: string,
  at: number,
): Follow {
  const { calendar } = clocks;
  const life = lifeOf(history);
  const duties = dutiesOf(history, life, schedule, calendar, calendar.dateAt(at));
  const evaluation = inOrder(history.evaluations).at(-1);
  const next = nextEvaluation(history, life, duties, schedule, calendar);
  const measure = measureClock(history, clocks, division, at);
  const measureOpen = measure !== undefined && measure.ended === undefined;
  const newNeeds = openNeeds(history);
  const again = evaluation?.conclusion === "C4" && !sentAfter(history, evaluation.issuedAt);
  return {
    life,
    anchor: anchorOf(history),
    duties,
    ...(evaluation === undefined ? {} : { evaluation }),
    ...(next === undefined ? {} : { next }),
    ...(measure === undefined ? {} : { measure }),
    closing: closingFaults(history, life, duties, measureOpen || isUnsolvedMeasureOpen(history)),
    newNeeds,
    todos: [
      ...(newNeeds.length > 0 ? ["send-needs" as const] : []),
      ...(again ? ["refer-again" as const] : []),
      ...(measureOpen ? ["measure" as const] : []),
    ],
    granted: history.items.filter(({ granted }) => granted).length,
    delivered: history.items.filter(({ granted, state }) => granted && state === "delivered").length,
  };
}

function openNeeds({ visits, items }: SubjectHistory): string[] {
  const open = visits.flatMap(({ newNeeds, issuedAt }) =>
    newNeeds.filter((need) => !items.some((item) => item.need === need && item.sealedAt > issuedAt)),
  );
  return [...new Set(open)].toSorted();
}

function sentAfter({ items }: SubjectHistory, at: number): boolean {
  return items.some(({ sealedAt }) => sealedAt > at);
}
