import { readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import t from "tap";
import { refuseExisting, writeNew } from "../../../src/cli/kept/private-file.ts";
import { like } from "../../support/like.ts";

t.test("of several writers of a new file one succeeds, and the file is whole", async (t) => {
  const file = path.join(t.testdir(), "folder", "evidence.zip");
  await refuseExisting(file);
  const all = await Promise.allSettled(["a", "b", "c", "d"].map((text) => writeNew(file, text.repeat(100_000))));
  t.equal(all.filter(({ status }) => status === "fulfilled").length, 1);
  for (const one of all) {
    if (one.status === "rejected") {
      like(t, one.reason, { name: "CommandError", ending: "refused", text: { zh: /不予覆盖/ } });
    }
  }
  t.match(await readFile(file, "utf8"), /^(.)\1{99999}$/);
  t.equal((await stat(file)).mode & 0o777, 0o600);
  t.same(await readdir(path.dirname(file)), ["evidence.zip"], "no draft is left");
  await t.rejects(refuseExisting(file), { name: "CommandError" });
});

t.test("a new file is not written through a link", async (t) => {
  const folder = t.testdir();
  await writeFile(path.join(folder, "kept"), "kept");
  for (const [name, to] of [
    ["to-kept", "kept"],
    ["to-nothing", "nothing"],
  ] as const) {
    await symlink(to, path.join(folder, name));
    await t.rejects(refuseExisting(path.join(folder, name)), { name: "CommandError" });
    await t.rejects(writeNew(path.join(folder, name), "new"), { name: "CommandError" });
  }
  t.equal(await readFile(path.join(folder, "kept"), "utf8"), "kept");
  t.same((await readdir(folder)).toSorted(), ["kept", "to-kept", "to-nothing"]);
});
