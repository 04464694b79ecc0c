/**
 * Every regular expression of the project takes linear time, whatever it is given. They are read from the source, so
 * that a new one is checked too. The judge is recheck: automata theory where an expression is regular, and else a
 * search for attacks that counts steps. Neither looks at a clock.
 */
import { readFileSync } from "node:fs";
import t from "tap";
import { type Expression, expressionsOf, schemaExpressions } from "./expressions.ts";
import { filesUnder, sourcesUnder } from "../architecture/tree.ts";
import { like } from "../support/like.ts";

// The judge in JavaScript, in this process: its native form brings another runtime.
process.env["RECHECK_BACKEND"] = "pure";
const { check } = await import("recheck");

/** How an expression's time may grow, in words; undefined for one that is linear. */
async function superLinear({ source, flags }: Pick<Expression, "source" | "flags">): Promise<string | undefined> {
  const unhurried = { timeout: null, attackTimeout: null, incubationTimeout: null, seedingTimeout: null };
  const verdict = await check(source, flags, { randomSeed: 1, ...unhurried });
  if (verdict.status === "safe") return undefined;
  return verdict.status === "vulnerable" ? verdict.complexity.summary : JSON.stringify(verdict.error);
}

const sources = sourcesUnder("src").map((path) => expressionsOf(path, readFileSync(path, "utf8")));
const schemas = filesUnder("schemas").filter((path) => path.endsWith(".schema.json"));
const expressions = [
  ...sources.flatMap(({ found }) => found),
  ...schemas.flatMap((path) => schemaExpressions(path, JSON.parse(readFileSync(path, "utf8")))),
];

t.test("the expressions of sources and schemas are found", async (t) => {
  like(t, expressionsOf("src/a.ts", "const A = /^a+$/u;\nconst b = { pattern: '^b$', zone: 1 };"), {
    found: [
      { place: "src/a.ts:1", source: "^a+$", flags: "u" },
      { place: "src/a.ts:2", source: "^b$", flags: "u" },
    ],
    computed: [],
  });
  like(
    t,
    schemaExpressions("a.json", { items: { pattern: "^a$" }, patternProperties: { "^b$": { pattern: "^c$" } } }),
    [
      { place: "a.json/items/pattern", source: "^a$" },
      { place: "a.json/patternProperties", source: "^b$" },
      { place: "a.json/patternProperties/^b$/pattern", source: "^c$" },
    ],
  );
  t.ok(expressions.length > 250, `${expressions.length} expressions`);
});

t.test("an expression is a literal, so that it can be checked before it runs", async (t) => {
  t.same(expressionsOf("src/a.ts", "f(new RegExp(a)); RegExp(b)").computed, ["src/a.ts:1", "src/a.ts:1"]);
  t.same(
    sources.flatMap(({ computed }) => computed),
    [],
  );
});

t.test("every expression takes linear time", async (t) => {
  // The one by which 40,000 blanks stopped a gateway for minutes, and two of the usual kind.
  const slow = [/^(.*?)\s*[〔[](\s*\d{4}\s*)[〕\]]\s*(.*)$/u, /\s+$/, /^(\w+,?)+$/];
  for (const { source, flags } of slow) t.ok(await superLinear({ source, flags }), `can fail: ${source}`);
  const places = Map.groupBy(expressions, ({ source, flags }) => `/${source}/${flags}`);
  for (const [expression, [first, ...others]] of places) {
    if (first === undefined) continue;
    const at = [first, ...others].map(({ place }) => place).join(", ");
    t.equal(await superLinear(first), undefined, `${expression} at ${at}`);
  }
});
