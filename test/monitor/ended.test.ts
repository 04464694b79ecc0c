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

t.test("monitor: a successor that took over all that was verified is named, and not followed", async (t) => {
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
