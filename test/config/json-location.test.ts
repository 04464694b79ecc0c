import fc from "fast-check";
import t from "tap";
import { locateJson } from "../../src/config/json-location.ts";
import { holds } from "../support/holds.ts";

const TEXT = `{
  "a": 1,
  "b/c": {
    "~": [true, null,
      {"deep": "x"}]
  },
  "e": []
}
`;

t.test("json location: a pointer leads to the line of its value", async (t) => {
  const { line, duplicates, syntaxErrorLine } = locateJson(TEXT);
  t.strictSame(["", "/a", "/b~1c", "/b~1c/~0", "/b~1c/~0/1", "/b~1c/~0/2/deep", "/e"].map(line), [1, 2, 3, 4, 4, 5, 7]);
  t.equal(line("/b~1c/~0/2/deep/missing/more"), 5, "a missing member has the line of the enclosing value");
  t.equal(line("/nothing"), 1);
  t.strictSame([duplicates, syntaxErrorLine], [[], undefined]);
});

t.test("json location: a repeated name is found in any spelling", async (t) => {
  t.strictSame(locateJson(`{"a":{"b":1,"\\u0062":2},"a":3,"c":[{"d":1},{"d":1}]}`).duplicates, ["/a/b", "/a"]);
});

t.test("json location: the line of a syntax error is reported", async (t) => {
  const cases: readonly [string, number][] = [
    ["", 1],
    ['{\n  "a": 1,\n}', 3],
    ['{\n  "a" 1\n}', 2],
    ["{\n  // no\n}", 2],
    ["[1,\n 02]", 2],
    ['{"a": 1}\n\nmore', 3],
    ['{"a": "tab\there"}', 1],
    ["\ufeff{}", 1],
    ["[1\n,,2]", 2],
    ["{\n\n'a': 1}", 3],
  ];
  for (const [text, line] of cases) t.equal(locateJson(text).syntaxErrorLine, line, JSON.stringify(text));
});

t.test("json location: it accepts the same texts as JSON.parse", async (t) => {
  const pieces = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    '"a"',
    '"',
    "\\",
    "1",
    "-",
    "0",
    ".5",
    "e3",
    "true",
    "nul",
    " ",
    "\n",
    "\u00a0",
  );
  const nearJson = fc.oneof(
    fc.json(),
    fc.array(pieces, { maxLength: 12 }).map((all) => all.join("")),
    damaged(fc.json()),
  );
  await holds(
    t,
    fc.property(nearJson, (text) => {
      let valid = true;
      try {
        JSON.parse(text);
      } catch {
        valid = false;
      }
      return (locateJson(text).syntaxErrorLine === undefined) === valid;
    }),
    { numRuns: 1000 },
  );
});

/** Texts with one character removed. */
function damaged(json: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(json, fc.nat())
    .map(([text, at]) => text.slice(0, at % (text.length + 1)) + text.slice((at % (text.length + 1)) + 1));
}
