import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import t, { type Test } from "tap";
import { openCheckpoint } from "../../src/tlog/checkpoint.ts";
import { verifyCosignature } from "../../src/tlog/cosignature.ts";
import { NATIVE_HASHER } from "../../src/tlog/native-hasher.ts";
import { sha256 } from "../../src/tlog/native-sha256.ts";
import { formatVerifierKey, parseVerifierKey } from "../../src/tlog/note.ts";
import { trustOf } from "../../src/evidence/verify/trust.ts";
import { verifyLog } from "../../src/evidence/verify/verify-log.ts";
import { startWitness } from "../../src/witness/start.ts";
import { createLogger } from "../../src/telemetry/logger.ts";
import { CommandLine } from "../support/cli/command-line.ts";
import { exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { temporaryDirectory } from "../support/store/postgres.ts";
import { until } from "../support/until.ts";
import { untilMetric } from "../support/gateway/metrics.ts";
import { like } from "../support/like.ts";

const LOCAL = { requireHttps: false, allowPrivateAddresses: ["127.0.0.0/8"] };

/** A witness with key and port that does not run yet. */
async function futureWitness(t: Test, name: string) {
  const dir = join(await temporaryDirectory(t), "witness");
  const options = { dir, name, host: "127.0.0.1", now: Date.now };
  const first = await startWitness({ ...options, logs: [], port: 0 });
  await first.stop();
  const port = Number(new URL(first.url).port);
  return {
    url: first.url,
    key: first.vkey,
    port,
    async start(logs: readonly string[]) {
      const running = await startWitness({ ...options, logs, port });
      t.teardown(() => running.stop());
      return running;
    },
  };
}

/** Takes connections and never answers. */
async function stall(port: number) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket.on("error", () => undefined)));
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  };
}

t.test("witnesses: only the quorum of two waits for a witness that stalls", async (t) => {
  const one = await futureWitness(t, "witness.example/one");
  const two = await futureWitness(t, "witness.example/two");
  const witnesses = [one, two].map(({ url, key }) => ({ url, key }));
  const home = await gatewayHome(t, { gateway: { delivery: LOCAL, log: { witnesses, quorum: 2 } } });
  const unstall = await stall(two.port);
  const gateway = await start(t, home);
  const logs = gateway.log.keys().map((key) => formatVerifierKey(key, sha256));
  await one.start(logs);

  const sender = await senderOf(home);
  const sealed = await sender.seal((await exampleList()) as never, { type: "aid-subject-list", jti: "witnessed" });
  const { answer: sent, receipt } = await sender.push(sealed);
  const { leafHash = "" } = receipt.log;
  const stage = async () => {
    const answer = await fetch(`${home.url}/v1/log/proof?leaf=${leafHash}`);
    return answer.status === 200 ? ((await answer.json()) as { stage: string }).stage : undefined;
  };
  const served = async () =>
    openCheckpoint(await (await fetch(`${home.url}/log/checkpoint`)).text(), gateway.log.keys());
  const keys = witnesses.map(({ key }) => parseVerifierKey(key, sha256));
  const [keyOne, keyTwo] = keys;
  if (keyOne === undefined || keyTwo === undefined) throw new TypeError("two witnesses");

  t.equal(await until("a proof", stage), "published", "it is published without a quorum");
  await untilMetric(
    home.url,
    /aidx_log_witness_answers_total\{witness="witness.example\/one",outcome="cosigned"\} [1-9]/,
  );
  await untilMetric(home.url, /witness="witness.example\/two",outcome="no-answer"\} [1-9]/);
  t.equal(await stage(), "published", "one cosignature of two is no quorum");
  t.equal((await gateway.log.heads()).witnessed, undefined);

  await unstall();
  await two.start(logs);
  await until("the witness came back, and the proof says witnessed", async () => (await stage()) === "witnessed");
  const view = await sender.message(sent.id);
  like(
    t,
    view.timeline.find(({ type }) => type === "accepted"),
    { log: { leafHash, stage: "witnessed" } },
  );
  const { witnessed } = await gateway.log.heads();
  t.ok(witnessed !== undefined && (await verifyCosignature(witnessed.note, keyOne)));
  t.ok(witnessed !== undefined && (await verifyCosignature(witnessed.note, keyTwo)));
  await until("the checkpoint that everyone gets carries both cosignatures", async () => {
    const { note } = await served();
    const both = await Promise.all(keys.map((key) => verifyCosignature(note, key)));
    return both.every((time) => time !== undefined);
  });
  const beside = await (await fetch(`${home.url}/log/checkpoint.witnessed`)).text();
  const { note } = await openCheckpoint(beside, gateway.log.keys());
  for (const key of keys) {
    t.ok(await verifyCosignature(note, key), "and so does `checkpoint.witnessed` at any later time");
  }
  const metadata = (await (await fetch(`${home.url}/.well-known/aid-gateway`)).json()) as { log: object };
  like(t, metadata.log, { witnesses: witnesses.map(({ key }) => key), quorum: 2 });
});

t.test("witnesses: a database that is older than what the witness saw is noticed at the start", async (t) => {
  const one = await futureWitness(t, "witness.example/one");
  const gatewayOptions = {
    delivery: LOCAL,
    log: { origin: "gateway.example/log", witnesses: [{ url: one.url, key: one.key }] },
  };
  const home = await gatewayHome(t, { gateway: gatewayOptions });
  const gateway = await start(t, home);
  await one.start(gateway.log.keys().map((key) => formatVerifierKey(key, sha256)));
  const sender = await senderOf(home);
  for (const jti of ["a", "b"]) {
    await sender.push(await sender.seal((await exampleList()) as never, { type: "aid-subject-list", jti }));
  }
  await until("a cosigned size", async () => ((await gateway.log.heads()).witnessed?.size ?? 0) > 5);
  const { size } = (await gateway.log.heads()).witnessed ?? { size: 0 };
  await gateway.stop();
  t.ok(size > 5);

  // The same keys over an empty database and an empty data directory: only the witness knows more.
  const empty = await gatewayHome(t, { gateway: gatewayOptions });
  await rm(join(home.env.AIDX_DATA_DIR ?? "missing", "log"), { recursive: true, force: true });
  const env = { ...empty.env, AIDX_KEYS_DIR: home.env.AIDX_KEYS_DIR ?? "" };
  const behind = await start(t, { ...empty, env });
  await untilMetric(empty.url, /aidx_log_stopped\{reason="behind"\} 1/);
  t.equal(
    (await behind.log.heads()).published,
    undefined,
    "no tree is signed that does not continue what the witness has cosigned",
  );
});

t.test(
  "witnesses: a rotated log key that a witness does not know is reported, and works once the witness has it",
  async (t) => {
    const one = await futureWitness(t, "witness.example/one");
    const home = await gatewayHome(t, {
      gateway: { delivery: LOCAL, log: { witnesses: [{ url: one.url, key: one.key }] } },
    });
    const lines: string[] = [];
    const gateway = await start(t, home, { logger: createLogger("warn", { write: (line) => lines.push(line) }) });
    const [old = ""] = gateway.log.keys().map((key) => formatVerifierKey(key, sha256));
    const witness = await one.start([old]);
    await until("a witnessed checkpoint", async () => (await gateway.log.heads()).witnessed);

    const aidx = new CommandLine(await temporaryDirectory(t), { ...home.env, LANG: "en" });
    t.equal((await aidx.run("keys rotate-gateway log")).code, 0);
    await gateway.reload();
    const sender = await senderOf(home);
    await sender.push(await sender.seal((await exampleList()) as never, { type: "aid-subject-list", jti: "rotated" }));
    await untilMetric(home.url, /witness="witness.example\/one",outcome="unknown-key"\} [1-9]/);
    const told = lines.filter((line) => line.includes("unknown-key"));
    t.equal(told.length, 1);
    like(t, JSON.parse(told[0] ?? ""), {
      level: "error",
      where: "witness",
      witness: "witness.example/one",
      msg: /DOES NOT KNOW THE LOG'S KEY: .*`aidx log key` · 见证方不认识日志公钥：.*`aidx log key`/,
    });

    const given = (await aidx.run("log key")).stdout.trim().split("\n");
    like(t, given, [String, old], "what `aidx log key` prints, the present one first");
    await witness.stop();
    await one.start(given);
    const { size: before = 0 } = (await gateway.log.heads()).witnessed ?? {};
    await until("the witness goes on from what it cosigned under the key of before", async () => {
      const { published, witnessed } = await gateway.log.heads();
      return published !== undefined && published.size > before && published.size === witnessed?.size;
    });
  },
);

t.test("witnesses: the whole log verifies while a witness is behind, at the gateway and as a copy", async (t) => {
  const one = await futureWitness(t, "witness.example/one");
  const log = { witnesses: [{ url: one.url, key: one.key }], publicEntries: true };
  const home = await gatewayHome(t, { gateway: { delivery: LOCAL, log } });
  const gateway = await start(t, home);
  const [key = ""] = gateway.log.keys().map((each) => formatVerifierKey(each, sha256));
  const witness = await one.start([key]);
  const sender = await senderOf(home);
  const push = async (jti: string) =>
    sender.push(await sender.seal((await exampleList()) as never, { type: "aid-subject-list", jti }));
  await push("seen");
  await until("a witnessed checkpoint", async () => (await gateway.log.heads()).witnessed);
  await witness.stop();
  await push("not-seen");
  await until("an entry that nobody has cosigned", async () => {
    const { published, witnessed } = await gateway.log.heads();
    return (published?.size ?? 0) > (witnessed?.size ?? 0);
  });

  const aidx = new CommandLine(await temporaryDirectory(t), { LANG: "en" });
  const trusted = `--log-key ${key} --witness ${one.key} --quorum 1`;
  const live = await aidx.run(`verify ${home.url} ${trusted} --json`);
  t.equal(live.code, 0, live.stdout + live.stderr);
  const { size, witnessed } = live.lines[0] ?? {};
  t.ok(Number(witnessed) > 0 && Number(witnessed) < Number(size), `${String(witnessed)} of ${String(size)}`);

  // As log.md says: the witnessed checkpoint is copied first, so that the newest is never the older one.
  const copied: string[] = [];
  const copy = async (path: string) => {
    const answer = await fetch(`${home.url}/log/${path}`);
    if (answer.status !== 200) return undefined;
    const bytes = Buffer.from(await answer.arrayBuffer());
    copied.push(path);
    await mkdir(dirname(join(aidx.cwd, "log", path)), { recursive: true });
    await writeFile(join(aidx.cwd, "log", path), bytes);
    return bytes;
  };
  const trust = trustOf({ log: [key], witnesses: [one.key], quorum: 1 }, sha256);
  const copying = await verifyLog(copy, { trust, hasher: NATIVE_HASHER });
  t.ok(copying.ok);
  t.same(copied.slice(0, 2), ["checkpoint.witnessed", "checkpoint"]);
  const offLine = await aidx.run(`verify log ${trusted}`);
  t.equal(offLine.code, 0, offLine.stdout + offLine.stderr);
  t.match(offLine.stdout, `witnessed up to ${copying.witnessed} of ${copying.size} entries`);
  await rm(join(aidx.cwd, "log", "checkpoint.witnessed"));
  t.equal((await aidx.run(`verify log ${trusted}`)).code, 5, "a copy without it shows no quorum");
});
