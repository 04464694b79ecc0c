import { dayInChina } from "../../domain/codes/calendar-date.ts";
import { type Clock, clocksOf } from "../clock/clocks-of.ts";
import type { Clocks } from "../clock/clocks-in-force.ts";
import { inOrder, type SubjectHistory } from "./history.ts";

/** Rule about the time in which a new measure follows grade D. */
const RULE = "D39";

/**
 * Gives the clock of the new measure after the last evaluation, when its grade is D. A measure is one that the evaluation names,
 * a need that is sent after it, or a measure that a later plan adds.
 *
 * @param division of the procuratorate
 * @param at the moment, ms
 */
export function measureClock(
  history: SubjectHistory,
  { rules, calendar }: Clocks,
  division: string,
  at: number,
): Clock | undefined {
  const last = inOrder(history.evaluations).at(-1);
  if (last?.grade !== "D") return undefined;
  const sent = history.items.flatMap(({ sealedAt }) => (sealedAt > last.issuedAt ? sealedAt : []));
  const added = history.measures.flatMap(({ addedAt, isDropped }) =>
    addedAt > last.issuedAt && !isDropped ? addedAt : [],
  );
  const first = Math.min(...sent, ...added);
  const measureOn = last.measure ? last.on : Number.isFinite(first) ? dayInChina(new Date(first)) : undefined;
  const dates = { evaluatedOn: last.on, ...(measureOn === undefined ? {} : { measureOn }) };
  return clocksOf({ type: "evaluation", division, at: dates }, rules, calendar, at).find(({ rule }) => rule === RULE);
}

/** Tells whether a measure that a plan added after grade D is still to be carried out. */
export function isUnsolvedMeasureOpen({ evaluations, measures }: SubjectHistory): boolean {
  const told = inOrder(evaluations);
  return measures.some(
    ({ addedAt, isOpen }) => isOpen && told.findLast(({ issuedAt }) => issuedAt < addedAt)?.grade === "D",
  );
}
