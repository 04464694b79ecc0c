/** A process that does not lead: what it remembers, what it refuses, and what it never overwrites. */
import { SILENT } from "../support/loggers.ts";
import { cp } from "node:fs/promises";
import path from "node:path";
import t, { type Test } from "tap";
import { compare, follow } from "../../src/log/follow.ts";
import { createLogSigner } from "../../src/log/log-signer.ts";
import type { LogLead } from "../../src/log/log-store.ts";
import { rememberIn } from "../../src/log/remembered.ts";
import { takeOver } from "../../src/log/sequence.ts";
import { NATIVE_HASHER } from "../../src/tlog/native-hasher.ts";
import { logStore } from "../../src/store/log/log-store.ts";
import { temporaryDirectory } from "../support/store/postgres.ts";
import { logKey, ORIGIN, type TestLog, testLog } from "../support/log/test-log.ts";
import { like } from "../support/like.ts";

/** A log that another process leads, and a follower with a data directory of its own. */
async function followed(t: Test, log: TestLog, dataDir?: string) {
  const store = logStore(log.store.url, SILENT);
  t.teardown(() => store.close());
  const remembered = rememberIn(dataDir ?? (await temporaryDirectory(t)));
  const deps = { signer: () => log.identity.signer, remembered, hasher: NATIVE_HASHER };
  const size = async () => Number((await remembered.read())?.note.split("\n", 2)[1] ?? Number.NaN);
  return { store, remembered, deps, follow: () => follow(store.view(), deps), size };
}

/** The leading process, which has found the log good. */
async function leading(t: Test, log: TestLog): Promise<LogLead> {
  const lead = await log.store.logStore.lead();
  if (lead === undefined) throw new Error("lead");
  t.teardown(() => lead.release());
  await takeOver(lead, log.deps);
  return lead;
}

async function grown(t: Test, size: number): Promise<TestLog> {
  const log = await testLog(t);
  await log.commit(size);
  await log.run();
  return log;
}

t.test("follow: a fork that another process leads is refused, and its proof is kept", async (t) => {
  const [log, fork] = [await grown(t, 100), await grown(t, 120)];
  fork.identity.signer = log.identity.signer;
  await fork.store.pool.query("update log_state set checkpoint = null, size = 0, published = null, published_size = 0");
  await fork.store.pool.query("truncate audit_entries, log_tiles");
  await fork.remembered.write(log.identity.signer.sign({ size: 0, root: NATIVE_HASHER.empty }));
  await fork.commit(120);
  await fork.run();
  const follower = await followed(t, fork);
  const proof = (await log.reader.heads()).published?.text ?? "";
  await follower.remembered.write(proof);
  await leading(t, fork);
  await t.rejects(follower.follow(), { name: "LogRefusal", code: "forked" });
  t.same(await follower.remembered.read(), { note: proof, own: true });
});

t.test("follow: a log that is behind what this machine has seen is refused", async (t) => {
  const log = await grown(t, 100);
  const follower = await followed(t, log);
  const newer = log.identity.signer.sign({ size: 101, root: Buffer.alloc(32) });
  await follower.remembered.write(newer);
  await leading(t, log);
  await t.rejects(follower.follow(), { name: "LogRefusal", code: "behind" });
  t.same(await follower.remembered.read(), { note: newer, own: true });
});

t.test("follow: each published checkpoint is remembered", async (t) => {
  const log = await grown(t, 100);
  const follower = await followed(t, log);
  await (await leading(t, log)).release();
  for (const size of [300, 301, 700]) {
    await log.commit(size - ((await log.reader.heads()).published?.size ?? 0));
    await log.run();
    const lead = await leading(t, log);
    await follower.follow();
    t.equal(await follower.size(), size);
    like(t, await follower.follow(), { note: undefined, introduced: false });
    await lead.release();
  }
});

t.test("follow: a checkpoint that is sequenced and not published is not remembered", async (t) => {
  const log = await grown(t, 100);
  const follower = await followed(t, log);
  await log.commit(5);
  const careless = { ...log.remembered, write: () => Promise.reject(new Error("disk")) };
  await t.rejects(log.run(log.store.logStore, { remembered: careless }), /disk/);
  const { rows } = await log.store.pool.query<{ checkpoint: string }>("select checkpoint from log_state");
  const lead = await log.store.logStore.lead();
  t.teardown(() => lead?.release());
  await lead?.announce();
  await follower.follow();
  t.equal(await follower.size(), 100);
  await follower.remembered.write(rows[0]?.checkpoint ?? "");
  await t.resolves(follower.follow());
  t.equal(await follower.size(), 105);
});

t.test("follow: a machine without memory leads only after it has followed a leading process", async (t) => {
  const log = await grown(t, 100);
  const stranger = await followed(t, log);
  await log.commit(3);
  const run = () => log.run(stranger.store, { remembered: stranger.remembered });
  await t.rejects(run(), { name: "LogRefusal", code: "data-directory-new" });

  // A process has the lock and only looks: `aidx log status`, or another machine without memory.
  const looks = await log.store.logStore.lead();
  t.equal(await stranger.follow(), undefined);
  t.equal(await stranger.remembered.read(), undefined);
  await looks?.release();
  await t.rejects(run(), { code: "data-directory-new" });

  const lead = await leading(t, log);
  like(t, await compare(stranger.store.view(), stranger.deps), { introduced: true });
  t.equal(await stranger.remembered.read(), undefined, "comparing changes nothing");
  like(t, await stranger.follow(), { introduced: true });
  await lead.release();
  await t.resolves(run());
  t.equal((await log.reader.heads()).published?.size, 103);
});

t.test("follow: a first batch that was not published can be published by any process", async (t) => {
  const log = await testLog(t);
  await log.commit(3);
  const careless = { ...log.remembered, write: () => Promise.reject(new Error("disk")) };
  await t.rejects(log.run(log.store.logStore, { remembered: careless }), /disk/);
  t.equal(await log.refusal(), undefined, "no one has seen it, and there is one checkpoint of that size");
});

t.test("follow: a copied data directory is let in by the process that leads this database", async (t) => {
  const log = await grown(t, 100);
  const dataDir = path.join(await temporaryDirectory(t), "copy");
  await cp(log.dataDir, dataDir, { recursive: true });
  const copy = await followed(t, log, dataDir);
  await log.commit(3);
  await t.rejects(log.run(copy.store, { remembered: copy.remembered }), { code: "data-directory-copied" });
  const lead = await leading(t, log);
  like(t, await copy.follow(), { introduced: true });
  like(t, await copy.remembered.read(), { own: true });
  await lead.release();
  await t.resolves(log.run(copy.store, { remembered: copy.remembered }));
});

t.test("follow: under a key that this process does not know yet nothing is remembered, later it is", async (t) => {
  const log = await testLog(t);
  const [first, second] = [logKey(), logKey()];
  log.identity.signer = createLogSigner(ORIGIN, [first]);
  const follower = await followed(t, log);
  const untold = { ...follower.deps, signer: () => createLogSigner(ORIGIN, [first]) };
  log.identity.signer = createLogSigner(ORIGIN, [second, first]);
  await log.commit(3);
  await log.run();
  await leading(t, log);
  await t.rejects(follow(follower.store.view(), untold), { code: "key" });
  t.equal(await follower.remembered.read(), undefined);
  await follower.follow();
  t.equal(await follower.size(), 3);
});
