/** Feedback 1.1: what it adds, what it requires, and that version 1 stays as it was. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { SCHEMAS } from "../../src/cli/kept/schemas.ts";
import { loadSchemas } from "../../src/schema/registry.ts";
import { like } from "../support/like.ts";

const schemas = await loadSchemas(SCHEMAS);
const TODAY = new Date("2025-07-10T04:00:00Z");
type Document = { header: object; results: Record<string, unknown>[] };
const example = (name: string) => JSON.parse(readFileSync(join(SCHEMAS, "feedback", name), "utf8")) as Document;
const { header } = example("1.1.example.json");

/** Faults of a feedback with one result. */
function faults(result: object, version = "1.1"): string[] {
  const document = { header, results: [{ personId: "P-1", needs: ["N01"], ...result }] };
  const outcome = schemas.validate("feedback", version, document, TODAY);
  return outcome.ok
    ? []
    : outcome.errors.map(({ pointer, code }) => `${pointer.replace("/body/results/0", "")} ${code}`);
}

const SERVED = { servedOn: "2025-07-07", way: "1", review: true, court: true };
const REFUSED = { reply: "32", reason: "R05", decidedOn: "2025-07-04", rightsNotice: SERVED };
const AID = { item: "临时救助", form: "1", amount: 800, frequency: "1", firstPaidOn: "2025-07-02", for: "person" };

t.test("the examples are valid in their final form, without a warning", async (t) => {
  for (const name of ["1.1.example.json", "1.1.example-correction.json"]) {
    like(t, schemas.validate("feedback", "1.1", example(name), TODAY), { ok: true, folded: [], warnings: [] }, name);
  }
});

t.test("a document of version 1 that refuses nothing is one of 1.1 too", async (t) => {
  for (const name of ["1.example.json", "1.example-accepted.json"]) {
    like(t, schemas.validate("feedback", "1.1", example(name), TODAY), { ok: true }, name);
  }
});

t.test("what is new is refused in version 1", async (t) => {
  t.same(faults({ reply: "10", acceptedOn: "2025-07-01" }, "1"), ["/acceptedOn unknown-member"]);
  t.same(faults({ reply: "32", reason: "R13" }, "1"), ["/reason code-list"]);
  t.same(faults({ ...REFUSED, reason: "R13" }), []);
});

t.test("a refusal names when its notice of rights was served", async (t) => {
  const { rightsNotice: _notice, ...without } = REFUSED;
  t.same(faults(REFUSED), []);
  t.same(faults(without), ["/rightsNotice case-rights-notice"]);
  t.same(faults({ reply: "12", reason: "R01" }), ["/rightsNotice case-rights-notice"]);
  t.same(faults({ reply: "31", reason: "R04", aidGranted: [AID] }), ["/rightsNotice case-rights-notice"]);
  t.same(faults({ reply: "31", aidGranted: [AID] }), [], "a part of which nothing was cut for a reason");
  t.same(faults({ ...REFUSED, rightsNotice: { ...SERVED, servedOn: "2025-07-03" } }), [
    "/rightsNotice/servedOn date-order",
  ]);
  t.same(faults({ ...REFUSED, rightsNotice: { ...SERVED, servedOn: "2025-07-11" } }), [
    "/rightsNotice/servedOn date-future",
  ]);
});

t.test("days are in order, a pause has a cause and a first day, an extension has neither", async (t) => {
  t.same(faults({ reply: "10", acceptedOn: "2025-07-11" }), ["/acceptedOn date-future"]);
  t.same(faults({ ...REFUSED, acceptedOn: "2025-07-05" }), ["/decidedOn date-order"]);
  const clock = (given: object) => faults({ reply: "20", clock: given });
  t.same(clock({ pause: "P1", from: "2025-07-01" }), []);
  t.same(clock({ extend: "X2" }), []);
  t.same(clock({ pause: "P1" }), ["/clock pause-or-extension"]);
  t.same(clock({ extend: "X2", to: "2025-07-01" }), ["/clock pause-or-extension"]);
  t.same(clock({ pause: "P1", from: "2025-07-02", to: "2025-07-01" }), ["/clock/to date-order"]);
});

t.test("notice, first aid and reopening go with their replies", async (t) => {
  const publicNotice = { from: "2025-07-01", to: "2025-07-08" };
  t.same(faults({ reply: "21", publicNotice }), []);
  t.same(faults({ reply: "20", publicNotice }), ["/publicNotice notice-reply"]);
  t.same(faults({ reply: "40", firstAid: true, aidGranted: [{ ...AID, category: "25" }] }), []);
  t.same(faults({ reply: "40", firstAid: true, aidGranted: [{ ...AID, category: "01" }] }), [
    "/firstAid first-aid-category",
  ]);
  t.same(faults({ reply: "10", reopens: true }), []);
  t.same(faults({ reply: "20", reopens: true }), ["/reopens reopens-reply"]);
});
