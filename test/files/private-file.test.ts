import { chmod, chown, stat } from "node:fs/promises";
import path from "node:path";
import t from "tap";
import { isOpenToOthers, makePrivateFolder, readPrivate, readSecret } from "../../src/files/private-file.ts";

const windows = process.platform === "win32";

t.test("private file: read when its owner alone may read and write it", { skip: windows }, async (t) => {
  const file = path.join(t.testdir({ key: "secret" }), "key");
  const refused = { name: "PermissionError", path: file };
  const cases: [mode: number, isPrivate: boolean][] = [
    [0o600, true],
    [0o400, true],
    [0o700, true],
    [0o640, false],
    [0o604, false],
    [0o610, false],
    [0o620, false],
    [0o602, false],
    [0o666, false],
  ];
  for (const [mode, isPrivate] of cases) {
    await chmod(file, mode);
    t.equal(isOpenToOthers((await stat(file)).mode), !isPrivate, mode.toString(8));
    if (isPrivate) t.same(await readPrivate(file), Buffer.from("secret"));
    else await t.rejects(readPrivate(file), refused, mode.toString(8));
    if (isPrivate) t.same(await readSecret(file), Buffer.from("secret"));
    else await t.rejects(readSecret(file), refused, `a secret of this account's own: ${mode.toString(8)}`);
  }
});

t.test(
  "private file: a secret of another account may be readable, as container platforms mount it, but not writable",
  { skip: process.getuid?.() !== 0 && "only root can give a file away" },
  async (t) => {
    const file = path.join(t.testdir({ key: "secret" }), "key");
    await chown(file, 65_534, 65_534);
    for (const mode of [0o444, 0o644, 0o400]) {
      await chmod(file, mode);
      t.same(await readSecret(file), Buffer.from("secret"), mode.toString(8));
    }
    await chmod(file, 0o646);
    await t.rejects(readSecret(file), { name: "PermissionError" });
  },
);

t.test("private file: a missing file is undefined, an unreadable one is an error", async (t) => {
  const folder = t.testdir({ file: "" });
  t.equal(await readPrivate(path.join(folder, "none")), undefined);
  t.equal(await readSecret(path.join(folder, "none")), undefined);
  await t.rejects(readPrivate(path.join(folder, "file", "below")), { code: "ENOTDIR" });
});

t.test(
  "private folder: made for its owner alone, and refused when others may write in it",
  { skip: windows },
  async (t) => {
    const folder = path.join(t.testdir(), "a", "b");
    await makePrivateFolder(folder);
    t.equal((await stat(folder)).mode & 0o777, 0o700);
    await chmod(folder, 0o755);
    await makePrivateFolder(folder);
    for (const mode of [0o775, 0o757]) {
      await chmod(folder, mode);
      await t.rejects(makePrivateFolder(folder), { name: "PermissionError", path: folder }, mode.toString(8));
    }
  },
);
