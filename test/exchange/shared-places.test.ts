import fc from "fast-check";
import t from "tap";
import { SharedPlaces } from "../../src/exchange/shared-places.ts";
import { holds } from "../support/holds.ts";

/** Takes places until there is none more. Returns how many. */
function fill(places: SharedPlaces, holder: string): number {
  let taken = 0;
  while (places.take(holder)) taken++;
  return taken;
}

t.test("one holder gets half of the places, the next half of what is left", async (t) => {
  const places = new SharedPlaces(32);
  t.same(
    ["a", "b", "c", "d", "e", "f"].map((holder) => fill(places, holder)),
    [16, 8, 4, 2, 1, 1],
  );
  t.same([fill(places, "g"), places.room("a")], [0, 0]);
  for (let given = 0; given < 16; given++) places.give("a");
  t.equal(fill(places, "c"), 6, "what was given back is shared again");
  t.equal(fill(new SharedPlaces(1), "a"), 1);
});

t.test("a place is given exactly to a holder that has fewer than are free, after any takes and gives", async (t) => {
  const steps = fc.array(fc.record({ holder: fc.nat(5), take: fc.boolean() }), { maxLength: 200 });
  await holds(
    t,
    fc.property(fc.integer({ min: 1, max: 64 }), steps, (size, todo) => {
      const places = new SharedPlaces(size);
      const held = new Map<string, number>();
      for (const { holder: number, take } of todo) {
        const holder = String(number);
        const mine = held.get(holder) ?? 0;
        const free = size - [...held.values()].reduce((sum, count) => sum + count, 0);
        if (take) {
          if (places.take(holder) !== mine < free) throw new Error(`${mine} held, ${free} free`);
          if (mine < free) held.set(holder, mine + 1);
        } else if (mine > 0) {
          places.give(holder);
          held.set(holder, mine - 1);
        }
      }
    }),
  );
});
