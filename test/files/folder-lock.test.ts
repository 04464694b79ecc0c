import { readdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import t from "tap";
import { lockFolder } from "../../src/files/folder-lock.ts";
import { temporaryDirectory } from "../support/store/postgres.ts";
import { like } from "../support/like.ts";

t.test("folder lock: only the lock file is made, and it is private", async (t) => {
  const folder = await temporaryDirectory(t);
  const list = () => readdir(folder);
  const lock = await lockFolder(folder, "a.lock");
  t.same(await list(), ["a.lock"], "while it is held");
  like(t, await stat(path.join(folder, "a.lock")), { size: 0 }, "and it is empty");
  t.equal((await stat(path.join(folder, "a.lock"))).mode & 0o777, 0o600);
  await t.rejects(lockFolder(folder, "a.lock"), { code: "in-use" });
  t.same(await list(), ["a.lock"], "nor by a process that is refused");
  lock.release();
  lock.release();
  t.same(await list(), ["a.lock"]);
  const next = await lockFolder(folder, "a.lock");
  t.same(await list(), ["a.lock"], "and it is free again");
  next.release();
});

t.test("folder lock: a journal that a killed earlier version left is removed", async (t) => {
  const folder = await temporaryDirectory(t);
  await writeFile(path.join(folder, "a.lock"), "");
  await writeFile(path.join(folder, "a.lock-journal"), Buffer.alloc(512));
  const lock = await lockFolder(folder, "a.lock");
  t.same(await readdir(folder), ["a.lock"]);
  lock.release();
});
