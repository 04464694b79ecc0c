/** Tests that input folding corrects what it should, reports each change, and changes nothing else. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import t from "tap";
import { loadSchemas } from "../../src/schema/registry.ts";
import {
  foldCode,
  foldDate,
  foldDocumentNumber,
  foldName,
  foldPhone,
  foldWritten,
  isoDateOf,
} from "../../src/schema/fold-text.ts";
import { sampleList } from "../../src/sample/list.ts";
import { apply } from "./patch.ts";
import { holds } from "../support/holds.ts";
import { like } from "../support/like.ts";

const root = join(import.meta.dirname, "../..");
const TODAY = new Date("2025-07-10T02:00:00Z");
const schemas = await loadSchemas(join(root, "schemas"));
const example: unknown = JSON.parse(readFileSync(join(root, "schemas/aid-subject-list/1.example.json"), "utf8"));

const FOLDS = {
  code: foldCode,
  name: foldName,
  written: foldWritten,
  phone: foldPhone,
  number: foldDocumentNumber,
  date: foldDate,
};

function fold(kind: keyof typeof FOLDS, text: string): { folded: string; codes: string[] } {
  const codes: string[] = [];
  return { folded: FOLDS[kind](text, (code) => codes.push(code)), codes };
}

t.test("each kind of text is folded into its final form", async (t) => {
  for (const [kind, text, folded, ...codes] of [
    ["code", "11010519491231002x", "11010519491231002X", "folded-letter-case"],
    ["code", "11010519491231002х", "11010519491231002X", "folded-homoglyph"],
    ["code", "11010519491231002Х", "11010519491231002X", "folded-homoglyph"],
    ["code", "11010519491231002Ｘ", "11010519491231002X", "folded-full-width"],
    ["code", "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X", "folded-full-width"],
    ["code", " 110105 19491231 002X\u3000", "11010519491231002X", "folded-full-width", "folded-space"],
    ["code", "\ufeff11010519491231002X\u200b", "11010519491231002X", "folded-hidden-character"],
    ["code", "Н12345678", "H12345678", "folded-homoglyph"],
    ["name", "阿依努尔•买买提", "阿依努尔·买买提", "folded-name-dot"],
    ["name", "阿依努尔‧买买提", "阿依努尔·买买提", "folded-name-dot"],
    ["name", "阿依努尔・买买提", "阿依努尔·买买提", "folded-name-dot"],
    ["name", "阿依努尔．买买提", "阿依努尔·买买提", "folded-name-dot"],
    ["name", "阿依努尔.买买提", "阿依努尔·买买提", "folded-name-dot"],
    ["name", "阿依努尔●买买提", "阿依努尔·买买提", "folded-name-dot"],
    ["name", "阿依努尔 · 买买提", "阿依努尔·买买提", "folded-space"],
    ["name", "张\u3000三", "张三", "folded-space"],
    ["name", "J. Smith", "J. Smith"],
    ["name", "李𠮷", "李𠮷"],
    ["name", "ﬁ", "ﬁ"],
    ["name", "Jose\u0301", "José", "folded-composition"],
    ["written", "  一\u200b二 ", "一二", "folded-hidden-character", "folded-space"],
    ["written", "Ⅳ①㎡", "Ⅳ①㎡"],
    ["phone", "+86 139-0000-0001", "13900000001", "folded-phone"],
    ["phone", "１３９００００００００１".slice(0, 11), "13900000000", "folded-phone"],
    ["phone", "not a phone", "not a phone"],
    ["number", "左检刑诉[2025]第054号", "左检刑诉〔2025〕54号", "folded-document-number"],
    ["number", "左检刑诉（２０２５）５４号", "左检刑诉〔2025〕54号", "folded-document-number"],
    ["number", "左检刑诉54号", "左检刑诉54号"],
    ["date", "2025/6/3", "2025-06-03", "folded-date"],
    ["date", "2025年6月3日", "2025-06-03", "folded-date"],
    ["date", "20250603", "2025-06-03", "folded-date"],
    ["date", "2025-06", "2025-06"],
    ["date", "2025-02-30", "2025-02-30"],
  ] as const) {
    t.same(fold(kind, text), { folded, codes }, JSON.stringify(text));
  }
});

t.test("partial dates become ISO 8601 with the precision that they show", async (t) => {
  for (const [text, iso] of [
    ["1980-00-00", "1980"],
    ["1980-05-00", "1980-05"],
    ["1980.5", "1980-05"],
    ["1980.5.3", "1980-05-03"],
    ["1980年5月", "1980-05"],
    ["1980年", "1980"],
    ["19800503", "1980-05-03"],
    ["19800000", "1980"],
    ["80年春", undefined],
    ["29221", undefined],
    ["1980-13", undefined],
    ["1980-00-03", undefined],
    ["", undefined],
  ] as const) {
    t.equal(isoDateOf(text), iso, text);
  }
});

t.test("folding is idempotent, and never adds characters that it removes", async (t) => {
  const alphabet = fc.constantFrom(
    ..."0١1２XxХх •·・. 　-—()（）[]〔〕第号检2025张三\u200b\ufeffé".split(""),
    "e\u0301",
    "𠮷",
    "\ue000",
    "\ud800",
  );
  for (const kind of Object.keys(FOLDS) as (keyof typeof FOLDS)[]) {
    await holds(
      t,
      fc.property(fc.string({ unit: alphabet, maxLength: 24 }), (text) => {
        const once = fold(kind, text);
        const twice = fold(kind, once.folded);
        return (
          twice.folded === once.folded && twice.codes.length === 0 && once.codes.length > 0 === (once.folded !== text)
        );
      }),
      { numRuns: 500 },
    );
  }
});

t.test("a folded list is valid, lists its changes, and leaves the original unchanged", async (t) => {
  const document = apply(example, [
    { op: "add", path: "/subjects/0/identity/idNumber", value: "３２０７２３880614000" },
    { op: "add", path: "/subjects/0/identity/sex", value: "２" },
    { op: "add", path: "/subjects/0/contact/persons/0/phone", value: "+86 139 0000 0001" },
    { op: "add", path: "/subjects/0/judicialAid/decisionNumber", value: "灌检救决【2025】007号" },
    { op: "add", path: "/subjects/0/needs/items/0/code", value: "n01" },
    { op: "add", path: "/subjects/1/identity/name", value: "阿依努尔•买买提" },
    { op: "add", path: "/subjects/1/identity/birth", value: { date: "2014.9", precision: "D" } },
  ]);
  const before = structuredClone(document);
  const outcome = schemas.validate("aid-subject-list", "1", document, TODAY);
  if (!outcome.ok) return t.fail(JSON.stringify(outcome.errors));
  t.same(outcome.folded.map(({ pointer, code }) => `${pointer} ${code}`).sort(), [
    "/body/subjects/0/contact/persons/0/phone folded-phone",
    "/body/subjects/0/identity/idNumber folded-citizen-id",
    "/body/subjects/0/identity/idNumber folded-full-width",
    "/body/subjects/0/identity/sex folded-full-width",
    "/body/subjects/0/judicialAid/decisionNumber folded-document-number",
    "/body/subjects/0/needs/items/0/code folded-letter-case",
    "/body/subjects/1/identity/birth/date folded-date",
    "/body/subjects/1/identity/name folded-name-dot",
  ]);
  like(t, outcome.body, {
    subjects: [
      { identity: { idNumber: /^32072319880614000[\dX]$/, originalIdNumber: "320723880614000" } },
      { identity: { name: "阿依努尔·买买提", birth: { date: "2014-09", precision: "M" } } },
    ],
  });
  t.same(document, before, "what came in is untouched");
  const again = schemas.validate("aid-subject-list", "1", outcome.body, TODAY);
  like(t, again, { ok: true, folded: [] }, "the outcome needs no folding");
});

t.test(
  "a name keeps the selector of its glyph, loses what is not seen, and is refused when nothing is seen of it",
  async (t) => {
    const named = (name: string) =>
      schemas.validate(
        "aid-subject-list",
        "1",
        apply(example, [{ op: "add", path: "/subjects/0/identity/name", value: name }]),
        TODAY,
      );
    const glyph = "陈\u{e0100}秀兰";
    const firstName = { subjects: { 0: { identity: { name: glyph } } } };
    like(t, named(glyph), { ok: true, folded: [], body: firstName });
    like(t, named("陈秀\ufe00\u3164兰"), {
      ok: true,
      folded: [{ code: "folded-hidden-character" }],
      body: { subjects: { 0: { identity: { name: "陈秀兰" } } } },
    });
    for (const name of ["\u3164", "\u115f\u1160", "\u034f \ufe0f", "\u{e0100}", "\u2800", "·"]) {
      const errors = { 0: { pointer: "/body/subjects/0/identity/name" } };
      like(t, named(name), { ok: false, errors }, JSON.stringify(name));
    }
  },
);

t.test("a text that folding cannot make valid is refused, not guessed", async (t) => {
  const document = apply(example, [
    { op: "add", path: "/subjects/0/identity/birth", value: { date: "1988-06-14", precision: "M" } },
    { op: "add", path: "/subjects/0/contact/persons/0/phone", value: "+86 12" },
  ]);
  const outcome = schemas.validate("aid-subject-list", "1", document, TODAY);
  t.same(!outcome.ok && outcome.errors.map(({ code }) => code).sort(), ["date-precision", "phone"]);
});

t.test("folding a folded list with edge cases changes nothing", async (t) => {
  for (let seed = 0; seed < 40; seed++) {
    const outcome = schemas.validate(
      "aid-subject-list",
      "1",
      sampleList({ seed, subjects: 12, edgeCases: true }),
      TODAY,
    );
    if (!outcome.ok) return t.fail(`seed ${seed}: ${JSON.stringify(outcome.errors)}`);
    const again = schemas.validate("aid-subject-list", "1", outcome.body, TODAY);
    like(t, again, { ok: true, folded: [] });
    t.equal(again.ok && again.body, outcome.body);
  }
});

t.test("a document with more than 100 changes lists 100 and says that there are more", async (t) => {
  const list = sampleList({ seed: 3, subjects: 200 });
  const document = {
    ...list,
    subjects: list.subjects.map((subject) =>
      Object.assign({}, subject, { identity: { ...subject.identity, name: `${subject.identity.name} ` } }),
    ),
  };
  const outcome = schemas.validate("aid-subject-list", "1", document, TODAY);
  t.equal(outcome.ok && outcome.folded.length, 101);
  t.equal(outcome.ok && outcome.folded.at(-1)?.code, "more-folded");
});
