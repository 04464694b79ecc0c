import t from "tap";
import { Semaphore } from "../../src/limits/semaphore.ts";

/** Asks for a permit and notes the answer under a name when it comes. */
function asking(semaphore: Semaphore) {
  const answers: string[] = [];
  const ask = (name: string, patience: Parameters<Semaphore["acquire"]>[0] = {}) =>
    semaphore.acquire(patience).then((taken) => answers.push(`${name} ${taken}`));
  return { answers, ask };
}

t.test("permits are given in the order of the calls, and a caller that gives up loses none", async (t) => {
  const semaphore = new Semaphore(1);
  t.equal(await semaphore.acquire(), true);
  const { answers, ask } = asking(semaphore);
  const leaver = new AbortController();
  const first = ask("first", { waitMs: 10_000 });
  const left = ask("leaver", { signal: leaver.signal });
  const second = ask("second");
  leaver.abort();
  await left;
  semaphore.release();
  await first;
  semaphore.release();
  await second;
  t.same(answers, ["leaver false", "first true", "second true"]);
  semaphore.release();
  t.equal(await semaphore.acquire({ waitMs: 0 }), true, "a free one needs no wait");
  t.equal(await semaphore.acquire({ waitMs: 1 }), false, "after its wait");
  t.equal(await semaphore.acquire({ waitMs: 1, signal: AbortSignal.abort() }), false);
  semaphore.release();
  t.equal(await semaphore.acquire({ signal: AbortSignal.abort() }), false, "aborted before, although one is free");
  t.equal(await semaphore.acquire({ waitMs: 1 }), true, "none was lost");
});

t.test("as many run at once as there are permits, and no more wait than may", async (t) => {
  const semaphore = new Semaphore(2, 1);
  const { answers, ask } = asking(semaphore);
  const waiting = [ask("a"), ask("b"), ask("c"), ask("d")];
  await Promise.all([waiting[0], waiting[1], waiting[3]]);
  t.same(answers, ["a true", "b true", "d false"]);
  semaphore.release();
  await waiting[2];
  t.same(answers.at(-1), "c true");
  const late = ask("e");
  semaphore.release();
  await late;
  t.same(answers.at(-1), "e true", "its place in the queue is free again");
});

t.test("a call at the moment of a release does not overtake", async (t) => {
  const semaphore = new Semaphore(1);
  const { answers, ask } = asking(semaphore);
  await ask("first");
  const waited = ask("waited");
  semaphore.release();
  const late = ask("late");
  await waited;
  semaphore.release();
  await late;
  t.same(answers, ["first true", "waited true", "late true"]);
});
