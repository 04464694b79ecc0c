/** Real processes on one state folder: only one watches. */
import { once } from "node:events";
import { readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import t, { type Test } from "tap";
import { AIDX, startChild, suspend } from "../support/child-process.ts";
import { temporaryDirectory } from "../support/store/postgres.ts";
import { LOG_KEYS, ShownLog } from "../support/log/shown-log.ts";
import { like } from "../support/like.ts";

/** Serves a log of 300 entries. */
async function servedLog(t: Test) {
  const log = new ShownLog();
  log.size = 300;
  const server = createServer((request, response) => {
    void log.read((request.url ?? "").slice("/log/".length)).then((bytes) => {
      if (bytes === undefined) response.writeHead(404).end();
      else response.end(bytes);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return { log, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Starts an `aidx audit monitor`; returns what its first look prints, or how it ended. */
async function spawned(t: Test, url: string, state: string, ...more: readonly string[]) {
  const options = ["--state", state, ...LOG_KEYS.flatMap((key) => ["--log-key", key]), ...more];
  const child = startChild(t, [AIDX, "audit", "monitor", url, ...options]);
  const watches = (await child.prints(/\+08:00 {2}\d+\n/)) !== undefined;
  return { ...child, watches, code: child.process.exitCode };
}

t.test("processes: a second monitor on a state folder is refused in both languages, and changes nothing", async (t) => {
  const state = path.join(await temporaryDirectory(t), "state");
  const { log, url } = await servedLog(t);
  const first = await spawned(t, url, state);
  t.ok(first.watches, first.out() + first.err());
  t.equal(first.err(), "", "without a word about the kind of lock");
  t.equal((await stat(path.join(state, "monitor.lock"))).mode & 0o777, 0o600);
  const before = await readFile(path.join(state, "watched.json"), "utf8");
  log.size = 400;
  log.asked.length = 0;
  const en = await spawned(t, url, state, "--once", "--lang", "en");
  like(
    t,
    [en.watches, en.code, en.err()],
    [false, 6, /^another monitor runs on this folder: one folder, one process: .*monitor\.lock\n$/],
  );
  const zh = await spawned(t, url, state, "--lang", "zh");
  like(t, [zh.watches, zh.code, zh.err()], [false, 6, /^另一监视进程正在使用该目录，.*monitor\.lock\n$/]);
  t.same(log.asked, [], "they have not asked the log either");
  t.equal(await readFile(path.join(state, "watched.json"), "utf8"), before);

  // A suspended process is not dead: awake, it would go on writing.
  await suspend(first.process);
  t.equal((await spawned(t, url, state, "--once")).code, 6);
  first.process.kill("SIGCONT");
  await first.end("SIGKILL");
  const next = await spawned(t, url, state, "--once");
  t.equal(next.watches, true, "a killed monitor leaves the folder free");
  t.match(next.out(), / {2}400\n/);
  t.ok((await spawned(t, url, state, "--once")).watches, "and so does one that looks once");
});

t.test("processes: one of three that start at once watches; with a folder each all do", async (t) => {
  const folder = await temporaryDirectory(t);
  const { url } = await servedLog(t);
  const three = await Promise.all([1, 2, 3].map(() => spawned(t, url, path.join(folder, "state"))));
  t.equal(three.filter(({ watches }) => watches).length, 1);
  t.same(
    three.filter(({ watches }) => !watches).map(({ code }) => code),
    [6, 6],
  );
  t.ok((await spawned(t, url, path.join(folder, "other"))).watches);
});

t.test("processes: a copy has one monitor too, and may share the state's folder", async (t) => {
  const folder = await temporaryDirectory(t);
  const { url } = await servedLog(t);
  const copy = path.join(folder, "copy");
  const first = await spawned(t, url, copy, "--mirror", copy);
  t.ok(first.watches, first.err());
  const other = await spawned(t, url, path.join(folder, "state"), "--mirror", copy, "--once");
  like(t, [other.watches, other.code, other.err()], [false, 6, /mirror\.lock\n$/]);
  t.ok((await spawned(t, url, path.join(folder, "state"), "--once")).watches, "it keeps no other folder locked");
});

t.test("folder: a lock file that cannot be locked is refused", async (t) => {
  const state = await temporaryDirectory(t);
  const { url } = await servedLog(t);
  await writeFile(path.join(state, "monitor.lock"), "something else that lies here".repeat(40));
  for (const [lang, text] of [
    ["en", /^this file cannot be locked: .*monitor\.lock\n$/],
    ["zh", /^无法锁定该文件，.*monitor\.lock\n$/],
  ] as const) {
    const { watches, code, err } = await spawned(t, url, state, "--once", "--lang", lang);
    like(t, [watches, code, err()], [false, 6, text]);
    t.notMatch(err(), /\n +at /, "no stack");
  }
});
