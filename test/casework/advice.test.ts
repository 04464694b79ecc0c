/** Questions about a sealed list: gap and guideline through a running gateway. Nothing is stored, no person is named. */
import t from "tap";
import { sampleList } from "../../src/sample/list.ts";
import { ProblemError, type Sender } from "../../src/sdk/index.ts";
import { gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { like } from "../support/like.ts";

const home = await gatewayHome(t);
const gateway = await start(t, home);
const procuratorate = await senderOf(home);
const civil = await senderOf(home, "civil-affairs");
const list = sampleList({ seed: 7, subjects: 2 });

/** Two persons with nothing to live on, who ask for the subsistence allowance. */
const poor = {
  ...list,
  subjects: list.subjects.map(({ livelihood: _, existingAid: __, judicialAid: ___, ...subject }) => {
    const {
      wage: _wage,
      business: _business,
      property: _property,
      transfer: _transfer,
      other: _other,
      ...income
    } = subject.income;
    return {
      ...subject,
      income: { ...income, total: 0, perCapitaMonthly: 0 },
      needs: { items: [{ code: "N01" as const, urgency: "3" as const }], willApply: "1" as const, helpedApply: true },
      existingAid: { noneConfirmed: true },
      judicialAid: { status: "10" as const },
    };
  }),
};
const sealed = () => procuratorate.seal(poor, { type: "aid-subject-list" });
const stored = async () => {
  const { rows } = await gateway.store.pool.query<{ n: string }>(
    "select (select count(*) from messages) + (select count(*) from recorded_entries) + (select count(*) from case_facts) as n",
  );
  return Number(rows[0]?.n);
};

async function refusal(asking: Promise<unknown>): Promise<[number, string, string[]]> {
  return asking.then(
    () => [200, "", []],
    (error: unknown) => {
      if (!(error instanceof ProblemError)) throw error;
      return [error.status, error.code, error.errors.map(({ code }) => code)];
    },
  );
}

t.test("the gap and the guideline of a list that is not sent", async (t) => {
  const before = await stored();
  const gap = await procuratorate.gap(await sealed());
  like(t, gap, {
    deadlines: "default@2026-4",
    households: [
      { subjects: [0], parallel: true, bridge: { sameCause: false } },
      { subjects: [1], parallel: true },
    ],
  });
  const [household] = gap.households;
  t.match(household?.monthlyNeed, /^\d+\.00$/);
  t.match(household?.level, /^G[23]$/);
  t.equal(household?.runs?.[0]?.from, gap.on, "from the day of the question on");
  like(t, household?.expected, [{ need: "N01" }]);
  const guideline = await procuratorate.guideline(await sealed());
  like(t, guideline.subjects, [
    { index: 0, guideline: "default@2026-1" },
    { index: 1, guideline: "default@2026-1" },
  ]);
  const outcomes = new Map(guideline.subjects[0]?.findings.map(({ rule, outcome }) => [rule, outcome]));
  t.equal(outcomes.get("G09"), "suggest", "the level of the gap is known to the rules");
  t.equal(await stored(), before, "nothing is stored or recorded");
  const text = JSON.stringify([gap, guideline]);
  for (const { personId, identity, contact } of poor.subjects) {
    for (const value of [personId, identity.name, identity.idNumber, JSON.stringify(contact)]) {
      t.notOk(value !== undefined && text.includes(value), "no person is named");
    }
  }
  const metrics = await (await fetch(`${home.url}/metrics`)).text();
  t.match(
    metrics,
    /^aidx_guideline_outcomes_total\{rule="G09",guideline="default@2026-1",outcome="suggest"\} 2$/m,
    "counted by rule, version and outcome only",
  );
});

t.test("only a procuratorate asks, and only about a list", async (t) => {
  const asDepartment = await civil.seal(poor, { type: "aid-subject-list" });
  for (const ask of [(from: Sender) => from.gap(asDepartment), (from: Sender) => from.guideline(asDepartment)]) {
    t.same(await refusal(ask(civil)), [403, "not-permitted", []]);
    t.same(await refusal(ask(procuratorate)), [400, "invalid-envelope", []], "a message that another party signed");
  }
  const thread = "0199a000-0000-7000-8000-000000000001";
  const withdrawal = await procuratorate.seal({ reason: "W05", all: true } as never, { type: "withdrawal", thread });
  t.same(await refusal(procuratorate.gap(withdrawal)), [400, "invalid-claims", ["type-not-list"]]);
});

t.test("a wrong list is refused with its places, and no value of it comes back", async (t) => {
  const wrong = {
    ...poor,
    subjects: poor.subjects.map((subject) => ({ ...subject, identity: { ...subject.identity, name: "⟦secret⟧" } })),
  };
  const asked = procuratorate.guideline(await procuratorate.seal(wrong, { type: "aid-subject-list" }));
  const error = await asked.catch((error: unknown) => error);
  t.ok(error instanceof ProblemError && error.code === "invalid-document");
  t.notMatch(JSON.stringify((error as ProblemError).document), "secret");
  const large = "x".repeat(5_000_000);
  t.same(await refusal(procuratorate.gap({ ...(await sealed()), envelope: large })), [413, "too-large", []]);
});
