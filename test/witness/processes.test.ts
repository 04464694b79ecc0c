/** Real processes on one folder: one of them signs. */
import t, { type Test } from "tap";
import { AIDX, startChild, suspend } from "../support/child-process.ts";
import { temporaryDirectory } from "../support/store/postgres.ts";
import { NAME, newLog, post, type SigningLog } from "./signing-log.ts";
import { like } from "../support/like.ts";

/** Starts an `aidx witness`; returns its address, or how it ended. */
async function spawned(t: Test, dir: string, log: SigningLog, ...more: readonly string[]) {
  const options = ["--dir", dir, "--name", NAME, "--log", log.vkey, "--port", "0", ...more];
  const child = startChild(t, [AIDX, "witness", ...options]);
  const url = (await child.prints(/^ready (\S+)\n/))?.[1];
  return { ...child, url, code: child.process.exitCode };
}

t.test("processes: one of three that start at once signs", async (t) => {
  const dir = await temporaryDirectory(t);
  const log = newLog();
  const three = await Promise.all([1, 2, 3].map(() => spawned(t, dir, log, "--lang", "en")));
  const running = three.filter(({ url }) => url !== undefined);
  t.equal(running.length, 1);
  for (const other of three.filter(({ url }) => url === undefined)) {
    t.equal(other.code, 6);
    t.match(other.err(), /another witness runs on this folder/);
  }
  t.equal((await post(running[0]?.url ?? "", await log.request(0, 5))).status, 200);
});

t.test("processes: a killed witness leaves the folder free, and its state whole", async (t) => {
  const dir = await temporaryDirectory(t);
  const log = newLog();
  const fork = newLog({ salt: "fork", pair: log.pair });
  const first = await spawned(t, dir, log);
  t.equal((await post(first.url ?? "", await log.request(0, 100))).status, 200);
  await first.end("SIGKILL");
  const second = await spawned(t, dir, log);
  t.type(second.url, "string", "nothing has to be cleared away");
  t.equal(
    (await post(second.url ?? "", await fork.request(100, 100))).status,
    422,
    "the second one knows what the first signed",
  );
  t.equal((await post(second.url ?? "", await log.request(100, 200))).status, 200);
  await second.end("SIGTERM");
  t.equal(second.process.exitCode, 0);
  t.type((await spawned(t, dir, log)).url, "string");
});

t.test("processes: a suspended witness keeps the folder", async (t) => {
  const dir = await temporaryDirectory(t);
  const log = newLog();
  const first = await spawned(t, dir, log);
  // A suspended process is not dead: awake, it would go on signing.
  await suspend(first.process);
  t.equal((await spawned(t, dir, log)).code, 6);
  first.process.kill("SIGCONT");
  t.equal((await post(first.url ?? "", await log.request(0, 5))).status, 200);
});

t.test("processes: another name is refused in both languages", async (t) => {
  const dir = await temporaryDirectory(t);
  const log = newLog();
  await (await spawned(t, dir, log)).end("SIGTERM");
  const en = await spawned(t, dir, log, "--name", "witness.example/w2", "--lang", "en");
  like(t, [en.code, en.err()], [6, /belongs to a witness of another name/]);
  const zh = await spawned(t, dir, log, "--name", "witness.example/w2", "--lang", "zh");
  like(t, [zh.code, zh.err()], [6, /属于另一名称/]);
});
