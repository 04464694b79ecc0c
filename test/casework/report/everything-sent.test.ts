/**
 * What a reader can work out from all reports of several months together, by trying: an independent referee, which knows
 * nothing of how cells are chosen.
 */
import fc from "fast-check";
import t from "tap";
import { countMayFollow, totalMayFollow } from "../../../src/casework/report/cumulative.ts";
import { makeReport, type MadeReport } from "../../../src/casework/report/make-report.ts";
import { protectTogether } from "../../../src/casework/report/protect.ts";
import type { Report } from "../../../src/domain/generated/answers.ts";
import { holds } from "../../support/holds.ts";
import { addPersons, DEPARTMENTS, headOf, tallyOf } from "../../support/report.ts";

const MONTHS = ["2026-09", "2026-10", "2026-11"];
/** Most persons that a reader considers for a cell: more than any that is generated, with room above. */
const MOST = 13;

/** Publishes three months; rows are departments. */
function publishAll(months: readonly (readonly number[])[]): MadeReport[] {
  const made: MadeReport[] = [];
  for (const [at, counts] of months.entries()) {
    const tally = tallyOf(MONTHS[at] ?? "");
    addPersons(
      tally,
      "I03",
      counts.map((count) => [count]),
      ["N01"],
    );
    made.push(makeReport(tally, headOf(MONTHS[at] ?? ""), made.at(-1)));
  }
  return made;
}

/** Vectors of a month that agree with its report for a reader who knows the row `viewer`. */
function* agreeing(
  report: Report | undefined,
  counts: readonly number[],
  viewer: number | undefined,
): Generator<number[]> {
  const section = report?.sections.find(({ id }) => id === "I03");
  const rowOf = (at: number) => section?.rows.find(({ department }) => department === DEPARTMENTS[at])?.total;
  const total = section?.total.total;
  function* fill(vector: number[]): Generator<number[]> {
    const at = vector.length;
    if (at === counts.length) {
      const sum = vector.reduce((a, b) => a + b, 0);
      // Zero is always shown, so a month without its total has somebody.
      if (typeof total === "number" ? sum === total : sum > 0) yield vector;
      return;
    }
    const known = at === viewer ? counts[at] : (rowOf(at) as number | null | undefined);
    const least = known === null ? Math.min(1, counts[at] ?? 0) : 0;
    for (let value = known ?? least; value <= (known ?? MOST); value += 1) yield* fill([...vector, value]);
  }
  yield* fill([]);
}

/** Finds a count of 1 to 4 persons of another department that a reader can tell too closely. */
function leakIn(months: readonly (readonly number[])[], made: readonly MadeReport[], viewer: number | undefined) {
  const running = made.map((one) => one.public.figures["year.sent"]);
  // Of each month: which sums are possible, and for each the values that each department may have.
  const bySum = months.map((counts, month) => {
    const sums = new Map<number, number[][]>();
    for (const vector of agreeing(made[month]?.public, counts, viewer)) {
      const sum = vector.reduce((a, b) => a + b, 0);
      sums.set(sum, [...(sums.get(sum) ?? []), vector]);
    }
    return sums;
  });
  const possible = months.map(() => new Set<number>());
  const [first, second, third] = bySum.map((sums) => [...sums.keys()]);
  for (const a of first ?? []) {
    if (typeof running[0] === "number" && a !== running[0]) continue;
    for (const b of second ?? []) {
      if (typeof running[1] === "number" && a + b !== running[1]) continue;
      for (const c of third ?? []) {
        if (typeof running[2] === "number" && a + b + c !== running[2]) continue;
        [a, b, c].forEach((sum, month) => possible[month]?.add(sum));
      }
    }
  }
  for (const [month, counts] of months.entries()) {
    const vectors = [...(possible[month] ?? [])].flatMap((sum) => bySum[month]?.get(sum) ?? []);
    for (const [row, count] of counts.entries()) {
      if (row === viewer || count === 0 || count > 4) continue;
      const values = vectors.map((vector) => vector[row] ?? 0);
      const [least, most] = [Math.min(...values), Math.max(...values)];
      if (most < 5 || most - least < 4) return `${viewer} tells month ${month}, row ${row}: ${least} to ${most}`;
    }
  }
  return undefined;
}

t.test("no reader tells a small count from all months and their running totals", async (t) => {
  const months = fc.array(fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 3, maxLength: 3 }), {
    minLength: 3,
    maxLength: 3,
  });
  const seen = { hidden: 0, after: 0 };
  await holds(
    t,
    fc.property(months, (counts) => {
      const made = publishAll(counts);
      const totals = made.map((one) => one.public.figures["year.sent"]);
      if (totals.includes(null)) seen.hidden += 1;
      if (totals.some((total, at) => total === null && typeof totals[at + 1] === "number")) seen.after += 1;
      for (const viewer of [undefined, 0, 1, 2]) {
        const leak = leakIn(counts, made, viewer);
        if (leak !== undefined) throw new Error(`${leak} of ${JSON.stringify(counts)}, totals ${totals.join()}`);
      }
    }),
    {
      numRuns: 40,
      examples: [
        [
          [
            [3, 0, 0],
            [0, 4, 0],
            [0, 0, 0],
          ],
        ],
        [
          [
            [3, 3, 1],
            [4, 2, 3],
            [8, 8, 8],
          ],
        ],
      ],
    },
  );
  t.ok(seen.hidden > 0 && seen.after > 0, JSON.stringify(seen));
});

t.test("a running total is withheld once a value of a hidden month was released", async (t) => {
  const months = [
    [3, 3],
    [4, 3],
  ];
  const totalWith = (released: readonly string[]) => {
    let last: MadeReport | undefined;
    for (const [at, counts] of months.entries()) {
      const tally = tallyOf(MONTHS[at] ?? "");
      addPersons(
        tally,
        "I03",
        counts.map((count) => [count]),
        ["N01"],
      );
      last = makeReport(tally, headOf(MONTHS[at] ?? ""), last, [], new Set(at === 0 ? [] : released));
    }
    return last?.public.figures["year.sent"];
  };
  t.equal(totalWith([]), 13);
  t.equal(totalWith(["I01.persons", "I07//delivered"]), 13, "of another figure");
  t.equal(totalWith(["I03//"]), null, "less the total that was made known it would be the other month's");
  t.equal(totalWith(["I03/civil-affairs/"]), null);
});

t.test("a department that one table hides is hidden in all, and no list tells a small count", async (t) => {
  const list = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 4, maxLength: 4 });
  await holds(
    t,
    fc.property(list, list, (a, b) => {
      const tables = [a, b].map((counts) => ({
        items: counts.map((count) => [count]),
        persons: {
          cells: counts.map((count) => [count]),
          rows: counts,
          columns: [counts.reduce((x, y) => x + y, 0)],
          total: counts.reduce((x, y) => x + y, 0),
        },
      }));
      const [one, other] = protectTogether(tables);
      const hidden = [one, other].flatMap((shown) => (shown?.rows ? [shown.rows.map((count) => count === null)] : []));
      if (hidden.length === 2 && JSON.stringify(hidden[0]) !== JSON.stringify(hidden[1])) throw new Error("one tells");
      for (const counts of [a, b]) {
        const shown = counts === a ? one : other;
        for (const [row, count] of counts.entries()) {
          if (count > 0 && count < 5 && typeof shown?.rows?.[row] === "number") throw new Error(`${count} is shown`);
        }
      }
    }),
  );
});

t.test("the two examples of the specification, each as the table of what was sent in October", (t) => {
  const columns = ["N01", "N02", "N03"];
  const sectionOf = (counts: readonly number[][]) => {
    const tally = tallyOf("2026-10");
    addPersons(tally, "I03", counts, columns);
    return makeReport(tally, headOf("2026-10")).public.sections.find(({ id }) => id === "I03");
  };
  const first = sectionOf([
    [14, 6, 2],
    [7, 5, 0],
    [6, 3, 0],
    [9, 8, 6],
  ]);
  t.equal(first?.form, "rows", "the table is dropped");
  t.same([first?.rows.map(({ total }) => total), first?.total.total], [[22, 12, 9, 23], 66]);
  t.notOk(first?.total.cells ?? first?.rows.some(({ cells }) => cells));
  const second = sectionOf([
    [14, 6, 2],
    [7, 5, 6],
    [9, 3, 8],
    [9, 8, 6],
  ]);
  t.equal(second?.form, "table");
  const hidden = second?.rows.flatMap(({ cells }) => cells ?? []).filter((cell) => cell === null).length ?? 0;
  t.ok(hidden > 2 && hidden <= 8, `${hidden} hidden`);
  t.same(second?.total, { cells: [39, 22, 22], total: 83 });
  t.end();
});

t.test("a running total that differs by one from the last is withheld", (t) => {
  t.equal(countMayFollow({ a: 7, b: 6 }, { a: 7, b: 5 }), false, "12, then 13");
  t.equal(countMayFollow({ a: 7, b: 5 }, { a: 7, b: 5 }), true);
  t.equal(countMayFollow({ a: 12, b: 13 }, { a: 6, b: 7 }), true);
  t.equal(countMayFollow({ a: 12, b: 7 }, { a: 6, b: 5 }), false, "a department that knows its 6 learns the other 2");
  t.equal(totalMayFollow([{ a: 3 }]), false, "one hidden month is the difference");
  t.equal(
    totalMayFollow([
      { a: 3, b: 3 },
      { a: 4, b: 3 },
    ]),
    true,
  );
  t.equal(totalMayFollow([{ a: 1 }, { a: 4 }]), false, "five in two months: each has four at most");
  t.end();
});
