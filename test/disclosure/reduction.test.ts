import fc from "fast-check";
import t from "tap";
import { compileCondition, type Condition } from "../../src/disclosure/condition.ts";
import { compilePath } from "../../src/disclosure/path.ts";
import type { Derivation, Level } from "../../src/disclosure/policy-document.ts";
import { shelter } from "../../src/disclosure/sheltered.ts";
import { compileLevel, type Situation } from "../../src/disclosure/reduction.ts";

const SITUATION: Situation = {
  today: "2026-11-23",
  sheltered: shelter([{ personId: "P-9", identity: { name: "P-9" } }]),
  subject: { other: { list: [{ a: 1, b: 2 }] } },
  recipient: new Set(["11990100000000027A", "housing"]),
  role: { zh: "住建", en: "Housing", difficultyTypes: ["04"], specialGroups: [] },
  ownNeeds: new Set(),
  allOwn: false,
  full: new Set(["identity"]),
  isGiven: () => true,
};

const reduce = (level: Omit<Level, "title">, group: unknown, situation: Partial<Situation> = {}) =>
  compileLevel({ title: "", ...level })(group, { ...SITUATION, ...situation });

const derive = (derivation: Derivation, group: unknown, situation: Partial<Situation> = {}) =>
  reduce({ derive: { x: derivation } }, group, situation)?.["x"];

t.test("kept members stay at their paths, missing ones leave no empty objects", async (t) => {
  t.strictSame(reduce({ keep: ["a", "b.c", "d.e"] }, { a: 0, b: { c: false, z: 1 }, y: 2 }), { a: 0, b: { c: false } });
  t.equal(reduce({ keep: ["a"] }, { b: 1 }), undefined);
  t.equal(reduce({ keep: ["a"] }, null), undefined);
  t.strictSame(reduce({ keepWhenAllOwn: ["a"] }, { a: 1 }, { allOwn: true }), { a: 1 });
  t.equal(reduce({ keepWhenAllOwn: ["a"] }, { a: 1 }), undefined);
});

t.test("a name that every object inherits is refused as a path", async (t) => {
  for (const path of ["constructor", "a.toString", "hasOwnProperty.b"]) {
    t.throws(() => compilePath(path), RangeError, path);
  }
  t.equal(compilePath("a.b.c.d")({ a: { b: { c: { d: 1 } } } }), 1);
  t.equal(compilePath("a.b")({ a: "text" }), undefined);
});

const BAND = { band: "of", over: "per.unit", bounds: [1, 1.5, 2], labels: ["<=1", "<=1.5", "<=2", ">2"] } as const;
const bandOf = (of: unknown, unit: unknown) => derive(BAND, { of, per: { unit } });

t.test("bands are exact to the cent", async (t) => {
  const cases: readonly [unknown, unknown, string | undefined][] = [
    [830, 830, "<=1"],
    [830.01, 830, "<=1.5"],
    ["1245.15", 830.1, "<=1.5"],
    [1245.16, "830.10", "<=2"],
    [1660.2, "830.1", "<=2"],
    ["1660.21", "830.1", ">2"],
    [0, 830, "<=1"],
    [-200, 830, "<=1"],
    ["99999999999.99", "0.01", ">2"],
    // No band rather than a wrong one.
    [100, 0, undefined],
    [100, -1, undefined],
    [100, undefined, undefined],
    [undefined, 830, undefined],
    ["about 100", 830, undefined],
    [100, null, undefined],
    [{}, 830, undefined],
  ];
  for (const [of, unit, label] of cases) {
    t.equal(bandOf(of, unit), label, `${JSON.stringify(of)} of ${JSON.stringify(unit)}`);
  }
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000_000 }), fc.integer({ min: 1, max: 500_000 }), (amount, unit) => {
      const wanted = amount <= unit ? "<=1" : 2 * amount <= 3 * unit ? "<=1.5" : amount <= 2 * unit ? "<=2" : ">2";
      const text = (cents: number) => `${Math.trunc(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
      return bandOf(text(amount), unit / 100) === wanted && bandOf(amount / 100, text(unit)) === wanted;
    }),
  );
});

t.test("derivations", async (t) => {
  t.equal(derive({ constant: "99" }, {}), "99");
  t.equal(derive({ prefix: "code", digits: 6 }, { code: "320723104206" }), "320723");
  t.equal(derive({ prefix: "code", digits: 9 }, { code: "320723" }), "320723", "a shorter code says no more");
  t.equal(derive({ prefix: "code", digits: 6 }, { code: 320_723 }), undefined);
  t.equal(derive({ year: "birth" }, { birth: { date: "1988-06", precision: "M" } }), "1988");
  t.equal(derive({ year: "birth" }, { birth: { precision: "U" } }), undefined);
  t.equal(derive({ map: "code", to: { "01": "injury" } }, { code: "01" }), "injury");
  t.equal(derive({ map: "code", to: { "01": "injury" } }, { code: "constructor" }), undefined);
  t.equal(derive({ count: "list", where: { path: "a", in: [1] } }, { list: [{ a: 1 }, { a: 2 }, { a: 1 }] }), 2);
  t.equal(derive({ count: "list" }, { list: [] }), 0);
  t.equal(derive({ count: "list" }, {}), undefined);
  t.strictSame(derive({ values: "list", member: "a" }, { list: [{ a: 1 }, { b: 2 }, { a: 1 }, { a: 3 }] }), [1, 3]);
  t.strictSame(derive({ items: "/other.list", keep: ["b"] }, {}), [{ b: 2 }], "a path of the subject");
  t.equal(derive({ items: "list", where: { path: "a", in: [9] } }, { list: [{ a: 1 }] }), undefined);
  t.strictSame(derive({ own: "types", by: "difficultyTypes" }, { types: ["01", "04"] }), ["04"]);
  const need = { code: "N06" };
  t.strictSame(
    derive({ own: "items", by: "needs" }, { items: [{ code: "N01" }, need] }, { ownNeeds: new Set([need]) }),
    [need],
  );
  const to = [{ department: "housing" }, { department: "education" }, { department: "11990100000000027A" }];
  t.strictSame(derive({ addressed: "to", member: "department" }, { to }), [to[0], to[2]]);
  const attachments = { list: [{ kind: "1" }, { kind: "2" }, { kind: "3" }, {}] };
  const by = { "1": ["identity"], "2": ["identity", "health"] };
  t.strictSame(derive({ justified: "list", member: "kind", by }, attachments), [{ kind: "1" }]);
});

t.test("conditions", async (t) => {
  const holds = (condition: Condition, of: unknown) => compileCondition(condition)(of, SITUATION);
  t.ok(holds({ path: "a.b", in: [false, 1] }, { a: { b: false } }));
  t.notOk(holds({ path: "a.b", in: [false] }, { a: {} }), "what is not there is none of the values");
  t.ok(holds({ present: "a" }, { a: 0 }));
  for (const empty of [{}, { a: null }, { a: [] }, null]) t.notOk(holds({ present: "a" }, empty));
  t.ok(holds({ some: "list", where: { present: "b" } }, { list: [{ a: 1 }, { b: 1 }] }));
  t.notOk(holds({ some: "list", where: { present: "b" } }, { list: "b" }));
  t.ok(holds({ mentions: "list" }, { list: [{}, { personId: "P-9" }] }));
  t.ok(holds({ mentions: "list" }, { list: [{ name: "P-9" }] }));
  t.notOk(holds({ mentions: "list" }, { list: [{ phone: "P-9" }, null] }));
  t.ok(holds({ all: [{ present: "a" }, { not: { present: "b" } }] }, { a: 1 }));
  t.notOk(holds({ any: [{ present: "c" }, { present: "b" }] }, { a: 1 }));
  const age = (date: string | undefined, ageBelow: number) => holds({ birth: "birth", ageBelow }, { birth: { date } });
  t.ok(age("2026-12-31", 1), "born in the future");
  t.ok(age("2008-02-29", 19) && !age("2008-02-29", 18), "born on a leap day");
  t.ok(age("not a date", 1) && age(undefined, 1));
});
