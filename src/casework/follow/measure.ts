import { dayInChina } from "../../domain/codes/calendar-date.ts";
import { type Clock, clocksOf } from "../clock/clocks-of.ts";
import type { Clocks } from "../clock/clocks-in-force.ts";
import { inOrder, type SubjectHistory } from "./history.ts";

/** Rule about the time in which a new measure follows grade D. */
const RULE = "D39";

/**
 * Gives the clock of the new measure after the last evaluation, when its grade is D. A measure is one that the evaluation names,
 * or a need that is sent after it.
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
  const measureOn = last.measure ? last.on : sent.length > 0 ? dayInChina(new Date(Math.min(...sent))) : undefined;
  const dates = { evaluatedOn: last.on, ...(measureOn === undefined ? {} : { measureOn }) };
  return clocksOf({ type: "evaluation", division, at: dates }, rules, calendar, at).find(({ rule }) => rule === RULE);
}
