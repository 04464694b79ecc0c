/** Alarms that stand: proven ones, and those that a look did not check. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import t, { type Test } from "tap";
import { SIGNATURE_TYPES } from "../../src/tlog/note.ts";
import { noteSigner } from "../support/log/memory-log.ts";
import { freePort, setUp } from "./monitored-log.ts";
import { like } from "../support/like.ts";

/** A log that showed another tree once, and then goes on with the first one. */
async function forkedOnce(t: Test) {
  const set = await setUp(t);
  const { log, look } = set;
  await look();
  Object.assign(log, { size: 400, forkAt: 10, salt: "x" });
  const found = await look();
  Object.assign(log, { size: 300, forkAt: Number.POSITIVE_INFINITY });
  const name = (await readdir(set.path("state"))).find((file) => file.startsWith("fork-")) ?? "";
  return { ...set, found, proof: set.path("state", name) };
}

t.test("monitor: every later look reports a fork with its proof; it is posted once", async (t) => {
  const { log, look, found, told, hook, proof, path } = await forkedOnce(t);
  t.equal(found.code, 10);
  like(t, found.lines, [{ alarm: "fork", size: 400, proof: [proof] }], "the look that found it");
  for (const size of [300, 301, 500]) {
    log.size = size;
    const { code, lines } = await look();
    t.equal(code, 10, "it does not end, though nothing is wrong with what is shown now");
    like(t, lines, [
      { alarm: "fork", since: hook.got[0]?.since, proof: [proof], text: "THE LOG FORKED", textZh: "日志分叉" },
      { size, ok: false },
    ]);
    t.equal(lines.length, 2);
  }
  like(
    t,
    JSON.parse(await readFile(path("state", "watched.json"), "utf8")),
    { counted: 500 },
    "what can be is verified",
  );
  t.same(told(), ["fork begins"]);
  log.size = 400;
  const both = await look();
  t.equal(both.code, 10, "a fork before a rollback");
  like(t, both.lines, [{ alarm: "fork" }, { alarm: "rollback" }]);
  log.size = 500;
  like(t, (await look()).lines, [{ state: "ends", alarm: "rollback" }, { alarm: "fork" }, { ok: false }]);
  t.same(told(), ["fork begins", "rollback begins", "rollback ends"]);
  Object.assign(log, { size: 600, forkAt: 20, salt: "y" });
  like(t, (await look()).lines, [{ alarm: "fork", size: 600, proof: [proof] }], "a further one is said");
  t.equal((await readdir(path("state"))).filter((file) => file.startsWith("fork-")).length, 1, "one proof is enough");
});

t.test("monitor: a fork is reported in both languages, with its file", async (t) => {
  const { aidx, base, proof } = await forkedOnce(t);
  const once = base.replace(" --json", " --once");
  t.match((await aidx.run(once)).stdout, `  THE LOG FORKED; the proof: ${proof}\n`);
  t.match((await aidx.run(`${once} --lang zh`)).stdout, `  日志分叉；证据：${proof}\n`);
});

t.test("monitor: a restarted watch goes on, and the fork's metric stays", async (t) => {
  const { log, aidx, base, webhook, told } = await forkedOnce(t);
  const port = await freePort();
  const stop = new AbortController();
  const seen: string[] = [];
  aidx.sleep = async () => {
    seen.push(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
    log.size += 50;
    if (seen.length < 3) return;
    stop.abort(new DOMException("interrupted", "AbortError"));
    stop.signal.throwIfAborted();
  };
  const ran = await aidx.run(`${base} --webhook ${webhook}/ --metrics-port ${port}`, stop.signal);
  t.equal(ran.code, 130, ran.stderr);
  t.same(
    ran.lines.map(({ alarm, size }) => alarm ?? size),
    ["fork", 300, "fork", 350, "fork", 400],
  );
  for (const text of seen) t.match(text, /^aidx_monitor_alarm\{code="fork"\} 1$/m);
  t.match(seen[2], /^aidx_monitor_size 400$/m);
  t.same(told(), ["fork begins"], "not once more");
  Object.assign(log, { forkAt: 10, salt: "z" });
  t.equal((await aidx.run(base)).code, 10, "and it ends where one is seen again");
});

t.test("monitor: the proof of a fork counts, not the note about it", async (t) => {
  const { look, told, proof, path } = await forkedOnce(t);
  await rm(path("state", "alarms.json"));
  t.equal((await look()).code, 10, "without the note");
  t.same(told(), ["fork begins", "fork begins"], "that it was posted is not known then");
  await look();
  t.equal(told().length, 2);

  const good = await readFile(proof, "utf8");
  for (const bad of ["{", "{}", good.replace(/\\n400\\n/, "\\n401\\n"), good.replace(/"tiles": \{/, '"other": {')]) {
    t.not(bad, good);
    await writeFile(proof, bad);
    const { code, stdout } = await look();
    t.equal(code, 6, "a damaged one accuses nobody, and is not passed over");
    t.match(stdout, /fork-\d+\.json.*says nothing about the log.*move the whole folder away/);
  }
  await rm(proof);
  const gone = await look();
  t.equal(gone.code, 6);
  t.match(gone.stdout, /fork-\d+\.json \(a fork was recorded, but the file with its proof is missing\)/);
  await writeFile(proof, good);
  t.equal((await look()).code, 10);

  await rename(path("state"), path("kept"));
  const anew = await look();
  t.equal(anew.code, 0, "a folder that was moved away closes it");
  like(t, anew.lines, [{ ok: true }]);
});

t.test("monitor: a fork that was kept but not reported before a crash is reported by the next run", async (t) => {
  const { look, hook, proof, path } = await forkedOnce(t);
  const [first] = hook.got.splice(0);
  const folder = path("again");
  await mkdir(folder);
  await rename(proof, path("again", proof.slice(proof.lastIndexOf("/") + 1)));
  await rm(path("state"), { recursive: true });
  await rename(folder, path("state"));
  const { code, lines } = await look();
  t.equal(code, 10);
  like(t, lines, [{ alarm: "fork" }, { size: 300 }]);
  like(t, hook.got, [{ id: first?.id, alarm: "fork", state: "begins", checkpoints: first?.checkpoints }]);
});

t.test("monitor: an alarm stands, and is shown as not checked, until a look checks it", async (t) => {
  const { log, aidx, look, told } = await setUp(t);
  const witness = noteSigner("witness.example/x", SIGNATURE_TYPES.cosignature);
  let now = Date.parse("2026-11-23T09:00:00Z");
  aidx.now = () => now;
  const strict = `--stall 90 --witness ${witness.vkey} --unwitnessed 5`;
  t.equal((await look(undefined, strict)).code, 0);
  now += 100_000;
  t.equal((await look(undefined, strict)).code, 12);
  t.same(told(), ["stall begins", "unwitnessed begins"]);
  log.size = 301;
  const { code, lines } = await look();
  t.equal(code, 0, "the exit code is of what was checked");
  like(t, lines, [
    {
      alarm: "stall",
      checked: false,
      since: "2026-11-23T09:01:40.000Z",
      text: "the log does not grow",
      textZh: "日志停滞",
    },
    { alarm: "unwitnessed", checked: false },
    { size: 301, ok: true },
  ]);
  t.same(told(), ["stall begins", "unwitnessed begins"], "it is not called over");

  t.equal((await look(undefined, "--stall 90")).code, 0);
  t.same(told().slice(2), ["stall ends"]);
  now += 10_000;
  const still = await look(undefined, `--witness ${witness.vkey} --unwitnessed 5`);
  t.equal(still.code, 13, "what was not checked between is not what was seen");
  t.same(told().slice(3), []);
});

t.test("monitor: what a look did not check is reported in both languages", async (t) => {
  const { aidx, base, look } = await setUp(t);
  let now = Date.parse("2026-11-23T09:00:00Z");
  aidx.now = () => now;
  await look("");
  now += 100_000;
  t.equal((await look("", "--stall 90")).code, 12);
  const once = base.replace(" --json", " --once");
  t.match((await aidx.run(once)).stdout, "  still stands, not checked this time: the log does not grow\n");
  t.match((await aidx.run(`${once} --lang zh`)).stdout, "  仍未解除，本次未核查：日志停滞\n");
});
