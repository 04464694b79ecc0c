import { dateOf, dayOf } from "../../domain/day.ts";
import type { Calendar } from "../../domain/deadline.ts";
import type { Duty } from "./duties.ts";
import { inOrder, type SubjectHistory } from "./history.ts";
import type { Life } from "./life.ts";
import type { FollowSchedule } from "./schedule.ts";

/** The evaluation that comes next. */
export interface NextEvaluation {
  readonly due: string;
  readonly provisional: boolean;
}

/**
 * Tells when a person is evaluated next: at the end of the window of F3, or as soon as F3 was carried out; after that, and
 * after grade D, so many days after the last evaluation. None for a case that is closed, or of somebody who died.
 */
export function nextEvaluation(
  history: SubjectHistory,
  { state, ended }: Life,
  duties: readonly Duty[],
  schedule: FollowSchedule,
  calendar: Calendar,
): NextEvaluation | undefined {
  if (state === "closed" || ended !== undefined) return undefined;
  const last = inOrder(history.evaluations).at(-1);
  const { unsolved, others } = schedule.evaluation;
  const again = last === undefined ? undefined : dayOf(last.on) + (last.grade === "D" ? unsolved : others);
  const third = duties.find(({ kind }) => kind === "F3");
  const day = again ?? (third === undefined ? undefined : dayOf(third.doneOn ?? third.to));
  return day === undefined ? undefined : { due: dateOf(day), provisional: !calendar.isPublished(day, day) };
}
