import { createHash } from "node:crypto";
import fc from "fast-check";
import t from "tap";
import { canonicalize } from "../../src/wire/jcs.ts";
import { claimsMac } from "../../src/exchange/repeat.ts";

const mac = (data: string) => createHash("sha256").update(data).digest();
const of = (claims: Record<string, unknown>) => claimsMac({ mac }, claims).toString("hex");

/** The same value with its members in reverse order. */
function reversed(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(reversed);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, each]) => [name, reversed(each)]),
  );
}

/** Documents as the strict parser gives them: no member is called `__proto__`. */
const document = fc.dictionary(
  fc.string().filter((name) => name !== "__proto__"),
  fc.jsonValue().filter((value) => !JSON.stringify(value).includes("__proto__")),
);

t.test("the digest does not depend on the order of members, iat or exp", async (t) => {
  fc.assert(fc.property(document, (claims) => of(claims) === of(reversed(claims) as Record<string, unknown>)));
  t.equal(of({ jti: "a", iat: 1 }), of({ jti: "a", iat: 2, exp: 3 }));
  t.equal(of({ body: { "10": 1, "9": 2, a: 3 } }), of({ body: { a: 3, "9": 2, "10": 1 } }));
});

t.test("any other difference changes the digest, for all values that RFC 8785 tells apart", async (t) => {
  fc.assert(
    fc.property(document, document, (one, other) => {
      const strip = ({ iat: _iat, exp: _exp, ...rest }: Record<string, unknown>) => canonicalize(rest);
      return (of(one) === of(other)) === (strip(one) === strip(other));
    }),
  );
  t.not(of({ body: [1, 2] }), of({ body: [2, 1] }), "the order of a list counts");
  t.not(of({ body: { a: 1 } }), of({ body: { a: "1" } }));
  t.not(of({ body: { iat: 1 } }), of({ body: { iat: 2 } }), "a document's own member of that name counts");
});
