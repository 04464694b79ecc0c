/** What is required by need, and the warning of a notice that is not recorded. */
import { readFileSync } from "node:fs";
import t from "tap";
import { NEED_WORDS } from "../../src/domain/words/need-words.ts";
import { sampleList } from "../../src/sample/list.ts";
import type { AidSubjectList, Subject } from "../../src/schema/generated/aid-subject-list.ts";
import { loadSchemas } from "../../src/schema/registry.ts";

const schemas = await loadSchemas("schemas");
const TODAY = new Date("2026-11-30T04:00:00Z");
const base = sampleList({ seed: 3, subjects: 2 });
const GROUPS = ["contact", "household", "income", "property", "consent"] as const;
const codes = JSON.parse(readFileSync("schemas/defs/codes/1.schema.json", "utf8")).$defs.needCode;

const EMERGENCY = "schemas/aid-subject-list/1.example-emergency.json";

type Change = (subject: Subject) => object;

/** The sample list, its second subject changed, on a basis. */
function list(change: Change, legalBasis: AidSubjectList["header"]["legalBasis"] = "statutory-duty") {
  const [first, second] = structuredClone(base.subjects);
  if (first === undefined || second === undefined) throw new TypeError("two subjects");
  return { ...base, header: { ...base.header, legalBasis }, subjects: [first, change(second)] };
}
const withNeeds = (subject: Subject, ...needs: readonly string[]) => ({
  ...subject,
  needs: { ...subject.needs, items: needs.map((code) => ({ code, urgency: "1" })) },
});
const without = (subject: object, names: readonly string[]) =>
  Object.fromEntries(Object.entries(subject).filter(([name]) => !names.includes(name)));
const noPhone = (subject: Subject): Subject => ({
  ...subject,
  contact: { persons: (subject.contact?.persons ?? []).map(({ phone: _, ...person }) => person) },
});

function judged(body: object, type: "aid-subject-list" | "supplement" = "aid-subject-list") {
  const found = schemas.validate(type, "1", body, TODAY);
  return { errors: found.ok ? [] : found.errors, warnings: found.ok ? found.warnings : [] };
}
const told = (body: object) => judged(body).errors.map(({ code, pointer }) => `${code} ${pointer}`);

t.test("emergencies and persons without identity: none of the groups, and no telephone", async (t) => {
  for (const needs of [["N02"], ["N17"], ["N02", "N17"]]) {
    t.same(told(list((subject) => without(withNeeds(subject, ...needs), GROUPS))), [], String(needs));
    t.same(told(list((subject) => withNeeds(noPhone(subject), ...needs))), [], String(needs));
  }
});

t.test("the example of an emergency is valid without a warning", async (t) => {
  const { errors, warnings } = judged(JSON.parse(readFileSync(EMERGENCY, "utf8")) as object);
  t.same([errors, warnings], [[], []]);
});

t.test("every other need asks for all that was asked for before, alone or beside them", async (t) => {
  const asking = Object.keys(NEED_WORDS).filter((code) => code !== "N02" && code !== "N17");
  t.equal(asking.length, 15);
  for (const need of asking) {
    const expected = GROUPS.map((group) => `required-by-need /body/subjects/1/${group}`);
    t.same(told(list((subject) => without(withNeeds(subject, need), GROUPS))), expected, need);
  }
  const [one] = GROUPS;
  t.same(told(list((subject) => without(withNeeds(subject, "N02", "N04"), [one]))), [
    `required-by-need /body/subjects/1/${one}`,
  ]);
  t.same(told(list((subject) => withNeeds(noPhone(subject), "N02", "N04"))), [
    "required-by-need /body/subjects/1/contact/persons/0/phone",
  ]);
});

t.test("the fault names the person, the field and the needs, in both languages", async (t) => {
  const [fault] = judged(list((subject) => without(withNeeds(subject, "N02", "N04", "N01"), ["income"]))).errors;
  t.same(fault, {
    pointer: "/body/subjects/1/income",
    code: "required-by-need",
    message: "The member is required: the need N04 (Medical cost), N01 (Basic living) asks for it",
    messageZh: "缺少必填项：需求 N04 医疗费用、N01 基本生活 须填写",
    ordinal: 2,
    field: "Income",
    fieldZh: "收入",
  });
});

t.test("a code that there is not asks for nothing and is not repeated", async (t) => {
  const { errors } = judged(list((subject) => without(withNeeds(subject, "N99x"), GROUPS)));
  t.same([...new Set(errors.map(({ code }) => code))], ["code-list"]);
  t.notOk(JSON.stringify(errors).includes("N99x"));
});

t.test("a supplement: the telephone by need; a lead: always", async (t) => {
  const example = JSON.parse(readFileSync("schemas/supplement/1.example.json", "utf8")) as { subjects: Subject[] };
  const [first] = example.subjects;
  if (first === undefined) throw new TypeError("the example has a subject");
  const contact = { persons: [{ name: "示例甲", relation: "01", safeToCall: true }] };
  const supplement = (need: string) => ({ ...example, subjects: [withNeeds({ ...first, contact } as Subject, need)] });
  t.same(judged(supplement("N02"), "supplement").errors, []);
  t.same(
    judged(supplement("N01"), "supplement").errors.map(({ code, pointer }) => `${code} ${pointer}`),
    ["required-by-need /body/subjects/0/contact/persons/0/phone"],
  );
  const lead = JSON.parse(readFileSync("schemas/reverse-lead/1.example.json", "utf8")) as { subjects: object[] };
  const found = schemas.validate("reverse-lead", "1", { ...lead, subjects: [{ ...lead.subjects[0], contact }] }, TODAY);
  t.same(found.ok ? [] : found.errors.map(({ code, pointer }) => `${code} ${pointer}`), [
    "required /body/subjects/0/contact/persons/0/phone",
  ]);
});

t.test("without consent as basis, a notice that is not recorded is asked about", async (t) => {
  const warnings = (change: Change, basis?: AidSubjectList["header"]["legalBasis"]) =>
    judged(list(change, basis))
      .warnings.filter(({ code }) => code === "notice-not-recorded")
      .map(({ pointer, ordinal, fieldZh }) => `${pointer} ${ordinal} ${fieldZh}`);
  const urgent = (subject: Subject) => without(withNeeds(subject, "N02"), ["consent"]);
  t.same(warnings(urgent), ["/body/subjects/1/consent/notices 2 告知同意 › 告知记录"]);
  t.same(warnings(urgent, "emergency"), ["/body/subjects/1/consent/notices 2 告知同意 › 告知记录"]);
  const noticed = { notices: [{ to: "self", form: "3", date: "2026-11-01" }] };
  t.same(
    warnings((subject) => ({ ...urgent(subject), consent: noticed })),
    [],
  );
  t.same(
    warnings((subject) => ({ ...urgent(subject), consent: { noticeExemption: "2" } })),
    [],
  );
  t.same(
    warnings((subject) => subject),
    [],
    "the record of a consent tells of the notice too",
  );
  t.same(told(list(urgent, "consent")), ["consent-required /body/subjects/1/consent/records"]);
});

t.test("words of needs and the mark of the fields are those of the schemas", async (t) => {
  t.same(NEED_WORDS, codes["x-labels"]);
  const { $defs } = JSON.parse(readFileSync("schemas/defs/subject/1.schema.json", "utf8"));
  const marked = Object.entries<Record<string, unknown>>($defs.subject.properties).filter(
    ([, schema]) => schema["x-needed-unless"] !== undefined,
  );
  t.same(new Set(marked.map(([name]) => name)), new Set(GROUPS));
  const { phone } = $defs.contact.properties.persons.items.properties;
  for (const schema of [phone, ...marked.map(([, one]) => one)]) t.same(schema["x-needed-unless"], ["N02", "N17"]);
});
