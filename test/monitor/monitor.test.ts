import { generateKeyPairSync } from "node:crypto";
import t from "tap";
import { createLogSigner } from "../../src/audit/log/log-signer.ts";
import { NATIVE_HASHER } from "../../src/audit/native-hasher.ts";
import { sha256 } from "../../src/audit/native-sha256.ts";
import { formatVerifierKey } from "../../src/audit/note.ts";
import { encodeBundle, parseTilePath, tileWidth } from "../../src/audit/tile.ts";
import { EMPTY_EDGE, grow, rootOf } from "../../src/audit/tree-edge.ts";
import { trustOf } from "../../src/audit/verify/trust.ts";
import { verifyLog } from "../../src/audit/verify/verify-log.ts";
import { look, type MonitorOptions, type Watched } from "../../src/monitor/monitor.ts";

const ORIGIN = "log.example/one";
const NOW = Date.parse("2026-11-23T09:00:00Z");
const { publicKey: key, privateKey } = generateKeyPairSync("ed25519");
const signer = createLogSigner(ORIGIN, [{ key, privateKey }]);
const trust = trustOf({ log: signer.keys.map((one) => formatVerifierKey(one, sha256)) }, sha256);

const entry = (n: number, salt = "") =>
  Buffer.from(`{"actor":"gateway${salt}","n":${n},"time":"2026-11-23T09:00:00.000Z","type":"log","v":1}`);

/** A log as a server shows it; a test may make it lie. */
class ShownLog {
  size = 0;
  salt = "";
  /** From this entry on another tree. */
  forkAt = Number.POSITIVE_INFINITY;
  /** Files that are served instead of the true ones; undefined: missing. */
  readonly lies = new Map<string, Uint8Array | undefined>();
  readonly asked: string[] = [];

  entries(): Buffer[] {
    return Array.from({ length: this.size }, (_, n) => entry(n, n >= this.forkAt ? this.salt : ""));
  }

  read = async (path: string): Promise<Uint8Array | undefined> => {
    this.asked.push(path);
    if (this.lies.has(path)) return this.lies.get(path);
    const leaves = this.entries().map((one) => NATIVE_HASHER.leaf(one));
    const { edge, tiles } = grow(NATIVE_HASHER, EMPTY_EDGE, leaves);
    if (path === "checkpoint") return Buffer.from(signer.sign({ size: this.size, root: rootOf(NATIVE_HASHER, edge) }));
    const name = parseTilePath(path);
    // What the tree has not reached there is not.
    if (name === undefined || tileWidth(name.level, name.index, this.size) < name.width) return undefined;
    if (name.level === "entries")
      return encodeBundle(this.entries().slice(name.index * 256, name.index * 256 + name.width));
    const tile = tiles.find(({ level, index }) => level === name.level && index === name.index);
    return tile?.bytes.subarray(0, name.width * 32);
  };
}

const optionsOf = (log: ShownLog, more: Partial<MonitorOptions> = {}): MonitorOptions => ({
  read: log.read,
  trust,
  hasher: NATIVE_HASHER,
  entries: true,
  stallMs: Number.POSITIVE_INFINITY,
  unwitnessedMs: Number.POSITIVE_INFINITY,
  ...more,
});

async function follow(
  log: ShownLog,
  sizes: readonly number[],
  mirror = new Map<string, Uint8Array>(),
): Promise<Watched> {
  let watched: Watched | undefined;
  for (const size of sizes) {
    log.size = size;
    const found = await look(watched, optionsOf(log), NOW);
    if (found.alarms.length > 0 || found.watched === undefined) throw new Error(JSON.stringify(found.alarms));
    for (const [path, bytes] of found.files) mirror.set(path, bytes);
    watched = found.watched;
  }
  if (watched === undefined) throw new Error("nothing was looked at");
  return watched;
}

t.test("a log that grows is followed, and the copy of it verifies by itself", async (t) => {
  const log = new ShownLog();
  const mirror = new Map<string, Uint8Array>();
  const watched = await follow(log, [1, 5, 5, 255, 256, 257, 5000, 9000], mirror);
  t.equal(watched.edge.size, 9000);
  const verified = await verifyLog(async (path) => mirror.get(path), { trust, hasher: NATIVE_HASHER });
  t.ok(verified.ok, JSON.stringify(verified.steps.filter(({ status }) => status === "failed")));
  log.asked.length = 0;
  log.size = 9100;
  await look(watched, optionsOf(log), NOW);
  t.ok(log.asked.length < 8, `only what is new is read: ${log.asked.join(" ")}`);
});

t.test("each way to lie has its alarm, and what was verified stays", async (t) => {
  const alarm = async (lie: (log: ShownLog) => void, more: Partial<MonitorOptions> = {}) => {
    const log = new ShownLog();
    const watched = await follow(log, [300]);
    log.size = 400;
    lie(log);
    const found = await look(watched, optionsOf(log, more), NOW);
    if (found.alarms.some(({ code }) => code !== "stall" && code !== "unwitnessed")) t.equal(found.watched, watched);
    return found.alarms[0];
  };
  t.match(await alarm((log) => (log.size = 200)), { code: "rollback", size: 200, evidence: [String, String] });
  t.match(
    await alarm((log) => {
      log.forkAt = 10;
      log.salt = "x";
    }),
    { code: "fork", evidence: [String, String] },
    "the past changed, far from the edge",
  );
  t.match(
    await alarm((log) => {
      log.forkAt = 299;
      log.salt = "x";
    }),
    { code: "fork" },
    "the past changed, at the edge",
  );
  t.match(
    await alarm((log) => {
      log.size = 300;
      log.forkAt = 0;
      log.salt = "x";
    }),
    { code: "fork" },
    "two trees of one size",
  );
  const bundle = encodeBundle(Array.from({ length: 144 }, (_, n) => entry(n === 100 ? 7 : 256 + n)));
  t.match(await alarm((log) => log.lies.set("tile/entries/001.p/144", bundle)), { code: "entries" }, "another entry");
  t.match(await alarm((log) => log.lies.set("tile/entries/001.p/144", bundle.subarray(0, 500))), { code: "entries" });
  t.match(await alarm((log) => log.lies.set("tile/entries/001.p/144", undefined)), { code: "entries" }, "no entries");
  t.match(await alarm((log) => log.lies.set("tile/0/001.p/144", Buffer.alloc(144 * 32, 1))), { code: "entries" });
  t.match(
    await alarm((log) => log.lies.set("tile/0/001.p/144", Buffer.alloc(144 * 32, 1)), { entries: false }),
    { code: "fork" },
    "without entries the root tells",
  );
  t.match(await alarm((log) => log.lies.set("checkpoint", undefined)), { code: "unreachable" });
  const other = createLogSigner(
    ORIGIN,
    [generateKeyPairSync("ed25519")].map((pair) => ({ key: pair.publicKey, privateKey: pair.privateKey })),
  );
  const forged = Buffer.from(other.sign({ size: 400, root: Buffer.alloc(32) }));
  t.match(await alarm((log) => log.lies.set("checkpoint", forged)), { code: "bad-signature" });
  t.match(await alarm((log) => log.lies.set("checkpoint", Buffer.from("nothing"))), { code: "bad-signature" });
  t.equal(await alarm(() => undefined), undefined, "and none for the truth");
});

t.test("a log that stands still, and one that nobody witnesses", async (t) => {
  const log = new ShownLog();
  const watched = await follow(log, [300]);
  const after = (ms: number, more: Partial<MonitorOptions>) => look(watched, optionsOf(log, more), NOW + ms);
  t.same((await after(60_000, { stallMs: 60_000 })).alarms, []);
  t.match((await after(60_001, { stallMs: 60_000 })).alarms, [{ code: "stall" }]);
  log.size = 301;
  t.same((await after(600_000, { stallMs: 60_000 })).alarms, [], "it grew");
  const { publicKey } = generateKeyPairSync("ed25519");
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  const vkey = formatVerifierKey({ name: "w", type: 4, publicKey: raw }, sha256);
  const strict = trustOf(
    { log: signer.keys.map((one) => formatVerifierKey(one, sha256)), witnesses: [vkey], quorum: 1 },
    sha256,
  );
  t.match((await after(60_001, { trust: strict, unwitnessedMs: 60_000 })).alarms, [{ code: "unwitnessed" }]);
});
