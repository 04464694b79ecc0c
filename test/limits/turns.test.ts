import { mock } from "node:test";
import t, { type Test } from "tap";
import { Turns, type TurnsOptions } from "../../src/limits/turns.ts";

/** Turns over a clock that the test moves, with the answers in the order in which they came. */
function turnsOf(t: Test, change: Partial<TurnsOptions> = {}) {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.teardown(() => mock.timers.reset());
  let now = 0;
  const turns = new Turns({
    atOnce: 1,
    waitMs: 1000,
    standingMs: 100,
    laneLength: 1000,
    elapsed: () => now,
    ...change,
  });
  const answers: string[] = [];
  return {
    turns,
    answers,
    ask: (caller: string, name = caller, kind = "party") =>
      void turns.take({ kind, name: caller }).then((taken) => answers.push(`${name} ${taken}`)),
    async release() {
      turns.release();
      await new Promise(setImmediate);
    },
    /** Lets time pass, and what it decides arrive. */
    async pass(ms: number) {
      now += ms;
      mock.timers.tick(ms);
      await new Promise(setImmediate);
    },
  };
}

t.test("turns: callers take turns, however many calls one of them has waiting", async (t) => {
  const { answers, ask, release } = turnsOf(t);
  ask("busy");
  for (const name of ["flood 1", "flood 2", "flood 3"]) ask("flood", name);
  ask("quiet");
  for (let n = 0; n < 4; n++) await release();
  t.same(answers, ["busy true", "flood 1 true", "quiet true", "flood 2 true", "flood 3 true"]);
  await release();
  ask("free again");
  await release();
  t.equal(answers.at(-1), "free again true");
});

t.test("turns: addresses, however many, do not starve a party, nor parties the addresses", async (t) => {
  const { answers, ask, release } = turnsOf(t);
  ask("busy");
  for (const name of ["a1", "a2", "a3", "a4"]) ask(name, name, "address");
  for (const name of ["p1", "p2", "p3"]) ask(name);
  for (let n = 0; n < 7; n++) await release();
  const order = ["busy", "a1", "p1", "a2", "p2", "a3", "p3", "a4"];
  t.same(
    answers,
    order.map((name) => `${name} true`),
  );
});

t.test("turns: a call waits its time; in a lane that stands it waits shortly", async (t) => {
  const { answers, ask, release, pass } = turnsOf(t);
  ask("busy");
  ask("flood", "first");
  await pass(999);
  ask("flood", "second");
  await pass(1);
  t.same(answers, ["busy true", "first false"]);
  ask("flood", "third");
  ask("quiet");
  await pass(100);
  t.same(answers.slice(2), ["third false"], "the lane has stood for a second; the other lane has not");
  await release();
  await release();
  t.same(answers.slice(3), ["second true", "quiet true"]);
  ask("flood", "fourth");
  await pass(999);
  t.equal(answers.length, 5, "an empty lane begins anew with the long wait");
  await release();
  t.equal(answers.at(-1), "fourth true");
});

t.test("turns: a lane has an end", async (t) => {
  const { turns, answers, ask, release } = turnsOf(t, { laneLength: 2 });
  const isFull = (name: string) => turns.isFull({ kind: "party", name });
  for (const name of ["1", "2", "3", "4"]) ask("flood", name);
  t.same([isFull("flood"), isFull("quiet")], [true, false]);
  await release();
  t.same(answers, ["1 true", "4 false", "2 true"]);
  t.equal(isFull("flood"), false);
});

t.test("turns: at two and a half times what can be done, what is admitted waited at most its time", async (t) => {
  const { answers, ask, release, pass } = turnsOf(t, { atOnce: 2 });
  // One is done every 5 ms, one comes every 2 ms, for ten seconds.
  const asked = new Map<string, number>();
  const waits: number[] = [];
  let taken = 0;
  for (let ms = 0; ms < 10_000; ms++) {
    if (ms % 2 === 0) {
      asked.set(String(ms), ms);
      ask("flood", String(ms));
    }
    await pass(1);
    if (ms % 5 === 0 && taken > 0) await release();
    for (const answer of answers.splice(0)) {
      const [name = "", outcome] = answer.split(" ");
      if (outcome !== "true") continue;
      taken++;
      waits.push(ms - (asked.get(name) ?? 0));
    }
  }
  waits.sort((one, other) => one - other);
  t.ok(waits.length > 1950, `${waits.length} of 2000 that could be done`);
  t.ok((waits.at(-1) ?? 0) <= 1000, `${waits.at(-1)} ms at most`);
  t.ok((waits[Math.floor(waits.length / 2)] ?? 0) <= 200, `${waits[Math.floor(waits.length / 2)]} ms half of them`);
});
