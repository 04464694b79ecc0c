import { readdir, readFile, writeFile } from "node:fs/promises";
import t from "tap";
import { freePort, setUp } from "./monitored-log.ts";
import { like } from "../support/like.ts";

t.test("monitor: an alarm is posted when it begins and when it ends, not at each look", async (t) => {
  const { log, aidx, look, told, hook, path } = await setUp(t);
  let now = Date.parse("2026-11-23T09:00:00Z");
  aidx.now = () => now;
  const codes: number[] = [];
  for (const size of [300, 300, 300, 300, 301, 301]) {
    log.size = size;
    codes.push((await look(undefined, "--stall 90")).code);
    now += 60_000;
  }
  t.same(codes, [0, 0, 12, 12, 0, 0], "each look says how it is");
  t.same(told(), ["stall begins", "stall ends"]);
  like(t, hook.got, [
    { text: "the log does not grow", textZh: "日志停滞", size: 300, since: "2026-11-23T09:02:00.000Z" },
    { text: "over: the log does not grow", since: "2026-11-23T09:02:00.000Z", at: "2026-11-23T09:04:00.000Z" },
  ]);
  t.not(hook.got[0]?.id, hook.got[1]?.id);
  t.same(await readdir(path("state", "undelivered")), []);
});

t.test("monitor: an alarm that the webhook did not take is delivered later, in order", async (t) => {
  const { log, look, told, hook, trick, path } = await setUp(t);
  await look();
  hook.up = false;
  trick.with = (_path, response) => {
    response.writeHead(403).end();
    return true;
  };
  const cut = await look();
  t.equal(cut.code, 4);
  t.match(cut.stderr, /1 alarms have not reached the webhook/);
  t.equal(hook.tried, 3, "three tries");
  trick.with = () => false;
  t.equal((await look()).code, 0);
  t.equal(hook.tried, 6, "the first one in the way of the others");
  log.size = 200;
  t.equal((await look()).code, 11);
  t.same(told(), []);
  t.equal((await readdir(path("state", "undelivered"))).length, 3);
  hook.up = true;
  t.equal((await look()).code, 11);
  t.same(told(), ["unreachable begins", "unreachable ends", "rollback begins"]);
  t.same(await readdir(path("state", "undelivered")), []);
  await look();
  t.equal(hook.got.length, 3, "once");
});

t.test("monitor: a rollback is confirmed without caches; both checkpoints are kept and posted", async (t) => {
  const { log, look, hook, slept, fields, path } = await setUp(t);
  await look();
  const [before, now] = [log.checkpoint(300), log.checkpoint(200)];
  log.size = 200;
  const { code, lines } = await look();
  t.equal(code, 11);
  like(t, lines, [{ alarm: "rollback", size: 200 }]);
  like(t, hook.got, [{ alarm: "rollback", checkpoints: [before, now] }]);
  t.same(slept, [1000, 2000, 3000, 4000]);
  t.ok(
    fields.every((field) => field === "no-cache"),
    "no copy on the way accuses the log",
  );
  const [kept = "", ...others] = (await readdir(path("state"))).filter((name) => name.startsWith("rollback-"));
  t.same(others, []);
  like(t, JSON.parse(await readFile(path("state", kept), "utf8")), { checkpoints: [before, now] });
  log.size = 300;
  t.equal((await look()).code, 0, "it goes on where it was");
});

t.test("monitor: the tiles that show a fork are kept beside the checkpoints", async (t) => {
  const { log, look, path } = await setUp(t);
  await look();
  Object.assign(log, { size: 400, forkAt: 10, salt: "x" });
  t.equal((await look()).code, 10);
  const kept = (await readdir(path("state"))).find((name) => name.startsWith("fork-")) ?? "";
  like(t, JSON.parse(await readFile(path("state", kept), "utf8")), {
    alarm: "fork",
    checkpoints: [String, String],
    tiles: { "tile/0/001.p/144": String },
  });
});

t.test("monitor: a damaged state is an error that tells what to do", async (t) => {
  const { look, path } = await setUp(t);
  t.equal((await look()).code, 0);
  const file = path("state", "watched.json");
  const good = await readFile(file, "utf8");
  for (const bad of [
    "{",
    "{}",
    good.replace("\\n300\\n", "\\n301\\n"),
    good.replace(/"counted": 300/, '"counted": 301'),
  ]) {
    t.not(bad, good);
    await writeFile(file, bad);
    const { code, stdout } = await look();
    t.equal(code, 6);
    t.match(stdout, /says nothing about the log.*Restore the file/);
  }
  await writeFile(file, good);
  t.equal((await look()).code, 0);
  await writeFile(path("state", "alarms.json"), "[]");
  t.equal((await look()).code, 6, "that of standing alarms too");
});

t.test("monitor: it stops quietly on request, at any point", async (t) => {
  for (const at of ["checkpoint", "tile/0/000", "tile/0/001.p/44"]) {
    const { trick, base, aidx, webhook, hook, path } = await setUp(t);
    const stop = new AbortController();
    trick.with = (found) => {
      if (found === at) stop.abort(new DOMException("interrupted", "AbortError"));
      return found === at;
    };
    const ran = await aidx.run(`${base} --webhook ${webhook}/`, stop.signal);
    t.equal(ran.code, 130, at);
    t.same([ran.stdout, ran.stderr, hook.tried], ["", "", 0]);
    t.notOk((await readdir(path("state")).catch(() => [])).some((name) => /alarms|undelivered/.test(name)));
  }
  const { base, aidx } = await setUp(t);
  const stop = new AbortController();
  aidx.sleep = async () => {
    stop.abort(new DOMException("interrupted", "AbortError"));
    stop.signal.throwIfAborted();
  };
  const ran = await aidx.run(base, stop.signal);
  t.equal(ran.code, 130, "between two looks");
  like(t, ran.lines, [{ ok: true }]);
});

t.test("monitor: a wider scope is recounted from the beginning", async (t) => {
  const { log, look } = await setUp(t);
  await look("");
  log.asked.length = 0;
  await look("");
  t.same(log.asked, ["checkpoint"]);
  await look("--mirror mirror");
  t.ok(log.asked.includes("tile/0/000"), "a copy that was not kept before");
  log.asked.length = 0;
  await look("--mirror mirror");
  await look("");
  t.same(log.asked, ["checkpoint", "checkpoint"], "less is not");
});

t.test("monitor: metrics are served to this machine only", async (t) => {
  const { log, aidx, base, webhook, hook } = await setUp(t);
  const port = await freePort();
  let now = Date.parse("2026-11-23T09:00:00Z");
  aidx.now = () => now;
  const stop = new AbortController();
  const seen: string[] = [];
  hook.up = false;
  aidx.sleep = async (ms) => {
    if (ms !== 60_000) return;
    seen.push(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
    now += 100_000;
    if (seen.length < 3) return;
    stop.abort(new DOMException("interrupted", "AbortError"));
    stop.signal.throwIfAborted();
  };
  const ran = await aidx.run(`${base} --stall 90 --webhook ${webhook}/ --metrics-port ${port}`, stop.signal);
  t.equal(ran.code, 130, ran.stdout + ran.stderr);
  t.match(seen[0], /^aidx_monitor_size 300$/m);
  t.match(seen[0], /^aidx_monitor_recounted 300$/m);
  t.notMatch(seen[0], /aidx_monitor_alarm\{/);
  for (const text of seen.slice(1)) {
    t.match(text, /^aidx_monitor_alarm\{code="stall"\} 1$/m);
    t.match(text, /^aidx_monitor_alarms_total\{code="stall"\} 1$/m, "once, however long it stands");
    t.match(text, /^aidx_monitor_undelivered 1$/m);
  }
  t.equal(log.size, 300);
});

t.test("monitor: invalid options are refused", async (t) => {
  const { aidx, base } = await setUp(t);
  for (const line of [
    base.replace(/http:\S+/, "folder"),
    base.replace(/http:\S+/, "http://"),
    `${base} --webhook folder`,
    `${base} --unwitnessed 60`,
  ]) {
    t.equal((await aidx.run(line)).code, 2, line.slice(0, 60));
  }
});
