/** The aid gap of a month (I13): days that are over, by the worked example GA; what is known later changes no report. */
import { randomUUID } from "node:crypto";
import t from "tap";
import type { StoredFact } from "../../../src/casework/ports.ts";
import { acceptedAtOf } from "../../../src/casework/report/as-at.ts";
import { GapCount } from "../../../src/casework/report/gap-count.ts";
import { periodOf } from "../../../src/casework/report/period.ts";
import { ACCEPTED, answerOn, GA } from "../../cli/casework/ga.ts";
import { defaultPolicy } from "../../support/exchange/default-policy.ts";
import { sentItem } from "../../support/casework.ts";
import { KeptCase } from "../../support/kept-case.ts";
import { CALENDAR } from "../../support/report.ts";

const [SUBJECT] = GA.subjects;
const kept = new KeptCase(await defaultPolicy());

async function answer(document: object): Promise<void> {
  const { header } = document as { readonly header: { readonly issuedAt: string } };
  const body = { ...document, header: { ...header, transferId: randomUUID() } };
  await kept.accept("feedback", body, header.issuedAt, "civil-affairs");
}

/** Figures of a month from what was accepted before its cut. */
function figures(month: string) {
  const period = periodOf(month, undefined, CALENDAR);
  const count = new GapCount(period, CALENDAR);
  const facts = kept.facts.filter(({ fact }) => acceptedAtOf(fact) < period.cut);
  count.add(facts, kept.items, kept.secretOf);
  return count.figures();
}

t.test(
  "GA: each month has its own days without money, and a payment that is told later changes none before",
  async (t) => {
    await kept.accept("aid-subject-list", GA, "2026-09-24T10:00:00+08:00");
    await answer(ACCEPTED);
    t.same(figures("2026-08"), { "I13.persons": 0 }, "before the list was sent");
    t.same(figures("2026-10"), { "I13.persons": 0 }, "judicial aid lasts until 3 November");
    t.same(figures("2026-11"), { "I13.persons": 1, "I13.days": "28.0" }, "3 to 30 November");
    const granted = { personId: SUBJECT?.personId, needs: ["N01"], reply: "30", decidedOn: "2026-11-19" };
    const header = { ...ACCEPTED.header, issuedAt: "2026-11-20T10:00:00+08:00" };
    await answer({ header, results: [{ ...granted, decisionNumber: "示民救〔2026〕9号" }] });
    t.same(figures("2026-12"), { "I13.persons": 1, "I13.days": "31.0" }, "nothing came yet: no forecast counts");
    const before = figures("2026-11");
    await answer(answerOn("2026-12-10", "N01", { category: "01", frequency: "2", amount: 2_400 }, "2026-11-19"));
    t.same(figures("2026-11"), before);
    t.same(figures("2026-12"), { "I13.persons": 1, "I13.days": "9.0" }, "paid on the tenth");
    t.same(figures("2027-04"), { "I13.persons": 0 }, "beyond the horizon");
  },
);

t.test("for everybody: the persons of all, when none of them can be told from those of one department", async (t) => {
  const secret = { householdSize: 1, line: 80_000, livingNeed: 960_000 };
  const publicOf = (departments: readonly (readonly string[])[]) => {
    const count = new GapCount(periodOf("2026-10", undefined, CALENDAR), CALENDAR);
    departments.forEach((own, n) => {
      const subject = `s${n}`;
      const sealedAt = Date.parse("2026-10-12T01:00:00Z");
      const items = own.map((department) =>
        sentItem({ subject, department, need: "N01", sealedAt, since: sealedAt, originalStart: sealedAt }),
      );
      const fact = { event: "subject", message: "m", issuedAt: sealedAt, subject };
      const stored: StoredFact = { fact, secret: Buffer.from("x"), salt: Buffer.alloc(16), digest: Buffer.alloc(32) };
      count.add([stored], items, () => secret);
    });
    return count.publicFigures();
  };
  const many = (count: number, ...departments: string[]) => Array.from({ length: count }, () => departments);
  t.same(publicOf([]), { "I13.persons": 0 });
  t.same(publicOf(many(5, "a")), { "I13.persons": 5, "I13.days": "20.0" });
  t.same(publicOf(many(4, "a")), { "I13.persons": null, "I13.days": null }, "four");
  t.same(
    publicOf([...many(5, "a"), ...many(3, "b")]),
    { "I13.persons": null, "I13.days": null },
    "a would know of three",
  );
  t.same(publicOf([...many(5, "a"), ...many(5, "b")]), { "I13.persons": 10, "I13.days": "20.0" });
  t.same(publicOf([...many(5, "a", "b"), ...many(2, "b")]), { "I13.persons": null, "I13.days": null });
});

t.test("days count for each person of a household", async (t) => {
  const count = new GapCount(periodOf("2026-10", undefined, CALENDAR), CALENDAR);
  const sealedAt = Date.parse("2026-10-12T01:00:00Z");
  const base = { need: "N01", sealedAt, since: sealedAt, originalStart: sealedAt };
  const facts = ["s1", "s2"].map((subject): StoredFact => {
    const fact = { event: "subject", message: "m", issuedAt: sealedAt, subject, household: "h" };
    return { fact, secret: Buffer.from("x"), salt: Buffer.alloc(16), digest: Buffer.alloc(32) };
  });
  const items = ["s1", "s2"].map((subject) => sentItem({ ...base, subject }));
  count.add(facts, items, () => ({ householdSize: 2, line: 80_000, livingNeed: 1_920_000 }));
  t.same(count.figures(), { "I13.persons": 2, "I13.days": "20.0" });
});
