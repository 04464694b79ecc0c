/** A witness's folder: one name to its key, one process to both. */
import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import t, { type Test } from "tap";
import { startWitness } from "../../src/witness/start.ts";
import { temporaryDirectory } from "../support/store/postgres.ts";
import { NAME, newLog, NOW, witnessOf } from "./signing-log.ts";

const keyFile = (dir: string) => path.join(dir, "witness.key.pem");
const start = (dir: string, name = NAME) =>
  startWitness({ dir, name, logs: [], host: "127.0.0.1", port: 0, now: () => NOW });

/** Starts and stops a witness; returns its vkey. */
async function visit(dir: string, name?: string): Promise<string> {
  const running = await start(dir, name);
  await running.stop();
  return running.vkey;
}

/** A folder of an earlier version, without a bound name. @param signed name under which it has cosigned */
async function olderFolder(t: Test, signed?: string): Promise<string> {
  const log = newLog();
  const witness = await witnessOf(t, [log], signed === undefined ? {} : { name: signed });
  if (signed !== undefined) await witness.post(await log.request(0, 5));
  await witness.stop();
  const pem = await readFile(keyFile(witness.dir), "utf8");
  await writeFile(keyFile(witness.dir), pem.slice(pem.indexOf("-----BEGIN")));
  return witness.dir;
}

t.test("folder: the key file has the name, and is private", async (t) => {
  const dir = await temporaryDirectory(t);
  const vkey = await visit(dir);
  const pem = await readFile(keyFile(dir), "utf8");
  t.match(pem, /^Name: witness\.example\/w1\n-----BEGIN PRIVATE KEY-----\n/);
  t.equal(createPrivateKey(pem).asymmetricKeyType, "ed25519", "PEM readers skip the name");
  for (const file of ["witness.key.pem", "witness.lock"]) {
    t.equal((await stat(path.join(dir, file))).mode & 0o777, 0o600, file);
  }
  t.equal(await visit(dir), vkey);
  t.same((await readdir(dir)).toSorted(), ["logs", "witness.key.pem", "witness.lock"], "and nothing else is left");
});

t.test("folder: another name is refused, and changes nothing", async (t) => {
  const dir = await temporaryDirectory(t);
  const vkey = await visit(dir);
  const before = await readFile(keyFile(dir), "utf8");
  for (const name of ["witness.example/w2", "witness.example/w11", "witness.example/w", "Witness.example/w1"]) {
    await t.rejects(start(dir, name), { name: "WitnessRefusal", code: "other-name" }, name);
  }
  t.equal(await readFile(keyFile(dir), "utf8"), before);
  t.equal(await visit(dir), vkey, "a refusal leaves the folder free");
});

t.test("folder: a key file without a name is bound to the name that it has signed under", async (t) => {
  const unused = await olderFolder(t);
  await visit(unused, "witness.example/w7");
  await t.rejects(start(unused), { code: "other-name" }, "from then on it is bound");

  const used = await olderFolder(t, "witness.example/w7");
  const before = await readFile(keyFile(used), "utf8");
  await t.rejects(start(used), { code: "other-name" }, "it has signed as another");
  t.equal(await readFile(keyFile(used), "utf8"), before, "and is not bound to the wrong one");
  const vkey = await visit(used, "witness.example/w7");
  t.match(await readFile(keyFile(used), "utf8"), /^Name: witness\.example\/w7\n/);
  t.equal(await visit(used, "witness.example/w7"), vkey);
});

t.test("folder: a name that was edited by hand is refused", async (t) => {
  const dir = await olderFolder(t, "witness.example/w7");
  const pem = await readFile(keyFile(dir), "utf8");
  await writeFile(keyFile(dir), `Name: ${NAME}\n${pem}`);
  await t.rejects(start(dir), { code: "other-name" });
});

t.test("folder: a new key goes on with the state of an old one of another name", async (t) => {
  const dir = await olderFolder(t, "witness.example/w7");
  const { privateKey } = generateKeyPairSync("ed25519");
  await writeFile(keyFile(dir), privateKey.export({ format: "pem", type: "pkcs8" }));
  t.ok(await visit(dir), "the key is bound, not the state");
});

t.test("folder: a file that is no key is not replaced", async (t) => {
  const dir = await temporaryDirectory(t);
  await visit(dir);
  const whole = await readFile(keyFile(dir), "utf8");
  const rsa = generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey;
  const another = rsa.export({ format: "pem", type: "pkcs8" }).toString();
  for (const content of [
    "",
    whole.slice(0, 60),
    `# mine\n${whole}`,
    whole.replace("Name: ", "name: "),
    `Name: ${NAME}\n${another}`,
  ]) {
    await writeFile(keyFile(dir), content);
    await t.rejects(start(dir), { name: "WitnessRefusal", code: "key" }, JSON.stringify(content.slice(0, 20)));
    t.equal(await readFile(keyFile(dir), "utf8"), content);
  }
});

t.test("folder: a name that is invalid in a signature line makes no key", async (t) => {
  for (const name of ["", "a b", "a+b", "a\nb", "a\u0085b", "a\u2003b", "a\u0000b"]) {
    const dir = await temporaryDirectory(t);
    await t.rejects(start(dir, name), RangeError, JSON.stringify(name));
    t.notOk((await readdir(dir)).includes("witness.key.pem"));
  }
});

t.test("start: a text that is no log's key is refused", async (t) => {
  const dir = await temporaryDirectory(t);
  const good = newLog().vkey;
  for (const vkey of ["", "log.example/one", good.replace("+A", "+B"), good.slice(0, -4), `${good}=`]) {
    await t.rejects(startWitness({ dir, name: NAME, logs: [vkey], host: "127.0.0.1", port: 0, now: () => NOW }), {
      code: "log-key",
    });
  }
});

t.test("folder: one witness at a time, also within one process", async (t) => {
  const dir = await temporaryDirectory(t);
  const first = await start(dir);
  await t.rejects(start(dir), { name: "WitnessRefusal", code: "in-use" });
  await t.rejects(start(dir), { code: "in-use" }, "a refused start does not free the folder");
  await first.stop();
  await first.stop();
  const second = await start(dir);
  await second.stop();
});

t.test("folder: a start that fails frees it", async (t) => {
  const dir = await temporaryDirectory(t);
  const taken = await witnessOf(t, []);
  const port = Number(new URL(taken.url).port);
  const again = startWitness({ dir, name: NAME, logs: [], host: "127.0.0.1", port, now: () => NOW });
  await t.rejects(again, { code: "EADDRINUSE" });
  t.ok(await visit(dir));
});

t.test("folder: a lock file that cannot be locked is refused", async (t) => {
  const dir = await temporaryDirectory(t);
  await writeFile(
    path.join(dir, "witness.lock"),
    "something else that lies here, longer than a header would be".repeat(20),
  );
  await t.rejects(start(dir), { name: "WitnessRefusal", code: "no-lock" });
});
