import t from "tap";
import { withYearsSince } from "../../../src/casework/clock/clocks-in-force.ts";
import type { Applies, ClockRule } from "../../../src/casework/clock/deadlines-document.ts";
import {
  ambiguousRules,
  compileRules,
  inForceOn,
  rulesInForce,
  supplementLimit,
} from "../../../src/casework/clock/rules.ts";
import { createCalendar } from "../../../src/domain/deadline.ts";
import { defaultPolicy } from "../../support/exchange/default-policy.ts";

const { config } = await defaultPolicy();
const ALL: Applies = { needs: ["*"], divisions: ["*"], urgency: ["*"], types: ["*"], when: ["*"] };
const [base] = config.deadlines.rules as [ClockRule];

function rule(name: string, applies: Partial<Applies>, more: Partial<ClockRule> = {}): ClockRule {
  return { ...base, id: "D50", en: name, applies: { ...ALL, ...applies }, from: null, ...more };
}

const ITEM = { type: "aid-subject-list", need: "N01", division: "330106", urgency: "2", when: ["arbitration"] };

t.test(
  "the most specific variant counts: division, need, urgency, type, circumstance, then the later one",
  async (t) => {
    const ladder = [
      rule("all", {}),
      rule("later", {}, { from: "2026-01-01" }),
      rule("when", { when: ["arbitration"] }),
      rule("type", { types: ["aid-subject-list"] }),
      rule("urgency", { urgency: ["2"] }),
      rule("need", { needs: ["N01"] }),
      rule("two", { divisions: ["33"] }),
      rule("four", { divisions: ["3301"] }),
      rule("six", { divisions: ["44", "330106"] }),
    ];
    t.strictSame(ambiguousRules(ladder), []);
    const rules = compileRules({ ...config.deadlines, rules: ladder });
    t.strictSame(
      rules.of(ITEM)[0]?.map(({ en }) => en),
      ladder.map(({ en }) => en).toReversed(),
    );
    t.equal(
      inForceOn(
        rules.of({ ...ITEM, need: "N02", division: "110101", urgency: "9", type: "supplement", when: [] })[0] ?? [],
        "2025-12-31",
      )?.en,
      "all",
    );
    t.strictSame(
      rulesInForce(rules, "2026-06-01", "330106").map(({ en }) => en),
      ["when", "type", "urgency", "need", "six"],
    );
    t.equal(rulesInForce(rules, "2025-06-01").length, ladder.length - 1, "without a division all of them");
  },
);

t.test("two rules of which neither counts more are found, whatever lists they have", async (t) => {
  const pairs = (...rules: ClockRule[]) => ambiguousRules(rules).map(({ first, second }) => `${first}-${second}`);
  t.strictSame(pairs(rule("a", {}), rule("b", {})), ["0-1"]);
  t.strictSame(pairs(rule("a", { divisions: ["33", "44"] }), rule("b", { divisions: ["44"] })), ["0-1"]);
  t.strictSame(pairs(rule("a", { needs: ["N01", "N02"] }), rule("b", { needs: ["N02", "N03"] })), ["0-1"]);
  t.strictSame(pairs(rule("a", { needs: ["N01"] }), rule("b", { needs: ["N02"] })), []);
  t.strictSame(pairs(rule("a", {}), rule("b", {}, { from: "2026-01-01" })), []);
  t.strictSame(pairs(rule("a", {}), { ...rule("b", {}), id: "D51" }), []);
});

t.test("an item keeps the years that its calendar knew, and gets those published since", async (t) => {
  const own = config.calendar;
  const { ["2026"]: known } = own.years;
  const changed = { off: [], work: [] };
  const present = {
    ...own,
    version: "2027-1",
    years: { "2026": changed, "2027": { off: ["2027-01-01/2027-01-03"], work: [] } },
  };
  const merged = createCalendar(withYearsSince(own, present));
  t.strictSame(merged.deadline("2026-09-30", { workingDays: 1 }), { date: "2026-10-08", provisional: false });
  t.strictSame(merged.deadline("2026-12-31", { workingDays: 1 }), { date: "2027-01-04", provisional: false });
  t.ok(known);
});

t.test("how long documents may be missing is what the rules for the need say, else the longest of all", async (t) => {
  const pausing = (need: string, pauseLimit: number, more: Partial<ClockRule> = {}) =>
    rule(need, { needs: [need] }, { pause: ["P1", "P3"], pauseLimit, ...more });
  const limitOf = (need: string, date: string, list: readonly ClockRule[]) =>
    supplementLimit(compileRules({ ...config.deadlines, rules: list }), need, date);
  const rules = [
    pausing("N01", 15, { until: "2026-06-30" }),
    pausing("N01", 10, { from: "2026-07-01" }),
    pausing("N03", 30),
    pausing("N04", 90, { pause: ["P4"] }),
  ];
  t.equal(limitOf("N01", "2026-06-30", rules), 15);
  t.equal(limitOf("N01", "2026-07-01", rules), 10);
  t.equal(limitOf("N04", "2026-07-01", rules), 30, "its own rules know no pause for documents");
  t.equal(limitOf("N01", "2026-07-01", []), 0, "without a rule nobody has to wait");
});
