/**
 * Every step of a batch fails, or succeeds and reports a failure, or another process takes over at that moment. The next
 * lead finishes the batch, nothing is lost, and no two trees of one size are ever signed and published.
 */
import t, { type Test } from "tap";
import type { LogLead, LogStore } from "../../src/log/log-store.ts";
import { NATIVE_HASHER } from "../../src/tlog/native-hasher.ts";
import { equalBytes } from "../../src/wire/bytes.ts";
import { verifyConsistency } from "../../src/tlog/merkle.ts";
import { EMPTY_EDGE, grow, rootOf } from "../../src/tlog/tree-edge.ts";
import { collect, type TestLog, testLog } from "../support/log/test-log.ts";

/** Sunlight's fault matrix with the steps of this log: lock, staging, data tile, level-0 tile, checkpoint, commit, memory, publication. */
const STEPS = [
  "lead",
  "begin",
  "state",
  "tiles",
  "entries",
  "place",
  "widen",
  "swap",
  "commit",
  "remember",
  "publish",
  "rollback",
  "hasPending",
  "stand",
] as const;
type Step = (typeof STEPS)[number];
const KINDS = ["failed", "failed but done"] as const;
type Kind = (typeof KINDS)[number];

class Injected extends Error {}

/** Makes the n-th call of a step fail. */
function saboteur(step: Step, kind: Kind, nth: number) {
  let calls = 0;
  let fired = false;
  async function around<T>(name: string, work: () => Promise<T>): Promise<T> {
    if (name !== step || ++calls !== nth) return work();
    fired = true;
    if (kind === "failed but done") {
      const done: unknown = await work();
      // The server granted the lock and the connection broke: the lock is free again, and the fence was raised.
      if (step === "lead") await (done as LogLead).release();
    }
    throw new Injected(`${step} ${kind}`);
  }
  const sabotage = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, member) {
        const value: unknown = Reflect.get(target, member, target);
        if (typeof value !== "function" || member === "release" || member === "close") {
          return typeof value === "function" ? (value.bind(target) as unknown) : value;
        }
        return (...args: unknown[]) =>
          around(String(member), async () => {
            const result: unknown = await Reflect.apply(value as (...a: unknown[]) => Promise<unknown>, target, args);
            return member === "lead" && result !== undefined ? sabotage(result as LogLead) : result;
          });
      },
    });
  return { sabotage, around, fired: () => fired };
}

async function attempt(log: TestLog, step: Step, kind: Kind, nth: number): Promise<boolean> {
  const { sabotage, around, fired } = saboteur(step, kind, nth);
  const store: LogStore = sabotage(log.store.logStore);
  const { remembered } = log.deps;
  const careless = { ...remembered, write: (note: string) => around("remember", () => remembered.write(note)) };
  await log.run(store, { remembered: careless, batch: 300 }).catch((error: unknown) => {
    if (!(error instanceof Injected)) throw error;
  });
  return fired();
}

/** Checks that the log is whole and continues every checkpoint that was ever published. */
async function check(t: Test, log: TestLog, total: number) {
  const entries = await collect(log.reader.entries(0, total + 1));
  t.equal(entries.length, total, "no entry is lost or doubled");
  const codes = entries.map(({ bytes }) => (JSON.parse(bytes.toString()) as { code: string }).code);
  t.equal(new Set(codes).size, total);
  const leaves = entries.map(({ bytes }) => NATIVE_HASHER.leaf(bytes));
  const { published } = await log.reader.heads();
  const root = rootOf(NATIVE_HASHER, grow(NATIVE_HASHER, EMPTY_EDGE, leaves).edge);
  t.ok(published?.size === total && equalBytes(published.root, root), "the published root is that of all entries");
  const bySize = new Map<number, string>();
  t.ok(log.shown.length > 0);
  for (const shown of log.shown) {
    const root = Buffer.from(shown.root).toString("hex");
    t.equal(bySize.get(shown.size) ?? root, root, `one tree of ${shown.size}`);
    bySize.set(shown.size, root);
    if (published === undefined) continue;
    const proof = await log.reader.consistencyProof(shown.size, published.size);
    const claim = { from: shown.size, to: published.size, oldRoot: shown.root, newRoot: published.root, proof };
    t.ok(verifyConsistency(NATIVE_HASHER, claim), `${shown.size} is the beginning of ${published.size}`);
  }
}

for (const kind of KINDS) {
  t.test(`sequencer: each step ${kind}, then a new lead finishes the batch`, async (t) => {
    const log = await testLog(t);
    let total = 0;
    let faults = 0;
    const grown = async (count: number) => {
      await log.commit(count);
      total += count;
    };
    for (const step of STEPS) {
      for (const nth of [1, 2]) {
        await grown(step === "publish" ? 256 : 311);
        if (await attempt(log, step, kind, nth)) faults++;
        await grown(3);
        // The same code recovers.
        await log.run();
        await t.test(`${step} ${nth}`, (t) => check(t, log, total));
      }
    }
    t.ok(faults >= STEPS.length, `${faults} faults were made`);
  });
}

t.test("sequencer: the next lead publishes the very note that was sequenced and not published", async (t) => {
  const log = await testLog(t);
  await log.commit(5);
  await attempt(log, "remember", "failed", 1);
  t.equal((await log.reader.heads()).published, undefined, "no checkpoint is published that is not remembered");
  const { rows } = await log.store.pool.query<{ checkpoint: string }>("select checkpoint from log_state");
  await log.run();
  t.equal((await log.reader.heads()).published?.text, rows[0]?.checkpoint);
  t.equal((await log.remembered.read())?.note, rows[0]?.checkpoint);
});

t.test("sequencer: a batch that did not commit leaves no signed note", async (t) => {
  const log = await testLog(t);
  await log.commit(5);
  await attempt(log, "commit", "failed", 1);
  const { rows } = await log.store.pool.query<{ checkpoint: string | null }>("select checkpoint from log_state");
  t.equal(rows[0]?.checkpoint, null);
  t.equal(await log.remembered.read(), undefined);
  t.same(log.shown, []);
  await log.run();
  await check(t, log, 5);
});
