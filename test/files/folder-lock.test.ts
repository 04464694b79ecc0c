import { readdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import t from "tap";
import { lockFolder } from "../../src/files/folder-lock.ts";
import { temporaryDirectory } from "../support/store/postgres.ts";

t.test("of a lock nothing is made but its file, which is its owner's alone", async (t) => {
  const folder = await temporaryDirectory(t);
  const list = () => readdir(folder);
  const lock = await lockFolder(folder, "a.lock");
  t.same(await list(), ["a.lock"], "while it is held");
  t.match(await stat(path.join(folder, "a.lock")), { size: 0 }, "and nothing is in it");
  t.equal((await stat(path.join(folder, "a.lock"))).mode & 0o777, 0o600);
  await t.rejects(lockFolder(folder, "a.lock"), { code: "in-use" });
  t.same(await list(), ["a.lock"], "by who is refused neither");
  lock.release();
  lock.release();
  t.same(await list(), ["a.lock"]);
  const next = await lockFolder(folder, "a.lock");
  t.same(await list(), ["a.lock"], "and it is free again");
  next.release();
});

t.test("what a version before left beside it when it was killed goes", async (t) => {
  const folder = await temporaryDirectory(t);
  await writeFile(path.join(folder, "a.lock"), "");
  await writeFile(path.join(folder, "a.lock-journal"), Buffer.alloc(512));
  const lock = await lockFolder(folder, "a.lock");
  t.same(await readdir(folder), ["a.lock"]);
  lock.release();
});
