import fc from "fast-check";
import t from "tap";
import { Batcher, type BatchSettings } from "../../src/store/batch.ts";
import { holds } from "../support/holds.ts";

interface Item {
  readonly key: string;
  readonly weight: number;
  readonly bad?: boolean;
}

/** A batcher whose writes end when the test says so, with what it wrote. */
function controlled(more: Partial<BatchSettings<Item, string>> = {}) {
  const written: Item[][] = [];
  const open: (() => void)[] = [];
  const batcher = new Batcher<Item, string>({
    write: async (items) => {
      written.push([...items]);
      await new Promise<void>((resolve) => open.push(resolve));
      if (items.some(({ bad }) => bad)) throw new Error("bad item");
      return items.map(({ key }) => `done ${key}`);
    },
    splits: () => true,
    maxItems: 16,
    maxWeight: 100,
    weight: ({ weight }) => weight,
    lanes: 1,
    ...more,
  });
  const turn = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));
  const finish = async () => {
    await turn();
    open.shift()?.();
    await turn();
  };
  return { batcher, written, finish, turn, pending: () => open.length };
}

const item = (key: string, weight = 1): Item => ({ key, weight });

t.test("a single item is written at once", async (t) => {
  const { batcher, written, finish, turn } = controlled();
  const outcome = batcher.add(item("a"));
  await turn();
  t.equal(written.length, 1);
  await finish();
  t.equal(await outcome, "done a");
});

t.test("items that come while a batch is under way are written together in the next", async (t) => {
  const { batcher, written, finish, turn } = controlled();
  const all = [batcher.add(item("a"))];
  await turn();
  for (const key of ["b", "c", "d"]) all.push(batcher.add(item(key)));
  await turn();
  t.equal(written.length, 1, "one lane, one batch under way");
  await finish();
  await finish();
  t.same(
    written.map((batch) => batch.map(({ key }) => key)),
    [["a"], ["b", "c", "d"]],
  );
  t.same(await Promise.all(all), ["done a", "done b", "done c", "done d"]);
});

t.test("a batch keeps its limits of items and weight; a heavier item goes alone", async (t) => {
  const { batcher, written, finish } = controlled({ maxItems: 3 });
  const all = [item("a", 60), item("b", 60), item("c", 30), item("d"), item("e"), item("f", 500)].map((one) =>
    batcher.add(one),
  );
  for (let i = 0; i < 3; i++) await finish();
  t.same(
    written.map((batch) => batch.map(({ key }) => key)),
    [["a", "c", "d"], ["b", "e"], ["f"]],
  );
  await Promise.all(all);
});

t.test("a bad item fails alone", async (t) => {
  const { batcher, written, finish } = controlled();
  const all = Promise.allSettled([
    batcher.add(item("a")),
    batcher.add({ ...item("b"), bad: true }),
    batcher.add(item("c")),
  ]);
  for (let i = 0; i < 4; i++) await finish();
  t.same(
    (await all).map(({ status }) => status),
    ["fulfilled", "rejected", "fulfilled"],
  );
  t.equal(written.length, 4, "the group, then each");
});

t.test("a batch is not split when each of its items would fail for the same reason", async (t) => {
  const { batcher, written, finish } = controlled({ splits: () => false });
  const all = Promise.allSettled([batcher.add({ ...item("a"), bad: true }), batcher.add(item("b"))]);
  await finish();
  t.same(
    (await all).map(({ status }) => status),
    ["rejected", "rejected"],
  );
  t.equal(written.length, 1);
});

t.test("items of one key are never under way together, keep their order, and do not delay others", async (t) => {
  const { batcher, written, finish, turn, pending } = controlled({ lanes: 2, key: ({ key }) => key });
  const all = ["a", "a", "b", "a"].map((key, index) => batcher.add({ key, weight: index }));
  await turn();
  t.equal(pending(), 1);
  await finish();
  await finish();
  await finish();
  t.same(
    written.map((batch) => batch.map(({ key, weight }) => `${key}${weight}`)),
    [["a0", "b2"], ["a1"], ["a3"]],
  );
  await Promise.all(all);
});

t.test("an item too heavy for a batch is not overtaken by a lighter one with its key", async (t) => {
  const { batcher, written, finish } = controlled({ key: ({ key }) => key });
  const all = [item("x", 60), item("a", 60), item("a", 1), item("b", 1)].map((one) => batcher.add(one));
  for (let i = 0; i < 3; i++) await finish();
  t.same(
    written.map((batch) => batch.map(({ key, weight }) => `${key}${weight}`)),
    [["x60", "b1"], ["a60"], ["a1"]],
  );
  await Promise.all(all);
});

t.test("drained resolves after all items that wait or are under way", async (t) => {
  const { batcher, finish, turn } = controlled({ maxItems: 1 });
  await batcher.drained();
  const all = [batcher.add(item("a")), batcher.add(item("b"))];
  let drained = false;
  const done = batcher.drained().then(() => {
    drained = true;
  });
  await finish();
  t.equal(drained, false);
  await finish();
  await done;
  await turn();
  t.equal(drained, true);
  await Promise.all(all);
});

t.test("for any items, each gets its own outcome and the limits hold", async (t) => {
  const items = fc.array(
    fc.record({ key: fc.constantFrom("a", "b", "c", "d"), weight: fc.nat(70), bad: fc.boolean() }),
    { maxLength: 40 },
  );
  await holds(
    t,
    fc.asyncProperty(items, fc.integer({ min: 1, max: 3 }), async (given, lanes) => {
      const under = new Set<string>();
      const batcher = new Batcher<Item, string>({
        write: async (batch) => {
          const keys = batch.map(({ key }) => key);
          if (new Set(keys).size < keys.length || keys.some((key) => under.has(key))) throw new TypeError("together");
          const weight = batch.reduce((sum, one) => sum + one.weight, 0);
          if (batch.length > 4 || (batch.length > 1 && weight > 100)) throw new TypeError("too large");
          for (const key of keys) under.add(key);
          await new Promise((resolve) => setImmediate(resolve));
          for (const key of keys) under.delete(key);
          if (batch.some(({ bad }) => bad)) throw new Error("bad item");
          return batch.map(({ key, weight: w }) => `${key}${w}`);
        },
        splits: (error) => !(error instanceof TypeError),
        maxItems: 4,
        maxWeight: 100,
        weight: ({ weight }) => weight,
        lanes,
        key: ({ key }) => key,
      });
      const outcomes = await Promise.allSettled(given.map((one) => batcher.add(one)));
      for (const [index, outcome] of outcomes.entries()) {
        const one = given[index] as Item;
        if (one.bad) {
          if (outcome.status !== "rejected" || outcome.reason instanceof TypeError) return false;
        } else if (outcome.status !== "fulfilled" || outcome.value !== `${one.key}${one.weight}`) return false;
      }
      await batcher.drained();
      return true;
    }),
    { numRuns: 50 },
  );
});
