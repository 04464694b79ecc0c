import fc from "fast-check";
import t from "tap";
import { JsonError, type JsonErrorCode, parseStrict } from "../../src/wire/json.ts";
import { referenceParse } from "./json-reference.ts";
import { thrown } from "../support/refusal.ts";
import { holds } from "../support/holds.ts";

const LIMITS = { maxDepth: 64 };

const refusal = (text: string | Uint8Array, limits = LIMITS): JsonErrorCode | "accepted" =>
  thrown(JsonError, () => parseStrict(text, limits))?.code ?? "accepted";

t.test("a text that passes is read as JSON.parse reads it", async (t) => {
  for (const text of [
    "0",
    '"a"',
    "null",
    "true",
    "[]",
    "{}",
    ' {"a":[1,-2.5e3,{"b":"\\u00e9\\n:{[,"}]} ',
    '{"":{"":{}}}',
  ]) {
    t.same(parseStrict(text, LIMITS), JSON.parse(text), text);
  }
  t.same(parseStrict(Buffer.from('{"名":"张\u{1F600}"}'), LIMITS), { 名: "张\u{1F600}" });
  t.same(parseStrict('"\\ud83d\\ude00"', LIMITS), "\u{1F600}", "an escaped pair is no lone surrogate");
  t.equal(parseStrict('"\\\\u0000 \\\\ud800"', LIMITS), "\\u0000 \\ud800", "an escaped backslash is no escape");
});

t.test("each kind of fault has its code", async (t) => {
  const cases: [JsonErrorCode, string | Uint8Array][] = [
    ["not-utf8", Uint8Array.of(0x22, 0xff, 0x22)],
    ["not-utf8", Uint8Array.of(0x22, 0xc0, 0x80, 0x22)], // overlong NUL
    ["not-utf8", Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22)], // encoded surrogate
    ["not-utf8", Uint8Array.of(0x22, 0xe4, 0xbd)],
    ["byte-order-mark", Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b, 0x7d)],
    ["byte-order-mark", "\ufeff{}"],
    ["lone-surrogate", '"\ud800"'],
    ["lone-surrogate", '"\\ud800"'],
    ["lone-surrogate", '"\\uDC00\\uD800"'],
    ["lone-surrogate", '{"a\\uDfff":1}'],
    ["nul", '"a\\u0000"'],
    ["nul", '{"\\u0000":1}'],
    ["syntax", '"\0"'],
    ["syntax", ""],
    ["syntax", "{} {}"],
    ["syntax", '{"a":1,}'],
    ["syntax", "{'a':1}"],
    ["syntax", '{"a"::1}'],
    ["syntax", '"'],
    ["syntax", '"\\'],
    ["syntax", "NaN"],
    ["syntax", "01"],
    ["syntax", "]"],
    ["syntax", Buffer.from("{}\u00a0")],
    ["duplicate-name", '{"a":1,"a":1}'],
    ["duplicate-name", '{"a":1,"\\u0061":2}'],
    ["duplicate-name", '{"\\u00e9":1,"\u00e9":2}'],
    ["duplicate-name", '{"a":{"x":1,"x":2},"a":3}'],
    ["duplicate-name", '[{"b":[{"":0,"":0}]}]'],
    ["duplicate-name", '{"1":1,"\\u0031":2}'],
    ["forbidden-name", '{"__proto__":{"admin":true}}'],
    ["forbidden-name", '{"\\u005f_proto__":1}'],
    ["forbidden-name", '{"a\\"b":1}'],
    ["forbidden-name", '{"\\\\":1}'],
    ["forbidden-name", '{"a":{"\\n" :1}}'],
    ["syntax", '{"\\q":1}'],
    ["syntax", '{"\\u00":1}'],
    ["number-range", "1e400"],
    ["number-range", '{"a":[-1e400]}'],
  ];
  for (const [code, text] of cases) {
    t.equal(refusal(text), code, typeof text === "string" ? JSON.stringify(text) : Buffer.from(text).toString("hex"));
  }
});

t.test("an escaped name is read rightly after any other text", async (t) => {
  // nodejs/node#63785: JSON.parse takes the third for `{"k":0,"\\\\":1}` once it has seen the first.
  JSON.parse('{"k":0,"\\\\":1}');
  JSON.parse('{"k":0,"\\\\u0":1}');
  t.same(parseStrict('{"k":0,"\\u0061":1}', LIMITS), { k: 0, a: 1 });
  t.same(parseStrict('{"k":0,"\\u0061b\\u4e2d" : [{"\\/":"\\u0061"}]}', LIMITS), { k: 0, ab中: [{ "/": "a" }] });
  t.equal(refusal('{"k":0,"a":1,"\\u0061":2}'), "duplicate-name");
});

t.test("depth is bounded exactly", async (t) => {
  for (const [open, close] of [
    ["[", "]"],
    ['{"a":', "}"],
  ] as const) {
    const nested = (depth: number): string => open.repeat(depth) + "1" + close.repeat(depth);
    t.equal(refusal(nested(3), { maxDepth: 3 }), "accepted");
    t.equal(refusal(nested(4), { maxDepth: 3 }), "too-deep");
  }
  t.equal(refusal("[[],[],[]]", { maxDepth: 2 }), "accepted", "what was closed does not count");
  t.equal(refusal('"[[[["', { maxDepth: 0 }), "accepted", "nor does what is in a string");
  t.equal(refusal("[".repeat(1 << 20)), "too-deep");
  t.throws(() => parseStrict("1", { maxDepth: 513 }), RangeError);
  t.throws(() => parseStrict("1", { maxDepth: Number.NaN }), RangeError);
});

t.test("an error does not repeat the text", async (t) => {
  const error = thrown(JsonError, () => parseStrict('{"name":"Zhang San" oops}', LIMITS));
  t.ok(error);
  t.notMatch(JSON.stringify([String(error), error?.stack, error?.cause ?? null]), "Zhang");
});

t.test("an inherited member does not hide a duplicate", async (t) => {
  // oxlint-disable-next-line eslint/no-extend-native
  Object.defineProperty(Object.prototype, "polluted", { value: 1, enumerable: true, configurable: true });
  t.teardown(() => Reflect.deleteProperty(Object.prototype, "polluted"));
  t.equal(refusal('{"a":1,"a":1}'), "duplicate-name");
  t.equal(refusal('{"a":1}'), "accepted");
});

// Names from a small set, written in several ways, so that duplicates are frequent.
const name = fc.constantFrom(
  '"a"',
  '"\\u0061"',
  '"b"',
  '""',
  '":"',
  '"\\""',
  '"\\\\"',
  '"1"',
  '"{"',
  '"\\ud83d\\ude00"',
  '"\u{1F600}"',
);
const space = fc.constantFrom("", " ", "\n\t");
const text = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom("0", "-1.5e2", "true", "null", '"x"', '"\\u0000"', '"\\udead"', '":,[]{}\\\\"', "1e999"),
    fc.array(tie("value"), { maxLength: 4 }).map((items) => `[${items.join(",")}]`),
    fc
      .array(fc.tuple(name, space, tie("value"), space), { maxLength: 4 })
      .map((members) => `{${members.map(([n, s, v, e]) => `${n}${s}:${v}${e}`).join(",")}}`),
  ),
})).value;

t.test("agrees with a parser that compares the names one by one", async (t) => {
  const compare = (source: string): void => {
    const expected = referenceParse(source, 4);
    const code = refusal(source, { maxDepth: 4 });
    if (expected.ok !== (code === "accepted")) throw new Error(`${JSON.stringify(source)}: ${code}`);
    if (expected.ok && JSON.stringify(parseStrict(source, { maxDepth: 4 })) !== JSON.stringify(expected.value)) {
      throw new Error(`${JSON.stringify(source)}: other value`);
    }
  };
  await holds(t, fc.property(text, compare), { numRuns: 3000 });
  // The same with one character changed, removed or put in.
  const mutated = fc
    .tuple(text, fc.nat(), fc.constantFrom(...'"\\:,[]{}u0a '.split(""), ""), fc.boolean())
    .map(([s, at, c, keep]) => {
      const i = at % (s.length + 1);
      return s.slice(0, i) + c + s.slice(keep ? i : i + 1);
    });
  await holds(t, fc.property(mutated, compare), { numRuns: 5000 });
});
