import { generateKeyPairSync } from "node:crypto";
import t from "tap";
import { createLogSigner } from "../../src/log/log-signer.ts";
import { sha256 } from "../../src/tlog/native-sha256.ts";
import { parseNote, SIGNATURE_TYPES } from "../../src/tlog/note.ts";
import { trustOf } from "../../src/evidence/verify/trust.ts";
import { cosign, noteSigner } from "../support/log/memory-log.ts";
import { LOG_KEYS, ShownLog, strangersCheckpoint } from "../support/log/shown-log.ts";
import { NOW, Watch } from "./watch.ts";
import { like } from "../support/like.ts";

const witness = noteSigner("witness.example/x", SIGNATURE_TYPES.cosignature);
const trust = trustOf({ log: LOG_KEYS, witnesses: [witness.vkey], quorum: 1 }, sha256);
const TIME = 1_795_000_000n;
const cosigned = (note: string, by = witness, time = TIME) => Buffer.from(cosign(parseNote(note), by, time));

/** A monitored log of 300 entries, whose witnesses must cosign within a minute. */
function setUp() {
  const log = new ShownLog();
  log.size = 300;
  const watch = new Watch(log, { trust, unwitnessedMs: 60_000 });
  const codesAt = async (seconds: number) => (await watch.look(NOW + seconds * 1000)).map(({ code }) => code);
  return { log, watch, codesAt };
}

t.test("witnessed: a log that stops growing is an alarm", async (t) => {
  const log = new ShownLog();
  const watch = new Watch(log, { stallMs: 60_000 });
  log.size = 300;
  t.same(await watch.look(NOW), []);
  t.same(await watch.look(NOW + 60_000), []);
  like(t, await watch.look(NOW + 60_001), [{ code: "stall", size: 300 }]);
  log.size = 301;
  t.same(await watch.look(NOW + 600_000), [], "it grew");
});

t.test("witnessed: a log without cosignatures is an alarm", async (t) => {
  const { log, codesAt } = setUp();
  t.same(await codesAt(0), [], "within the time");
  t.same(await codesAt(61), ["unwitnessed"]);
  log.lies.set("checkpoint", cosigned(log.checkpoint(), noteSigner("witness.example/x", SIGNATURE_TYPES.cosignature)));
  t.same(await codesAt(62), ["unwitnessed"], "by another key");
  log.lies.set("checkpoint", cosigned(log.checkpoint()));
  t.same(await codesAt(63), [], "by the witness");
  t.same(await codesAt(600), [], "a log that does not grow stays witnessed");
});

t.test("witnessed: with slow witnesses the cosigned checkpoint beside the newest counts", async (t) => {
  const { log, watch, codesAt } = setUp();
  for (let n = 1; n < 8; n++) {
    log.lies.set("checkpoint.witnessed", cosigned(log.checkpoint(300 + 20 * (n - 1))));
    log.size = 300 + 20 * n;
    t.same(await codesAt(n * 50), [], `${log.size}`);
  }
  like(t, watch.watched, { witnessed: { size: 420 } });
  t.ok(watch.mirror.get("checkpoint.witnessed"), "it is in the copy");
  log.size = 500;
  t.same(await codesAt(8 * 50), []);
  t.same(await codesAt(9 * 50), ["unwitnessed"], "witnesses stopped, and the log went on");
  log.lies.set("checkpoint.witnessed", cosigned(log.checkpoint(420), witness, TIME + 600n));
  t.same(await codesAt(10 * 50), ["unwitnessed"], "the same tree cosigned again is no progress");
});

t.test("witnessed: only signatures on the served file count", async (t) => {
  for (const [what, served] of [
    ["by nobody", (log: ShownLog) => Buffer.from(log.checkpoint(310))],
    ["by nobody that is trusted", (log: ShownLog) => cosigned(log.checkpoint(310), noteSigner("w", 4))],
    ["of another log", () => cosigned(strangersCheckpoint(310))],
    ["no checkpoint", () => Buffer.from("nonsense")],
  ] as const) {
    const { log, watch, codesAt } = setUp();
    t.same(await codesAt(0), []);
    log.size = 320;
    log.lies.set("checkpoint.witnessed", served(log));
    t.same(await codesAt(61), ["unwitnessed"], what);
    t.equal(watch.watched?.witnessed, undefined);
  }
});

t.test("witnessed: another tree shown to witnesses is a fork", async (t) => {
  for (const size of [200, 310, 320]) {
    const { log, watch } = setUp();
    await watch.look();
    log.size = 320;
    const other = new ShownLog();
    Object.assign(other, { forkAt: 10, salt: "x", size });
    log.lies.set("checkpoint.witnessed", cosigned(other.checkpoint()));
    const [alarm] = await watch.look();
    like(t, alarm, { code: "fork", checkpoints: [/witness.example/, String] }, `${size}`);
  }
});

t.test("witnessed: two cosigned trees of one size are a fork", async (t) => {
  const { log, watch } = setUp();
  await watch.look();
  const other = new ShownLog();
  Object.assign(other, { forkAt: 10, salt: "x", size: 300 });
  log.lies.set("checkpoint.witnessed", cosigned(other.checkpoint()));
  log.lies.set("checkpoint", cosigned(log.checkpoint()));
  like(t, await watch.look(), [{ code: "fork" }]);
});

t.test("witnessed: a log that shows less than it showed to witnesses is rolled back", async (t) => {
  const { log, watch } = setUp();
  log.lies.set("checkpoint.witnessed", cosigned(log.checkpoint(321)));
  like(t, await watch.look(), [{ code: "rollback", size: 300, checkpoints: [/\n321\n/, /\n300\n/] }]);
  watch.onPause = (pauses) => pauses === 2 && (log.size = 321);
  t.same(await watch.look(), [], "unless it is an old copy");
});

t.test("witnessed: a copy has it from the beginning, written after the checkpoint that covers it", async (t) => {
  const { log, watch } = setUp();
  log.lies.set("checkpoint.witnessed", cosigned(log.checkpoint(200)));
  t.same(await watch.look(), []);
  const kept = () => watch.kept.splice(0).flatMap(({ files }) => files.map(([path]) => path));
  t.same(kept().slice(-2), ["checkpoint", "checkpoint.witnessed"]);
  t.same(await watch.look(), []);
  t.same(kept(), [], "nothing is new");
  // As when a copy is begun later.
  if (watch.watched !== undefined) watch.watched = { ...watch.watched, counted: 0 };
  t.same(await watch.look(), []);
  t.same(kept().slice(-2), ["checkpoint", "checkpoint.witnessed"]);
});

t.test("witnessed: a look without witnesses does not count as kept up", async (t) => {
  const { log, watch, codesAt } = setUp();
  const alone = { trust: { ...trust, witnesses: [], quorum: 0 } };
  log.lies.set("checkpoint", cosigned(log.checkpoint()));
  t.same(await codesAt(0), []);
  log.lies.clear();
  log.size = 310;
  t.same(await watch.look(NOW + 50_000, alone), []);
  like(t, watch.watched, { witnessed: { size: 300 }, cosignedAt: NOW, checkpoint: { size: 310 } });
  t.same(await codesAt(61), ["unwitnessed"], "61 s since it was last seen, not 11");

  const late = setUp();
  t.same(await late.watch.look(NOW, alone), []);
  t.equal(late.watch.watched?.cosignedAt, undefined);
  t.same(await late.codesAt(600), [], "time is counted from when it was first asked");
  t.same(await late.codesAt(661), ["unwitnessed"]);
});

t.test("witnessed: cosignatures of witnesses that are no longer trusted do not count", async (t) => {
  const { log, watch, codesAt } = setUp();
  log.lies.set("checkpoint", cosigned(log.checkpoint()));
  t.same(await codesAt(0), []);
  log.lies.clear();
  const next = noteSigner("witness.example/y", SIGNATURE_TYPES.cosignature);
  const changed = { trust: trustOf({ log: LOG_KEYS, witnesses: [next.vkey], quorum: 1 }, sha256) };
  like(t, await watch.look(NOW + 61_000, changed), [{ code: "unwitnessed" }]);
  log.lies.set("checkpoint", cosigned(log.checkpoint(), next));
  t.same(await watch.look(NOW + 62_000, changed), []);
});

t.test("witnessed: another log's checkpoint does not count, though its key is trusted", async (t) => {
  const { publicKey: key, privateKey } = generateKeyPairSync("ed25519");
  const other = createLogSigner("log.example/two", [{ key, privateKey }]);
  for (const size of [200, 300, 400]) {
    const { log, watch } = setUp();
    const served = cosigned(other.sign({ size, root: Buffer.alloc(32) }));
    log.lies.set("checkpoint.witnessed", served);
    const both = { trust: { ...trust, log: [...trust.log, ...other.keys] } };
    t.same(await watch.look(NOW, both), [], `${size}`);
    t.equal(watch.watched?.witnessed, undefined);
  }
});
