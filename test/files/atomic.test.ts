import { existsSync, readFileSync } from "node:fs";
import fs, { type FileHandle, open, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import path from "node:path";
import t, { type Test } from "tap";
import { createFile, isTaken, replaceFile } from "../../src/files/atomic.ts";

/** Calls back before each flush, and tells whether it is of a folder. */
async function onFlush(t: Test, told: (isFolder: boolean) => void): Promise<void> {
  const file = await open(t.testdir(), "r");
  const prototype = Object.getPrototypeOf(file) as { sync: FileHandle["sync"] };
  await file.close();
  const { sync } = prototype;
  prototype.sync = async function (this: FileHandle) {
    told((await this.stat()).isDirectory());
    return sync.call(this);
  };
  t.teardown(() => {
    prototype.sync = sync;
  });
}

/** Replaces a function of node:fs/promises for every importer until the test ends. */
function exchange<Name extends "link" | "rename">(t: Test, name: Name, by: (typeof fs)[Name]): void {
  const before = fs[name];
  fs[name] = by;
  syncBuiltinESMExports();
  t.teardown(() => {
    fs[name] = before;
    syncBuiltinESMExports();
  });
}

const failing = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }));

t.test("atomic: a file is flushed before it takes its name, and its folder after", async (t) => {
  const folder = t.testdir();
  const file = path.join(folder, "kept");
  const seen: [boolean, string | undefined][] = [];
  const content = () => (existsSync(file) ? readFileSync(file, "utf8") : undefined);
  await onFlush(t, (isFolder) => seen.push([isFolder, content()]));
  await replaceFile(file, "one");
  await replaceFile(file, "two");
  t.equal(await createFile(path.join(folder, "new"), "new"), true);
  t.same(seen, [
    [false, undefined],
    [true, "one"],
    [false, "one"],
    [true, "two"],
    [false, "two"],
    [true, "two"],
  ]);
});

t.test("atomic: a write that fails leaves the old file, and no draft", async (t) => {
  const folder = t.testdir({ kept: "before" });
  const file = path.join(folder, "kept");
  await t.rejects(
    replaceFile(file, () => Promise.reject(new Error("no content"))),
    /no content/,
  );
  exchange(t, "rename", failing("EIO"));
  await t.rejects(replaceFile(file, "after"), { code: "EIO" });
  t.equal(await readFile(file, "utf8"), "before");
  t.same(await readdir(folder), ["kept"]);
  await t.rejects(replaceFile(path.join(folder, "missing", "kept"), "x"), { code: "ENOENT" });
});

t.test("atomic: a folder that cannot be flushed fails the write only for a real I/O error", async (t) => {
  const file = path.join(t.testdir(), "kept");
  let code = "EINVAL";
  await onFlush(t, (isFolder) => {
    if (isFolder) throw Object.assign(new Error(code), { code });
  });
  await replaceFile(file, "one");
  t.equal(await readFile(file, "utf8"), "one");
  code = "EIO";
  await t.rejects(replaceFile(file, "two"), { code });
});

t.test("atomic: content may depend on the open file", async (t) => {
  const file = path.join(t.testdir(), "kept");
  await replaceFile(file, async (draft) => String((await draft.stat()).ino));
  t.equal(await readFile(file, "utf8"), String((await stat(file)).ino));
});

t.test(
  "atomic: files are private unless another mode is asked for",
  { skip: process.platform === "win32" },
  async (t) => {
    const folder = t.testdir();
    const modeOf = async (name: string) => (await stat(path.join(folder, name))).mode & 0o777;
    await replaceFile(path.join(folder, "private"), "x");
    await replaceFile(path.join(folder, "open"), "x", 0o644);
    await createFile(path.join(folder, "new"), Buffer.from("x"));
    t.same([await modeOf("private"), await modeOf("open"), await modeOf("new")], [0o600, 0o644, 0o600]);
  },
);

const linking: [string, (t: Test) => void][] = [
  ["with hard links", () => undefined],
  ["without hard links", (t) => exchange(t, "link", failing("EPERM"))],
];
for (const [where, prepare] of linking) {
  t.test(`atomic: on a file system ${where} a new file never replaces another one`, async (t) => {
    prepare(t);
    const folder = t.testdir({ kept: "kept" });
    await symlink("nothing", path.join(folder, "link"));
    await writeFile(path.join(folder, "empty"), "");
    for (const name of ["kept", "link", "empty"]) {
      t.equal(await isTaken(path.join(folder, name)), true);
      t.equal(await createFile(path.join(folder, name), "new"), false, name);
    }
    t.equal(await isTaken(path.join(folder, "new")), false);
    t.equal(await createFile(path.join(folder, "new"), "new"), true);
    t.equal(await readFile(path.join(folder, "new"), "utf8"), "new");
    t.equal(await readFile(path.join(folder, "kept"), "utf8"), "kept");
    t.same((await readdir(folder)).toSorted(), ["empty", "kept", "link", "new"]);
  });
}
