import type { SubjectFollow } from "../../domain/generated/answers.ts";
import type { Veto } from "../../domain/follow.ts";
import { present } from "../../wire/present.ts";
import { shownClock } from "../shown-item.ts";
import type { Duty } from "./duties.ts";
import type { Followed } from "./follow-of-case.ts";
import { isOutOfSchool } from "./vetoes.ts";

/** Shows the follow-up of a person to the procuratorate that sent the list. @param vetoes that the facts show */
export function shownFollow(
  { follow, history: { visits }, relapse }: Followed,
  vetoes: readonly Veto[],
): SubjectFollow {
  const { life, anchor, duties, evaluation, next, measure, closing, newNeeds, todos, granted, delivered } = follow;
  const answers = visits.flatMap(({ satisfaction }) => satisfaction);
  return {
    state: life.state,
    anchor,
    duties: duties.map(shownDuty),
    closing: [...closing],
    todos: [...todos],
    newNeeds: [...newNeeds],
    vetoes: [...vetoes],
    granted,
    delivered,
    satisfaction: { answers: answers.length, sum: answers.reduce((sum, value) => sum + value, 0) },
    ...present({
      measure: measure && shownClock(measure),
      next,
      evaluation: evaluation && {
        message: evaluation.message,
        on: evaluation.on,
        conclusion: evaluation.conclusion,
        ...present({ grade: evaluation.grade }),
      },
      outOfSchool: isOutOfSchool(visits) || undefined,
      relapse: relapse && { ...relapse },
    }),
  };
}

/** Shows a visit that is owed. */
export function shownDuty({ kind, due, from, to, state, attempts, provisional, homeFrom, doneOn }: Duty) {
  return { kind, due, from, to, state, attempts, provisional, ...present({ homeFrom, doneOn }) };
}
