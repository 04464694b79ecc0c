/** Which visits are owed and when: the dates are computed by hand with the published calendar of 2026. */
import fc from "fast-check";
import t from "tap";
import { anchorOf } from "../../../src/casework/follow/anchor.ts";
import { type Duty, dutiesOf } from "../../../src/casework/follow/duties.ts";
import type { SubjectHistory } from "../../../src/casework/follow/history.ts";
import { CONCLUSIONS, VISIT_OUTCOMES } from "../../../src/domain/follow.ts";
import { lifeOf } from "../../../src/casework/follow/life.ts";
import { FOLLOW_SCHEDULE } from "../../../src/casework/follow/schedule.ts";
import { dateOf, dayOf } from "../../../src/domain/day.ts";
import { defaultPolicy } from "../../support/exchange/default-policy.ts";
import { holds } from "../../support/holds.ts";
import { evaluation, history, item, noon, visit } from "./history-of.ts";

const { clocks } = await defaultPolicy();
const { calendar } = clocks;
const on = (of: SubjectHistory, today: string) => dutiesOf(of, lifeOf(of), FOLLOW_SCHEDULE, calendar, today);
const dutyOf = (of: SubjectHistory, kind: Duty["kind"], today: string) =>
  on(of, today).find((one) => one.kind === kind);
const states = (of: SubjectHistory, today: string) => on(of, today).map(({ kind, state }) => `${kind} ${state}`);

/** Sealed before the Dragon Boat Festival, paid on it (a holiday): S9. */
const S9 = history("2026-06-15", { paidOn: "2026-06-19" });

t.test("S9: F0 to F3, a window that ends in a holiday, three attempts, a visit at home on its last day", async (t) => {
  const visits = [
    visit("2026-06-24", { kind: "F0" }),
    visit("2026-07-20", { kind: "F1" }),
    visit("2026-09-10", { kind: "F2", outcome: "V2" }),
    visit("2026-09-14", { kind: "F2", outcome: "V2" }),
    visit("2026-09-17", { kind: "F2", outcome: "V2" }),
  ];
  const before = { ...S9, visits };
  t.equal(anchorOf(S9), "2026-06-19");
  t.strictSame(
    on(before, "2026-09-17").map(({ kind, due, from, to }) => [kind, due, from, to]),
    [
      ["F0", "2026-06-26", "2026-06-19", "2026-07-03"],
      ["F1", "2026-07-19", "2026-07-12", "2026-07-27"],
      ["F2", "2026-09-17", "2026-09-03", "2026-10-08"],
      ["F3", "2026-12-16", "2026-12-02", "2026-12-30"],
    ],
  );
  t.strictSame(states(before, "2026-09-17"), ["F0 done", "F1 done", "F2 attempted", "F3 planned"]);
  t.strictSame(
    [dutyOf(before, "F2", "2026-09-16")?.homeFrom, dutyOf(before, "F2", "2026-09-17")?.homeFrom],
    [undefined, "2026-09-17"],
    "a home visit is owed from the third attempt on",
  );
  const atHome = (day: string) => ({ ...before, visits: [...visits, visit(day, { kind: "F2", way: "2" })] });
  const done = dutyOf(atHome("2026-10-08"), "F2", "2026-10-09");
  t.strictSame([done?.state, done?.doneOn, done?.homeFrom], ["done", "2026-10-08", undefined]);
  t.equal(dutyOf(atHome("2026-10-09"), "F2", "2026-10-09")?.state, "missed", "a day late it is a visit between");
});

t.test("three attempts on two days ask for no home visit", async (t) => {
  const attempts = ["2026-09-10", "2026-09-10", "2026-09-14"].map((day) => visit(day, { outcome: "V4" }));
  const duty = dutyOf({ ...S9, visits: attempts }, "F2", "2026-09-20");
  t.strictSame([duty?.attempts, duty?.homeFrom], [3, undefined]);
});

t.test("the anchor: the earlier of aid and judicial aid, the first reply's day, not before the list", async (t) => {
  const sealed = "2026-10-12";
  const at = (more: Partial<SubjectHistory>) => anchorOf(history(sealed, { firstReplyDue: "2026-10-19", ...more }));
  t.equal(at({}), "2026-10-19", "nothing has come");
  t.equal(at({ items: [item(sealed, { deliveredOn: "2026-10-15" })], paidOn: "2026-10-16" }), "2026-10-15");
  t.equal(at({ items: [item(sealed, { deliveredOn: "2026-10-15" })], paidOn: "2026-10-14" }), "2026-10-14");
  t.equal(
    at({ items: [item(sealed, { deliveredOn: "2026-11-02" })] }),
    "2026-10-19",
    "what comes later counts no more",
  );
  t.equal(at({ paidOn: "2026-08-20" }), sealed, "nobody could know of it");
});

t.test("one visit never fills two duties, and a second one in a window none", async (t) => {
  const visits = [visit("2026-06-24"), visit("2026-06-25"), visit("2026-07-27")];
  t.strictSame(states({ ...S9, visits }, "2026-07-28"), ["F0 done", "F1 done", "F2 planned", "F3 planned"]);
  t.equal(dutyOf({ ...S9, visits }, "F0", "2026-07-28")?.doneOn, "2026-06-24");
});

t.test("a refusal excuses only in writing, death ends all", async (t) => {
  const refused = (written: boolean) => ({ ...S9, visits: [visit("2026-07-20", { outcome: "V3", written })] });
  t.equal(dutyOf(refused(true), "F1", "2026-08-01")?.state, "excused");
  t.equal(dutyOf(refused(false), "F1", "2026-08-01")?.state, "missed");
  t.equal(dutyOf(refused(false), "F1", "2026-07-20")?.state, "attempted");
  const died = { ...S9, visits: [visit("2026-07-20", { outcome: "V5" })] };
  t.strictSame(states(died, "2027-01-01"), ["F0 missed", "F1 excused", "F2 cancelled", "F3 cancelled"]);
});

t.test("closing cancels what is still to come, and keeps what was missed", async (t) => {
  const closed = { ...S9, evaluations: [evaluation("2026-07-28", "C1")] };
  t.strictSame(states(closed, "2027-02-01"), ["F0 missed", "F1 missed", "F2 cancelled", "F3 cancelled"]);
  const again = (day: string) => ({
    ...closed,
    items: [item("2026-06-15"), item(day, { need: "N04", state: "sent" })],
  });
  t.strictSame(
    states(again("2026-09-20"), "2026-09-21"),
    ["F0 missed", "F1 missed", "F2 due", "F3 planned"],
    "a window that is still open is owed again",
  );
  t.strictSame(
    states(again("2026-11-02"), "2026-11-03"),
    ["F0 missed", "F1 missed", "F2 cancelled", "F3 planned"],
    "one that passed while the case was closed is not",
  );
});

t.test("the withdrawal of everything cancels what is to come", async (t) => {
  const withdrawn = { ...S9, items: [item("2026-06-15", { state: "ended", closedAt: noon("2026-07-28") })] };
  t.strictSame(states(withdrawn, "2027-02-01"), ["F0 missed", "F1 missed", "F2 cancelled", "F3 cancelled"]);
});

t.test("long-term aid: every 180 days, of a protected minor every 90, and at home once in half a year", async (t) => {
  const long = { ...S9, evaluations: [evaluation("2026-12-20", "C3")] };
  const all = on(long, "2027-06-01").filter(({ kind }) => kind === "L");
  t.strictSame(
    all.map(({ due, state }) => [due, state]),
    [
      ["2027-06-14", "due"],
      ["2027-12-11", "planned"],
    ],
  );
  const minor = on({ ...long, minor: true, isProtected: true }, "2027-06-01").filter(({ kind }) => kind === "L");
  t.strictSame(
    minor.map(({ due, state }) => [due, state]),
    [
      ["2027-03-16", "missed"],
      ["2027-06-14", "due"],
      ["2027-09-12", "planned"],
    ],
  );
  t.strictSame(
    on({ ...long, visits: [visit("2027-03-01", { way: "2" })] }, "2027-06-01").flatMap(
      ({ kind, to, state, provisional }) => (kind === "H" ? [[to, state, provisional]] : []),
    ),
    [
      ["2027-06-21", "done", true],
      ["2027-09-01", "due", true],
    ],
  );
});

t.test("grade D asks for a home visit until it is better", async (t) => {
  const d = evaluation("2026-10-12", "C2", { grade: "D" });
  const home = (more: Partial<SubjectHistory>, today: string) =>
    on({ ...S9, evaluations: [d], ...more }, today).flatMap(({ kind, to, state }) =>
      kind === "H" ? [[to, state]] : [],
    );
  t.strictSame(home({}, "2026-11-01"), [["2027-04-12", "due"]]);
  t.strictSame(home({ evaluations: [d, evaluation("2027-01-10", "C2")] }, "2027-02-01"), [["2027-04-12", "cancelled"]]);
  t.strictSame(home({}, "2027-05-01"), [
    ["2027-04-12", "missed"],
    ["2027-10-12", "due"],
  ]);
});

/** Visits, evaluations and items of two years, in any order. */
const someDay = fc.integer({ min: 0, max: 700 }).map((days) => dateOf(dayOf("2026-06-15") + days));
const someHistory = fc
  .record({
    visits: fc.array(
      fc.record({
        on: someDay,
        outcome: fc.constantFrom(...VISIT_OUTCOMES),
        way: fc.constantFrom("1", "2"),
        written: fc.boolean(),
      }),
      { maxLength: 12 },
    ),
    evaluations: fc.uniqueArray(fc.tuple(someDay, fc.constantFrom(...CONCLUSIONS)), {
      maxLength: 5,
      selector: ([day]) => day,
    }),
    sent: fc.uniqueArray(someDay, { maxLength: 4 }),
  })
  .map(({ visits, evaluations, sent }) =>
    history("2026-06-15", {
      visits: visits.map(({ on: day, ...more }, at) => visit(day, { ...more, message: `v-${at}` })),
      evaluations: evaluations.map(([day, conclusion]) => evaluation(day, conclusion)),
      items: ["2026-06-15", ...sent].map((day, at) => item(day, { need: `N${at}` })),
    }),
  );

t.test("facts in any order give the same life and the same duties", async (t) => {
  await holds(
    t,
    fc.property(someHistory, fc.nat(), someDay, (one, seed, today) => {
      const mixed = {
        ...one,
        visits: shuffled(one.visits, seed),
        evaluations: shuffled(one.evaluations, seed),
        items: shuffled(one.items, seed),
      };
      return JSON.stringify([lifeOf(mixed), on(mixed, today)]) === JSON.stringify([lifeOf(one), on(one, today)]);
    }),
  );
});

t.test("no duty is in two states, none is overdue in a closed case, and each visit counts once", async (t) => {
  await holds(
    t,
    fc.property(someHistory, someDay, (one, today) => {
      const duties = on(one, today).filter(({ kind }) => kind !== "H");
      const counted = duties.flatMap(({ doneOn }) => doneOn ?? []);
      const { state } = lifeOf(one);
      const last =
        one.evaluations
          .map((each) => each.on)
          .toSorted()
          .at(-1) ?? "";
      const owed = duties.filter((duty) => ["due", "attempted", "planned"].includes(duty.state));
      return (
        new Set(counted).size === counted.length &&
        duties.every(({ from, to, due }) => from <= due && due <= to) &&
        !(state === "closed" && last <= today && owed.some(({ to }) => to >= last))
      );
    }),
  );
});

/** Orders a list by a number, without chance. */
function shuffled<T>(list: readonly T[], seed: number): T[] {
  return list
    .map((value, at) => ({ value, key: ((at + 1) * 2_654_435_761 + seed * 40_503) % 1_000_003 }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ value }) => value);
}
