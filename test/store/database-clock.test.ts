import t from "tap";
import { CLOCK_TOLERANCE, followDatabase } from "../../src/store/database-clock.ts";
import { testStore } from "../support/store/store-samples.ts";

const DAY = 86_400_000;

/** A clock over a database and a machine whose times the test sets. */
async function fixture() {
  const at = { database: 1_800_000_000_000, system: 1_800_000_000_000, elapsed: 5_000, answers: true };
  const pass = (ms: number) => {
    at.database += ms;
    at.system += ms;
    at.elapsed += ms;
  };
  const clock = await followDatabase({
    ask: async () => {
      if (!at.answers) throw new Error("no database");
      return at.database;
    },
    elapsed: () => at.elapsed,
    system: () => at.system,
  });
  return { at, pass, clock };
}

t.test("time is the database's, also while it does not answer", async (t) => {
  const { at, pass, clock } = await fixture();
  at.system += 400 * DAY;
  t.equal(clock.now(), at.database);
  pass(1_000);
  at.answers = false;
  await t.rejects(clock.read(), /no database/);
  pass(1_000);
  t.equal(clock.now(), at.database);
});

t.test("a machine's clock that differs is in doubt while it does, whatever is vouched", async (t) => {
  const { at, clock } = await fixture();
  clock.vouch();
  t.ok(clock.sound());
  at.system += CLOCK_TOLERANCE;
  t.ok(clock.sound());
  at.system += 1;
  t.equal(clock.doubt(), "differs");
  clock.vouch();
  t.notOk(clock.sound());
  at.system -= 400 * DAY;
  t.equal(clock.doubt(), "differs");
  at.system += 400 * DAY - 1;
  t.ok(clock.sound());
});

t.test(
  "a process vouches for nothing before a signed time agrees, and after the database's clock jumped",
  async (t) => {
    const { at, pass, clock } = await fixture();
    t.equal(clock.doubt(), "unvouched");
    clock.vouch();
    t.equal(clock.doubt(), undefined);
    for (const jump of [DAY, -DAY]) {
      // One machine has both clocks.
      at.database += jump;
      at.system += jump;
      await clock.read();
      t.equal(clock.now(), at.database, "it is followed");
      t.equal(clock.doubt(), "jumped");
      pass(DAY);
      await clock.read();
      t.equal(clock.doubt(), "jumped", "time alone mends nothing");
      clock.vouch();
      t.ok(clock.sound());
    }
  },
);

t.test("a clock that drifts is followed without a word", async (t) => {
  const { at, pass, clock } = await fixture();
  clock.vouch();
  for (let n = 0; n < 100; n++) {
    pass(10_000);
    at.database += 200;
    at.system += 200;
    await clock.read();
    t.equal(clock.now(), at.database);
  }
  t.ok(clock.sound());
});

t.test("an answer that took long says nothing about the time", async (t) => {
  const at = { database: 1_800_000_000_000, elapsed: 0, takes: 0 };
  const clock = await followDatabase({
    ask: async () => {
      at.elapsed += at.takes;
      return at.database;
    },
    elapsed: () => at.elapsed,
    system: () => at.database + at.elapsed,
  });
  clock.vouch();
  at.takes = 60_000;
  await clock.read();
  t.ok(clock.sound(), "half a minute either way is no jump");
});

t.test("PostgreSQL tells its time", async (t) => {
  const store = await testStore(t);
  t.ok(Math.abs((await store.time()) - Date.now()) < 60_000);
});
