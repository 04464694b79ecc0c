/** Work lists of persons: who is listed from which day on, and that the places kept for the lists leave nobody out. */
import fc from "fast-check";
import t from "tap";
import { followOf } from "../../../src/casework/follow/follow.ts";
import type { SubjectHistory } from "../../../src/casework/follow/history.ts";
import { FOLLOW_SCHEDULE } from "../../../src/casework/follow/schedule.ts";
import { itemClocks } from "../../../src/casework/item-clocks.ts";
import type { Item } from "../../../src/casework/ports.ts";
import { daysOf, isListed, workOf } from "../../../src/casework/worklist/person-work.ts";
import { dateOf, dayOf } from "../../../src/domain/day.ts";
import { CONCLUSIONS, GRADES, PERSON_LISTS, type PersonList, VISIT_OUTCOMES } from "../../../src/domain/follow.ts";
import { sentItem } from "../../support/casework.ts";
import { defaultPolicy } from "../../support/exchange/default-policy.ts";
import { holds } from "../../support/holds.ts";
import { evaluation, history, item, noon, visit } from "../follow/history-of.ts";

const { clocks } = await defaultPolicy();
const DIVISION = "330102";
const SENT = "2026-06-15";

/** A person as lists look at the person on a day. */
function person(
  of: SubjectHistory,
  today: string,
  items: readonly Item[] = [sentItem({ rules: "r" })],
  relapsed = false,
) {
  const reads = items.map((one) => ({ item: one, receiptAt: null, dead: false }));
  return {
    history: of,
    follow: followOf(of, FOLLOW_SCHEDULE, clocks, DIVISION, noon(today)),
    items: reads.map((read) => ({ read, clocks: itemClocks(read, clocks, DIVISION, noon(today)) })),
    ...(relapsed ? { relapse: { thread: "0199a000-0000-7000-8000-000000000009", closedOn: "2026-01-05" } } : {}),
  };
}
const listsOn = (today: string, ...of: [SubjectHistory, (readonly Item[])?, boolean?]) => {
  const work = workOf(person(of[0], today, of[1], of[2]), today);
  return PERSON_LISTS.filter((list) => isListed(list, work)).join(" ");
};
const owedOn = (today: string, of: SubjectHistory) =>
  workOf(person(of, today), today)
    .visits.map(({ kind, state }) => `${kind} ${state}`)
    .join(", ");

/** Aid came on the day of the list: F0 06-15…06-29, F1 07-08…07-22, F2 08-30…09-27 and on, F3 11-28…12-26 and on. */
const PAID = history(SENT, { paidOn: SENT });

t.test("a visit is owed from the first day of its window until one is carried out", async (t) => {
  t.equal(owedOn("2026-06-15", PAID), "F0 due");
  t.equal(owedOn("2026-06-30", PAID), "F0 missed");
  t.equal(owedOn("2026-07-08", PAID), "F1 due", "the next one takes its place");
  const tried = { ...PAID, visits: [visit("2026-06-20", { outcome: "V2" })] };
  t.equal(owedOn("2026-06-20", tried), "F0 attempted");
  const late = { ...PAID, visits: [visit("2026-07-02")] };
  t.equal(owedOn("2026-07-02", late), "", "one after the window makes up for it");
  t.equal(owedOn("2026-07-08", late), "F1 due");
  const refused = { ...PAID, visits: [visit("2026-06-20", { outcome: "V3", written: true })] };
  t.equal(owedOn("2026-07-01", refused), "");
  t.equal(owedOn("2026-07-01", { ...PAID, visits: [visit("2026-06-20", { outcome: "V3" })] }), "F0 missed");
});

t.test("a visit at home is listed for its last weeks, and only one at home makes up for it", async (t) => {
  const long = { ...PAID, visits: [visit("2026-12-12")], evaluations: [evaluation("2026-12-14", "C3")] };
  t.equal(owedOn("2027-05-23", long), "L due");
  t.equal(owedOn("2027-05-24", long), "H due, L due", "due 2027-06-14");
  t.equal(owedOn("2027-06-01", { ...long, visits: [...long.visits, visit("2027-05-30")] }), "H due");
  t.equal(owedOn("2027-06-01", { ...long, visits: [...long.visits, visit("2027-05-30", { way: "2" })] }), "");
});

t.test("evaluations, measures, renewals, relapses and decisions", async (t) => {
  const visited = {
    ...PAID,
    visits: ["2026-06-20", "2026-07-10", "2026-09-10", "2026-12-10"].map((day) => visit(day)),
  };
  t.equal(listsOn("2026-12-09", { ...visited, visits: visited.visits.slice(0, 3) }), "visits");
  t.equal(listsOn("2026-12-10", visited), "evaluation", "F3 was carried out");
  const unsolved = { ...visited, evaluations: [evaluation("2026-12-14", "C2", { grade: "D" })] };
  t.equal(listsOn("2026-12-14", unsolved), "evaluation todo", "without a measure");
  const measured = { ...visited, evaluations: [evaluation("2026-12-14", "C2", { grade: "D", measure: true })] };
  t.equal(listsOn("2027-03-13", measured), "");
  t.equal(listsOn("2027-03-14", measured), "evaluation");
  const long = { ...visited, evaluations: [evaluation("2026-12-14", "C3")] };
  t.equal(listsOn("2027-05-12", long), "");
  t.equal(listsOn("2027-05-13", long), "renewal", "30 days before its review");
  t.equal(listsOn("2027-06-12", long), "visits evaluation renewal");
  t.equal(listsOn("2026-07-01", { ...PAID, visits: [visit("2026-06-20")] }, undefined, true), "relapse");
  const found = { ...PAID, visits: [visit("2026-06-20", { newNeeds: ["N14"] })] };
  t.equal(listsOn("2026-07-01", found), "todo");
});

t.test(
  "subsistence allowance is renewed 12 months after the grant, unless an evaluation has considered it",
  async (t) => {
    const granted = [
      sentItem({ rules: "r", state: "granted", dates: { grantedOn: "2026-07-01", decidedOn: "2026-07-01" } }),
    ];
    const visited = { ...PAID, visits: [visit("2026-12-10")], evaluations: [evaluation("2026-12-14", "C2")] };
    t.equal(listsOn("2027-05-31", visited, granted), "");
    t.equal(listsOn("2027-06-01", visited, granted), "renewal");
    const again = { ...visited, evaluations: [...visited.evaluations, evaluation("2027-06-02", "C2")] };
    t.equal(listsOn("2027-06-03", again, granted), "");
  },
);

t.test("a closed case is in no list, and after a death somebody decides about the household", async (t) => {
  const closed = { ...PAID, visits: [visit("2026-06-20")], evaluations: [evaluation("2026-07-01", "C1")] };
  t.equal(listsOn("2027-06-01", closed, undefined, true), "");
  t.strictSame(daysOf(person(closed, "2026-07-01")), {});
  const dead = [sentItem({ rules: "r", state: "ended", reason: "R10", since: noon("2026-07-03") })];
  const ended = { ...PAID, items: [item(SENT, { dead: true, since: noon("2026-07-03") })] };
  t.equal(listsOn("2026-07-04", ended, dead, true), "todo");
  t.strictSame(daysOf(person(ended, "2026-07-04", dead)), { todo: dayOf("2026-07-03") });
  t.equal(listsOn("2026-07-04", { ...PAID, visits: [visit("2026-07-02", { outcome: "V5" })] }), "todo");
  const decided = { ...ended, evaluations: [evaluation("2026-07-10", "C1")] };
  t.equal(listsOn("2026-07-10", decided, dead), "", "closed");
});

t.test("a person from before items kept their rules is looked at on any day", async (t) => {
  const days = daysOf(person(PAID, SENT, [sentItem()]));
  t.ok(PERSON_LISTS.every((list) => days[list] === 0));
});

const dayWithin = (days: number) => fc.nat(days).map((day) => dateOf(dayOf(SENT) + day));
const someone = fc
  .record({
    paidOn: fc.option(dayWithin(60), { nil: undefined }),
    told: fc.array(
      fc.record({
        days: fc.nat(90),
        outcome: fc.constantFrom(...VISIT_OUTCOMES.slice(0, 4), "V1" as const),
        way: fc.constantFrom("1", "2"),
        written: fc.boolean(),
        needs: fc.constantFrom([], [], ["N14"]),
        // Or an evaluation.
        conclusion: fc.option(fc.constantFrom(...CONCLUSIONS), { nil: undefined, freq: 2 }),
        grade: fc.constantFrom(...GRADES),
        measure: fc.boolean(),
      }),
      { maxLength: 10 },
    ),
    isProtected: fc.boolean(),
    minor: fc.boolean(),
    granted: fc.option(dayWithin(200), { nil: undefined }),
    relapsed: fc.boolean(),
    sent: fc.option(dayWithin(400), { nil: undefined }),
  })
  .map(({ paidOn, told, isProtected, minor, granted, relapsed, sent }) => {
    let day = dayOf(SENT);
    const visits: ReturnType<typeof visit>[] = [];
    const evaluations: ReturnType<typeof evaluation>[] = [];
    for (const [at, { days, outcome, way, written, needs, conclusion, grade, measure }] of told.entries()) {
      const on = dateOf((day += days));
      if (conclusion === undefined) {
        visits.push(visit(on, { outcome, way, written, newNeeds: needs, message: `v-${at}` }));
      } else {
        evaluations.push(evaluation(on, conclusion, { grade, measure, message: `e-${at}` }));
      }
    }
    const dates = granted === undefined ? {} : { grantedOn: granted, decidedOn: granted };
    const items = [sentItem({ rules: "r", ...(granted === undefined ? {} : { state: "granted" }), dates })];
    const sentAgain = sent === undefined || dayOf(sent) > day ? [] : [item(sent, { need: "N02" })];
    const lastGrant = granted === undefined ? 0 : dayOf(granted);
    const of = history(SENT, {
      ...(paidOn === undefined ? { firstReplyDue: "2026-06-23" } : { paidOn }),
      isProtected,
      minor,
      visits,
      evaluations,
      items: [item(SENT), ...sentAgain],
    });
    return { of, items, relapsed, last: dateOf(Math.max(day, lastGrant)) };
  });

t.test("no list has a person before the place that was kept when the last document came", async (t) => {
  const seen: Record<PersonList, number> = { visits: 0, evaluation: 0, renewal: 0, relapse: 0, todo: 0 };
  await holds(
    t,
    fc.property(someone, fc.nat(900), ({ of, items, relapsed, last }, later) => {
      const days = daysOf(person(of, last, items, relapsed));
      const today = dateOf(dayOf(last) + later);
      const work = workOf(person(of, today, items, relapsed), today);
      return PERSON_LISTS.every((list) => {
        if (!isListed(list, work)) return true;
        seen[list] += 1;
        return (days[list] ?? Number.POSITIVE_INFINITY) <= dayOf(today);
      });
    }),
  );
  for (const list of PERSON_LISTS) t.ok(seen[list] > 3, `${list} ${seen[list]}`);
});

t.test(
  "whoever has a place is listed from that day on, except in a case that was opened again or for a calendar",
  async (t) => {
    await holds(
      t,
      fc.property(someone, fc.nat(900), ({ of, items, relapsed, last }, later) => {
        const { life } = person(of, last, items, relapsed).follow;
        if (life.closed.length > 0) return true;
        const days = daysOf(person(of, last, items, relapsed));
        // The window of F3 may end later than its last plain day.
        const today = dateOf(dayOf(last) + later);
        const work = workOf(person(of, today, items, relapsed), today);
        return PERSON_LISTS.every((list) => isListed(list, work) || (days[list] ?? 1e9) + 12 > dayOf(today));
      }),
    );
  },
);
