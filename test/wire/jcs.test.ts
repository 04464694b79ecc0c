import { readFileSync } from "node:fs";
import fc from "fast-check";
import t from "tap";
import { canonicalize } from "../../src/wire/jcs.ts";
import { holds } from "../support/holds.ts";

interface Triple {
  readonly name: string;
  readonly input: string;
  readonly outputHex: string;
}

const triples = JSON.parse(readFileSync(new URL("../vectors/jcs/triples.json", import.meta.url), "utf8")) as Triple[];

t.test("RFC 8785 triples", async (t) => {
  for (const { name, input, outputHex } of triples) {
    t.equal(Buffer.from(canonicalize(JSON.parse(input))).toString("hex"), outputHex, name);
  }
});

t.test("RFC 8785 appendix B: numbers", async (t) => {
  const numbers: [string, string][] = [
    ["0000000000000000", "0"],
    ["8000000000000000", "0"],
    ["0000000000000001", "5e-324"],
    ["8000000000000001", "-5e-324"],
    ["7fefffffffffffff", "1.7976931348623157e+308"],
    ["4340000000000000", "9007199254740992"],
    ["c340000000000000", "-9007199254740992"],
    ["4430000000000000", "295147905179352830000"],
    ["44b52d02c7e14af5", "9.999999999999997e+22"],
    ["44b52d02c7e14af6", "1e+23"],
    ["44b52d02c7e14af7", "1.0000000000000001e+23"],
    ["444b1ae4d6e2ef4e", "999999999999999700000"],
    ["444b1ae4d6e2ef4f", "999999999999999900000"],
    ["444b1ae4d6e2ef50", "1e+21"],
    ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
    ["3eb0c6f7a0b5ed8d", "0.000001"],
    ["41b3de4355555553", "333333333.3333332"],
    ["41b3de4355555557", "333333333.33333343"],
    ["becbf647612f3696", "-0.0000033333333333333333"],
    ["43143ff3c1cb0959", "1424953923781206.2"],
  ];
  for (const [bits, text] of numbers) t.equal(canonicalize(Buffer.from(bits, "hex").readDoubleBE()), text);
});

t.test("what JCS cannot express is refused", async (t) => {
  const cycle: Record<string, unknown> = {};
  cycle["self"] = cycle;
  for (const [value, why] of [
    [Number.NaN, /NaN/],
    [Infinity, /Infinity/],
    [{ a: [-Infinity] }, /Infinity/],
    ["\ud800", /surrogate/],
    [{ "\udc00": 1 }, /surrogate/],
    [cycle, /Circular/],
    [undefined, /not a JSON value/],
  ] as const) {
    t.throws(() => canonicalize(value), why);
  }
});

t.test("a member named toJSON is written as any other", async (t) => {
  t.equal(
    canonicalize({ toJSON: "x", b: 1, a: { toJSON: null, c: 1, b: 2 } }),
    '{"a":{"b":2,"c":1,"toJSON":null},"b":1,"toJSON":"x"}',
  );
});

t.test("the order in which members were set changes nothing", async (t) => {
  const shuffled = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(shuffled);
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([k, v]) => [k, shuffled(v)]),
    );
  };
  await holds(
    t,
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalize(value);
      return text === canonicalize(shuffled(value)) && text === canonicalize(JSON.parse(text));
    }),
  );
});
