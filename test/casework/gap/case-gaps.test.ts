/** The worked examples of the aid gap once more, from what is kept of a case: codes, days and amounts, and no income. */
import { randomUUID } from "node:crypto";
import t from "tap";
import { caseGaps } from "../../../src/casework/gap/case-gaps.ts";
import { shownGap } from "../../../src/casework/gap/shown-gap.ts";
import { ACCEPTED, answerOn, GA } from "../../cli/casework/ga.ts";
import { defaultPolicy } from "../../support/exchange/default-policy.ts";
import { KeptCase } from "../../support/kept-case.ts";
import { like } from "../../support/like.ts";

const defaults = await defaultPolicy();
const [SUBJECT] = GA.subjects;
const CIVIL = "civil-affairs";
const TEMPORARY = { category: "25", frequency: "1" };
const ALLOWANCE = { category: "01", frequency: "2" };

interface Example {
  readonly size: number;
  readonly line: number;
  /** Income a month that continues. */
  readonly income: number;
  readonly sealed: string;
  readonly aid: object;
}

/** Case of a household like GA with other figures. */
async function caseOf({ size, line, income, sealed, aid }: Example, more: object = {}): Promise<KeptCase> {
  const total = 12 * income;
  const subject = {
    ...SUBJECT,
    household: { ...SUBJECT?.household, size },
    income: {
      ...SUBJECT?.income,
      total,
      perCapitaMonthly: income / size,
      subsistenceLine: { ...SUBJECT?.income.subsistenceLine, amount: line },
    },
    judicialAid: aid,
    ...more,
  };
  const kept = new KeptCase(defaults);
  await kept.accept("aid-subject-list", { ...GA, subjects: [subject] }, `${sealed}T10:00:00+08:00`);
  return kept;
}

const PAID = GA.subjects[0]?.judicialAid ?? {};
const GA_FIGURES: Example = { size: 3, line: 800, income: 0, sealed: "2026-09-24", aid: PAID };

function gapOn(kept: KeptCase, today: string) {
  const { config, clocks } = defaults;
  const { guidelines } = config;
  const [gap] = caseGaps(kept.facts, kept.items, { today, guidelines, clocks, secretOf: kept.secretOf });
  if (gap === undefined) throw new Error("the case has a household");
  return shownGap(gap);
}

async function answer(kept: KeptCase, document: object): Promise<void> {
  const { header } = document as { readonly header: { readonly issuedAt: string } };
  await kept.accept(
    "feedback",
    { ...document, header: { ...header, transferId: randomUUID() } },
    header.issuedAt,
    CIVIL,
  );
}

/** Answer 40 of civil affairs to a bridge: temporary aid that is paid before its decision is on paper. */
function firstAid(amount: number) {
  const document = answerOn("2026-10-31", "N02", { ...TEMPORARY, amount });
  return { ...document, results: document.results.map((result) => ({ ...result, firstAid: true })) };
}

function bridgeOn(time: string, personId: string | undefined) {
  return {
    header: { transferId: randomUUID(), answers: GA.header.transferId, issuedAt: time, urgency: "1" },
    subjects: [
      {
        personId,
        needs: { items: [{ code: "N02", urgency: "1", place: "990102" }] },
        bridge: { gap: { level: "G2", days: 37 } },
      },
    ],
  };
}

t.test("S7: GA, its bridge, the second bridge for the same cause, and the allowance a month earlier", async (t) => {
  const kept = await caseOf(GA_FIGURES);
  await answer(kept, ACCEPTED);
  like(t, gapOn(kept, "2026-10-09"), {
    subjects: [kept.subject(SUBJECT?.personId ?? "")],
    monthlyNeed: "2400.00",
    level: "G2",
    days: 37,
    runs: [{ from: "2026-11-03", to: "2026-12-10", days: 37 }],
    bridge: { reasons: ["G2"], sameCause: false },
    missing: [],
  });
  const asked = "2026-10-29T10:00:00+08:00";
  await kept.accept("bridge", bridgeOn(asked, SUBJECT?.personId), asked);
  await answer(kept, firstAid(1_600));
  like(t, gapOn(kept, "2026-11-01"), {
    level: "G2",
    days: 17,
    runs: [{ from: "2026-11-23", to: "2026-12-10", days: 17 }],
    bridge: { sameCause: true },
    secondBridge: true,
  });
  await answer(kept, answerOn("2026-12-01", "N01", { ...ALLOWANCE, amount: 2_400 }, "2026-11-12"));
  like(t, gapOn(kept, "2026-12-01"), {
    level: "G1",
    days: 8,
    runs: [{ from: "2026-11-23", to: "2026-12-01", days: 8 }],
  });
});

t.test("GA″: a bridge of 2,400 leaves seven days; a feedback that is corrected counts no more", async (t) => {
  const kept = await caseOf(GA_FIGURES);
  await answer(kept, ACCEPTED);
  const asked = "2026-10-29T10:00:00+08:00";
  await kept.accept("bridge", bridgeOn(asked, SUBJECT?.personId), asked);
  const paid = firstAid(2_400);
  await kept.accept("feedback", paid, paid.header.issuedAt, CIVIL);
  like(t, gapOn(kept, "2026-11-01"), {
    level: "G1",
    days: 7,
    runs: [{ from: "2026-12-03", to: "2026-12-10", days: 7 }],
  });
  const { results } = firstAid(1_600);
  await answer(kept, {
    header: { ...paid.header, issuedAt: "2026-11-02T10:00:00+08:00" },
    results: results.map((result) => ({ ...result, corrects: paid.header.transferId })),
  });
  like(t, gapOn(kept, "2026-11-02"), { level: "G2", days: 17 });
});

t.test("temporary aid that the list names as given before is known to the case, though not in the clear", async (t) => {
  const given = (on: string) => ({ current: [{ category: "25", since: on, asOf: on }], noneConfirmed: false });
  for (const [on, sameCause] of [
    ["2026-06-10", true],
    ["2025-09-20", false],
  ] as const) {
    const kept = await caseOf(GA_FIGURES, { existingAid: given(on) });
    await answer(kept, ACCEPTED);
    like(t, gapOn(kept, "2026-10-09"), { bridge: { reasons: ["G2"], sameCause } });
    t.notMatch(JSON.stringify(kept.facts.map(({ fact }) => fact)), new RegExp(on));
  }
});

t.test("GB: a gap before money that is expected", async (t) => {
  const aid = { status: "40", decidedOn: "2026-09-10", amount: 20_000, expectedOn: "2026-10-10" };
  const kept = await caseOf({ size: 2, line: 830, income: 600, sealed: "2026-09-16", aid });
  like(t, gapOn(kept, "2026-09-16"), {
    monthlyNeed: "1060.00",
    level: "G2",
    days: 24,
    runs: [{ from: "2026-09-16", to: "2026-10-10", days: 24 }],
  });
});

t.test("GC: refused, and the money lasts beyond the horizon; GG: monthly aid that does not suffice", async (t) => {
  const aid = { status: "60", decidedOn: "2026-06-20", amount: 8_000, paidOn: "2026-07-01" };
  const kept = await caseOf({ size: 1, line: 720, income: 0, sealed: "2026-07-01", aid });
  const refused = answerOn("2026-08-10", "N01", { ...ALLOWANCE, amount: 0 });
  await answer(kept, {
    ...refused,
    results: [{ personId: SUBJECT?.personId, needs: ["N01"], reply: "32", reason: "R05", decidedOn: "2026-08-10" }],
  });
  like(t, gapOn(kept, "2026-08-10"), { level: "G0", days: 0, runs: [], openAfter: "2027-05-30", expected: [] });

  const late = { status: "60", decidedOn: "2026-10-01", amount: 4_800, paidOn: "2026-10-12" };
  const short = await caseOf({ size: 3, line: 800, income: 0, sealed: "2026-10-12", aid: late });
  await answer(short, answerOn("2026-12-10", "N01", { ...ALLOWANCE, amount: 1_200 }, "2026-11-20"));
  like(t, gapOn(short, "2026-12-10"), {
    level: "G3",
    days: 120,
    runs: [{ from: "2026-12-11", to: "2027-04-10", days: 120 }],
    openAfter: "2026-12-11",
  });
});

t.test("GD: no living need, no gap; GF: nothing before the first payment", async (t) => {
  const none = await caseOf({ ...GA_FIGURES, income: 2_400, aid: { status: "00" } });
  like(t, gapOn(none, "2026-09-24"), { monthlyNeed: "0.00", level: "G0", days: 0, parallel: true });
  const kept = await caseOf({ size: 1, line: 700, income: 0, sealed: "2026-10-12", aid: { status: "00" } });
  like(t, gapOn(kept, "2026-10-12"), { level: "G2", days: 59, parallel: true });
  t.notMatch(
    JSON.stringify(kept.facts.map(({ fact }) => fact)),
    /700|livingNeed|division/,
    "nothing of it in the clear",
  );
});

t.test(
  "the plan's word about the money counts after the list's, and a measure that comes too late is a gap of service",
  async (t) => {
    const kept = await caseOf({ ...GA_FIGURES, aid: { status: "30" } });
    like(t, gapOn(kept, "2026-09-24"), { days: 77, parallel: true, services: [] });
    const measure = { measureId: randomUUID(), need: "N01", kind: "M4", owner: CIVIL, status: "sent" };
    const cash = {
      status: "60",
      amount: "10000.00",
      paidOn: "2026-08-20",
      earmarked: [{ use: "medical", amount: "4000.00" }],
    };
    await kept.accept(
      "plan",
      {
        header: { transferId: randomUUID(), answers: GA.header.transferId, issuedAt: "2026-09-28T10:00:00+08:00" },
        subjects: [
          {
            personId: SUBJECT?.personId,
            plan: { cash, measures: [{ ...measure, dueBy: "2026-11-19", neededBy: "2026-11-03" }] },
          },
        ],
      },
      "2026-09-28T10:00:00+08:00",
    );
    like(t, gapOn(kept, "2026-09-28"), {
      days: 37,
      parallel: false,
      services: [{ need: "N01", neededBy: "2026-11-03", daysLate: 16 }],
    });
  },
);
