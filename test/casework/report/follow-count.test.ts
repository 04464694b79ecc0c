/** Figures of letters, visits, relapse, evaluations and satisfaction: of the period, and of nothing else. */
import t from "tap";
import { lifeOf } from "../../../src/casework/follow/life.ts";
import type { Evaluation, SubjectHistory, Visit } from "../../../src/casework/follow/history.ts";
import type { StoredFact } from "../../../src/casework/ports.ts";
import { FollowCount } from "../../../src/casework/report/follow-count.ts";
import { periodOf } from "../../../src/casework/report/period.ts";
import type { Letter } from "../../../src/domain/letter.ts";
import { sentItem } from "../../support/casework.ts";
import { like } from "../../support/like.ts";
import { CALENDAR } from "../../support/report.ts";

const at = (day: string, time = "10:00") => Date.parse(`${day}T${time}:00+08:00`);

const EMPTY: SubjectHistory = {
  sealedOn: "2026-08-03",
  paidOn: "2026-08-03",
  minor: false,
  isProtected: false,
  noCall: false,
  visitors: [],
  items: [],
  visits: [],
  evaluations: [],
  measures: [],
};

function visit(on: string, over: Partial<Visit> = {}): Visit {
  const told = { message: `m-${on}`, issuedAt: at(on), acceptedAt: at(on) };
  return {
    ...told,
    kind: "F1",
    on,
    way: "1",
    outcome: "V1",
    by: "procuratorate",
    newNeeds: [],
    scores: [],
    satisfaction: [],
    ...over,
  };
}

function evaluation(on: string, over: Partial<Evaluation> = {}): Evaluation {
  const told = { message: `e-${on}`, issuedAt: at(on), acceptedAt: at(on) };
  return { ...told, on, conclusion: "C2", measure: false, ...over };
}

function letter(over: Partial<Letter>): Letter {
  return { message: "l", kind: "2", sentAt: at("2026-10-09"), replyBy: "2026-10-19", ...over };
}

/** Figures of a month. */
function figures(
  month: string,
  { histories = [], items = [], facts = [] }: { histories?: SubjectHistory[]; items?: object[]; facts?: StoredFact[] },
) {
  const count = new FollowCount(periodOf(month, undefined, CALENDAR), CALENDAR);
  count.add(
    facts,
    items.map((over) => sentItem(over)),
    histories,
  );
  return count.figures();
}

t.test("a month in which nothing happened has zeros, and no rates", async (t) => {
  const made = figures("2026-10", {});
  like(t, made, { "I15.2": 0, "I17.due": 0, "I19.A": 0, "I20.answers": 0 });
  for (const rate of ["I15.answered", "I17.visited", "I18", "I20"]) t.notOk(rate in made, rate);
});

t.test("letters: one letter counts once, in time when all its items are answered by its last day", async (t) => {
  const inTime = { by: "f", at: at("2026-10-19", "23:59") };
  const late = { by: "f", at: at("2026-10-20", "00:00") };
  const one = letter({ message: "one", answered: inTime });
  const items = [
    { letters: [one, letter({ message: "half", kind: "3", answered: inTime })] },
    { letters: [one, letter({ message: "half", kind: "3" })] },
    { letters: [letter({ message: "late", kind: "5", answered: late })] },
    { letters: [letter({ message: "meeting", kind: "4" })] },
    { letters: [letter({ message: "later", sentAt: at("2026-10-30"), replyBy: "2026-11-09" })] },
    {
      letters: [
        letter({
          message: "before",
          sentAt: at("2026-09-30"),
          replyBy: "2026-10-08",
          answered: { by: "f", at: at("2026-10-08") },
        }),
      ],
    },
  ];
  like(t, figures("2026-10", { items }), { "I15.2": 2, "I15.3": 1, "I15.4": 1, "I15.5": 1, "I15.answered": "50.0" });
  like(t, figures("2026-11", { items }), { "I15.2": 0, "I15.answered": "0.0" });
});

t.test("visits: of those whose time ended in the month, the ones that were made in it", async (t) => {
  const months = ["2026-08", "2026-09", "2026-10", "2026-11", "2026-12"];
  const dues = (histories: SubjectHistory[]) => months.map((month) => figures(month, { histories })["I17.due"]);
  const owed = dues([EMPTY]);
  t.ok(owed.some((due) => Number(due) > 0));
  const first = months[owed.findIndex((due) => Number(due) > 0)] ?? "";
  t.equal(figures(first, { histories: [EMPTY] })["I17.visited"], "0.0");
  const day = `${first}-01`;
  const everyDay = Array.from({ length: 200 }, (_, n) =>
    new Date(at("2026-08-03") + n * 86_400_000).toISOString().slice(0, 10),
  );
  const visits = everyDay.map((on) => visit(on));
  t.same(dues([{ ...EMPTY, visits }]), owed, "what is owed does not depend on what was made");
  t.equal(figures(first, { histories: [{ ...EMPTY, visits }] })["I17.visited"], "100.0");
  t.equal(figures(first, { histories: [{ ...EMPTY, visits }, EMPTY] })["I17.visited"], "50.0");
  const home = [visit(day, { way: "2" }), visit(day, { way: "2", outcome: "V2" }), visit("2027-01-04", { way: "2" })];
  t.equal(figures(first, { histories: [{ ...EMPTY, visits: home }] })["I17.home"], 1, "a completed one of the month");
});

t.test("satisfaction: answers of the month's visits, 4 and 5 are content", async (t) => {
  const visits = [visit("2026-10-12", { satisfaction: [3, 4, 5] }), visit("2026-11-02", { satisfaction: [1] })];
  like(t, figures("2026-10", { histories: [{ ...EMPTY, visits }] }), { "I20.answers": 3, I20: "66.7" });
});

t.test("evaluations: each person once, by the last one of the month", async (t) => {
  const evaluations = [
    evaluation("2026-10-12", { grade: "D" }),
    evaluation("2026-10-30", { grade: "B" }),
    evaluation("2026-11-30", { grade: "A" }),
  ];
  const histories = [
    { ...EMPTY, evaluations },
    { ...EMPTY, evaluations: [evaluation("2026-10-31")] },
  ];
  like(t, figures("2026-10", { histories }), { "I19.A": 0, "I19.B": 1, "I19.D": 0, "I19.none": 1 });
  like(t, figures("2026-11", { histories }), { "I19.A": 1, "I19.B": 0 });
});

t.test("in need again: recognised in the month, of those closed in the twelve months to its end", async (t) => {
  const closed = (on: string) => ({ ...EMPTY, evaluations: [evaluation(on, { grade: "A", conclusion: "C1" })] });
  const histories = [closed("2025-10-31"), closed("2025-11-01"), closed("2026-10-30"), closed("2026-11-02")];
  t.ok(histories.every((history) => lifeOf(history).closed.length === 1));
  const relapse = (subject: string, on: string, event = "relapse"): StoredFact => ({
    fact: { event, message: "m", issuedAt: at(on), acceptedAt: at(on), subject },
    secret: null,
    salt: Buffer.alloc(16),
    digest: Buffer.alloc(32),
  });
  const facts = [
    relapse("a", "2026-10-20"),
    relapse("b", "2026-09-20"),
    relapse("c", "2026-10-20"),
    relapse("c", "2026-10-21", "no-relapse"),
  ];
  like(t, figures("2026-10", { histories, facts }), { "I18.persons": 1, I18: "50.0" });
});
