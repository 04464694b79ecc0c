import t from "tap";
import { followReloads } from "../../src/gateway/follow.ts";

/** Shortest time between two looks, ms; timers may be a millisecond early. */
const APART_MS = 249;

t.test("unknown keys: looks on demand are a moment apart, and few calls wait for one", async (t) => {
  const looks: number[] = [];
  const store = {
    snapshotVersions: async () => {
      looks.push(performance.now());
      throw new Error("away");
    },
  };
  const follower = followReloads(
    { store, config: { environment: {} }, options: {} } as never,
    { settings: { gatewayId: "asked" } } as never,
    () => performance.now(),
    () => t.fail("nothing to put in force"),
  );
  // The looks that it has by itself.
  follower.stop();
  const asked: number[] = [];
  for (let n = 0; n < 3; n++) {
    const before = looks.length;
    t.equal(await follower.look(), false);
    asked.push(looks[before] ?? Number.NaN);
  }
  const gaps = asked.slice(1).map((at, n) => at - (asked[n] ?? Number.NaN));
  t.ok(
    gaps.every((gap) => gap >= APART_MS),
    gaps.join(" "),
  );

  const before = looks.length;
  let answered = 0;
  const many = Array.from({ length: 100 }, () => follower.look().finally(() => answered++));
  await new Promise(setImmediate);
  t.equal(answered, 96);
  await Promise.all(many);
  t.equal(looks.length - before, 1, "one look for all that waited");
});
