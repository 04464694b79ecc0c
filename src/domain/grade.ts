/** Grade of an evaluation, exactly: whole numbers are multiplied across, nothing is rounded. Pure. */
import { GRADES, type Grade, type Veto } from "./follow.ts";

/** Difficulty of one kind (field 35), 0 none to 10 the worst. */
export interface Score {
  readonly type: string;
  readonly score: number;
}

/** What a grade is computed from. */
export interface GradeInput {
  readonly before: readonly Score[];
  readonly after: readonly Score[];
  /** Items that were granted, and those of them that were carried out. */
  readonly granted: number;
  readonly delivered: number;
  /** Answers 1–5: how many, and their sum. */
  readonly satisfaction: { readonly answers: number; readonly sum: number };
  readonly vetoes: readonly Veto[];
  /** The scores were given only by a department that helped: then there is no grade. */
  readonly byHelper?: boolean;
}

/** A grade with what decided it. */
export interface Graded {
  /** None: nothing was difficult before, or only the helper says how it is now. */
  readonly grade?: Grade;
  /** Share of the difficulty that is gone: this many of `before`, both sums of scores. */
  readonly gone: number;
  readonly before: number;
  readonly vetoes: readonly Veto[];
  /** What a better grade lacks. */
  readonly lacks: readonly ("ratio" | "delivery" | "satisfaction" | "answers")[];
}

/** Points by which a score may get worse without ruling out a better grade. */
const WORSE = 3;

/** Computes a grade. Kinds that only one list has count as 0 in the other. */
export function gradeOf(input: GradeInput): Graded {
  const scoreIn = (list: readonly Score[], type: string) => list.find((one) => one.type === type)?.score ?? 0;
  const types = [...new Set([...input.before, ...input.after].map(({ type }) => type))];
  const pairs = types.map((type) => ({ before: scoreIn(input.before, type), after: scoreIn(input.after, type) }));
  const hard = pairs.filter(({ before }) => before > 0);
  const before = hard.reduce((sum, one) => sum + one.before, 0);
  const gone = hard.reduce((sum, one) => sum + one.before - one.after, 0);
  const worse = pairs.some((one) => one.after - one.before >= WORSE);
  const vetoes = worse && !input.vetoes.includes("worse") ? [...input.vetoes, "worse" as const] : input.vetoes;
  const told = { gone, before, vetoes };
  if (before === 0 || input.byHelper === true) return { ...told, lacks: [] };
  const { granted, delivered } = input;
  const { answers, sum } = input.satisfaction;
  const answered = answers > 0;
  const pleased = (mean: number) => sum >= mean * answers;
  const reaches = (tenths: number) => 10 * gone >= tenths * before;
  const isA = reaches(8) && delivered === granted && answered && pleased(4);
  const isB = reaches(5) && pleased(3);
  const grade = vetoes.length > 0 ? "D" : isA ? "A" : isB ? "B" : reaches(2) ? "C" : "D";
  const lacks = [
    ...(reaches(8) ? [] : (["ratio"] as const)),
    ...(delivered === granted ? [] : (["delivery"] as const)),
    ...(answered ? (pleased(4) ? [] : (["satisfaction"] as const)) : (["answers"] as const)),
  ];
  return { ...told, grade, lacks };
}

/** Code of scores that only the department that helped has given (`scoredBy`). */
export const BY_HELPER = "3";

/** Grade that an evaluation writes where nothing can be measured. */
export const NOT_MEASURABLE = "N";

/**
 * Tells whether a grade is one that the scores of an evaluation cannot give, whatever the persons answered: a better one, or one
 * where nothing is measurable.
 */
export function isBeyondScores(
  computed: Grade | typeof NOT_MEASURABLE,
  input: Omit<GradeInput, "satisfaction">,
): boolean {
  const best = gradeOf({ ...input, satisfaction: { answers: 1, sum: 5 } }).grade;
  if (best === undefined || computed === NOT_MEASURABLE) return computed !== (best ?? NOT_MEASURABLE);
  return GRADES.findIndex((one) => one === computed) < GRADES.indexOf(best);
}
