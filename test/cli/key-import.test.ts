/** Keys of departments as they have them: files that OpenSSL writes, in the present and the older forms. */
import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import t from "tap";
import { readPrivateKeyFile } from "../../src/crypto/private-key-file.ts";
import { type JwkSet, PartyKeys } from "../../src/sdk/index.ts";
import { CommandLine } from "../support/cli/command-line.ts";
import { outside } from "../support/referees/outside.ts";

const PASSPHRASE = "密码测试口令一二三四五😀";
const has = (() => {
  try {
    return execFileSync("openssl", ["version"], { encoding: "utf8" }).startsWith("OpenSSL 3");
  } catch {
    return false;
  }
})();
const skip = outside(t, has, "key files of OpenSSL", "openssl");
const folder = mkdtempSync(join(tmpdir(), "aidx-keys-"));
t.teardown(() => rmSync(folder, { recursive: true }));
const openssl = (...args: readonly string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
const FORMS = {
  "AES-256, as OpenSSL 3 writes it": [],
  "RC2 and 3DES, as older programs wrote it": ["-legacy"],
  "3DES with SHA-1": ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"],
} as const;

function made(kind: "rsa" | "ec"): void {
  const key = kind === "rsa" ? ["-newkey", "rsa:2048"] : ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
  const about = ["-subj", "/CN=合成测试民政局", "-utf8", "-days", "30"];
  openssl("req", "-x509", ...key, "-nodes", "-keyout", `${kind}.key`, "-out", `${kind}.crt`, ...about);
}

t.test(
  "PKCS#12 in every form, with a Chinese passphrase: the key and the certificate, byte for byte",
  { skip },
  (t) => {
    for (const kind of ["rsa", "ec"] as const) {
      made(kind);
      const expected = readPrivateKeyFile(readFileSync(join(folder, `${kind}.key`)), undefined).privateKey;
      const certificate = new X509Certificate(readFileSync(join(folder, `${kind}.crt`)));
      for (const [name, form] of Object.entries(FORMS)) {
        const file = join(folder, `${kind}.p12`);
        openssl(
          "pkcs12",
          "-export",
          ...form,
          "-inkey",
          `${kind}.key`,
          "-in",
          `${kind}.crt`,
          "-out",
          file,
          "-passout",
          `pass:${PASSPHRASE}`,
        );
        const bytes = readFileSync(file);
        const { privateKey, certificates } = readPrivateKeyFile(bytes, PASSPHRASE);
        t.ok(privateKey.equals(expected), `${kind}: ${name}`);
        t.equal(new X509Certificate(certificates[0] ?? "").fingerprint256, certificate.fingerprint256);
        for (const wrong of ["", "wrong", PASSPHRASE.slice(1), `${PASSPHRASE} `]) {
          t.throws(() => readPrivateKeyFile(bytes, wrong), { name: "KeyFileError", fault: "passphrase" });
        }
        for (let cut = 0; cut < bytes.length; cut += 97) {
          t.throws(() => readPrivateKeyFile(bytes.subarray(0, cut), PASSPHRASE), { name: "KeyFileError" });
        }
      }
    }
    t.end();
  },
);

t.test(
  "keys import: a sealed key pair becomes a party's, for one use, with its certificate beside it",
  { skip },
  async (t) => {
    made("rsa");
    made("ec");
    for (const kind of ["rsa", "ec"]) {
      openssl(
        "pkcs12",
        "-export",
        "-inkey",
        `${kind}.key`,
        "-in",
        `${kind}.crt`,
        "-out",
        `${kind}.p12`,
        "-passout",
        `pass:${PASSPHRASE}`,
      );
      openssl("pkcs8", "-topk8", "-in", `${kind}.key`, "-out", `${kind}.pem`, "-passout", `pass:${PASSPHRASE}`);
    }
    writeFileSync(join(folder, "passphrase"), `${PASSPHRASE}\n`, { mode: 0o600 });
    const aidx = new CommandLine(t.testdir());
    const file = join(aidx.cwd, "mine.json");
    const stored = async () => JSON.parse(await readFile(file, "utf8")) as JwkSet;
    const passphrase = `--passphrase-file ${join(folder, "passphrase")}`;
    const sig = await aidx.run(`keys import ${join(folder, "rsa.p12")} --use sig --keys ${file} ${passphrase}`);
    t.equal(sig.code, 0, sig.stderr);
    aidx.input = `${PASSPHRASE}\n`;
    t.equal(
      (await aidx.run(`keys import ${join(folder, "ec.pem")} --use enc --keys ${file}`)).code,
      0,
      "the passphrase is asked for",
    );
    const keys = await PartyKeys.from(await stored());
    t.equal(keys.signing.alg, "PS256");
    t.same(
      [...keys.decryption.values()].map(({ alg }) => alg),
      ["ECDH-ES"],
    );
    t.ok((await readdir(aidx.cwd)).includes(`mine.${keys.signing.kid}.crt`));
    t.notMatch(await readFile(join(aidx.cwd, "mine.public.json"), "utf8"), /"d":/);

    const both = await aidx.run(`keys import ${join(folder, "ec.p12")} --use sig --keys ${file} ${passphrase}`);
    t.equal(both.code, 1, "one key has one use");
    made("ec");
    t.equal((await aidx.run(`keys import ${join(folder, "ec.key")} --use sig --keys ${file} ${passphrase}`)).code, 0);
    const changed = await PartyKeys.from(await stored());
    t.equal(changed.signing.kid, keys.signing.kid, "a second key that signs waits for the directory");
    t.equal(changed.staged?.alg, "ES256");

    const refused = async (line: string, code = 1) =>
      t.equal((await aidx.run(`keys import ${line} --keys ${file}`)).code, code, line);
    await refused(`${join(folder, "rsa.p12")} --use sig ${passphrase}`);
    await refused(join(folder, "rsa.p12"), 2);
    await refused(`${folder} --use sig`);
    await refused(`${join(folder, "rsa.crt")} --use sig`);
    aidx.input = "wrong";
    const wrong = await aidx.run(`keys import ${join(folder, "rsa.p12")} --use enc --keys ${file} --lang zh`);
    t.equal(wrong.code, 1);
    t.match(wrong.stderr, "口令不正确");
    openssl("genrsa", "-out", "small.key", "1024");
    await refused(`${join(folder, "small.key")} --use sig`);
  },
);
