import fc from "fast-check";
import t from "tap";
import {
  type InnerList,
  type Item,
  parseDictionary,
  serializeInnerList,
  serializeItem,
  StructuredFieldError,
} from "../../src/wire/structured-fields.ts";
import { holds } from "../support/holds.ts";

t.test("every form that RFC 9651 allows is read", async (t) => {
  const parsed = parseDictionary(
    'a=1, b=?0;x;y="q\\"\\\\",\tc=:AQI=:, d=tok/en:x, e, f=(  "p";k=1  tok );z=-5, *g.h-i_9=-0',
  );
  t.same([...parsed.keys()], ["a", "b", "c", "d", "e", "f", "*g.h-i_9"]);
  t.equal((parsed.get("b") as Item).params.get("y"), 'q"\\');
  t.equal((parsed.get("b") as Item).params.get("x"), true);
  t.same((parsed.get("c") as Item).value, new Uint8Array([1, 2]));
  t.equal(serializeInnerList(parsed.get("f") as InnerList), '("p";k=1 tok);z=-5');
  t.ok(Object.is((parsed.get("*g.h-i_9") as Item).value, 0), "there is no negative zero");
  t.equal(parseDictionary("").size, 0);
  t.equal((parseDictionary("a=1, a=2").get("a") as Item).value, 2, "the last of a repeated member");
});

const REFUSED = [
  "a=",
  "A=1",
  "a=1,",
  "a=1 b=2",
  "a=1;",
  "a=1.5",
  "a=1234567890123456",
  "a=--1",
  'a="x',
  'a="\\x"',
  'a="é"',
  'a="\u0000"',
  "a=:AQI:",
  "a=:AQJ=:",
  "a=:AQI=",
  "a=:A-I=:",
  "a=?2",
  'a=("x""y")',
  'a=("x"',
  "a=(x,y)",
  "a=@1",
  ",a=1",
  "a=1\n",
];
for (const text of REFUSED) {
  t.test(`refuses ${JSON.stringify(text)}`, async (t) => {
    t.throws(() => parseDictionary(text), StructuredFieldError);
  });
}

const key = fc.stringMatching(/^[a-z*][a-z0-9_\-.*]{0,8}$/);
const bare = fc.oneof(
  fc.stringMatching(/^[\x20-\x7e]{0,12}$/),
  fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }),
  fc.boolean(),
  fc.uint8Array({ maxLength: 40 }),
  fc.stringMatching(/^[A-Za-z*][!#$%&'*+\-.^_`|~0-9A-Za-z:/]{0,8}$/).map((token) => ({ token })),
);
const params = fc.array(fc.tuple(key, bare), { maxLength: 4 }).map((entries) => new Map(entries));
const item = fc.record({ value: bare, params });

t.test("a field that was read is written as the same text", async (t) => {
  await holds(
    t,
    fc.property(key, fc.record({ items: fc.array(item, { maxLength: 5 }), params }), (name, list) => {
      const text = serializeInnerList(list);
      return serializeInnerList(parseDictionary(`${name}=${text}`).get(name) as InnerList) === text;
    }),
  );
});

t.test("any text parses or throws StructuredFieldError", async (t) => {
  await holds(
    t,
    fc.property(fc.string({ unit: fc.constantFrom(...'ab1=(),;:"\\ \t?-.é\n'.split("")), maxLength: 30 }), (text) => {
      try {
        parseDictionary(text);
        return true;
      } catch (error) {
        return error instanceof StructuredFieldError;
      }
    }),
    { numRuns: 5_000 },
  );
});

t.test("a value that has no form throws TypeError", async (t) => {
  for (const value of ["é", "\n", 1.5, 1e15, Number.NaN]) {
    t.throws(() => serializeItem({ value, params: new Map() }), TypeError);
  }
});
