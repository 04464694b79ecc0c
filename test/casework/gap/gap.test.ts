import fc from "fast-check";
import t from "tap";
import { dateOf, dayOf } from "../../../src/domain/day.ts";
import { uncovered } from "../../../src/casework/gap/span.ts";
import { aidGap, HORIZON_DAYS } from "../../../src/casework/gap/gap.ts";
import { livingNeed, monthlyFen } from "../../../src/casework/gap/living-need.ts";
import type { MonthlyAid } from "../../../src/casework/gap/monthly-aid.ts";
import { holds } from "../../support/holds.ts";
import { type Example, fen, GA, gapOf, needOf } from "./examples.ts";
import { like } from "../../support/like.ts";

const EXAMPLES: Readonly<
  Record<string, { of: Example; days: number; level: string; runs: [string, string][]; openAfter?: string }>
> = {
  GA: { of: GA, days: 37, level: "G2", runs: [["2026-11-03", "2026-12-10"]] },
  "GA with a bridge of 1,600": {
    of: { ...GA, money: [...(GA.money ?? []), ["2026-10-31", 1_600]] },
    days: 17,
    level: "G2",
    runs: [["2026-11-23", "2026-12-10"]],
  },
  "GA with that bridge and monthly aid from 1 December": {
    of: { ...GA, money: [...(GA.money ?? []), ["2026-10-31", 1_600]], monthly: [["2026-12-01"]] },
    days: 8,
    level: "G1",
    runs: [["2026-11-23", "2026-12-01"]],
  },
  "GA with a bridge of 2,400": {
    of: { ...GA, money: [...(GA.money ?? []), ["2026-10-31", 2_400]] },
    days: 7,
    level: "G1",
    runs: [["2026-12-03", "2026-12-10"]],
  },
  "GB, before the money": {
    of: {
      members: 2,
      line: 830,
      income: 600,
      sealed: "2026-09-16",
      money: [["2026-10-10", 20_000]],
      monthly: [["2026-12-10"]],
    },
    days: 24,
    level: "G2",
    runs: [["2026-09-16", "2026-10-10"]],
  },
  "GC, no monthly aid": {
    of: { members: 1, line: 720, income: 0, sealed: "2026-07-01", money: [["2026-07-01", 8_000]] },
    days: 0,
    level: "G0",
    runs: [],
    openAfter: "2027-05-30",
  },
  "GF, nothing before the first payment": {
    of: { members: 1, line: 700, income: 0, sealed: "2026-10-12", monthly: [["2026-12-10"]] },
    days: 59,
    level: "G2",
    runs: [["2026-10-12", "2026-12-10"]],
  },
  "GG, monthly aid below four fifths": {
    of: {
      members: 3,
      line: 800,
      income: 0,
      sealed: "2026-10-12",
      money: [["2026-10-12", 4_800]],
      monthly: [["2026-12-10", 1_200]],
    },
    days: 120,
    level: "G3",
    runs: [["2026-12-11", "2027-04-10"]],
    openAfter: "2026-12-11",
  },
};

for (const [name, { of, days, level, runs, openAfter }] of Object.entries(EXAMPLES)) {
  t.test(name, async (t) => {
    const gap = gapOf(of);
    t.equal(gap.days, days);
    t.equal(gap.level, level);
    t.same(
      gap.runs.map(({ from, to }) => [from, to]),
      runs,
    );
    t.equal(gap.openAfter, openAfter);
  });
}

t.test("GD: who has the line already lacks nothing", async (t) => {
  const need = livingNeed({ members: 3, line: fen(800), yearlyIncome: 0n, monthlyAid: fen(2_400) });
  t.equal(need, 0n);
  const gap = aidGap(need, dayOf("2026-10-12"), [], []);
  t.equal(gap.level, "G0");
  t.equal(gap.openAfter, undefined);
});

t.test("GE: B is what remains after the breadwinner's income is gone", async (t) => {
  const need = livingNeed({ members: 3, line: fen(800), yearlyIncome: fen(84_000 - 72_000), monthlyAid: 0n });
  t.equal(monthlyFen(need), fen(1_400));
});

t.test("four fifths of B suffice, a fen less does not", async (t) => {
  const of = { ...GA, money: [] };
  t.equal(gapOf({ ...of, monthly: [["2026-09-24", 1_920]] }).days, 0);
  t.equal(gapOf({ ...of, monthly: [["2026-09-24", 1_919.99]] }).days, HORIZON_DAYS);
  t.equal(
    gapOf({
      ...of,
      monthly: [
        ["2026-09-24", 1_000],
        ["2026-10-24", 920],
      ],
    }).days,
    30,
    "from the day of the sum",
  );
});

t.test("the limits of the levels", async (t) => {
  const levelWhenPaid = (on: string) => gapOf({ ...GA, money: [], monthly: [[on]] }).level;
  t.equal(levelWhenPaid("2026-09-24"), "G0");
  t.equal(levelWhenPaid("2026-09-25"), "G1");
  t.equal(levelWhenPaid("2026-10-09"), "G1");
  t.equal(levelWhenPaid("2026-10-10"), "G2");
  t.equal(levelWhenPaid("2026-11-23"), "G2");
  t.equal(levelWhenPaid("2026-11-24"), "G3");
});

t.test("a short gap at the end of the horizon has no end in sight without monthly aid", async (t) => {
  // 14,320 yuan last ⌊30·14,320 ÷ 2,400⌋ = 179 days.
  const of: Example = { ...GA, money: [["2026-09-24", 14_320]], monthly: [] };
  like(t, gapOf(of), { days: 1, level: "G3", openAfter: "2027-03-22" });
  like(t, gapOf({ ...of, monthly: [["2027-04-10"]] }), { days: 1, level: "G1", openAfter: undefined });
});

const amounts = fc.bigInt({ min: 0n, max: 10_000_000n });
const sealed = dayOf("2026-09-24");
const day = fc.integer({ min: sealed - 200, max: sealed + 400 });
const money = fc.array(fc.record({ on: day, amount: amounts }), { maxLength: 5 });
const monthly = fc
  .array(
    fc.record({
      from: day,
      to: fc.option(day, { nil: undefined }),
      amount: fc.oneof(amounts, fc.constant("full" as const)),
    }),
    { maxLength: 4 },
  )
  .map((aids) =>
    aids.map(({ from, to, amount }): MonthlyAid => (to === undefined ? { from, amount } : { from, to, amount })),
  );
const need = fc.bigInt({ min: 1n, max: 12n * 1_000_000n });

t.test("runs lie in the horizon, do not touch, and their days are the gap's", async (t) => {
  await holds(
    t,
    fc.property(need, money, monthly, (need, stocks, aids) => {
      const { runs, days, level } = aidGap(need, sealed, stocks, aids);
      const spans = runs.map(({ from, to }) => [dayOf(from), dayOf(to)] as const);
      const ordered = spans.every(([from, to], n) => from < to && from > (spans[n - 1]?.[1] ?? sealed - 1));
      const inside = spans.every(([from, to]) => from >= sealed && to <= sealed + HORIZON_DAYS);
      const sum = spans.reduce((total, [from, to]) => total + to - from, 0);
      return ordered && inside && sum === days && days <= HORIZON_DAYS && (level === "G0") === (days === 0);
    }),
  );
});

t.test("covered and uncovered days are the whole", async (t) => {
  const spans = fc.array(fc.tuple(day, day).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) })));
  const whole = { from: sealed, to: sealed + HORIZON_DAYS };
  await holds(
    t,
    fc.property(spans, (covers) => {
      const open = uncovered(whole, covers);
      for (let at = whole.from; at < whole.to; at++) {
        const covered = covers.some(({ from, to }) => from <= at && at < to);
        const gap = open.some(({ from, to }) => from <= at && at < to);
        if (covered === gap) return false;
      }
      return true;
    }),
  );
});

t.test("more of the same money never lengthens the gap", async (t) => {
  await holds(
    t,
    fc.property(need, money, monthly, fc.nat(4), amounts, (need, stocks, aids, which, more) => {
      const richer = stocks.map((stock, n) => (n === which ? { ...stock, amount: stock.amount + more } : stock));
      return aidGap(need, sealed, richer, aids).days <= aidGap(need, sealed, stocks, aids).days;
    }),
  );
});

t.test("money for a lesser need lasts at least as long", async (t) => {
  await holds(
    t,
    fc.property(need, need, money, (a, b, stocks) => {
      const [less, more] = a < b ? [a, b] : [b, a];
      return aidGap(less, sealed, stocks, []).days <= aidGap(more, sealed, stocks, []).days;
    }),
  );
});

t.test("a day survives being written and read", async (t) => {
  await holds(
    t,
    fc.property(fc.integer({ min: 0, max: 60_000 }), (day) => dayOf(dateOf(day)) === day),
  );
  t.throws(() => dayOf("2026-02-30"), RangeError);
  t.throws(() => dayOf("2026-2-3"), RangeError);
});

t.equal(needOf({ members: 2, line: 830, income: 600 }), 12n * fen(1_060));
