/** Tests that samples are valid, repeat with their seed, and hold no person who could exist. */
import { join } from "node:path";
import { answeredList, sampleCorrection, sampleReverseLead, sampleSupplement, sampleWithdrawal } from "./samples.ts";
import t, { type Test } from "tap";
import type { MessageType } from "../../src/domain/message.ts";
import { EDGE_CASES } from "../../src/sample/edge-cases.ts";
import { sampleEvaluation, sampleInquiry, sampleMeeting, samplePlan, sampleVisit } from "../../src/sample/later.ts";
import { SAMPLE_DAY, sampleList } from "../../src/sample/list.ts";
import { sampleFeedback } from "../../src/sample/reply.ts";
import { SITUATIONS } from "../../src/sample/situations.ts";
import { loadSchemas } from "../../src/schema/registry.ts";

const schemas = await loadSchemas(join(import.meta.dirname, "../../schemas"));

function check(t: Test, type: MessageType, document: unknown, today: Date, name: string): readonly string[] {
  const outcome = schemas.validate(type, "1", document, today);
  t.ok(outcome.ok, outcome.ok ? name : `${name}: ${JSON.stringify(outcome.errors)}`);
  return outcome.ok ? outcome.folded.map(({ code }) => code) : [];
}

t.test("a sample list is valid on its own day and years later", async (t) => {
  for (let seed = 0; seed < 120; seed++) {
    for (const edgeCases of [false, true]) {
      const list = sampleList({ seed, subjects: 1 + (seed % 20), edgeCases });
      const folded = check(t, "aid-subject-list", list, new Date(`${SAMPLE_DAY}T00:00:00+08:00`), `seed ${seed}`);
      check(t, "aid-subject-list", list, new Date("2031-01-01T00:00:00Z"), `seed ${seed}, years later`);
      if (!edgeCases) t.same(folded, [], "a clean list needs no folding");
    }
  }
});

t.test("a sample list of a chosen day is valid on that day", async (t) => {
  for (const today of ["2024-02-29", "2026-11-23", "2027-01-01"]) {
    for (let seed = 0; seed < 20; seed++) {
      check(
        t,
        "aid-subject-list",
        sampleList({ seed, subjects: 8, edgeCases: true, today }),
        new Date(`${today}T00:00:00+08:00`),
        today,
      );
    }
  }
});

t.test("one seed gives one list; two seeds give two; a number of subjects outside 1 to 500 is refused", async (t) => {
  const options = { seed: 42, subjects: 10, edgeCases: true };
  t.same(sampleList(options), sampleList(options));
  t.not(JSON.stringify(sampleList({ ...options, seed: 43 })), JSON.stringify(sampleList(options)));
  t.equal(sampleList({ seed: 1, subjects: 500 }).subjects.length, 500);
  for (const subjects of [0, 501, 1.5]) t.throws(() => sampleList({ seed: 1, subjects }), RangeError);
});

t.test("a list with one subject for each situation asks for all 17 needs", async (t) => {
  for (let seed = 0; seed < 10; seed++) {
    const { subjects } = sampleList({ seed, subjects: SITUATIONS.length });
    const needs = new Set(subjects.flatMap((subject) => subject.needs.items.map(({ code }) => code)));
    t.equal(needs.size, 17, `seed ${seed}`);
  }
});

t.test("edge cases lead to every kind of folding", async (t) => {
  const folded = new Set<string>();
  for (let seed = 0; seed < EDGE_CASES.length * 2; seed++) {
    const list = sampleList({ seed, subjects: 20, edgeCases: true });
    for (const code of check(t, "aid-subject-list", list, new Date("2026-11-23T00:00:00Z"), `seed ${seed}`)) {
      folded.add(code);
    }
  }
  for (const code of [
    "citizen-id",
    "full-width",
    "letter-case",
    "homoglyph",
    "hidden-character",
    "space",
    "name-dot",
    "permit",
    "date",
    "document-number",
    "phone",
    "composition",
  ]) {
    t.ok(folded.has(`folded-${code}`), code);
  }
});

t.test("every citizen number of a sample has the sequence 000, which is never issued", async (t) => {
  for (let seed = 0; seed < 50; seed++) {
    const text = JSON.stringify(sampleList({ seed, subjects: 10 }));
    const numbers = text.match(/(?<=")[1-8]\d{16}[\dX](?=")/g) ?? [];
    t.ok(numbers.length > 0);
    for (const number of numbers) t.equal(number.slice(14, 17), "000", "sequence 000 is never issued");
  }
});

t.test("feedback, supplement, correction, withdrawal and reverse lead of a sample are valid", async (t) => {
  const today = new Date("2026-11-23T00:00:00Z");
  for (let seed = 0; seed < 60; seed++) {
    const list = sampleList({ seed, subjects: 4 });
    check(
      t,
      "feedback",
      sampleFeedback({ seed, department: "civil-affairs", list: answeredList(list) }),
      today,
      "feedback",
    );
    check(t, "supplement", sampleSupplement({ seed, list }), today, "supplement");
    check(t, "correction", sampleCorrection({ seed, list, digest: "0".repeat(64) }), today, "correction");
    check(t, "withdrawal", sampleWithdrawal({ seed }), today, "withdrawal");
    check(t, "reverse-lead", sampleReverseLead({ seed, department: "education" }), today, "reverse-lead");
  }
});

t.test(
  "what follows a list is valid, repeats with its seed, and names no person by anything but a number",
  async (t) => {
    const makers = {
      plan: samplePlan,
      visit: sampleVisit,
      evaluation: sampleEvaluation,
      inquiry: sampleInquiry,
      meeting: sampleMeeting,
    } as const;
    for (const [type, make] of Object.entries(makers)) {
      for (let seed = 0; seed < 12; seed++) {
        const list = sampleList({ seed, subjects: 1 + seed * 2, today: "2026-11-23" });
        const options = { seed, list, today: "2026-11-30" };
        const document = make(options);
        check(t, type as MessageType, document, new Date("2026-11-30T18:00:00+08:00"), `${type} ${seed}`);
        t.same(make(options), document);
        const text = JSON.stringify(document);
        if (type === "inquiry") continue;
        for (const { identity } of list.subjects) t.notOk(identity.idNumber && text.includes(identity.idNumber), type);
      }
    }
  },
);
