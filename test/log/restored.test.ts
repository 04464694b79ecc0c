/** The memory on the machine's own disk, and how a copy of it is noticed, also in its own place. */
import { execFile } from "node:child_process";
import { cp, link, mkdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import t, { type Test } from "tap";
import { rememberIn } from "../../src/log/remembered.ts";
import { outside } from "../support/referees/outside.ts";
import { temporaryDirectory } from "../support/store/postgres.ts";
import { type TestLog, testLog } from "../support/log/test-log.ts";
import { like } from "../support/like.ts";

const run = promisify(execFile);
const rsync = await run("rsync", ["--version"]).then(
  () => true,
  () => false,
);

/** Ways to restore `backup` over `data`, while the folder `data` stays. */
const RESTORES: Readonly<Record<string, (data: string, backup: string) => Promise<unknown>>> = {
  // -I copies also a file of the same second and size.
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

/** Copies the log's rows; the returned function restores them. */
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
  t.test(`sequencer: database and data directory restored in place stop it: ${how}`, { skip }, async (t) => {
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

/** A log with a second memory folder, and a snapshot of the first disk. */
async function snapshot(t: Test, log: TestLog) {
  const file = path.join(log.dataDir, "log/remembered.json");
  // The very file with its inode number and birth, which only a snapshot of the file system can bring back.
  const kept = path.join(await temporaryDirectory(t), "kept");
  await link(file, kept);
  return () => rename(kept, file);
}

t.test("remembered: a second disk notices a snapshot of the first one", async (t) => {
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
  like(t, await rememberIn(log.dataDir).read(), { own: true }, "the first one alone looks as before");
  like(t, await remembered.read(), { own: true, note: /\n15\n/ });
  await log.commit(7);
  await t.rejects(log.run(log.store.logStore, { remembered }), { code: "behind" });
  await cp(path.join(second, "remembered.json"), path.join(second, "copy"));
  await rename(path.join(second, "copy"), path.join(second, "remembered.json"));
  like(t, await remembered.read(), { own: false }, "a copy of the second file is noticed too");
});

t.test("remembered: a missing second folder is an error, not an empty memory", async (t) => {
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
