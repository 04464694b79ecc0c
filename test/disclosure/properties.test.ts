import fc from "fast-check";
import t from "tap";
import { defaultPolicy } from "../support/exchange/default-policy.ts";
import { leaves } from "../support/exchange/marked-list.ts";
import { listForAll, TODAY } from "./marked-subject.ts";
import { ROLES } from "./matrix-table.ts";
import { holds } from "../support/holds.ts";

const { policy, party } = await defaultPolicy();

/** Values on which the disclosure depends, and invalid ones. */
const DECIDING: Readonly<Record<string, readonly unknown[]>> = {
  "cause/protected": [true, false],
  "cause/harmCause": ["01", "03", "05", "98", "99"],
  "identity/birth": [
    { date: "2015-01-01", precision: "D" },
    { date: "1970", precision: "Y" },
    { precision: "U" },
    null,
  ],
  "judicialAid/status": ["00", "41", "60", 7],
  "income/perCapitaMonthly": [0, -1, "800.00", "many", null],
  "income/subsistenceLine/amount": [0, "800", 830.5],
  "address/registered/division": ["320723", "32", "320723104206", 5],
  "needs/items": [[], [{ code: "N04" }], [{ code: "N99" }], [{ code: "N14", department: "education" }], [null, "N01"]],
  "guardianship/guardians": [[], [{ conflict: true, phone: "⟦phone⟧" }], "nobody"],
  "household/members": [[{ employment: "70" }, {}], null],
  "disability/cards": [[{ class: "6" }], []],
};

const [WHOLE = {}] = listForAll()["subjects"] as object[];
const GROUPS = Object.keys(WHOLE).filter((name) => name !== "needs" && name !== "personId");

/** Lists of one to three subjects with deciding values put in and groups left out. */
const lists = fc
  .array(
    fc.record({
      values: fc.record(
        Object.fromEntries(Object.entries(DECIDING).map(([place, values]) => [place, fc.constantFrom(...values)])),
        { requiredKeys: [] },
      ),
      without: fc.subarray(GROUPS, { maxLength: 6 }),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((changes) => {
    const list = structuredClone(listForAll(changes.length));
    const subjects = list["subjects"] as Record<string, Record<string, unknown>>[];
    changes.forEach(({ values, without }, index) => {
      const subject = subjects.at(index) ?? {};
      for (const [place, value] of Object.entries(values)) {
        const names = place.split("/");
        const last = names.pop() ?? "";
        let at: Record<string, unknown> = subject;
        for (const name of names) at = at[name] as Record<string, unknown>;
        at[last] = value;
      }
      for (const group of without) delete subject[group];
    });
    return list;
  });

const roles = fc.constantFrom(...ROLES);

function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
}

t.test("disclosure never changes the document", async (t) => {
  await holds(
    t,
    fc.property(lists, roles, (list, role) => {
      const before = JSON.stringify(list);
      // Frozen: a write throws; compared: so does a copy that went wrong.
      policy.disclose("aid-subject-list", freeze(list), TODAY)(party(role));
      return JSON.stringify(list) === before;
    }),
  );
});

/** Leaves that disclosure makes itself: classes, bands, 99, flags are booleans and no leaves. */
const MADE = new Set(["injury", "property", "family", "labour", "unrelated", "99", "<=1", "<=1.5", "<=2", ">2"]);

t.test(
  "every leaf of a packet is a leaf of the document, the start of one, a count or a word of the policy",
  async (t) => {
    await holds(
      t,
      fc.property(lists, roles, (list, role) => {
        const known = [...leaves(list).values()];
        const { body } = policy.disclose("aid-subject-list", list, TODAY)(party(role));
        return [...leaves(body)].every(([place, text]) => {
          if (known.includes(text) || MADE.has(text)) return true;
          if (/\/(birthYear|division)$/.test(place)) return known.some((more) => more.startsWith(text));
          return place.endsWith("/jobless") && /^\d{1,2}$/.test(text);
        });
      }),
    );
  },
);

t.test("the record of a packet names exactly its groups, and as full only those that are whole", async (t) => {
  await holds(
    t,
    fc.property(lists, roles, (list, role) => {
      const { body, groups } = policy.disclose("aid-subject-list", list, TODAY)(party(role));
      const sources = new Map((list["subjects"] as Record<string, unknown>[]).map((one) => [one["personId"], one]));
      const seen = body["subjects"] as Record<string, unknown>[];
      const named = new Map(groups.map(({ group, level }) => [group, level]));
      const there = new Set([...seen.flatMap(Object.keys), ...Object.keys(body)]);
      there.delete("personId");
      there.delete("subjects");
      const whole = (group: string) =>
        seen.every((one) => one[group] === undefined || one[group] === sources.get(one["personId"])?.[group]) &&
        (body[group] === undefined || body[group] === list[group]);
      return (
        [...there].every((group) => named.has(group)) &&
        [...named].every(([group, level]) => there.has(group) && (level !== "full" || whole(group)))
      );
    }),
  );
});

t.test("a document gives equal packets, independent of earlier recipients", async (t) => {
  await holds(
    t,
    fc.property(lists, fc.array(roles, { minLength: 2, maxLength: 5 }), (list, order) => {
      const packet = (role: (typeof ROLES)[number]) =>
        JSON.stringify(policy.disclose("aid-subject-list", list, TODAY)(party(role)));
      const first = order.map(packet);
      const again = order.toReversed().map(packet).toReversed();
      return JSON.stringify(first) === JSON.stringify(again);
    }),
  );
});
