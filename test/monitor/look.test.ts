import { generateKeyPairSync } from "node:crypto";
import t from "tap";
import { equalBytes } from "../../src/wire/bytes.ts";
import { openCheckpoint } from "../../src/tlog/checkpoint.ts";
import { createLogSigner } from "../../src/log/log-signer.ts";
import { NATIVE_HASHER } from "../../src/tlog/native-hasher.ts";
import { encodeBundle } from "../../src/tlog/tile.ts";
import { verifyLog } from "../../src/evidence/verify/verify-log.ts";
import type { MonitorOptions } from "../../src/monitor/look.ts";
import { openSignedTiles } from "../../src/evidence/verify/signed-tiles.ts";
import { entryOf, ShownLog, strangersCheckpoint } from "../support/log/shown-log.ts";
import { TRUST, Watch } from "./watch.ts";
import { like } from "../support/like.ts";

t.test("look: a growing log is followed, and its copy verifies by itself", async (t) => {
  const log = new ShownLog();
  const watch = new Watch(log);
  for (const size of [0, 1, 5, 5, 255, 256, 257, 5000, 9000, 65_535, 65_536, 65_537]) {
    log.size = size;
    t.same(await watch.look(), [], String(size));
    like(t, watch.watched, { checkpoint: { size }, counted: size });
  }
  const verified = await verifyLog(async (path) => watch.mirror.get(path), { trust: TRUST, hasher: NATIVE_HASHER });
  t.ok(verified.ok, JSON.stringify(verified.steps.filter(({ status }) => status === "failed")));
  log.asked.length = 0;
  log.size = 65_600;
  t.same(await watch.look(), []);
  t.ok(log.asked.length < 12, `only new files are read: ${log.asked.join(" ")}`);
  log.asked.length = 0;
  t.same(await watch.look(), []);
  t.same(log.asked, ["checkpoint"], "nothing is new");
});

t.test("look: an endless log does not hold a look: the rest is left to the next, and counted once", async (t) => {
  const log = new ShownLog();
  const watch = new Watch(log);
  log.size = 20_000;
  let parts = 0;
  t.same(await watch.look(undefined, { mayGoOn: () => ++parts < 2 }), []);
  like(t, watch.watched, { checkpoint: { size: 20_000 }, counted: 2 * 16 * 256 });
  t.notOk(watch.mirror.has("checkpoint"), "the copy is not called whole");
  t.same(await watch.look(), []);
  like(t, watch.watched, { counted: 20_000 });
  const verified = await verifyLog(async (path) => watch.mirror.get(path), { trust: TRUST, hasher: NATIVE_HASHER });
  t.ok(verified.ok);
});

/** Alarms of a look at a lying log that grew from 300 to 400 entries. */
async function lied(lie: (log: ShownLog) => void, more: Partial<MonitorOptions> = {}) {
  const log = new ShownLog();
  const watch = new Watch(log, more);
  log.size = 300;
  await watch.look();
  const before = watch.watched;
  log.size = 400;
  lie(log);
  const [alarm, ...others] = await watch.look();
  return { alarm, others, before, after: watch.watched, pauses: watch.pauses, log };
}

t.test("look: two contradicting signed trees are a fork with its proof, at once", async (t) => {
  const fork = (forkAt: number, size: number) => (log: ShownLog) => Object.assign(log, { forkAt, salt: "x", size });
  for (const [forkAt, size, what] of [
    [10, 400, "the past changed, far from the edge"],
    [299, 400, "the past changed, at the edge"],
    [0, 300, "two trees of one size"],
    [0, 70_000, "a much larger tree"],
  ] as const) {
    const { alarm, before, after, pauses } = await lied(fork(forkAt, size));
    like(t, alarm, { code: "fork", size, checkpoints: [before?.checkpoint.text, /^log.example\/one\n/] }, what);
    t.equal(after, before, "the verified state stays");
    t.same(pauses, [], "signatures do not change when asked again");
    const tiles = new Map(alarm?.tiles);
    t.equal(tiles.size > 0, size !== 300, "for two sizes the proof has tiles");
  }
  const smaller = await lied((log) => {
    const other = new ShownLog();
    Object.assign(other, { forkAt: 10, salt: "x", size: 200 });
    log.lies.set("checkpoint", Buffer.from(other.checkpoint()));
  });
  like(t, smaller.alarm, { code: "fork", size: 200 }, "a smaller tree that the one before does not begin with");
  const grown = await lied((log) => (log.forkAt = 300));
  t.equal(grown.alarm, undefined, "a tree that was never shown contradicts nothing");
});

t.test("look: anyone can verify the proof of a fork", async (t) => {
  const { alarm } = await lied((log) => Object.assign(log, { forkAt: 10, salt: "x", size: 70_000 }));
  const [first = "", second = ""] = alarm?.checkpoints ?? [];
  const [before, now] = [await openCheckpoint(first, TRUST.log), await openCheckpoint(second, TRUST.log)];
  const files = new Map(alarm?.tiles);
  const tiles = await openSignedTiles(async (path) => files.get(path), NATIVE_HASHER, now);
  const counted = await tiles.rootAt(before.size);
  t.notOk(equalBytes(counted, before.root), "it needs the two checkpoints and these tiles only");
});

t.test("look: another log whose key is trusted too contradicts nothing", async (t) => {
  const { publicKey: key, privateKey } = generateKeyPairSync("ed25519");
  const other = createLogSigner("log.example/two", [{ key, privateKey }]);
  const trust = { ...TRUST, log: [...TRUST.log, ...other.keys] };
  const served = Buffer.from(other.sign({ size: 300, root: Buffer.alloc(32) }));
  const { alarm } = await lied((log) => log.lies.set("checkpoint", served), { trust });
  t.same(alarm, { code: "bad-signature" }, "its checkpoint is not this log's");
});

t.test("look: a covered file that is missing or altered is an alarm", async (t) => {
  const bundle = encodeBundle(Array.from({ length: 144 }, (_, n) => entryOf(n === 100 ? 7 : 256 + n)));
  const noise = Buffer.alloc(144 * 32, 1);
  const asOf400 = { code: "entries", size: 400, checkpoints: [String, String] };
  for (const [path, bytes, what] of [
    ["tile/entries/001.p/144", bundle, "another entry"],
    ["tile/entries/001.p/144", bundle.subarray(0, 500), "a bundle that is cut"],
    ["tile/entries/001.p/144", undefined, "no entries"],
    ["tile/0/001.p/144", noise, "other hashes"],
    ["tile/0/001.p/144", noise.subarray(0, 32), "too few hashes"],
    ["tile/0/001.p/144", undefined, "no hashes"],
    ["tile/1/000.p/1", noise.subarray(0, 32), "another hash above"],
  ] as const) {
    const { alarm, others, pauses } = await lied((log) => log.lies.set(path, bytes));
    t.match(alarm, asOf400, what);
    t.same(others, []);
    t.same(pauses, [1000, 2000, 3000, 4000], "it was asked for again before");
  }
  const { alarm } = await lied((log) => log.lies.set("tile/0/001.p/144", noise), { entries: false });
  t.match(alarm, asOf400, "without entries too");
  const unread = await lied((log) => log.lies.set("tile/entries/001.p/144", bundle), { entries: false });
  t.equal(unread.alarm, undefined, "unread entries are not checked");
  const first = new ShownLog();
  first.size = 300;
  first.lies.set("tile/entries/001.p/44", undefined);
  const watch = new Watch(first);
  like(t, await watch.look(), [{ code: "entries" }], "the first time");
  like(t, watch.watched, { checkpoint: { size: 300 }, counted: 0 }, "the verified checkpoint stays");
});

t.test("look: every tile of a larger tree is verified", async (t) => {
  for (const path of [
    "tile/0/000",
    "tile/0/270.p/90",
    "tile/1/000",
    "tile/1/001.p/14",
    "tile/2/000.p/1",
    "tile/0/255",
  ]) {
    const log = new ShownLog();
    log.size = 69_210;
    const bytes = Buffer.from((await log.read(path)) ?? Buffer.alloc(0));
    t.ok(bytes.length > 0, path);
    bytes[31] = (bytes[31] ?? 0) ^ 1;
    log.lies.set(path, bytes);
    like(t, await new Watch(log, { entries: false }).look(), [{ code: "entries" }], path);
  }
});

t.test("look: a passing fault raises no alarm", async (t) => {
  for (const lie of [
    (log: ShownLog) => log.lies.set("checkpoint", Buffer.from(log.checkpoint(299))),
    (log: ShownLog) => log.lies.set("tile/0/001.p/144", undefined),
    (log: ShownLog) => log.lies.set("tile/entries/001.p/144", undefined),
  ]) {
    const log = new ShownLog();
    const watch = new Watch(log);
    log.size = 300;
    await watch.look();
    log.size = 400;
    lie(log);
    watch.onPause = (pauses) => pauses === 3 && log.lies.clear();
    t.same(await watch.look(), []);
    t.same(watch.pauses, [1000, 2000, 3000]);
    like(t, watch.watched, { checkpoint: { size: 400 }, counted: 400 });
  }
});

t.test("look: a partial tile may be replaced by the full one", async (t) => {
  const log = new ShownLog();
  log.size = 600;
  log.lies.set("checkpoint", Buffer.from(log.checkpoint(400)));
  log.lies.set("tile/0/001.p/144", undefined);
  log.lies.set("tile/entries/001.p/144", undefined);
  const watch = new Watch(log);
  t.same(await watch.look(), []);
  like(t, watch.watched, { checkpoint: { size: 400 }, counted: 400 });
  const verified = await verifyLog(async (path) => watch.mirror.get(path), { trust: TRUST, hasher: NATIVE_HASHER });
  t.ok(verified.ok, "it is cut to the tree");
});

t.test("look: a smaller tree that stays is a rollback and no fork", async (t) => {
  for (const [what, lie] of [
    [
      "an old checkpoint over the whole log",
      (log: ShownLog) => log.lies.set("checkpoint", Buffer.from(log.checkpoint(200))),
    ],
    ["a log that was put back", (log: ShownLog) => (log.size = 200)],
    ["a log that was put back to nothing", (log: ShownLog) => (log.size = 0)],
    [
      "a log that was put back and went another way: what it was before it shows no more",
      (log: ShownLog) => Object.assign(log, { size: 260, forkAt: 10, salt: "x" }),
    ],
  ] as const) {
    const { alarm, before, after, pauses } = await lied(lie);
    like(t, alarm, { code: "rollback", checkpoints: [before?.checkpoint.text, String] }, what);
    t.notOk("tiles" in (alarm ?? {}));
    t.equal(after, before);
    t.same(pauses, [1000, 2000, 3000, 4000]);
  }
});

t.test("look: an unreadable file accuses the log of nothing", async (t) => {
  const log = new ShownLog();
  const watch = new Watch(log);
  log.size = 300;
  await watch.look();
  log.size = 400;
  for (const part of ["checkpoint", "tile/0/001", "tile/1", "tile/entries/001"]) {
    log.broken = (path) => (path.startsWith(part) ? new Error("503, 403, reset, time-out") : undefined);
    t.same(await watch.look(), [{ code: "unreachable" }], part);
    t.same(watch.pauses, []);
  }
  log.broken = () => undefined;
  log.lies.set("checkpoint", undefined);
  t.same(await watch.look(), [{ code: "unreachable" }], "no checkpoint is published");
  for (const forged of [strangersCheckpoint(400), "nothing"]) {
    log.lies.set("checkpoint", Buffer.from(forged));
    t.same(await watch.look(), [{ code: "bad-signature" }]);
  }
  log.lies.clear();
  t.same(await watch.look(), [], "and it goes on where it was");
  like(t, watch.watched, { checkpoint: { size: 400 }, counted: 400 });
});

t.test("look: an aborted look raises no alarm", async (t) => {
  const log = new ShownLog();
  log.size = 300;
  for (const part of ["checkpoint", "tile/0/000", "tile/entries/000"]) {
    log.broken = (path) => (path.startsWith(part) ? new DOMException("interrupted", "AbortError") : undefined);
    await t.rejects(new Watch(log).look(), { name: "AbortError" }, part);
  }
});

t.test("look: a first look at a large log is kept part by part, and goes on where it stopped", async (t) => {
  const log = new ShownLog();
  const watch = new Watch(log);
  log.size = 20_000;
  log.broken = (path) => (path === "tile/entries/050" ? new Error("cut off") : undefined);
  t.same(await watch.look(), [{ code: "unreachable" }]);
  like(t, watch.watched, { checkpoint: { size: 20_000 }, counted: 48 * 256 });
  t.notOk(watch.mirror.has("checkpoint"), "an unfinished copy has no checkpoint");
  log.broken = () => undefined;
  log.asked.length = 0;
  log.size = 20_100;
  t.same(await watch.look(), []);
  const again = log.asked.filter(
    (path) => /^tile\/(0|entries)\/0[0-4][0-7]$/.test(path) && Number(path.slice(-3)) < 48,
  );
  t.same(again, [], "nothing is read twice");
  const verified = await verifyLog(async (path) => watch.mirror.get(path), { trust: TRUST, hasher: NATIVE_HASHER });
  t.ok(verified.ok);
  const other = new ShownLog();
  other.size = 20_000;
  other.lies.set("tile/entries/050", undefined);
  const second = new Watch(other);
  second.onPause = () => {
    other.asked.length = 0;
    other.lies.clear();
  };
  t.same(await second.look(), []);
  t.notOk(other.asked.includes("tile/entries/000"), "nor when something is asked for again");
  t.ok(
    watch.kept.every(({ files }) => files.length <= 2 * 16 + 4),
    "memory is bounded by a part",
  );
});
