import t from "tap";
import { NATIVE_HASHER } from "../../src/tlog/native-hasher.ts";
import { type LogVerification, verifyLog } from "../../src/evidence/verify/verify-log.ts";
import { trustOf } from "../../src/evidence/verify/trust.ts";
import { SIGNATURE_TYPES } from "../../src/tlog/note.ts";
import { EMPTY_EDGE, grow, rootOf } from "../../src/tlog/tree-edge.ts";
import { entry } from "../../src/exchange/entries.ts";
import { MemoryLog, noteSigner } from "../support/log/memory-log.ts";
import { sha256 } from "../support/sha256.ts";
import { like } from "../support/like.ts";

const witnesses = [noteSigner("witness.example", SIGNATURE_TYPES.cosignature)];

/** Makes a log of that many entries, published in two parts. */
async function logOf(size: number): Promise<MemoryLog> {
  const log = new MemoryLog("log.example/aid", witnesses);
  for (let n = 0; n < size; n++) {
    log.append(entry("fetched", 1_795_000_000_000 + n, "housing", { packet: `p${n}`, n }).entry);
  }
  await log.publish(Math.floor(size / 2));
  await log.publish();
  return log;
}

function verify(files: ReadonlyMap<string, Uint8Array>, log: MemoryLog, more: object = {}): Promise<LogVerification> {
  const trust = trustOf({ log: [log.signer.vkey], witnesses: witnesses.map(({ vkey }) => vkey), quorum: 1 }, sha256);
  return verifyLog(async (path) => files.get(path), { trust, hasher: NATIVE_HASHER, ...more });
}

const failed = ({ steps }: LogVerification) => steps.filter(({ status }) => status === "failed").map(({ id }) => id);

t.test("log: every awkward size verifies", async (t) => {
  for (const size of [0, 1, 2, 255, 256, 257, 511, 512, 700]) {
    const log = await logOf(size);
    const result = await verify(log.mirror(), log);
    t.ok(result.ok, `${size}: ${JSON.stringify(result.steps)}`);
    t.equal(result.size, size);
    t.equal(result.steps.find(({ id }) => id === "entries")?.checked, size);
  }
});

t.test("log: three levels verify, and a change of an upper level is found", async (t) => {
  const log = await logOf(65_536 + 300);
  const mirror = log.mirror();
  const seen: number[] = [];
  const result = await verify(mirror, log, { onProgress: (leaves: number) => seen.push(leaves) });
  t.ok(result.ok);
  t.equal(seen.at(-1), 65_836);
  t.equal(result.steps.find(({ id }) => id === "tiles")?.checked, mirror.size - 1 - 258);
  for (const path of ["tile/1/001.p/1", "tile/2/000.p/1"]) {
    const changed = Buffer.from(mirror.get(path) ?? []);
    changed[3] = (changed[3] ?? 0) ^ 1;
    t.same(failed(await verify(new Map([...mirror, [path, changed]]), log)), ["tiles"], `changed ${path}`);
  }
});

t.test("log: the root of every earlier tree is the one signed then", async (t) => {
  for (const size of [1, 256, 300, 700, 65_536 + 300]) {
    const log = await logOf(size);
    const mirror = log.mirror();
    for (const earlier of [1, 2, 255, 256, 257, 511, 512, 699, 65_536, 65_537, 65_792, size - 1, size]) {
      const { ok, earlierRoot } = await verify(mirror, log, { earlier, entries: size < 1_000 });
      const leaves = log.all.slice(0, earlier).map(({ leafHash }) => leafHash);
      const root = rootOf(NATIVE_HASHER, grow(NATIVE_HASHER, EMPTY_EDGE, leaves).edge);
      t.ok(ok);
      if (earlier === 0 || earlier > size) t.equal(earlierRoot, undefined, `${earlier} of ${size}`);
      else t.same(Buffer.from(earlierRoot ?? []), Buffer.from(root), `${earlier} of ${size}`);
    }
  }
});

t.test("log: every missing or changed file is found", async (t) => {
  const log = await logOf(700);
  const mirror = log.mirror();
  for (const path of ["tile/0/000", "tile/0/002.p/188", "tile/1/000.p/2"]) {
    const without = new Map([...mirror].filter(([name]) => name !== path));
    t.same(failed(await verify(without, log)), ["tiles"], `without ${path}`);
    const changed = Buffer.from(mirror.get(path) ?? []);
    changed[3] = (changed[3] ?? 0) ^ 1;
    t.same(failed(await verify(new Map([...mirror, [path, changed]]), log)), ["tiles"], `changed ${path}`);
  }
  for (const path of ["tile/entries/000", "tile/entries/002.p/188"]) {
    const without = new Map([...mirror].filter(([name]) => name !== path));
    t.same(failed(await verify(without, log)), ["entries", "tiles", "root"], `without ${path}`);
    const changed = Buffer.from(mirror.get(path) ?? []);
    changed[40] = (changed[40] ?? 0) ^ 1;
    t.notOk((await verify(new Map([...mirror, [path, changed]]), log)).ok, `changed ${path}`);
  }
});

t.test("log: each step is needed; without it a forgery passes", async (t) => {
  const log = await logOf(300);
  const fork = new MemoryLog(log.origin, witnesses);
  for (let n = 0; n < 300; n++) fork.append(entry("fetched", 1_796_000_000_000 + n, "housing", { n }).entry);
  await fork.publish();
  const forked = new Map([...fork.mirror(), ["checkpoint", log.files.get("checkpoint") ?? new Uint8Array()]]);
  t.same(failed(await verify(forked, log)), ["root"], "another history under this checkpoint");

  const sloppy = new MemoryLog(log.origin, witnesses);
  const recorded = entry("fetched", 1_795_000_000_000, "housing", {});
  const bytes = Buffer.from(recorded.bytes.toString().replace("{", "{ "));
  sloppy.all.push({ ...recorded, bytes, leafHash: Buffer.from(NATIVE_HASHER.leaf(bytes)) });
  await sloppy.publish();
  t.same(failed(await verify(sloppy.mirror(), sloppy)), ["entries"], "in the tree, and not in canonical form");

  const text = Buffer.from(log.files.get("checkpoint") ?? []).toString();
  const alone = new Map([...log.mirror(), ["checkpoint", Buffer.from(text.replace(/\u2014 witness.*\n/, ""))]]);
  t.same(failed(await verify(alone, log)), ["witnesses"]);
  const tile = Buffer.from(log.files.get("tile/1/000.p/1") ?? []).reverse();
  t.same(failed(await verify(new Map([...log.mirror(), ["tile/1/000.p/1", tile]]), log)), ["tiles"]);
  const stranger = await verify(log.mirror(), new MemoryLog(log.origin));
  t.same(failed(stranger), ["checkpoint"]);
  t.ok(
    stranger.steps.slice(1).every(({ status }) => status === "not-checked"),
    "nothing is said of an unsigned log",
  );
});

t.test("log: without entries only the tree is verified, and the answer says so", async (t) => {
  const log = await logOf(600);
  const tilesOnly = new Map([...log.mirror()].filter(([path]) => !path.includes("entries")));
  t.notOk((await verify(tilesOnly, log)).ok, "who asked for the entries is not told that they hold");
  const result = await verify(tilesOnly, log, { entries: false });
  t.ok(result.ok);
  like(
    t,
    result.steps.find(({ id }) => id === "entries"),
    { status: "not-checked", required: false },
  );
  const changed = Buffer.from(tilesOnly.get("tile/0/000") ?? []);
  changed[0] = (changed[0] ?? 0) ^ 1;
  t.notOk((await verify(new Map([...tilesOnly, ["tile/0/000", changed]]), log, { entries: false })).ok);
});

t.test("log: wider tiles of a grown log are accepted", async (t) => {
  const log = await logOf(300);
  const small = log.mirror();
  for (let n = 0; n < 300; n++) log.append(entry("fetched", 1_796_000_000_000 + n, "housing", { n }).entry);
  await log.publish();
  // C2SP tlog-tiles: a partial tile may be removed once its full tile exists.
  const kept = [...small].filter(([path]) => !log.files.has(path.replace(/\.p\/\d+$/, "")));
  t.ok(kept.length < small.size - 2);
  const grown = new Map([...log.mirror(), ...kept, ["checkpoint", small.get("checkpoint") ?? new Uint8Array()]]);
  t.ok((await verify(grown, log)).ok);
});

t.test("log: another log's checkpoint, a missing one, or one without witnesses fails", async (t) => {
  const log = await logOf(10);
  const other = await logOf(10);
  t.same(failed(await verify(other.mirror(), log)), ["checkpoint"]);
  t.same(failed(await verify(new Map(), log)), ["checkpoint"]);
  const lonely = new MemoryLog("log.example/aid");
  lonely.append(entry("fetched", 1_795_000_000_000, "housing", {}).entry);
  await lonely.publish();
  t.same(failed(await verify(lonely.mirror(), lonely)), ["witnesses"]);
});

t.test("log: reading that fails ends the verification with its error, also what was read ahead", async (t) => {
  const log = await logOf(700);
  const mirror = log.mirror();
  const lost: unknown[] = [];
  const listen = (error: unknown) => lost.push(error);
  process.on("unhandledRejection", listen);
  t.teardown(() => process.off("unhandledRejection", listen));
  const trust = trustOf({ log: [log.signer.vkey] }, sha256);
  const denied = new Error("denied");
  const read = async (path: string) => {
    if (!path.startsWith("tile/entries/")) return mirror.get(path);
    // Each bundle fails at a time of its own, the later ones when nobody waits for them any more.
    for (let turn = 0; turn < path.charCodeAt(path.length - 1) % 8; turn++) await Promise.resolve();
    throw denied;
  };
  await t.rejects(verifyLog(read, { trust, hasher: NATIVE_HASHER }), denied);
  await new Promise((resolve) => setImmediate(resolve));
  t.same(lost, []);
});
