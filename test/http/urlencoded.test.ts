import fc from "fast-check";
import t from "tap";
import { Refusal } from "../../src/domain/refusal.ts";
import { mediaTypeOf } from "../../src/http/request/media-type.ts";
import { parseUrlencoded } from "../../src/http/request/urlencoded.ts";
import { holds } from "../support/holds.ts";

t.test("what URLSearchParams writes is read back", async (t) => {
  const pairs = fc.dictionary(fc.string({ minLength: 1, unit: "grapheme" }), fc.string({ unit: "grapheme" }), {
    maxKeys: 32,
  });
  await holds(
    t,
    fc.property(pairs, (given) => {
      const read = parseUrlencoded(new URLSearchParams(given).toString());
      return (
        Object.keys(given).length === read.size &&
        Object.entries(given).every(([name, value]) => read.get(name) === value)
      );
    }),
  );
});

t.test("every text is refused or read as URLSearchParams reads it", async (t) => {
  const text = fc.string({ unit: fc.constantFrom(..."ab=&%+2fF0é\u0000 ".split("")) });
  await holds(
    t,
    fc.property(text, (given) => {
      try {
        const read = parseUrlencoded(given);
        return JSON.stringify([...read]) === JSON.stringify([...new URLSearchParams(given)]);
      } catch (error) {
        return error instanceof Refusal && error.code === "malformed-request";
      }
    }),
    { numRuns: 2000 },
  );
});

t.test("ambiguous texts are refused", async (t) => {
  for (const text of [
    "a",
    "=b",
    "a=1&a=2",
    "a=1&%61=2",
    "a=%",
    "a=%4",
    "a=%zz",
    "a=%ff",
    "a=%c3",
    "&",
    "a=1&",
    "a=\u0000",
    "a=é",
  ]) {
    t.throws(() => parseUrlencoded(text), Refusal, text);
  }
  t.throws(() => parseUrlencoded(Array.from({ length: 33 }, (_, i) => `p${i}=1`).join("&")), Refusal);
  t.same(
    [...parseUrlencoded("a=b=c&d=")],
    [
      ["a", "b=c"],
      ["d", ""],
    ],
  );
});

t.test("mediaTypeOf drops parameters", async (t) => {
  const cases: Record<string, string | undefined> = {
    "application/jose": "application/jose",
    "Application/JOSE": "application/jose",
    " application/jose ; charset=utf-8": "application/jose",
    "application/vnd.gbt-35275": "application/vnd.gbt-35275",
    "application/jose, text/plain": undefined,
    application: undefined,
    "application/": undefined,
    "/jose": undefined,
    "a/b/c": undefined,
    "": undefined,
    ";": undefined,
  };
  for (const [field, expected] of Object.entries(cases)) t.equal(mediaTypeOf(field), expected, field);
  t.equal(mediaTypeOf(undefined), undefined);
});
