/** The cases of the guideline's table, one by one. */
import t from "tap";
import { check, DEFAULT, finding, type Home, local } from "./cases.ts";
import { like } from "../../support/like.ts";

const outcome = (...given: Parameters<typeof finding>) => finding(...given).outcome;
const family = (income: number, more: Partial<Home> = {}): Home => ({
  size: 3,
  income,
  line: 800,
  persons: [{}],
  ...more,
});
/** Last year 84,000 yuan, of which the breadwinner's 72,000 are gone. */
const GE = family(84_000, { lost: 72_000 });

t.test("G01: strictly below the line, and property within the limit", async (t) => {
  t.equal(outcome(family(28_800), "G01"), "no", "800 is not below 800");
  t.equal(outcome(family(28_764), "G01"), "suggest");
  t.equal(
    finding(family(28_764), "G01").explain.en,
    "Monthly income a head 799.00 yuan, line 800.00 yuan; assets a head 333.33 yuan, limit 20000.00 yuan",
  );
  t.equal(outcome(family(28_764, { deposits: 60_000 }), "G01"), "suggest", "20,000 a head");
  t.equal(outcome(family(28_764, { deposits: 60_001 }), "G01"), "no");
});

t.test("G01: what is missing makes it unknown, and is named", async (t) => {
  like(t, finding(family(28_764, { deposits: "unknown" }), "G01"), {
    outcome: "unknown",
    missing: ["property.deposits"],
  });
  like(t, finding(family(28_764), "G01", { guideline: DEFAULT }), {
    outcome: "unknown",
    missing: ["parameter.propertyLimit"],
  });
  t.equal(outcome(family(28_800), "G01", { guideline: DEFAULT }), "no", "false wins over what is unknown");
  like(t, finding({ size: 3, persons: [{}] }, "G01"), {
    outcome: "unknown",
    missing: ["income.total", "income.subsistenceLine"],
  });
});

t.test("income that does not count by law is left out", async (t) => {
  t.equal(outcome(family(30_000, { notCounted: [["5", 1_236]] }), "G01"), "suggest");
  const aid = family(30_000, { notCounted: [["6", 1_236]] });
  t.equal(outcome(aid, "G01"), "suggest", "judicial aid does not count by default");
  t.equal(outcome(aid, "G01", { guideline: local({ judicialAidCounts: true }) }), "no", "unless the locality says so");
});

t.test("urban and rural lines of a locality go before the list's", async (t) => {
  const guideline = local({ line: { urban: 900, rural: 700 } });
  t.equal(outcome(family(28_800), "G01", { guideline }), "no", "a household that does not say: the list's line");
  const same = local({ line: 900 });
  t.equal(outcome(family(28_800), "G01", { guideline: same }), "suggest");
});

t.test("G02: from the line to one and a half times", async (t) => {
  t.equal(outcome(family(28_800), "G02"), "suggest", "800");
  t.equal(outcome(family(43_164), "G02"), "suggest", "1,199");
  t.equal(outcome(family(43_200), "G02"), "no", "1,200");
});

t.test("G03: rigid expenses, by the locality's share", async (t) => {
  const home = family(144_000, { size: 4, rigid: 100_000, localDisposable: 42_000, supporters: ["1"] });
  like(t, finding(home, "G03"), { outcome: "unknown", missing: ["parameter.rigidShare"] });
  const found = finding(home, "G03", { guideline: local({ rigidShare: 0.6 }) });
  t.equal(found.outcome, "suggest");
  t.match(found.explain.zh, "69.44 %");
  t.equal(outcome(home, "G03", { guideline: local({ rigidShare: 0.7 }) }), "no");
  t.equal(outcome({ ...home, localDisposable: 36_000 }, "G03", { guideline: local({ rigidShare: 0.6 }) }), "no");
  t.equal(outcome({ ...home, rigid: 86_400 }, "G03", { guideline: local({ rigidShare: 0.6 }) }), "no", "60 % exactly");
});

t.test("G04: no capacity, no income, no able supporter", async (t) => {
  const alone = (age: number, more: Partial<Home> = {}): Home => family(0, { size: 1, persons: [{ age }], ...more });
  t.equal(outcome(alone(62, { supporters: ["2"] }), "G04"), "suggest", "the son is in prison");
  t.equal(outcome(alone(62, { supporters: "none" }), "G04"), "suggest");
  t.equal(outcome(alone(59, { supporters: ["2"] }), "G04"), "no", "no card");
  t.equal(outcome(alone(62, { supporters: ["1"] }), "G04"), "no", "the son is able");
  like(t, finding(alone(62), "G04"), {
    outcome: "unknown",
    missing: ["household.supporters"],
  });
  const card = (cls: string, grade: string) =>
    alone(40, { supporters: "none", persons: [{ age: 40, card: [cls, grade] }] });
  t.same(
    [card("5", "3"), card("6", "4"), card("4", "2"), card("4", "3"), card("1", "1"), card("1", "2")].map((home) =>
      outcome(home, "G04"),
    ),
    ["suggest", "no", "suggest", "no", "suggest", "no"],
  );
  t.equal(outcome(alone(15, { supporters: "none" }), "G04"), "suggest");
  t.equal(outcome(alone(16, { supporters: "none" }), "G04"), "no");
});

t.test("G05: for the person with the disability only", async (t) => {
  const home = (card: readonly [string, string]): Home => family(36_000, { persons: [{}, { age: 20, card }] });
  t.equal(outcome(home(["6", "3"]), "G05", {}, 1), "suggest");
  t.equal(outcome(home(["6", "3"]), "G05", {}, 0), "no", "the mother");
  t.equal(outcome(home(["4", "3"]), "G05", {}, 1), "no");
});

t.test("G06: the case took the income, the last twelve months do not show it yet", async (t) => {
  const found = finding(GE, "G06");
  t.equal(found.outcome, "suggest");
  t.match(found.explain.zh, /2333\.33 元.*333\.33 元.*800\.00 元/);
  t.equal(outcome(family(84_000, { lost: 0 }), "G06"), "no");
  like(t, finding(family(84_000), "G06"), { outcome: "unknown", missing: ["livelihood.lostByCase"] });
  t.equal(outcome(family(28_764), "G06"), "no", "below the line already");
});

t.test("the look-back income falls below the line in month 10 only", async (t) => {
  const after = (months: number) => family(84_000 - 6_000 * months, { lost: 0 });
  t.equal(outcome(after(9), "G01"), "no");
  t.equal(outcome(after(10), "G01"), "suggest");
});

t.test("G07: both parents cannot", async (t) => {
  const child = (...parents: object[]): Home => family(0, { persons: [{ age: 9, parents }] });
  const killed = { relation: "51", situation: "02" };
  const prison = { relation: "52", situation: "06", months: 48, since: "2026-06-01" };
  t.equal(outcome(child(killed, prison), "G07"), "suggest");
  const remand = finding(child(killed, { relation: "52", situation: "08", since: "2026-08-01" }), "G07");
  like(t, remand, { outcome: "unknown", missing: ["parents.items.months"], date: { on: "2027-02-01" } });
  t.equal(
    outcome(child(killed, { relation: "52", situation: "08", since: "2026-05-02" }), "G07"),
    "suggest",
    "six months today",
  );
  t.equal(outcome(child(killed, { relation: "52", situation: "01" }), "G07"), "no");
  t.equal(outcome(child(killed, { relation: "52", situation: "02" }), "G07"), "no", "an orphan");
  t.equal(outcome(family(0, { persons: [{ age: 18, parents: [killed, prison] }] }), "G07"), "no");
  like(t, finding(family(0, { persons: [{ age: 9 }] }), "G07"), { outcome: "unknown", missing: ["parents.items"] });
});

t.test("G08: a child with the full allowance gets the nursing allowance only", async (t) => {
  const child = (current: readonly string[]): Home => family(0, { persons: [{ age: 9, card: ["4", "2"], current }] });
  t.equal(outcome(child(["01"]), "G08"), "suggest");
  const found = finding(child(["01", "27"]), "G08");
  t.equal(found.outcome, "no");
  t.match(found.explain.zh, "护理补贴仍可享受");
  t.equal(outcome(child(["01", "27"]), "G08b"), "suggest");
  t.equal(outcome(child(["02", "01"]), "G08"), "no");
});

t.test("G09: an emergency, or a gap of level G2", async (t) => {
  const gf = family(0, { size: 1, line: 700 });
  t.equal(outcome(gf, "G09", { gapLevel: 2 }), "suggest");
  t.equal(outcome(gf, "G09", { gapLevel: 1 }), "no");
  t.equal(outcome({ size: 1, persons: [{ needs: ["N02"] }] }, "G09"), "suggest", "the income is not known");
});

t.test("G10: refused aid can be reviewed, with the last day", async (t) => {
  const answers = [{ reply: "32", reason: "R05", decidedOn: "2026-10-20" }];
  like(t, finding(family(30_000), "G10", { answers }), {
    outcome: "suggest",
    suggest: { need: "N15" },
    date: { on: "2026-12-19" },
  });
  t.equal(outcome(family(30_000), "G10"), "no");
  t.equal(outcome(family(30_000, { persons: [{ needs: ["N15"] }] }), "G10"), "suggest");
});

t.test("G11: a pupil, once the aid of the family is granted", async (t) => {
  const pupil = { age: 12, school: "示例学校" };
  like(t, finding(family(84_000, { persons: [pupil] }), "G11"), { outcome: "unknown", missing: ["needs.N01"] });
  t.equal(outcome(family(84_000, { persons: [{ ...pupil, current: ["01"] }] }), "G11"), "suggest");
  const answers = [{ reply: "30", aidGranted: [{ category: "01" }] }];
  t.equal(outcome(family(84_000, { persons: [pupil] }), "G11", { answers }), "suggest", "granted by an answer");
  t.equal(outcome(family(84_000, { persons: [{ ...pupil, needs: ["N05"] }] }), "G11"), "no");
});

t.test("G12: aid that excludes other aid is one choice, the higher amount first", async (t) => {
  const home = family(0, { size: 1, persons: [{ age: 62 }], supporters: "none" });
  const choices = (destituteStandard: number) => check(home, { guideline: local({ destituteStandard }) })[0]?.choices;
  like(t, choices(1_040), [{ rules: ["G04", "G01"] }]);
  like(t, choices(700), [{ rules: ["G01", "G04"] }]);
  t.same(
    check(home)[0]?.choices.map(({ rules }) => rules),
    [["G01", "G04"]],
    "without the amount: last",
  );
  t.equal(outcome(family(0, { persons: [{ aid: "30", prior: true }] }), "G12"), "suggest");
});
