/** Tests of the registry: examples, bundles, the injected day, and bounds on hostile input. */
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import t from "tap";
import { hasCitizenCheck } from "../../src/domain/codes/citizen-number.ts";
import { sampleCitizenNumber } from "../../src/sample/person.ts";
import { Findings } from "../../src/schema/findings.ts";
import { citizenNumbers } from "../../src/schema/rules/transfer.ts";
import { FAULTS } from "../../src/schema/faults.ts";
import { type Group, groupOf, isGroup, textOf } from "../../src/schema/reading.ts";
import { loadSchemas } from "../../src/schema/registry.ts";
import { RULES } from "../../src/schema/rules/table.ts";
import { readSchemas } from "../../src/schema/schema-files.ts";
import { createAjv } from "../../src/schema/vocabulary.ts";
import { apply } from "./patch.ts";
import { like } from "../support/like.ts";

const folder = join(import.meta.dirname, "../../schemas");
const TODAY = new Date("2025-07-10T02:00:00Z");
const TYPES = [
  "aid-subject-list",
  "supplement",
  "correction",
  "bridge",
  "plan",
  "withdrawal",
  "feedback",
  "reverse-lead",
  "inquiry",
  "inquiry-answer",
  "visit",
  "reminder",
  "evaluation",
  "meeting",
] as const;

const schemas = await loadSchemas(folder);

function read(path: string): unknown {
  return JSON.parse(readFileSync(join(folder, path), "utf8"));
}

function example(): Record<string, unknown> {
  return read("aid-subject-list/1.example.json") as Record<string, unknown>;
}

t.test("the registry has the message types, feedback in two versions, and no other", async (t) => {
  t.same(
    schemas
      .list()
      .map(({ type, version }) => `${type} ${version}`)
      .sort(),
    [...TYPES.map((type) => `${type} 1`), "feedback 1.1"].toSorted(),
  );
  for (const type of TYPES) t.ok(schemas.has(type, "1"));
  t.notOk(schemas.has("aid-subject-list", "2"));
  t.notOk(schemas.has("withdrawal", "9"));
  t.equal(schemas.text("withdrawal", "9"), undefined);
  t.throws(() => schemas.validate("withdrawal", "9", {}, TODAY), TypeError);
});

t.test("every example is valid, in its final form, without a warning", async (t) => {
  for (const type of TYPES) {
    const files = readdirSync(join(folder, type)).filter((name) => /^1\.example.*\.json$/.test(name));
    t.ok(files.includes("1.example.json"), type);
    for (const file of files) {
      const document = read(`${type}/${file}`);
      const outcome = schemas.validate(type, "1", document, TODAY);
      like(t, outcome, { ok: true, folded: [], warnings: [] }, `${type} ${file}`);
      t.equal(outcome.ok && outcome.body, document, "what needs no folding is not copied");
    }
  }
});

t.test("a published schema is complete in itself, and a general validator understands it", async (t) => {
  for (const type of TYPES) {
    const schema: unknown = JSON.parse(schemas.text(type, "1") ?? "");
    // Not strict: the standard says that unknown keywords and formats are annotations.
    const plain = new Ajv2020({ strict: false, allErrors: true, validateFormats: false, logger: false });
    const check = plain.compile(schema as Group);
    t.ok(check(read(`${type}/1.example.json`)), type);
    t.notOk(check({}), `${type} refuses an empty object`);
  }
});

t.test(
  "rules of age use the injected day: the guardian is required until the eighteenth birthday in China",
  async (t) => {
    const document = apply(example(), [
      { op: "remove", path: "/subjects/1/guardianship" },
      { op: "add", path: "/subjects/1/consent/records/0/signer", value: "self" },
    ]);
    const codesOn = (day: string): string[] => {
      const outcome = schemas.validate("aid-subject-list", "1", document, new Date(day));
      return outcome.ok ? [] : outcome.errors.map(({ code }) => code);
    };
    t.same(
      codesOn("2028-09-01T15:59:59Z").sort(),
      ["consent-guardian", "guardian-required"],
      "the day before the fourteenth",
    );
    t.same(codesOn("2028-09-01T16:00:00Z"), ["guardian-required"], "the fourteenth birthday in China");
    t.same(codesOn("2032-09-01T15:59:59Z"), ["guardian-required"], "the day before the eighteenth");
    t.same(codesOn("2032-09-01T16:00:00Z"), [], "the eighteenth birthday in China");
  },
);

t.test("a document with warnings is accepted", async (t) => {
  const document = apply(example(), [
    { op: "add", path: "/header/listNumber", value: "灌民函〔2025〕1号" },
    { op: "add", path: "/header/legalBasis", value: "statutory-duty" },
    { op: "add", path: "/header/workSecret", value: true },
    { op: "add", path: "/subjects/0/consent/records/0/withdrawnAt", value: "2025-06-20T08:00:00+08:00" },
    { op: "add", path: "/subjects/0/judicialAid/decisionNumber", value: "灌公救〔2025〕1号" },
    { op: "add", path: "/subjects/0/demographics/nationality", value: "VNM" },
    { op: "add", path: "/subjects/0/judicialAid/paidOn", value: "2025-06-01" },
    { op: "add", path: "/subjects/0/household/size", value: 3 },
    { op: "add", path: "/subjects/0/household/members/1/birth", value: { date: "1999-01-01", precision: "D" } },
    { op: "add", path: "/subjects/0/household/members/0/birth", value: { date: "1988-06-14", precision: "D" } },
    {
      op: "add",
      path: "/subjects/0/income",
      value: {
        period: { from: "2025-01-01", to: "2025-05-31" },
        total: 0.36,
        perCapitaMonthly: "0.01",
        subsistenceLine: { amount: 830, division: "320723", year: 2025 },
        provenance: { source: "1", collectedOn: "2025-06-01" },
      },
    },
    { op: "add", path: "/subjects/0/difficulty/specialGroups", value: ["01", "02"] },
    {
      op: "add",
      path: "/subjects/0/payment",
      value: { holder: "陈秀兰", bank: "示例银行", accountNumber: "6222020000000000001" },
    },
    {
      op: "add",
      path: "/subjects/0/consent/checkAuthorisations",
      value: [{ name: "陈秀兰", validUntil: "2025-07-09" }],
    },
    { op: "add", path: "/subjects/1/identity/idType", value: "09" },
    { op: "add", path: "/subjects/1/identity/idNumber", value: "S123456789" },
    { op: "add", path: "/subjects/1/demographics/lifeStatus", value: "2" },
    { op: "add", path: "/subjects/1/demographics/diedOn", value: "2025-06-01" },
    { op: "add", path: "/subjects/1/cause/harmCause", value: "98" },
    { op: "add", path: "/subjects/1/judicialAid/status", value: "30" },
  ]);
  const outcome = schemas.validate("aid-subject-list", "1", document, TODAY);
  if (!outcome.ok) return t.fail(JSON.stringify(outcome.errors));
  t.same(outcome.warnings.map(({ pointer, code }) => `${pointer} ${code}`).sort(), [
    "/body/header/listNumber procuratorate-number",
    "/body/header/workSecret work-secret",
    "/body/subjects/0/consent/checkAuthorisations/0/validUntil authorisation-expired",
    "/body/subjects/0/consent/records/0/withdrawnAt consent-withdrawn",
    "/body/subjects/0/demographics/nationality foreign-subject",
    "/body/subjects/0/demographics/nationality nationality-document",
    "/body/subjects/0/difficulty/specialGroups special-group",
    "/body/subjects/0/household/members household-members-incomplete",
    "/body/subjects/0/household/members/1/relation relation-age",
    "/body/subjects/0/income/perCapitaMonthly income-implausible",
    "/body/subjects/0/income/period income-period",
    "/body/subjects/0/judicialAid/decisionNumber procuratorate-number",
    "/body/subjects/0/judicialAid/paidOn date-order",
    "/body/subjects/0/payment/accountNumber bank-card",
    "/body/subjects/1/demographics/lifeStatus subject-dead",
    "/body/subjects/1/judicialAid/status unrelated-hardship",
    "/body/subjects/1/needs/items suggest-need",
  ]);
});

t.test(
  "two citizen numbers that end in 000 are asked about; a single one and those of test persons are not",
  async (t) => {
    // Searches the days from 1980 on for a number that a spreadsheet damaged and whose check character is 0.
    const damaged = (from: number): string => {
      for (let day = from; ; day++) {
        const date = new Date(Date.UTC(1980, 0, day)).toISOString().slice(0, 10).replaceAll("-", "");
        if (hasCitizenCheck(`320723${date}1000`)) return `320723${date}1000`;
      }
    };
    const one = new Findings("2025-07-10");
    citizenNumbers({ subjects: [{ identity: { idNumber: damaged(1) } }] }, "", one);
    t.same(one.warnings, [], "one number of a thousand ends so");
    const both = new Findings("2025-07-10");
    const persons = [damaged(1), damaged(40)].map((idNumber) => ({ identity: { idNumber } }));
    citizenNumbers({ subjects: persons }, "", both);
    t.same(
      both.warnings.map(({ pointer, code }) => [pointer, code]),
      [0, 1].map((index) => [`/body/subjects/${index}/identity/idNumber`, "citizen-id-zeros"]),
    );
    const tests = new Findings("2025-07-10");
    const testPersons = Array.from({ length: 60 }, (_, day) => ({
      identity: {
        idNumber: sampleCitizenNumber("320723", new Date(Date.UTC(1980, 0, 1 + day)).toISOString().slice(0, 10)),
      },
    }));
    citizenNumbers({ subjects: testPersons }, "", tests);
    t.same(tests.warnings, []);
  },
);

t.test("an implausible amount of aid is asked about; amounts and areas are numbers or decimal texts", async (t) => {
  const warned = (value: unknown) => {
    const document = apply(example(), [{ op: "add", path: "/subjects/0/judicialAid/amount", value }]);
    const outcome = schemas.validate("aid-subject-list", "1", document, TODAY);
    return outcome.ok && outcome.warnings.map(({ code }) => code);
  };
  for (const value of [3, "3.00", 0, 2_000_000]) t.same(warned(value), ["amount-implausible"], String(value));
  for (const value of [100, "30000.00", 1_000_000]) t.same(warned(value), [], String(value));
  const houses = (area: unknown) => {
    const value = { houses: { holding: "has", items: [{ area }] } };
    const document = apply(example(), [{ op: "add", path: "/subjects/0/property", value }]);
    const outcome = schemas.validate("aid-subject-list", "1", document, TODAY);
    return !outcome.ok && outcome.errors.some(({ pointer }) => pointer.endsWith("/area"));
  };
  for (const area of [86.5, "86.5", "0.5", 100_000, "100000"]) t.notOk(houses(area), String(area));
  for (const area of [0, "0", "0.00", "86,5", "100001", 100_001, "86.555", "约80"]) t.ok(houses(area), String(area));
});

t.test("the fault of an unknown code or a wrong type names what is expected, never what was sent", async (t) => {
  const told = (path: string, value: unknown) => {
    const outcome = schemas.validate("aid-subject-list", "1", apply(example(), [{ op: "add", path, value }]), TODAY);
    const fault = outcome.ok ? undefined : outcome.errors.find(({ pointer }) => pointer === `/body${path}`);
    return [fault?.message, fault?.messageZh];
  };
  const sex = told("/subjects/0/identity/sex", "张三");
  t.match(sex[0], /^The code is not in its code list: .+ \(0, 1, 2, 9\)$/);
  t.match(sex[1], /^代码不在代码表内：.+（0, 1, 2, 9）$/);
  const ethnicity = told("/subjects/0/demographics/ethnicity", "张三");
  t.match(ethnicity[0], /^The code is not in its code list: .+ \(\d+ codes, see schemas\/defs\/codes\)$/);
  t.notMatch(sex.join() + ethnicity.join(), /张三/);
  t.same(told("/subjects/0/household/size", "three"), [
    "The JSON type is wrong: a whole number is expected",
    "数据类型错误：应为整数",
  ]);
  t.same(told("/subjects/0/judicialAid/amount", true), [
    "The JSON type is wrong: a number or a text is expected",
    "数据类型错误：应为数字或文本",
  ]);
  t.notMatch(
    JSON.stringify(schemas.validate("aid-subject-list", "1", { subjects: 1, header: { urgency: 1 } }, TODAY)),
    /\{limit\}/,
  );
});

t.test("an unknown date of birth is a warning, and rules of age do not apply", async (t) => {
  const value = {
    name: "某甲",
    idType: "00",
    noIdReason: "身份待查",
    verification: { status: "3" },
    sex: "9",
    birth: { precision: "U" },
  };
  const document = apply(example(), [{ op: "add", path: "/subjects/1/identity", value }]);
  const outcome = schemas.validate("aid-subject-list", "1", document, TODAY);
  like(t, outcome, { ok: true, warnings: [{ pointer: "/body/subjects/1/identity/birth", code: "age-unknown" }] });
});

t.test("arrays that are too long are not judged item by item", async (t) => {
  const document = apply(example(), [
    { op: "add", path: "/subjects/0/household/members", value: Array.from({ length: 31 }, () => 0) },
    { op: "add", path: "/subjects/0/difficulty/types", value: Array.from({ length: 12 }, () => 0) },
  ]);
  const outcome = schemas.validate("aid-subject-list", "1", document, TODAY);
  like(t, outcome, {
    ok: false,
    errors: [
      { pointer: "/body/subjects/0/household/members", code: "too-many-items", messageZh: "超过 30 项" },
      { pointer: "/body/subjects/0/difficulty/types", code: "too-many-items", message: "More than 11 items" },
    ],
  });
  // Judged item by item, this would take quadratic time and not end: Ajv copies its errors at every reference.
  for (const item of [0, {}, "x"]) {
    const many = { ...example(), subjects: Array.from({ length: 100_000 }, () => item) };
    const { ok } = schemas.validate("aid-subject-list", "1", many, TODAY);
    t.notOk(ok);
  }
});

t.test("the length of a text is checked before every other check", async (t) => {
  const blanks = " ".repeat(40_000);
  // The only fault is too-long: no format, rule or folding has read the text.
  for (const type of TYPES) {
    const places = textsIn(read(`${type}/1.example.json`));
    t.ok(places.length > 2, type);
    for (const path of places) {
      const document = apply(read(`${type}/1.example.json`), [{ op: "add", path, value: blanks }]);
      const outcome = schemas.validate(type, "1", document, TODAY);
      const errors = outcome.ok ? [] : outcome.errors;
      const fault = errors.find(({ pointer }) => pointer === `/body${path}`);
      // Codes of a list and fixed values are only compared, so that their length needs no check.
      if (["code-list", "const", "secret-document", "money-unit"].includes(fault?.code ?? "")) continue;
      like(t, errors, [{ pointer: `/body${path}`, code: "too-long" }], `${type} ${path}`);
      t.equal(errors.length, 1, `${type} ${path}`);
    }
  }
});

t.test("characters that folding removes do not count against the length of a text", async (t) => {
  const document = apply(example(), [
    { op: "add", path: "/header/listNumber", value: ` 灌检救助移\u3000〔 2025 〕 第 ${" ".repeat(60)}0018 号` },
    { op: "add", path: "/subjects/0/identity/name", value: `${" ".repeat(60)}陈秀兰` },
  ]);
  like(t, schemas.validate("aid-subject-list", "1", document, TODAY), {
    ok: true,
    body: { header: { listNumber: "灌检救助移〔2025〕18号" } },
  });
});

t.test("a hostile document gets at most 100 faults and the note that there are more", async (t) => {
  const wrong = {
    identity: { name: "\0", sex: "x", idType: "x" },
    difficulty: { types: Array.from({ length: 11 }, () => "x") },
  };
  const hostile: Record<string, unknown> = {
    "unknown members": Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`m${i}`, 0])),
    "500 subjects full of faults": { ...example(), subjects: Array.from({ length: 500 }, () => wrong) },
    "500 subjects with one number": {
      ...example(),
      subjects: Array.from({ length: 500 }, () => (example()["subjects"] as unknown[])[0]),
    },
  };
  for (const [name, document] of Object.entries(hostile)) {
    const outcome = schemas.validate("aid-subject-list", "1", document, TODAY);
    t.notOk(outcome.ok, name);
    if (outcome.ok) continue;
    t.equal(outcome.errors.length, 101, name);
    t.equal(outcome.errors.at(-1)?.code, "more-faults");
  }
  let deep: unknown = [];
  for (let i = 0; i < 500; i++) deep = i % 2 === 0 ? { subjects: deep } : [deep];
  const outcome = schemas.validate("aid-subject-list", "1", { ...example(), subjects: deep }, TODAY);
  t.notOk(outcome.ok, "deep nesting is not followed");
});

t.test("members of prototypes do not count as members of a document", async (t) => {
  const document: unknown = JSON.parse(`{"constructor": 1, "toString": {}, "__proto__": {"header": 1}}`);
  const outcome = schemas.validate("aid-subject-list", "1", document, TODAY);
  t.same(!outcome.ok && outcome.errors.filter(({ code }) => code === "required").map(({ pointer }) => pointer), [
    "/body/header",
    "/body/case",
    "/body/subjects",
  ]);
});

t.test("every text in every schema has a check of its characters", async (t) => {
  const { documents } = await readSchemas(folder);
  for (const [id, document] of documents) {
    for (const [pointer, schema] of schemasIn(document)) {
      const types = [schema["type"]].flat();
      if (!types.includes("string")) continue;
      const judged = ["format", "enum", "const", "pattern", "x-money"].some((keyword) => schema[keyword] !== undefined);
      t.ok(judged, `${id}${pointer}`);
    }
  }
});

t.test("every member has a Chinese and an English title, and every code a label", async (t) => {
  const { documents } = await readSchemas(folder);
  for (const [id, document] of documents) {
    for (const [pointer, schema] of schemasIn(document)) {
      if (!/\/properties\/[^/]+$/.test(pointer) || (schema["$ref"] !== undefined && schema["title"] === undefined)) {
        continue;
      }
      t.match(textOf(schema, "title"), /[\u4e00-\u9fff]/, `${id}${pointer}`);
      t.match(textOf(schema, "x-title-en"), /[A-Za-z]/, `${id}${pointer}`);
      const labels = groupOf(schema, "x-labels");
      if (labels !== undefined) t.same(Object.keys(labels).sort(), [...(schema["enum"] as string[])].sort());
    }
  }
});

t.test("every field of the dictionary is in a schema, and every rule is used by a schema", async (t) => {
  const { documents } = await readSchemas(folder);
  const fields = new Set<string>();
  const rules = new Set<string>();
  for (const document of documents.values()) {
    for (const [, schema] of schemasIn(document)) {
      const field = textOf(schema, "x-field");
      if (field !== undefined) fields.add(field);
      if (Array.isArray(schema["x-rules"])) for (const rule of schema["x-rules"]) rules.add(String(rule));
    }
  }
  // 30 is not collected; 75 is the gateway's own receipt; 81 belongs to the evaluation, a type of its own.
  const expected = Array.from({ length: 80 }, (_, i) => String(i + 1)).filter(
    (field) => field !== "30" && field !== "75",
  );
  t.same([...fields].sort(), expected.sort());
  t.same([...rules].sort(), Object.keys(RULES).sort());
});

t.test("a folder with a wrong schema does not load, and the error names the file", async (t) => {
  const copy = join(t.testdir({}), "schemas");
  cpSync(folder, copy, { recursive: true });
  writeFileSync(join(copy, "withdrawal/9.schema.json"), `{"title":"without an id"}`);
  await t.rejects(loadSchemas(copy), /withdrawal\/9\.schema\.json/);
  writeFileSync(
    join(copy, "withdrawal/9.schema.json"),
    `{"$id":"https://aid-gateway.example/v","type":"object","x-rules":["no-such"]}`,
  );
  await t.rejects(loadSchemas(copy), /no-such/);
  writeFileSync(join(copy, "withdrawal/9.schema.json"), `{"$id":"https://aid-gateway.example/v","typo":"object"}`);
  await t.rejects(loadSchemas(copy), /typo/);
});

t.test("the vocabulary refuses an unknown keyword", async (t) => {
  t.throws(() => createAjv().compile({ typ: "object" }), /typ/);
});

t.test("every fault has an English and a Chinese text", async (t) => {
  for (const [code, [en, zh]] of Object.entries(FAULTS)) {
    t.match(code, /^[a-z0-9]+(-[a-z0-9]+)*$/);
    t.match(en, /^[A-Z0-9]/, code);
    t.match(zh, /[\u4e00-\u9fff]/, code);
  }
});

/** Lists the pointers of all texts of a document. */
function textsIn(value: unknown, pointer = ""): string[] {
  if (typeof value === "string") return [pointer];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => textsIn(inner, `${pointer}/${name}`));
}

/** Yields every schema inside a schema, with its pointer. */
function* schemasIn(value: unknown, pointer = ""): Generator<[string, Group]> {
  if (!isGroup(value)) return;
  yield [pointer, value];
  for (const container of ["properties", "$defs"]) {
    for (const [name, schema] of Object.entries(groupOf(value, container) ?? {})) {
      yield* schemasIn(schema, `${pointer}/${container}/${name}`);
    }
  }
  yield* schemasIn(value["items"], `${pointer}/items`);
}
