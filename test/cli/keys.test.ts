import { chmod, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import { type JwkSet, PartyKeys } from "../../src/sdk/index.ts";
import { settledSet, withSettled } from "../../src/sdk/party-keys.ts";
import { CommandLine } from "../support/cli/command-line.ts";

const read = async (path: string) => JSON.parse(await readFile(path, "utf8")) as JwkSet;

t.test("keys: new, show, rotate", async (t) => {
  const aidx = new CommandLine(t.testdir());
  const secret = join(aidx.cwd, "keys", "dev", "education.jwks.json");
  const open = join(aidx.cwd, "keys", "parties", "education.jwks.json");
  const made = await aidx.run("keys new --party education --json");
  t.equal(made.code, 0);
  t.equal((await stat(secret)).mode & 0o777, 0o600);
  const before = await PartyKeys.from(await read(secret));
  t.same(
    (await read(open)).keys.map(({ use }) => use),
    ["sig", "enc"],
  );
  t.notMatch(await readFile(open, "utf8"), /"d":/);
  t.notMatch(made.stdout, /"d":/);

  t.equal((await aidx.run("keys new --party education")).code, 1, "never over keys that are there");
  t.equal((await aidx.run("keys rotate --party education --sig Ed25519 --enc X25519")).code, 0);
  t.equal((await aidx.run("keys rotate --party education")).code, 1, "one change after the other");
  const after = await PartyKeys.from(await read(secret));
  t.equal(after.signing.kid, before.signing.kid, "the old one signs until the directory shows the new one");
  t.equal(after.staged?.alg, "Ed25519");
  t.equal(after.decryption.size, 2, "the old one still decrypts");
  t.ok([...before.decryption.keys()].every((kid) => after.decryption.has(kid)));
  const { keys } = await read(open);
  t.same(
    keys.map((key) => key.revoked !== undefined),
    [false, false, true, true],
  );
  t.notMatch(await readFile(open, "utf8"), /"d":/);

  const shown = await aidx.run("keys show --party education --lang zh");
  t.match(shown.stdout, "待登记");
  t.notMatch(await readFile(open, "utf8"), "staged");
  t.notMatch(shown.stdout, String(keys[0]?.x));
});

t.test("keys: a command that began before a later change keeps the keys that it staged", async (t) => {
  const aidx = new CommandLine(t.testdir());
  const secret = join(aidx.cwd, "keys", "dev", "education.jwks.json");
  for (const verb of ["new", "rotate"]) t.equal((await aidx.run(`keys ${verb} --party education`)).code, 0);
  const begun = await read(secret);
  await writeFile(secret, JSON.stringify(settledSet(begun, 1)));
  t.equal((await aidx.run("keys rotate --party education")).code, 0);
  const now = await read(secret);
  t.same(withSettled(now, settledSet(begun, 2)), now);
  t.same(withSettled(begun, settledSet(begun, 2)), settledSet(begun, 2));
});

t.test("keys: the public set replaces only an earlier one of the same keys", async (t) => {
  const aidx = new CommandLine(t.testdir({ "notes.json": "{}", "other.json": '{"keys":[{"kid":"x"}]}' }));
  const at = (name: string) => join(aidx.cwd, name);
  const [file, notes, other] = [at("mine.json"), at("notes.json"), at("other.json")] as const;
  for (const path of [notes, other, file]) {
    t.equal((await aidx.run(`keys new --keys ${file} --public ${path}`)).code, 1, path);
  }
  t.equal((await aidx.run(`keys new --keys ${file}`)).code, 0);
  const before = await read(file);
  for (const path of [notes, other, file]) {
    const { code, stderr } = await aidx.run(`keys rotate --keys ${file} --public ${path}`);
    t.equal(code, 1, path);
    t.match(stderr, path);
  }
  t.same(await read(file), before, "nothing is staged");
  t.equal(await readFile(notes, "utf8"), "{}");
  t.equal((await aidx.run(`keys rotate --keys ${file}`)).code, 0);
});

t.test("keys: a given file, and invalid files", async (t) => {
  const aidx = new CommandLine(t.testdir());
  const file = join(aidx.cwd, "mine.json");
  t.equal((await aidx.run(`keys new --keys ${file} --sig PS256 --enc RSA`)).code, 0);
  t.equal((await read(join(aidx.cwd, "mine.public.json"))).keys.length, 2);
  t.equal((await aidx.run(`keys show --keys ${join(aidx.cwd, "none.json")}`)).code, 6);
  await writeFile(file, '{"keys": [{"kty": "EC", "d": "secret!');
  await chmod(file, 0o644);
  const broken = await aidx.run(`keys show --keys ${file}`);
  t.equal(broken.code, 6);
  t.notMatch(broken.stderr, "secret");
  t.match(broken.stderr, "others can read", "and its mode is looked at");
});

t.test("usage errors end with 2", async (t) => {
  const aidx = new CommandLine(t.testdir());
  for (const line of [
    "keys new",
    "keys new --party ../x",
    "keys new --party x --sig RS256",
    "keys new --party x --enc P-384",
  ]) {
    t.equal((await aidx.run(line)).code, 2, line);
  }
});
