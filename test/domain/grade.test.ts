import fc from "fast-check";
import t from "tap";
import { gradeOf, type GradeInput, isBeyondScores } from "../../src/domain/grade.ts";
import { GRADES, VETOES } from "../../src/domain/follow.ts";
import { holds } from "../support/holds.ts";

const scores = (values: readonly number[]) => values.map((score, at) => ({ type: `0${at + 1}`, score }));
const told = (...values: readonly number[]) => ({
  answers: values.length,
  sum: values.reduce((sum, one) => sum + one, 0),
});
const from = (before: readonly number[], after: readonly number[], more: Partial<GradeInput> = {}) =>
  gradeOf({
    before: scores(before),
    after: scores(after),
    granted: 2,
    delivered: 2,
    satisfaction: told(4),
    vetoes: [],
    ...more,
  });

t.test("the vectors", async (t) => {
  const rows = [
    { before: [8, 6], after: [7, 6], ratio: 0.071, grade: "D" },
    { before: [8, 6], after: [1, 2], ratio: 0.786, grade: "B" },
    { before: [8, 6], after: [1, 1], ratio: 0.857, grade: "A" },
    { before: [8, 5], after: [4, 1], ratio: 0.615, grade: "B" },
    { before: [8, 6], after: [5, 5], ratio: 0.286, grade: "C" },
    { before: [4, 3], after: [5, 4], ratio: -0.286, grade: "D" },
  ];
  for (const { before, after, ratio, grade } of rows) {
    const graded = from(before, after, { satisfaction: told(5) });
    t.equal(Math.round((graded.gone / graded.before) * 1000) / 1000, ratio);
    t.equal(graded.grade, grade, `${before.join()} → ${after.join()}`);
  }
  t.equal(from([0, 0], [0, 2]).grade, undefined, "nothing was difficult before");
});

t.test("what a better grade lacks", async (t) => {
  t.strictSame([from([8], [1]).grade, from([8], [1]).lacks], ["A", []]);
  const silent = from([8], [1], { satisfaction: told() });
  t.strictSame([silent.grade, silent.lacks], ["B", ["answers"]], "without an answer at most B");
  const undelivered = from([8], [1], { delivered: 1 });
  t.strictSame([undelivered.grade, undelivered.lacks], ["B", ["delivery"]]);
  const displeased = from([8], [1], { satisfaction: told(3) });
  t.strictSame([displeased.grade, displeased.lacks], ["B", ["satisfaction"]]);
  t.equal(from([8], [1], { satisfaction: told(2, 3) }).grade, "C", "a mean of 2.5 is less than 3");
  t.equal(from([8], [1], { byHelper: true }).grade, undefined, "nobody but the helper says so");
  t.equal(from([10], [2]).grade, "A", "exactly 0.8");
  t.equal(from([10, 0], [0, 3]).grade, "D", "a difficulty that is new, and grave");
  t.strictSame(from([10, 0], [0, 3]).vetoes, ["worse"]);
  for (const veto of VETOES) t.equal(from([10], [0], { vetoes: [veto] }).grade, "D", veto);
});

t.test("less difficulty never gives a worse grade", async (t) => {
  const list = fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 1, maxLength: 4 });
  const rank = (grade: string | undefined) => GRADES.findIndex((one) => one === grade);
  await holds(
    t,
    fc.property(
      list,
      list,
      fc.nat({ max: 3 }),
      fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }),
      (b, a, at, m) => {
        const before = a.map((_, index) => b[index] ?? 5);
        const better = a.map((score, index) => (index === at ? Math.max(0, score - 1) : score));
        const [now, then] = [a, better].map((after) => from(before, after, { satisfaction: told(...m) }).grade);
        return now === undefined ? then === undefined : rank(then) <= rank(now);
      },
    ),
  );
});

t.test("what an evaluation's own scores cannot give", async (t) => {
  const beyond = (
    computed: Parameters<typeof isBeyondScores>[0],
    before: readonly number[],
    after: readonly number[],
    more: Partial<GradeInput> = {},
  ) =>
    isBeyondScores(computed, {
      before: scores(before),
      after: scores(after),
      granted: 1,
      delivered: 1,
      vetoes: [],
      ...more,
    });
  t.strictSame(
    (["A", "B", "C", "D", "N"] as const).map((grade) => beyond(grade, [8, 6], [4, 3])),
    [true, false, false, false, true],
    "half of it is gone",
  );
  t.ok(beyond("A", [8], [1], { delivered: 0 }), "not everything was carried out");
  t.notOk(beyond("A", [8], [1]), "how people answered is not in it");
  t.ok(beyond("C", [8], [1], { vetoes: ["relapse"] }));
  t.strictSame([beyond("D", [0], [0]), beyond("N", [0], [0])], [true, false], "nothing was difficult");
  t.ok(beyond("D", [8], [1], { byHelper: true }));
});
