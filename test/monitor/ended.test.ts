/** A monitor whose log went back: a declared successor is named, and the loss with it; a stranger is not believed. */
import t from "tap";
import { linesOf } from "../../src/cli/monitor/look-report.ts";
import { trustOf } from "../../src/evidence/verify/trust.ts";
import { readFork, writeProof } from "../../src/monitor/proof.ts";
import { changesOf } from "../../src/monitor/standing.ts";
import type { AuditEntry } from "../../src/domain/audit-entry.ts";
import { NATIVE_HASHER } from "../../src/tlog/native-hasher.ts";
import { openCheckpoint } from "../../src/tlog/checkpoint.ts";
import { like } from "../support/like.ts";
import { MemoryLog, signCheckpoint } from "../support/log/memory-log.ts";
import { ShownLog } from "../support/log/shown-log.ts";
import { sha256 } from "../support/sha256.ts";
import { NOW, Watch } from "./watch.ts";

const NAME = "log.example/aid";
const NEXT = `${NAME}-2`;

const entryAt = (n: number): AuditEntry => ({
  v: 1,
  type: "read",
  time: new Date(NOW + n * 1000).toISOString(),
  actor: "auditor",
});

/** A log of 300 entries that a monitor has verified, and the monitor. */
async function watched() {
  const log = new MemoryLog(NAME);
  const files = { read: async (_path: string): Promise<Uint8Array | undefined> => undefined };
  const shown = new ShownLog();
  const trust = trustOf({ log: [log.signer.vkey] }, sha256);
  const watch = new Watch(shown, { trust, read: (path) => files.read(path) });
  const old = log.signer;
  const show = async (one = log) => {
    await one.publish();
    const mirror = one.mirror();
    const chain = Buffer.from(one.chain());
    // A server has partial tiles at every width; a copy has only the widest.
    const partial = (path: string) => {
      const [tile = "", width] = path.split(".p/");
      const widest = [...mirror.keys()].find((name) => name.startsWith(`${tile}.p/`));
      return width === undefined || tile.includes("entries") || widest === undefined
        ? undefined
        : mirror.get(widest)?.subarray(0, Number(width) * 32);
    };
    files.read = async (path) => (path === "chain" ? chain : (mirror.get(path) ?? partial(path)));
  };
  log.append(...Array.from({ length: 300 }, (_, n) => entryAt(n)));
  await show();
  t.same(await watch.look(), []);
  return { log, files, watch, show, trust, old };
}

t.test("monitor: a successor that took over less than was verified is a rollback, and the loss is told", async (t) => {
  const { log, watch, show, trust } = await watched();
  log.succeed(NEXT, 290, 300);
  log.append(...Array.from({ length: 50 }, (_, n) => entryAt(300 + n)));
  await show();
  const alarms = await watch.look();
  const [alarm] = alarms;
  like(t, alarms, [{ code: "rollback", size: 290, successor: { origin: NEXT, size: 290 } }]);
  const [before = "", last = ""] = alarm?.checkpoints ?? [];
  like(t, await openCheckpoint(before, trust.log), { origin: NAME, size: 300 });
  like(t, await openCheckpoint(last, trust.log), { origin: NAME, size: 290 }, "both are signed by the log that ended");
  like(t, watch.watched, { checkpoint: { origin: NAME, size: 300 } }, "what was verified stays");

  const { standing, turns } = changesOf(new Map(), { alarms, checks: new Set() }, NOW);
  const [line] = linesOf({ log: "http://log", alarms, turns, standing, forks: [], size: 300, now: NOW });
  like(t, line?.data, { alarm: "rollback", successor: { origin: NEXT, size: 290 } });
  t.match(line?.text.en, /successor log\.example\/aid-2 to have taken over 290 entries.*verified 300, so 10 are lost/);
  t.match(line?.text.zh, /后继日志 log\.example\/aid-2 承接其前 290 条；本监视方核验过 300 条，其中 10 条已丢失/);
});

t.test("monitor: a successor whose key is not given is named, and not followed", async (t) => {
  const { log, watch, show } = await watched();
  log.append(entryAt(300));
  await log.publish();
  log.succeed(NEXT, 300, 301);
  await show();
  const alarms = await watch.look();
  like(t, alarms, [{ code: "bad-signature", successor: { origin: NEXT, size: 300 } }]);
  const { standing, turns } = changesOf(new Map(), { alarms, checks: new Set() }, NOW);
  const [line] = linesOf({ log: "http://log", alarms, turns, standing, forks: [], size: 300, now: NOW });
  t.match(line?.text.en, /all that this monitor has verified was taken over.*begin a new folder/);
  like(t, watch.watched, { checkpoint: { origin: NAME, size: 300 } });
});

t.test("monitor: an end that contradicts what the log had signed is a fork, whose proof holds", async (t) => {
  const { watch, show, trust, old } = await watched();
  const other = new MemoryLog(NAME);
  other.signer = old;
  other.append(...Array.from({ length: 310 }, (_, n) => entryAt(n < 200 ? n : 1000 + n)));
  other.succeed(NEXT, 310);
  await show(other);
  const [alarm, ...others] = await watch.look();
  t.same(others, []);
  like(t, alarm, { code: "fork", size: 310, successor: { origin: NEXT, size: 310 } });
  const proof = alarm && writeProof(alarm);
  like(t, await readFork(proof, trust.log, NATIVE_HASHER), { code: "fork", size: 310 });
});

t.test("monitor: a chain that the log has not signed, or that is none, names no successor", async (t) => {
  const stranger = new MemoryLog(NAME).signer;
  const unsigned = signCheckpoint({ origin: NAME, size: 290, root: Buffer.alloc(32), extensions: [] }, stranger);
  const changes: readonly (readonly [string, object])[] = [
    ["signed by a stranger", { root: Buffer.alloc(32).toString("base64"), checkpoint: unsigned }],
    ["of another log", { predecessor: "log.example/other" }],
    ["another log follows", { origin: "log.example/third" }],
    ["another size", { size: 289 }],
  ];
  for (const [what, change] of changes) {
    const { log, watch, show } = await watched();
    log.succeed(NEXT, 290, 300, change);
    await show();
    t.same(await watch.look(), [{ code: "bad-signature" }], what);
  }
  for (const chain of [undefined, "", "{", "[]", '{"chain":[{}]}', '{"chain":[{"index":1,"entry":"x"}]}']) {
    const { log, files, watch, show } = await watched();
    log.succeed(NEXT, 290, 300);
    await show();
    const { read } = files;
    files.read = async (path) => (path === "chain" ? chain && Buffer.from(chain) : read(path)) as never;
    t.same(await watch.look(), [{ code: "bad-signature" }], String(chain));
  }
});

/** A log of 300 verified entries that ends at 310, a successor that has grown, and the keys of both. */
async function succeeded(change: object = {}, grown = 50) {
  const all = await watched();
  const { log, show, trust } = all;
  log.append(...Array.from({ length: 20 }, (_, n) => entryAt(300 + n)));
  await log.publish();
  log.succeed(NEXT, 310, 320, change);
  log.append(...Array.from({ length: grown }, (_, n) => entryAt(400 + n)));
  await show();
  return { ...all, both: { ...trust, log: [...trust.log, log.signer.key] } };
}

t.test("monitor: a successor that took over all that was verified is followed, once its key is given", async (t) => {
  const { log, watch, show, both } = await succeeded();
  like(t, await watch.look(), [{ code: "bad-signature", successor: { origin: NEXT, size: 310 } }], "not by itself");
  watch.kept.length = 0;
  const alarms = await watch.look(NOW + 1, { trust: both });
  like(t, alarms, [{ code: "succeeded", size: 361, successor: { origin: NEXT, size: 310 } }]);
  t.same(watch.kept, [], "the alarm is recorded before the state");
  const [before = "", next = ""] = alarms[0]?.checkpoints ?? [];
  like(t, await openCheckpoint(before, both.log), { origin: NAME, size: 300 }, "what the log that ended had signed");
  like(t, await openCheckpoint(next, both.log), { origin: NEXT, size: 361 });
  like(t, watch.watched, { checkpoint: { origin: NEXT, size: 361 }, counted: 300, grewAt: NOW + 1 });

  const { standing, turns } = changesOf(new Map(), { alarms, checks: new Set() }, NOW);
  const [line] = linesOf({ log: "http://log", alarms, turns, standing, forks: [], size: 361, now: NOW });
  t.match(line?.text.en, /THE LOG ENDED.*log\.example\/aid-2 took over 310 entries.*watches the successor from now on/);
  t.match(line?.text.zh, /日志已终止.*后继日志 log\.example\/aid-2 承接其前 310 条.*自此监视后继日志/);

  t.same(await watch.look(NOW + 2, { trust: both }), [], "the next look goes on with the successor");
  like(t, watch.watched, { checkpoint: { origin: NEXT, size: 361 }, counted: 361 });
  like(t, changesOf(standing, { alarms: [], checks: new Set() }, NOW).turns, [{ begins: false }]);
  log.append(entryAt(500));
  await show();
  t.same(await watch.look(NOW + 3, { trust: both }), []);
  like(t, watch.watched, { checkpoint: { size: 362 }, counted: 362 });
});

t.test("monitor: two successors at once are followed, each link of the chain verified", async (t) => {
  const { log, watch, show, both } = await succeeded();
  log.succeed(`${NAME}-3`, 340, 361);
  await show();
  const keys = { ...both, log: [...both.log, log.signer.key] };
  like(t, await watch.look(NOW, { trust: keys }), [
    { code: "succeeded", successor: { origin: `${NAME}-3`, size: 310 } },
  ]);
  t.same(await watch.look(NOW, { trust: keys }), []);
  like(t, watch.watched, { checkpoint: { origin: `${NAME}-3`, size: 341 }, counted: 341 });
});

t.test("monitor: a successor whose chain is not what its signed tree has is not followed", async (t) => {
  const unfounded = async (
    what: string,
    code: string,
    change: (file: Uint8Array, path: string) => Uint8Array | undefined,
  ) => {
    const { files, watch, both } = await succeeded();
    const { read } = files;
    files.read = async (path) => {
      const file = await read(path);
      return file && change(file, path);
    };
    like(t, await watch.look(NOW, { trust: both }), [{ code }], what);
    like(t, watch.watched, { checkpoint: { origin: NAME, size: 300 } }, what);
  };
  const inChain = (before: string, after: string) => (file: Uint8Array, path: string) =>
    path === "chain" ? Buffer.from(Buffer.from(file).toString().replace(before, after)) : file;
  await unfounded("another decision than the entry's", "entries", inChain("2026-17", "2026-18"));
  await unfounded("a tile is missing", "bad-signature", (file, path) =>
    path.startsWith("tile/0/001") ? undefined : file,
  );
  const early = await succeeded({}, 0);
  // The server shows the successor's chain before its first own entry is in a checkpoint.
  const small = signCheckpoint({ origin: NEXT, size: 310, root: Buffer.alloc(32), extensions: [] }, early.log.signer);
  const { read } = early.files;
  early.files.read = async (path) => (path === "checkpoint" ? Buffer.from(small) : read(path));
  like(t, await early.watch.look(NOW, { trust: early.both }), [{ code: "bad-signature", successor: { size: 310 } }]);
  like(t, early.watch.watched, { checkpoint: { origin: NAME } });
});

t.test("monitor: with the key of a successor too, a loss stays a rollback, and is not followed", async (t) => {
  const { log, watch, show, trust } = await watched();
  log.succeed(NEXT, 290, 300);
  await show();
  const both = { ...trust, log: [...trust.log, log.signer.key] };
  like(t, await watch.look(NOW, { trust: both }), [{ code: "rollback", successor: { origin: NEXT, size: 290 } }]);
  like(t, watch.watched, { checkpoint: { origin: NAME, size: 300 } });
});
