/** Tests what the rules of the message types other than the list refuse, from changes to their examples. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import type { MessageType } from "../../src/domain/message.ts";
import { loadSchemas } from "../../src/schema/registry.ts";
import { apply, type Operation } from "./patch.ts";

const folder = join(import.meta.dirname, "../../schemas");
const TODAY = new Date("2025-07-10T02:00:00Z");
const schemas = await loadSchemas(folder);

const set = (path: string, value: unknown): Operation => ({ op: "add", path, value });
const drop = (path: string): Operation => ({ op: "remove", path });

const NEEDS = { items: [{ code: "N01", urgency: "3" }], willApply: "1", helpedApply: true };

const NOTICE = { to: "self", form: "1", date: "2025-06-15" };
const CHECK = { name: "周明理", validUntil: "2026-06-15" };
const S0 = "/subjects/0";
const B0 = `${S0}/bridge`;
const R0 = "/results/0";
const P0 = `${S0}/plan`;
const M0 = `${P0}/measures/0`;
const M1 = `${P0}/measures/1`;
const [FIRST, SECOND] = ["0198b0b2-7c1e-7d4f-8a55-0c2d3e4f5b01", "0198b0b2-7c1e-7d4f-8a55-0c2d3e4f5b02"];
const V0 = "/visits/0";
const E0 = "/evaluations/0";
const LAST = { decisionId: "0197d0b2-7c1e-7d4f-8a55-0c2d3e4f5a31" };
const FAILED_VISIT = {
  personId: "P-2025-0001",
  kind: "A",
  date: "2025-07-02",
  way: "1",
  by: "procuratorate",
  visitors: ["林知远"],
  outcome: "V2",
};
const CASES: readonly (readonly [type: MessageType, name: string, patch: readonly Operation[], ...errors: string[]])[] =
  [
    ["feedback", "granted without aid", [drop(`${R0}/aidGranted`)], `${R0}/aidGranted reply-aid-required`],
    [
      "feedback",
      "money without an amount",
      [drop(`${R0}/aidGranted/1/amount`)],
      `${R0}/aidGranted/1/amount aid-amount-required`,
    ],
    [
      "feedback",
      "monthly without a first month",
      [drop(`${R0}/aidGranted/0/start`)],
      `${R0}/aidGranted/0/start aid-period-required`,
    ],
    [
      "feedback",
      "an end before its start",
      [set(`${R0}/aidGranted/0/end`, "2025-06-01")],
      `${R0}/aidGranted/0/end date-order`,
    ],
    [
      "feedback",
      "carried out without a day",
      [drop(`${R0}/aidGranted/1/firstPaidOn`)],
      `${R0}/aidGranted/1/firstPaidOn reply-first-paid-required`,
    ],
    [
      "feedback",
      "paid tomorrow",
      [set(`${R0}/aidGranted/1/firstPaidOn`, "2025-07-11")],
      `${R0}/aidGranted/1/firstPaidOn date-future`,
    ],
    [
      "feedback",
      "refused without a reason",
      [set(R0, { personId: "P-2025-0001", reply: "32" })],
      `${R0}/reason reply-reason-required`,
    ],
    [
      "feedback",
      "not accepted without a reason",
      [set(R0, { personId: "P-2025-0001", reply: "12" })],
      `${R0}/reason reply-reason-required`,
    ],
    [
      "feedback",
      "another reason without words",
      [set(R0, { personId: "P-2025-0001", reply: "50", reason: "R99" })],
      `${R0}/reasonText reason-required`,
    ],
    [
      "feedback",
      "missing documents not named",
      [set(R0, { personId: "P-2025-0001", reply: "11" })],
      `${R0}/missingDocuments reply-documents-required`,
    ],
    [
      "feedback",
      "passed on without a receiver",
      [drop("/results/1/passedTo")],
      "/results/1/passedTo reply-passed-to-required",
    ],
    [
      "feedback",
      "refused, yet granted",
      [set(`${R0}/reply`, "32"), set(`${R0}/reason`, "R05")],
      `${R0}/aidGranted reply-aid-unexpected`,
    ],
    ["feedback", "an unknown reply", [set(`${R0}/reply`, "99")], `${R0}/reply code-list`],
    ["feedback", "decided tomorrow", [set(`${R0}/decidedOn`, "2025-07-11")], `${R0}/decidedOn date-future`],
    [
      "feedback",
      "a score of 11",
      [set(`${R0}/visits/0/scores/0/score`, 11)],
      `${R0}/visits/0/scores/0/score out-of-range`,
    ],
    [
      "feedback",
      "a difficulty scored twice",
      [set(`${R0}/visits/0/scores/1/type`, "01")],
      `${R0}/visits/0/scores/1/type duplicate-score`,
    ],
    [
      "feedback",
      "the next visit before this one",
      [set(`${R0}/visits/0/nextDate`, "2025-07-01")],
      `${R0}/visits/0/nextDate date-order`,
    ],
    ["feedback", "a visit tomorrow", [set(`${R0}/visits/0/date`, "2025-07-11")], `${R0}/visits/0/date date-future`],
    ["feedback", "no result", [set("/results", [])], "/results too-few-items"],
    ["feedback", "amounts in 万元", [set("/header/currencyUnit", "万元")], "/header/currencyUnit money-unit"],
    ["feedback", "secret", [set("/header/secrecy", "1")], "/header/secrecy secret-document"],
    ["feedback", "without the list that it answers", [drop("/header/answers")], "/header/answers required"],
    ["plan", "identity", [set(`${S0}/identity`, {})], `${S0}/identity unknown-member`],
    ["plan", "no measure", [set(`${P0}/measures`, [])], `${P0}/measures too-few-items`],
    ["plan", "a number twice", [set(`${M1}/measureId`, FIRST)], `${M1}/measureId plan-duplicate-measure`],
    [
      "plan",
      "a number of another person's measure",
      [set("/subjects/1/plan/measures/0/measureId", FIRST)],
      "/subjects/1/plan/measures/0/measureId plan-duplicate-measure",
    ],
    [
      "plan",
      "a measure before it that is not there",
      [set(`${M0}/dependsOn`, ["0198b0b2-7c1e-7d4f-8a55-0c2d3e4f5b03"])],
      `${M0}/dependsOn/0 plan-unknown-measure`,
    ],
    [
      "plan",
      "measures that wait for each other",
      [set(`${M0}/dependsOn`, [SECOND]), set(`${M1}/dependsOn`, [FIRST])],
      `${M0}/dependsOn/0 plan-circle`,
      `${M1}/dependsOn/0 plan-circle`,
    ],
    [
      "plan",
      "a need with a measure and a reason why not",
      [set(`${P0}/declined`, [{ need: "N01", reason: "不申请" }])],
      `${P0}/declined/0/need plan-need-twice`,
    ],
    [
      "plan",
      "social workers without a name",
      [drop("/subjects/1/plan/measures/1/ownerName")],
      "/subjects/1/plan/measures/1/ownerName plan-owner-name",
    ],
    ["plan", "dropped without a reason", [set(`${M0}/status`, "dropped")], `${M0}/reason reason-required`],
    [
      "plan",
      "declined without a reason",
      [set(`${M0}/basis/choice`, "declined")],
      `${M0}/basis/reason reason-required`,
    ],
    ["plan", "a view of tomorrow", [set(`${P0}/personView/on`, "2025-07-11")], `${P0}/personView/on date-future`],
    [
      "plan",
      "a goal twice",
      [set(`${P0}/goals/1/difficultyType`, "01")],
      `${P0}/goals/1/difficultyType duplicate-score`,
    ],
    [
      "plan",
      "more earmarked than there is",
      [set(`${P0}/cash/earmarked/0/amount`, "10000.01")],
      `${P0}/cash/earmarked aid-earmarked`,
    ],
    [
      "plan",
      "money before its decision",
      [set(`${P0}/cash/status`, "30")],
      ...["amount", "paidOn", "earmarked"].map((one) => `${P0}/cash/${one} aid-decision-unexpected`),
    ],
    ["plan", "granted without an amount", [drop(`${P0}/cash/amount`)], `${P0}/cash/amount aid-amount-required`],
    ["plan", "paid without a day", [drop(`${P0}/cash/paidOn`)], `${P0}/cash/paidOn aid-payment-required`],
    ["plan", "paid tomorrow", [set(`${P0}/cash/paidOn`, "2025-07-11")], `${P0}/cash/paidOn date-future`],
    ["bridge", "another need", [set(`${S0}/needs/items/0/code`, "N01")], `${S0}/needs/items/0/code bridge-need`],
    ["bridge", "no place", [drop(`${S0}/needs/items/0/place`)], `${S0}/needs/items/0/place bridge-place`],
    [
      "bridge",
      "a department that gives no such aid",
      [set(`${S0}/needs/items/0/department`, "education")],
      `${S0}/needs/items/0/department bridge-department`,
    ],
    ["bridge", "income", [set(`${S0}/income`, {})], `${S0}/income unknown-member`],
    ["bridge", "property", [set(`${S0}/property`, {})], `${S0}/property unknown-member`],
    [
      "bridge",
      "consent to verification",
      [set(`${S0}/consent`, { notices: [NOTICE], checkAuthorisations: [CHECK] })],
      `${S0}/consent/checkAuthorisations bridge-economy`,
    ],
    ["bridge", "more days than the level has", [set(`${B0}/gap/days`, 61)], `${B0}/gap/days gap-level`],
    ["bridge", "an end before its start", [set(`${B0}/gap/to`, "2025-06-30")], `${B0}/gap/to date-order`],
    ["bridge", "another cause without a note", [set(`${B0}/cause`, "B5")], `${B0}/note reason-required`],
    [
      "bridge",
      "aid that was given without a day",
      [set(`${B0}/lastTemporaryAid`, { known: "given" })],
      `${B0}/lastTemporaryAid/date last-aid-date`,
    ],
    [
      "bridge",
      "no such aid, with a day",
      [set(`${B0}/lastTemporaryAid`, { known: "none", date: "2025-06-01" })],
      `${B0}/lastTemporaryAid/date last-aid-unexpected`,
    ],
    [
      "bridge",
      "such aid tomorrow",
      [set(`${B0}/lastTemporaryAid`, { known: "given", date: "2025-07-11" })],
      `${B0}/lastTemporaryAid/date date-future`,
    ],
    [
      "bridge",
      "kept by the village without an agreement",
      [set(`${B0}/payee`, { to: "3" })],
      `${B0}/payee/agreement payee-agreement`,
    ],
    ["inquiry", "a question twice", [set("/questions/1/code", "Q01")], "/questions/1/code duplicate-question"],
    ["inquiry", "progress", [set("/questions/1", { code: "Q15" })], "/questions/1/code progress-from-facts"],
    ["inquiry", "nothing to compare with", [drop(`${S0}/stated`)], `${S0}/stated stated-required`],
    [
      "inquiry",
      "a value that nothing compares",
      [set(`${S0}/stated/0`, { question: "Q02", field: "held", value: "no" })],
      `${S0}/stated stated-required`,
      `${S0}/stated/0/question stated-not-compared`,
    ],
    [
      "inquiry",
      "one field stated twice",
      [set(`${S0}/stated/1`, { question: "Q01", field: "held", value: "yes" })],
      `${S0}/stated/1 duplicate-items`,
    ],
    [
      "inquiry",
      "an authorisation that is over",
      [set("/authorisation", { kind: "1", reference: "授2025-3", validUntil: "2025-07-09" })],
      "/authorisation/validUntil authorisation-over",
    ],
    ["inquiry-answer", "no day", [drop("/answers/0/asOf")], "/answers/0/asOf as-of-required"],
    ["inquiry-answer", "tomorrow", [set("/answers/0/asOf", "2025-07-11")], "/answers/0/asOf date-future"],
    [
      "inquiry-answer",
      "a value without a record",
      [set("/answers/1/value", "2025-03")],
      "/answers/1/value value-without-record",
    ],
    [
      "inquiry-answer",
      "refused without a reason",
      [set("/answers/0/result", "refused")],
      "/answers/0/refusal refusal-required",
    ],
    [
      "inquiry-answer",
      "a reason without a refusal",
      [set("/answers/0/refusal", "E1")],
      "/answers/0/refusal refusal-unexpected",
    ],
    ["visit", "one visitor at home", [set(`${V0}/visitors`, ["林知远"])], `${V0}/visitors visit-two-visitors`],
    ["visit", "tomorrow", [set(`${V0}/date`, "2025-07-11")], `${V0}/date date-future`],
    [
      "visit",
      "F0 without a word about the money",
      [set(`${V0}/kind`, "F0"), drop(`${V0}/fundArrived`)],
      `${V0}/fundArrived visit-arrival-required`,
    ],
    [
      "visit",
      "money that came after the visit",
      [set(`${V0}/fundArrived/on`, "2025-07-03")],
      `${V0}/fundArrived/on date-order`,
    ],
    [
      "visit",
      "a day of money that has not come",
      [set(`${V0}/fundArrived/yes`, false)],
      `${V0}/fundArrived/on visit-arrival-day`,
    ],
    [
      "visit",
      "F1 without scores",
      [set(`${V0}/kind`, "F1"), drop(`${V0}/scores`)],
      `${V0}/scores visit-scores-required`,
    ],
    [
      "visit",
      "scores of a visit that failed",
      [set(V0, { ...FAILED_VISIT, scores: [{ type: "01", score: 3 }] })],
      `${V0}/scores visit-not-carried-out`,
    ],
    [
      "visit",
      "carried out, and refused in writing",
      [set(`${V0}/inWriting`, true)],
      `${V0}/inWriting visit-refused-only`,
    ],
    [
      "visit",
      "a body of social workers without a name",
      [set(`${V0}/by`, "social-work")],
      `${V0}/byName visit-body-name`,
    ],
    [
      "visit",
      "kept by the village without an agreement",
      [set(`${V0}/fundUse/keptBy`, "3")],
      `${V0}/fundUse/agreement payee-agreement`,
    ],
    [
      "visit",
      "two answers about civil affairs",
      [set(`${V0}/satisfaction/1`, { about: "civil-affairs", value: 1 })],
      `${V0}/satisfaction/1/about duplicate-satisfaction`,
    ],
    ["visit", "two scores of a kind", [set(`${V0}/scores/1/type`, "01")], `${V0}/scores/1/type duplicate-score`],
    ["meeting", "a citizen number", [set("/agenda/0/text", "110101199003070017")], "/agenda/0/text meeting-person"],
    ["meeting", "a person", [set("/decisions/0/personId", "P-1")], "/decisions/0/personId unknown-member"],
    ["meeting", "no such item of the agenda", [set("/decisions/0/agenda", 9)], "/decisions/0/agenda meeting-agenda"],
    ["meeting", "due before the meeting", [set("/decisions/0/due", "2025-07-07")], "/decisions/0/due date-order"],
    ["meeting", "held tomorrow", [set("/heldOn", "2025-07-11"), set("/decisions", [])], "/heldOn date-future"],
    ["meeting", "done without a day", [set("/last", [{ ...LAST, state: "done" }])], "/last/0/on decision-state"],
    [
      "meeting",
      "dropped without a reason",
      [set("/last", [{ ...LAST, state: "dropped" }])],
      "/last/0/note decision-state",
    ],
    [
      "meeting",
      "made and done in one record",
      [set("/last", [{ decisionId: "0197d0b2-7c1e-7d4f-8a55-0c2d3e4f5a21", state: "open" }])],
      "/last/0/decisionId duplicate-decision",
    ],
    ["evaluation", "an end before its start", [set(`${E0}/to`, "2025-06-01")], `${E0}/to date-order`],
    ["evaluation", "tomorrow", [set(`${E0}/to`, "2025-07-11")], `${E0}/to date-future`],
    ["evaluation", "other kinds after than before", [set(`${E0}/after/1/type`, "03")], `${E0}/after evaluation-kinds`],
    [
      "evaluation",
      "two scores of a kind",
      [set(`${E0}/before/1/type`, "01"), set(`${E0}/after/1/type`, "01")],
      `${E0}/before/1/type duplicate-score`,
      `${E0}/after/1/type duplicate-score`,
    ],
    [
      "evaluation",
      "another grade without a reason",
      [set(`${E0}/gradeConfirmed`, "A")],
      `${E0}/gradeReason reason-required`,
    ],
    ["supplement", "a person without needs", [drop("/subjects/0/needs")], "/subjects/0/needs required"],
    [
      "supplement",
      "a subject without a person number",
      [drop("/subjects/0/personId")],
      "/subjects/0/personId required",
    ],
    [
      "supplement",
      "without the list that it supplements",
      [drop("/header/supplements")],
      "/header/supplements required",
    ],
    [
      "supplement",
      "one person twice",
      [set("/subjects/1", { personId: "P-2025-0001", needs: NEEDS, health: { status: "10" } })],
      "/subjects/1/personId duplicate-person",
    ],
    [
      "supplement",
      "a group that breaks its own rules",
      [set("/subjects/0/judicialAid", { status: "40" })],
      "/subjects/0/judicialAid/decisionNumber aid-decision-required",
      "/subjects/0/judicialAid/decidedOn aid-decision-required",
      "/subjects/0/judicialAid/amount aid-amount-required",
    ],
    [
      "correction",
      "without the message that it supersedes",
      [drop("/header/supersedes")],
      "/header/supersedes required",
    ],
    ["correction", "a malformed digest", [set("/header/supersedes/digest", "ab")], "/header/supersedes/digest pattern"],
    ["correction", "a subject without its income", [drop("/subjects/0/income")], "/subjects/0/income required-by-need"],
    ["withdrawal", "without a reason", [drop("/reason")], "/reason required"],
    ["withdrawal", "another reason without a note", [set("/reason", "W99")], "/note reason-required"],
    ["withdrawal", "issued tomorrow", [set("/issuedAt", "2025-07-11T00:30:00+08:00")], "/issuedAt date-future"],
    ["reverse-lead", "without a lead", [drop("/subjects/0/lead")], "/subjects/0/lead required"],
    [
      "reverse-lead",
      "an offence in the description",
      [set("/subjects/0/lead/description", "其子犯抢劫罪入狱")],
      "/subjects/0/lead/description offence-name",
    ],
    [
      "reverse-lead",
      "consent as legal basis without a consent record",
      [set("/header/legalBasis", "consent")],
      "/subjects/0/consent/records consent-required",
    ],
  ];

for (const [type, name, patch, ...errors] of CASES) {
  t.test(`${type}: ${name}`, async (t) => {
    const example: unknown = JSON.parse(readFileSync(join(folder, type, "1.example.json"), "utf8"));
    const outcome = schemas.validate(type, "1", apply(example, patch), TODAY);
    if (outcome.ok) return t.fail("was accepted");
    t.same(
      outcome.errors.map(({ pointer, code }) => `${pointer} ${code}`).sort(),
      errors.map((error) => `/body${error}`).sort(),
    );
  });
}

t.test("a supplement may hold any group together with needs, which decide the receiving departments", async (t) => {
  const list = JSON.parse(readFileSync(join(folder, "aid-subject-list/1.example.json"), "utf8")) as {
    subjects: Record<string, unknown>[];
  };
  const example: unknown = JSON.parse(readFileSync(join(folder, "supplement/1.example.json"), "utf8"));
  for (const [group, value] of Object.entries(list.subjects[0] ?? {})) {
    if (group === "personId") continue;
    const document = apply(example, [set("/subjects/0", { personId: "P-2025-0001", needs: NEEDS, [group]: value })]);
    const outcome = schemas.validate("supplement", "1", document, TODAY);
    t.equal(outcome.ok, true, group);
  }
});

t.test("an authorisation holds to the end of its last day", async (t) => {
  const example: unknown = JSON.parse(readFileSync(join(folder, "inquiry/1.example.json"), "utf8"));
  const patch = [set("/authorisation", { kind: "1", reference: "授2025-3", validUntil: "2025-07-10" })];
  t.equal(schemas.validate("inquiry", "1", apply(example, patch), TODAY).ok, true);
});

t.test("a plan that comes too late, or that its person does not want, is asked about", async (t) => {
  const example: unknown = JSON.parse(readFileSync(join(folder, "plan/1.example.json"), "utf8"));
  const patch = [set(`${M1}/dueBy`, "2025-07-21"), set(`${P0}/personView/agreed`, "no")];
  const outcome = schemas.validate("plan", "1", apply(example, patch), TODAY);
  t.same(outcome.ok && outcome.warnings.map(({ pointer, code }) => `${pointer} ${code}`), [
    `/body${M1}/dueBy plan-late`,
    `/body${P0}/personView/agreed plan-not-agreed`,
  ]);
});

t.test("a grade that an evaluation's own scores, items and vetoes cannot give is asked about", async (t) => {
  const example: unknown = JSON.parse(readFileSync(join(folder, "evaluation/1.example.json"), "utf8"));
  const warnings = (patch: Parameters<typeof apply>[1]) => {
    const outcome = schemas.validate("evaluation", "1", apply(example, patch), TODAY);
    return outcome.ok ? outcome.warnings.map(({ pointer, code }) => `${pointer} ${code}`).join() : "refused";
  };
  const asked = `/body${E0}/gradeComputed evaluation-scores`;
  const grade = (value: string) => [set(`${E0}/gradeComputed`, value), set(`${E0}/gradeConfirmed`, value)];
  t.equal(warnings([]), "");
  t.equal(warnings(grade("A")), asked, "0.571 of it is gone");
  t.equal(warnings([set(`${E0}/vetoes`, ["relapse"])]), asked);
  t.equal(warnings([set(`${E0}/scoredBy`, "3")]), asked);
  t.equal(warnings([...grade("N"), set(`${E0}/scoredBy`, "3")]), "");
});
