/** What of the facts rules out a better grade than D. */
import t from "tap";
import type { Followed } from "../../../src/casework/follow/follow-of-case.ts";
import type { PlannedMeasure, SubjectHistory } from "../../../src/casework/follow/history.ts";
import { plannedMeasures } from "../../../src/casework/follow/planned-measures.ts";
import { vetoesOf, type VetoSetting } from "../../../src/casework/follow/vetoes.ts";
import type { CaseGap } from "../../../src/casework/gap/case-gaps.ts";
import type { ClockedItem } from "../../../src/casework/reading.ts";
import { history, noon, visit } from "./history-of.ts";

const TODAY = "2026-10-12";

/** Gap of a household; the last run ends on a day. */
const gap = (level: string, to: string, subject = "s"): CaseGap =>
  ({ subjects: [subject], gap: { level, days: 20, runs: [{ from: "2026-09-01", to, days: 20 }] } }) as never;
const clocked = (need: string, blocked: boolean, subject = "s"): ClockedItem =>
  ({ read: { item: { id: `i-${need}`, subject, need } }, clocks: { blocked } }) as never;
const measure = (need: string, more: Partial<PlannedMeasure> = {}): PlannedMeasure => ({
  need,
  addedAt: noon("2026-09-01"),
  isOpen: true,
  isDropped: false,
  stuck: false,
  ...more,
});

function vetoes(
  more: Partial<SubjectHistory>,
  setting: Partial<VetoSetting> = {},
  relapse?: Followed["relapse"],
): readonly string[] {
  const followed = { history: history("2026-03-02", more), ...(relapse === undefined ? {} : { relapse }) };
  return vetoesOf(followed, { subject: "s", items: [], gaps: [], today: TODAY, ...setting });
}

t.test("an aid gap of G2 or more that is not over", async (t) => {
  const of = (...gaps: CaseGap[]) => vetoes({}, { gaps });
  t.same(of(gap("G2", "2026-10-13")), ["gap-open"]);
  t.same(of(gap("G3", "2026-12-01")), ["gap-open"]);
  t.same(of(gap("G1", "2026-12-01")), [], "short");
  t.same(of(gap("G2", TODAY)), [], "over");
  t.same(of(gap("G3", "2026-12-01", "other")), [], "another household's");
});

t.test("blocked, and no measure of the plan helps", async (t) => {
  const items = [clocked("N01", true)];
  t.same(vetoes({}, { items }), ["blocked"]);
  t.same(vetoes({}, { items: [clocked("N01", false), clocked("N01", true, "other")] }), []);
  t.same(vetoes({ measures: [measure("N01", { item: "i-N01" })] }, { items }), ["blocked"], "it rests on the item");
  t.same(vetoes({ measures: [measure("N04")] }, { items }), ["blocked"], "for another need");
  t.same(vetoes({ measures: [measure("N01", { isOpen: false })] }, { items }), ["blocked"], "carried out or dropped");
  t.same(vetoes({ measures: [measure("N01")] }, { items }), []);
});

t.test("a measure whose item ended without the aid, and no other one", async (t) => {
  const stuck = measure("N01", { stuck: true, item: "i-N01" });
  t.same(vetoes({ measures: [stuck] }), ["blocked"]);
  t.same(vetoes({ measures: [stuck, measure("N01", { item: "i-2" })] }), []);
});

t.test("in need again; a child whom the last visit found out of school", async (t) => {
  t.same(vetoes({}, {}, { thread: "t", closedOn: "2026-03-31" }), ["relapse"]);
  const out = visit("2026-09-01", { outOfSchool: true });
  t.same(vetoes({ visits: [out] }), ["out-of-school"]);
  t.same(vetoes({ visits: [out, visit("2026-10-01")] }), [], "back at school");
  t.same(vetoes({ visits: [out, visit("2026-10-01", { outcome: "V2" })] }), ["out-of-school"], "nobody was seen");
});

t.test("a measure counts from the first plan that has it", async (t) => {
  const plan = (message: string, day: string) => ({ event: "plan", message, issuedAt: noon(day), subject: "s" });
  const row = (message: string, day: string, id: string, status = "planned") => ({
    fact: {
      ...plan(message, day),
      event: "measure",
      measure: id,
      need: "N14",
      kind: "M3",
      owner: "social-work",
      due: day,
      status,
    },
  });
  const facts = [
    { fact: plan("p1", "2026-09-01") },
    row("p1", "2026-09-01", "a"),
    { fact: plan("p2", "2026-10-01") },
    row("p2", "2026-10-01", "a", "dropped"),
    row("p2", "2026-10-01", "b", "doing"),
  ];
  t.same(plannedMeasures(facts, []).get("s"), [
    { need: "N14", addedAt: noon("2026-09-01"), isOpen: false, isDropped: true, stuck: false },
    { need: "N14", addedAt: noon("2026-10-01"), isOpen: true, isDropped: false, stuck: false },
  ]);
});
