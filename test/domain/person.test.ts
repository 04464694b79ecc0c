import assert from "node:assert/strict";
import fc from "fast-check";
import t from "tap";
import { citizenCheckCharacter } from "../../src/domain/codes/citizen-number.ts";
import { documentKey, documentsIn } from "../../src/domain/person.ts";

const NUMBER = "110105194912310000";
const CITIZEN = NUMBER.slice(0, 17) + citizenCheckCharacter(NUMBER.slice(0, 17));

t.test("one person has one key, however the document is written", async (t) => {
  const key = documentKey("01", CITIZEN);
  for (const [type, number] of [
    ["03", CITIZEN],
    ["02", CITIZEN],
    ["01", CITIZEN.slice(0, 6) + CITIZEN.slice(8, 17)],
  ] as const) {
    t.equal(documentKey(type, number), key, `${type} ${number.length}`);
  }
  t.equal(documentKey("04", "H1234567801"), documentKey("04", "H12345678"));
  t.equal(documentKey("05", "1234567801"), documentKey("05", "12345678"));
});

t.test("different documents have different keys", async (t) => {
  const keys = [
    documentKey("01", CITIZEN),
    documentKey("06", "810000199001010009"),
    documentKey("08", "E12345678"),
    documentKey("10", "E12345678"),
    documentKey("02", "E12345678"),
    documentKey("05", "12345678"),
    documentKey("01", "110105194912310001"),
  ];
  t.equal(new Set(keys).size, keys.length);
});

t.test("every person with a document is found anywhere in the body", async (t) => {
  const holder = fc.record({ idType: fc.constantFrom("01", "04", "08"), idNumber: fc.string() });
  const body = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 5 },
      fc.string(),
      fc.constant(null),
      fc.integer(),
      holder,
      fc.array(tie("node"), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie("node"), { maxKeys: 4, noNullPrototype: true }),
      fc.tuple(holder, tie("node")).map(([one, more]) => ({ ...one, more })),
    ),
  })).node;
  // The naive reading: JSON.stringify shows its replacer every value.
  const naive = (value: unknown) => {
    const found = new Set<string>();
    JSON.stringify(value, (_name, each: unknown) => {
      const { idType, idNumber } = (each ?? {}) as Record<string, unknown>;
      if (typeof idType === "string" && typeof idNumber === "string") found.add(documentKey(idType, idNumber));
      return each;
    });
    return found;
  };
  fc.assert(fc.property(body, (value) => assert.deepEqual(documentsIn(value), naive(value))));
  t.same(documentsIn({ idType: "01" }), new Set());
  t.same(documentsIn([{ idType: 1, idNumber: CITIZEN }]), new Set());
});
