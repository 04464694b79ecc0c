import type { SubjectFollow } from "../../domain/generated/answers.ts";
import type { Veto } from "../../domain/follow.ts";
import { present } from "../../wire/present.ts";
import { shownClock } from "../shown-item.ts";
import type { Duty } from "./duties.ts";
import type { Followed } from "./follow-of-case.ts";
import { inOrder, type SubjectHistory } from "./history.ts";
import { isOutOfSchool } from "./vetoes.ts";

/** Shows the follow-up of a person to the procuratorate that sent the list. @param vetoes that the facts show */
export function shownFollow(
  { follow, history: { visits }, relapse }: Followed,
  vetoes: readonly Veto[],
): SubjectFollow {
  const { life, anchor, duties, evaluation, next, measure, closing, newNeeds, todos, granted, delivered } = follow;
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
    satisfaction: satisfactionIn(visits),
    scores: scoresIn(visits),
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

/** Sums up how satisfied people are with whom. */
export function satisfactionIn(visits: SubjectHistory["visits"]): SubjectFollow["satisfaction"] {
  const answers = visits.flatMap(({ satisfaction }) => satisfaction);
  return { answers: answers.length, sum: answers.reduce((sum, value) => sum + value, 0) };
}

/** Lists by day the visits that found how difficult life is. */
function scoresIn(visits: SubjectHistory["visits"]): SubjectFollow["scores"] {
  return inOrder(visits.filter(({ scores }) => scores.length > 0))
    .toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
    .map(({ on, by, scores }) => ({ on, by, scores: scores.map(({ type, score }) => ({ type, score })) }));
}

/** Shows a visit that is owed. */
export function shownDuty({ kind, due, from, to, state, attempts, provisional, homeFrom, doneOn }: Duty) {
  return { kind, due, from, to, state, attempts, provisional, ...present({ homeFrom, doneOn }) };
}
