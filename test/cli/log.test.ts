import { SILENT } from "../support/loggers.ts";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import t from "tap";
import { startWitness } from "../../src/witness/start.ts";
import { sha256 } from "../../src/tlog/native-sha256.ts";
import { formatVerifierKey } from "../../src/tlog/note.ts";
import { startEmbedded } from "../../src/store/embedded/embedded.ts";
import { SILENCE_MS } from "../../src/store/log/log-lock.ts";
import { CommandLine } from "../support/cli/command-line.ts";
import { exampleList, gatewayHome, init, senderOf, start, unique } from "../support/gateway/gateway.ts";
import { published } from "../support/log/published-log.ts";
import { temporaryDirectory } from "../support/store/postgres.ts";
import { until } from "../support/until.ts";
import { logState, untilLogState } from "../support/gateway/metrics.ts";
import { like } from "../support/like.ts";

const AIDX = fileURLToPath(new URL("../../src/cli/aidx.mjs", import.meta.url));

t.test("aidx log: keys, status, adoption", async (t) => {
  const home = await gatewayHome(t);
  await init(home);
  const aidx = new CommandLine(t.testdir(), { ...home.env });
  const key = await aidx.run("log key --json");
  like(t, key.lines[0], { origin: "aid-gateway/log" });
  like(t, key.lines[0]?.["keys"], [/^aid-gateway\/log\+[0-9a-f]{8}\+/]);

  const gateway = await start(t, home);
  await published(gateway.log, []);
  like(t, (await aidx.run("log status --json")).lines[0], { state: "leading" });
  const adopt = "log adopt --reference 2026-17";
  like(t, await aidx.run(`${adopt} --lang en`), { code: 1, stderr: /a gateway is sequencing/ });
  await gateway.stop();
  const status = await aidx.run("log status --json");
  like(t, status, { code: 0, lines: [{ state: "free", pending: 0, witnessed: 0 }] });
  like(t, await aidx.run(`${adopt} --lang en`), { code: 0, stdout: /nothing to adopt/ });

  const client = new pg.Client({ connectionString: home.env.DATABASE_URL });
  await client.connect();
  t.teardown(() => client.end());
  await client.query("update log_state set identity = 'another'");
  like(t, await aidx.run("log status --lang zh"), { code: 6, stdout: /^(?!.*copied).*副本.*aidx log adopt/s });
  like(t, await aidx.run("log adopt --json"), { code: 2 }, "not without the number of a decision");
  for (const reference of ["张三", "110101201001010008", "13800000000", "a".repeat(65)]) {
    const refused = await aidx.run(`log adopt --reference ${reference} --lang en`);
    like(t, refused, { code: 2, stderr: /a reference is 1 to 64/ }, reference);
    t.notMatch(refused.stderr, reference, "and is not repeated");
  }
  like(t, (await aidx.run("log status --json")).lines[0], { state: "copied", pending: 0 }, "nothing was adopted");
  like(t, await aidx.run(`${adopt} --json`), { code: 0, lines: [{ reasons: ["copied"] }] });
  const { rows } = await client.query<{ bytes: Buffer }>("select bytes from audit_pending");
  like(t, JSON.parse(rows[0]?.bytes.toString() ?? ""), { change: "adopted", through: "machine", reference: "2026-17" });
  like(t, await aidx.run("log status --json"), { code: 0, lines: [{ state: "free", pending: 1 }] });
});

t.test("the log's key is rotated like the others, and the rotation becomes an entry", async (t) => {
  const home = await gatewayHome(t);
  await init(home);
  const aidx = new CommandLine(t.testdir(), { ...home.env });
  const before = (await aidx.run("log key --json")).lines[0]?.["keys"] as string[];
  const rotated = await aidx.run("keys rotate-gateway log --json");
  const after = (await aidx.run("log key --json")).lines[0]?.["keys"] as string[];
  t.same(after, [rotated.lines[0]?.["vkey"], ...before]);
  const gateway = await start(t, home);
  await published(gateway.log, []);
  const keys: unknown[] = [];
  for await (const { bytes } of gateway.log.entriesOfTypes(["key"])) keys.push(JSON.parse(bytes.toString()));
  const ofLog = keys.filter((key) => (key as { use: string }).use === "log");
  like(t, ofLog, [{ change: "key-added" }, { change: "key-added" }, { change: "key-retired" }]);
});

t.test("aidx log beside a leading gateway: a copied data directory is admitted automatically", async (t) => {
  const home = await gatewayHome(t);
  await init(home);
  const gateway = await start(t, home);
  await published(gateway.log, []);
  const alone = async (env: object, ...args: string[]) => {
    const child = spawn(process.execPath, [AIDX, ...args], { env: { ...process.env, ...env, LANG: "en" } });
    let [text, said] = ["", 0];
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (part: Buffer) => {
        text += part.toString();
        said = performance.now();
      });
    }
    const [code] = (await once(child, "close")) as [number];
    // Whatever a command leaves open would hold it until the server has had enough of the silence.
    t.ok(performance.now() - said < SILENCE_MS / 2, "it ends when it has spoken");
    return { code, text };
  };
  const adopt = ["log", "adopt", "--reference", "2026-17"];
  like(t, await alone(home.env, ...adopt), { code: 1, text: /a gateway is sequencing.*admitted automatically/s });

  const dataDir = home.env.AIDX_DATA_DIR ?? "";
  await cp(dataDir, `${dataDir}-copy`, { recursive: true });
  const place = { ...home, env: { ...home.env, AIDX_DATA_DIR: `${dataDir}-copy`, AIDX_PORT: "0" } };
  like(t, await alone(place.env, "log", "status"), {
    code: 0,
    text: /remembered here: \d+\n(?:.*\n)*leading: .*admitted automatically/,
  });
  like(t, await alone(place.env, ...adopt), { code: 1, text: /admitted automatically/ });
  const second = await start(t, place);
  const letIn = async () => !/admitted automatically/.test((await alone(place.env, "log", "status")).text);
  await until("the second gateway is let in", letIn);
  t.equal(await logState(second.url), "waiting", "it follows");
  await gateway.stop();
  await untilLogState("leading", second.url);
});

t.test("an adoption asks the witnesses, and skips only a named one", async (t) => {
  const dir = path.join(await temporaryDirectory(t), "witness");
  const options = { dir, name: "witness.example/one", host: "127.0.0.1", now: Date.now };
  const first = await startWitness({ ...options, logs: [], port: 0 });
  await first.stop();
  const port = Number(new URL(first.url).port);
  const home = await gatewayHome(t, {
    gateway: {
      delivery: { requireHttps: false, allowPrivateAddresses: ["127.0.0.0/8"] },
      log: { witnesses: [{ url: first.url, key: first.vkey }], quorum: 1 },
    },
  });
  await init(home);
  const gateway = await start(t, home);
  const witness = await startWitness({
    ...options,
    logs: gateway.log.keys().map((key) => formatVerifierKey(key, sha256)),
    port,
  });
  t.teardown(() => witness.stop());
  await published(gateway.log, []);
  const { size = 0 } = (await gateway.log.heads()).published ?? {};
  await until(`${size} entries witnessed`, async () => ((await gateway.log.heads()).witnessed?.size ?? 0) >= size);
  await gateway.stop();
  const client = new pg.Client({ connectionString: home.env.DATABASE_URL });
  await client.connect();
  t.teardown(() => client.end());
  await rm(path.join(home.env.AIDX_DATA_DIR ?? "", "log"), { recursive: true });
  const aidx = new CommandLine(t.testdir(), { ...home.env });
  like(t, await aidx.run("log status --json"), {
    code: 6,
    lines: [{ state: "data-directory-new", remembered: null, witnesses: [{ witness: options.name, size }] }],
  });
  const adopt = "log adopt --lang en --reference 2026-17";
  await witness.stop();
  like(t, await aidx.run(adopt), { code: 1, stderr: /no valid answer.*--without-witness witness\.example\/one/s });
  like(t, await aidx.run(`${adopt} --without-witness witness.example/two`), { code: 2, stderr: /no witness of that/ });
  like(t, await aidx.run(`${adopt} --without-witness ${options.name}`), {
    code: 2,
    stderr: new RegExp(`neither this machine nor a witness.*The database has ${size}`, "s"),
  });
  for (const wrong of ["x", "-1", "1e3"]) {
    like(t, await aidx.run(`${adopt} --size=${wrong}`), { code: 2, stderr: /a whole number/ }, wrong);
  }
  like(t, await aidx.run(`${adopt} --without-witness ${options.name} --size ${size + 1}`), {
    code: 6,
    stderr: /behind/,
  });
  const again = await startWitness({
    ...options,
    logs: gateway.log.keys().map((key) => formatVerifierKey(key, sha256)),
    port,
  });
  t.teardown(() => again.stop());
  like(t, await aidx.run(adopt), {
    code: 0,
    stdout: new RegExp(`adopted \\(data-directory-new\\) at size ${size}`),
    stderr: new RegExp(`has seen ${size}`),
  });
});

t.test("aidx log works beside a gateway with its own PostgreSQL, whose log is adopted and goes on", async (t) => {
  const home = await gatewayHome(t);
  const { DATABASE_URL: _none, ...rest } = home.env;
  const dataDir = await temporaryDirectory(t);
  const env = { ...rest, AIDX_DATA_DIR: dataDir };
  const aidx = new CommandLine(t.testdir(), env);
  const serve = (lang: string) => {
    const child = spawn(process.execPath, [AIDX, "serve", "--lang", lang], { env: { ...process.env, ...env } });
    let said = "";
    child.stderr.on("data", (part: Buffer) => (said += part.toString()));
    return { child, exited: once(child, "close"), said: () => said };
  };
  const gateway = serve("en");
  t.teardown(async () => {
    gateway.child.kill();
    await gateway.exited;
  });
  const started = await Promise.race([once(gateway.child.stdout, "data"), gateway.exited]);
  t.match(String(started[0]), /^ready /, gateway.said());
  await untilLogState("leading", home.url);
  const status = await aidx.run("log status --json");
  like(t, status, { code: 0, lines: [{ state: "leading", directory: /postgres\/cluster$/ }] }, status.stdout);
  const adopt = "log adopt --reference 2026-17";
  like(t, await aidx.run(`${adopt} --lang en`), { code: 1, stderr: /a gateway is sequencing/ });

  const visit = await startEmbedded(dataDir, SILENT, { beside: true });
  const client = new pg.Client({ connectionString: visit.url });
  await client.connect();
  await client.query("update log_state set identity = 'another'");
  await client.end();
  await visit.stop();
  const sender = await senderOf(home);
  const list = await sender.seal((await exampleList()) as never, { type: "aid-subject-list", jti: unique("beside") });
  await sender.push(list);
  await untilLogState("stopped", home.url);
  like(t, await aidx.run("log status --lang zh"), { code: 6, stdout: /副本.*日志随后自行继续/ });
  like(t, await aidx.run(adopt), { code: 0, stdout: /copied/ });
  await untilLogState("leading", home.url);

  const second = serve("en");
  t.same(await second.exited, [6, null]);
  const last: unknown = JSON.parse(second.said().trimEnd().split("\n").at(-1) ?? "");
  like(t, last, {
    level: "fatal",
    event: "not-started",
    zh: /^内置数据库 .*正由网关或另一 aidx 命令使用.*请先将其停止$/,
    msg: /^a gateway, or another aidx command, runs on the embedded database .* stop it first$/,
  });
  gateway.child.kill();
  t.same(await gateway.exited, [0, null], "its commands left it as it was");
});
