/** What an evaluation can say before anybody judges: from the case, the list, and the plan. Pure. */
import type { CaseItem, SubjectFollow } from "../../domain/generated/answers.ts";
import { type Grade, type Veto, VETOES } from "../../domain/follow.ts";
import { BY_HELPER, gradeOf, NOT_MEASURABLE, type Score } from "../../domain/grade.ts";
import { isGranted } from "../../domain/item.ts";
import { present } from "../../wire/present.ts";
import { isObject } from "../../wire/value.ts";

/** Draft of a person's evaluation. What is missing is for the officer to say. */
export interface EvaluationDraft {
  readonly from: string;
  readonly to: string;
  readonly before: readonly DraftScore[];
  readonly after: readonly DraftScore[];
  /** 1: the procuratorate gave the scores. */
  readonly scoredBy?: "1";
  readonly items: readonly {
    readonly need: string;
    readonly by: string;
    readonly granted: boolean;
    readonly delivered: boolean;
  }[];
  readonly vetoes: readonly Veto[];
  /** Only where all scores are known. */
  readonly gradeComputed?: Grade | typeof NOT_MEASURABLE;
}

type DraftScore = Pick<Score, "type"> & Partial<Score>;

/** What is known of a person besides the follow-up. */
export interface DraftSources {
  /** ISO day. */
  readonly today: string;
  /** Party that evaluates. */
  readonly party: string;
  readonly items: readonly CaseItem[];
  /** Kinds of difficulty that the list names. */
  readonly difficulties: readonly string[];
  /** Scores with which the plan began. */
  readonly goals: readonly Score[];
}

/** The procuratorate gave the scores. */
const OWN = "1";

/**
 * Drafts an evaluation of the days since the last one, or since help began. How it was before, the last visit up to then says, and of
 * the first evaluation else the plan; how it is now, the last visit since.
 */
export function draftEvaluation(follow: SubjectFollow, sources: DraftSources): EvaluationDraft {
  const { today, items, difficulties, goals, party } = sources;
  const from = follow.evaluation?.on ?? follow.anchor;
  const earlier = follow.scores.findLast(({ on }) => on <= from);
  const later = follow.scores.findLast(({ on }) => on > from && on <= today);
  const known = earlier?.scores ?? (follow.evaluation === undefined ? goals : []);
  const types = new Set([...difficulties, ...[...known, ...(later?.scores ?? [])].map(({ type }) => type)]);
  const scored = (list: readonly Score[]): DraftScore[] =>
    [...types].toSorted().map((type) => list.find((one) => one.type === type) ?? { type });
  const [before, after] = [scored(known), scored(later?.scores ?? [])];
  const [first, last] = [before, after].map((list) => list.filter(isScored)) as [Score[], Score[]];
  const isWhole = types.size > 0 && first.length === types.size && last.length === types.size;
  const graded = isWhole
    ? gradeOf({ ...factsOf(follow), before: first, after: last, vetoes: follow.vetoes })
    : undefined;
  return {
    from,
    to: today,
    before,
    after,
    items: items.filter(isGranted).map(({ need, department, state }) => ({
      need,
      by: department,
      granted: true,
      delivered: state === "delivered",
    })),
    vetoes: graded?.vetoes ?? follow.vetoes,
    ...present({
      scoredBy: later?.by === party ? (OWN as "1") : undefined,
      gradeComputed: graded && (graded.grade ?? NOT_MEASURABLE),
    }),
  };
}

/** Computes the grade that an evaluation leaves out, from its scores and the case; undefined where it has one, or no scores. */
export function computedGrade(
  one: Readonly<Record<string, unknown>>,
  follow: SubjectFollow,
): EvaluationDraft["gradeComputed"] {
  const [before, after] = [scoresIn(one["before"]), scoresIn(one["after"])];
  if (one["gradeComputed"] !== undefined || before === undefined || after === undefined) return undefined;
  const named: readonly unknown[] = Array.isArray(one["vetoes"]) ? one["vetoes"] : [];
  const vetoes = VETOES.filter((veto) => named.includes(veto) || follow.vetoes.includes(veto));
  const byHelper = one["scoredBy"] === BY_HELPER;
  return gradeOf({ ...factsOf(follow), before, after, vetoes, byHelper }).grade ?? NOT_MEASURABLE;
}

function scoresIn(list: unknown): Score[] | undefined {
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const scores = list.filter(
    (one): one is Score => isObject(one) && typeof one["type"] === "string" && typeof one["score"] === "number",
  );
  return scores.length === list.length ? scores : undefined;
}

/** Takes what the case itself says for a grade. */
function factsOf({ granted, delivered, satisfaction }: SubjectFollow) {
  return { granted, delivered, satisfaction };
}

function isScored(one: DraftScore): one is Score {
  return one.score !== undefined;
}
