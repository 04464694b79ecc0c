/** What the machine's own disk remembers, and how it is known from a copy of it, also in its own place. */
import { execFile } from "node:child_process";
import { cp, link, mkdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import t, { type Test } from "tap";
import { rememberIn } from "../../src/log/remembered.ts";
import { outside } from "../support/referees/outside.ts";
import { temporaryDirectory } from "../support/store/postgres.ts";
import { type TestLog, testLog } from "../support/log/test-log.ts";

const run = promisify(execFile);
const rsync = await run("rsync", ["--version"]).then(
  () => true,
  () => false,
);

/** How a backup of `data` in `backup` is put back: into the place of the original, which stays. */
const RESTORES: Readonly<Record<string, (data: string, backup: string) => Promise<unknown>>> = {
  // With -I also when both are of one second, which it would take for the same file.
  "rsync -aI --delete": (data, backup) => run("rsync", ["-aI", "--delete", `${backup}/`, `${data}/`]),
  "rsync -aI --inplace": (data, backup) => run("rsync", ["-aI", "--inplace", `${backup}/`, `${data}/`]),
  "cp -a": (data, backup) => run("cp", ["-a", `${backup}/.`, `${data}/`]),
  "tar -x": (data, backup) => run("sh", ["-c", `tar -c -C "$1" . | tar -x -C "$0"`, data, backup]),
  "the file alone": (data, backup) =>
    cp(path.join(backup, "log/remembered.json"), path.join(data, "log/remembered.json")),
  "the folder moved back": async (data, backup) => {
    await rm(data, { recursive: true });
    await cp(backup, data, { recursive: true, preserveTimestamps: true });
  },
};

/** The log's rows, kept as they are now; what is returned brings them back. */
async function keepRows({ store }: TestLog): Promise<() => Promise<void>> {
  const tables = ["audit_entries", "log_tiles", "log_state"];
  for (const table of tables) await store.pool.query(`create table kept_${table} as table ${table}`);
  return async () => {
    await store.pool.query(`truncate audit_pending, ${tables.join(", ")}`);
    for (const table of tables) await store.pool.query(`insert into ${table} table kept_${table}`);
  };
}

async function grow(log: TestLog, count: number): Promise<void> {
  await log.commit(count);
  await log.run();
}

for (const [how, restore] of Object.entries(RESTORES)) {
  const skip = how.startsWith("rsync") && outside(t, rsync, "restoring with rsync", "rsync");
  t.test(`database and data directory restored in place: ${how}`, { skip }, async (t) => {
    const log = await testLog(t);
    await grow(log, 10);
    const backup = path.join(await temporaryDirectory(t), "backup");
    await cp(log.dataDir, backup, { recursive: true, preserveTimestamps: true });
    const rollBack = await keepRows(log);
    await grow(log, 5);
    await grow(log, 5);
    await restore(log.dataDir, backup);
    await rollBack();
    await log.commit(7);
    t.equal(await log.refusal(), "data-directory-copied");
    t.same(
      log.shown.map(({ size }) => size),
      [10, 15, 20],
      "one tree of each size",
    );
  });
}

/** A log with a second place of memory, and what a snapshot of the first disk does to it. */
async function snapshot(t: Test, log: TestLog) {
  const file = path.join(log.dataDir, "log/remembered.json");
  // The very file, with its number and its birth, as only the file system itself can bring it back.
  const kept = path.join(await temporaryDirectory(t), "kept");
  await link(file, kept);
  return () => rename(kept, file);
}

t.test("a snapshot of one disk is noticed by a second one", async (t) => {
  const log = await testLog(t);
  const second = await temporaryDirectory(t);
  const remembered = rememberIn(log.dataDir, second);
  const both = async (count: number) => {
    await log.commit(count);
    await log.run(log.store.logStore, { remembered });
  };
  await both(10);
  const [putBack, rollBack] = [await snapshot(t, log), await keepRows(log)];
  await both(5);
  await putBack();
  await rollBack();
  t.match(await rememberIn(log.dataDir).read(), { own: true }, "the first one alone cannot be told from itself");
  t.match(await remembered.read(), { own: true, note: /\n15\n/ });
  await log.commit(7);
  await t.rejects(log.run(log.store.logStore, { remembered }), { code: "behind" });
  await cp(path.join(second, "remembered.json"), path.join(second, "copy"));
  await rename(path.join(second, "copy"), path.join(second, "remembered.json"));
  t.match(await remembered.read(), { own: false }, "a copy of the second is one too");
});

t.test("a second place that is not there is no machine that remembers nothing", async (t) => {
  const dataDir = await temporaryDirectory(t);
  const second = path.join(await temporaryDirectory(t), "not mounted");
  const remembered = rememberIn(dataDir, second);
  await t.rejects(remembered.read(), { code: "ENOENT" });
  await t.rejects(remembered.write("note"), { code: "ENOENT" });
  await mkdir(second);
  await remembered.write("note");
  t.same(await remembered.read(), { note: "note", own: true });
  t.equal(
    (JSON.parse(await readFile(path.join(second, "remembered.json"), "utf8")) as { checkpoint: string }).checkpoint,
    "note",
  );
});
