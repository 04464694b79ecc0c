/** What recipients hold of a thread after documents and withdrawals, by the records in the rows. */
import { createHmac } from "node:crypto";
import t from "tap";
import fc from "fast-check";
import { heldKey, heldIn, holdingsOf, keysIn, recordOf } from "../../src/exchange/holdings.ts";
import { holds } from "../support/holds.ts";

const flow = { mac: (data: string) => createHmac("sha256", "k").update(data).digest() };
const THREAD = "thread";
type Step =
  | { do: "give"; message: string; to: string; persons: string[] }
  | { do: "withdraw"; message: string; to: string }
  | { do: "withdraw-persons"; to: string; persons: string[] };

const person = fc.constantFrom("p1", "p2", "p3");
const to = fc.constantFrom("a", "b");
const message = fc.constantFrom("m1", "m2", "m3");
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant("give" as const), message, to, persons: fc.uniqueArray(person) }),
  fc.record({ do: fc.constant("withdraw" as const), message, to }),
  fc.record({ do: fc.constant("withdraw-persons" as const), to, persons: fc.uniqueArray(person, { minLength: 1 }) }),
);

t.test("what is held is what was given and not withdrawn since, whatever the order", async (t) => {
  await holds(
    t,
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const packets: Parameters<typeof holdingsOf>[2][number][] = [];
      const records = new Map<string, Buffer>();
      let model: { message: string; to: string; person: string }[] = [];
      const given = new Set<string>();
      for (const [index, each] of steps.entries()) {
        const id = `packet ${index}`;
        const names =
          each.do === "withdraw"
            ? [{ kind: "message" as const, name: each.message }]
            : each.persons.map((name) => ({ kind: "person" as const, name }));
        records.set(id, recordOf(flow, THREAD, names));
        const type = each.do === "give" ? ("supplement" as const) : ("withdrawal" as const);
        packets.push({
          id,
          message: each.do === "give" ? each.message : id,
          recipient: each.to,
          type,
          state: "accepted",
        });
        if (each.do === "give") {
          for (const name of each.persons) {
            model.push({ message: each.message, to: each.to, person: name });
            given.add(`${each.to} ${name}`);
          }
        } else if (each.do === "withdraw") {
          model = model.filter((one) => one.to !== each.to || one.message !== each.message);
        } else model = model.filter((one) => one.to !== each.to || !each.persons.includes(one.person));
      }
      const found = holdingsOf(flow, THREAD, packets, records);
      for (const recipient of ["a", "b"]) {
        for (const name of ["p1", "p2", "p3"]) {
          const held = model.some((one) => one.to === recipient && one.person === name);
          if (found.holds(recipient, name) !== held) return false;
          if (found.wasWithdrawn(recipient, name) !== (!held && given.has(`${recipient} ${name}`))) return false;
        }
      }
      return true;
    }),
  );
});

t.test("a packet without a record, of a version before, may hold anybody, until it is withdrawn", (t) => {
  const packet = { id: "1", message: "m", recipient: "a", type: "supplement" } as const;
  t.ok(holdingsOf(flow, THREAD, [{ ...packet, state: "accepted" }], new Map()).holds("a", "p1"));
  t.notOk(holdingsOf(flow, THREAD, [{ ...packet, state: "withdrawn" }], new Map()).holds("a", "p1"));
  t.end();
});

t.test("a record tells no number, and nothing of another thread", (t) => {
  const names = heldIn({ header: { transferId: "T1" } }, { subjects: [{ personId: "P-1" }, { personId: 7 }] });
  t.same(names, [
    { kind: "transfer", name: "T1" },
    { kind: "person", name: "P-1" },
  ]);
  const record = recordOf(flow, THREAD, names);
  t.equal(record.length, 32);
  t.same(
    [...keysIn(record)],
    names.map((name) => heldKey(flow, THREAD, name)),
  );
  t.notSame(record, recordOf(flow, "other", names));
  t.notMatch(record.toString("latin1"), /P-1|T1/);
  t.end();
});
