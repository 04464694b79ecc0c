/** Keys in PKCS#12, with OpenSSL as the referee: what it writes is read, and it reads what is written. */
import { execFile, spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import t from "tap";
import { FileRefused, keysOfFiles } from "../../src/console/desk/chosen-files.ts";
import { makeKeys } from "../../src/console/desk/make-keys.ts";
import { readPkcs12 } from "../../src/console/desk/pkcs12.ts";
import type { Jwk } from "../../src/sdk/jwk.ts";
import type { HeldKey, HeldKeys } from "../../src/sdk/party-keys.ts";
import { DESK_WORDS } from "../../src/console/words/desk-words.ts";
import { outside } from "../support/referees/outside.ts";

const PASSPHRASE = "三月的雨水落在屋檐上 2026";
const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
const skip = outside(t, hasOpenssl, "PKCS#12 against OpenSSL", "openssl");

const openssl = (cwd: string, ...args: string[]) => promisify(execFile)("openssl", args, { cwd });
const P256 = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];

/** Lets OpenSSL make a key with a certificate, and write both. */
async function made(
  dir: string,
  name: string,
  {
    key = P256,
    extension = "",
    options = [] as string[],
  }: { key?: string[]; extension?: string; options?: string[] } = {},
) {
  const usage = extension === "" ? [] : ["-addext", extension];
  await openssl(
    dir,
    "req",
    "-x509",
    "-nodes",
    "-subj",
    "/CN=unit",
    "-keyout",
    "k.pem",
    "-out",
    "c.pem",
    ...key,
    ...usage,
  );
  const given = ["-export", "-inkey", "k.pem", "-in", "c.pem", "-passout", `pass:${PASSPHRASE}`];
  await openssl(dir, "pkcs12", ...given, "-out", name, ...options);
  return fileOf(dir, name);
}

async function fileOf(dir: string, name: string): Promise<File> {
  return new File([await readFile(path.join(dir, name))], name);
}

const kindOf = ({ publicKey }: HeldKey) => {
  const { use, crv, kty, alg } = publicKey as Jwk;
  return [use, crv ?? kty, alg].join(" ");
};

const reasonOf = (files: File[], passphrase = PASSPHRASE) =>
  keysOfFiles(files, passphrase).then(
    () => "taken",
    (error: unknown) => (error instanceof FileRefused ? error.reason : String(error)),
  );

t.test(
  "a certificate to sign and one to encrypt, as OpenSSL writes them under a Chinese passphrase",
  { skip },
  async (t) => {
    const dir = t.testdir();
    const sig = await made(dir, "sig.p12", { extension: "keyUsage=digitalSignature" });
    const enc = await made(dir, "enc.p12", { extension: "keyUsage=keyAgreement" });
    const { signing, decryption } = await keysOfFiles([enc, sig], PASSPHRASE);
    t.same([signing, ...decryption].map(kindOf), ["sig P-256 ES256", "enc P-256 ECDH-ES"]);
    t.equal(signing.privateKey.extractable, false);
    t.equal(await reasonOf([sig], "another passphrase"), "sign.passphraseBad");
    t.equal(await reasonOf([enc]), "sign.keyBad", "nothing to sign with");
  },
);

t.test("RSA, Ed25519, and a use that only the name says", { skip }, async (t) => {
  const dir = t.testdir();
  const rsa = await made(dir, "rsa.p12", { key: ["-newkey", "rsa:2048"] });
  const named = await made(dir, "enc.p12", { options: ["-name", "民政局 加密"] });
  const both = await keysOfFiles([rsa, named], PASSPHRASE);
  t.same([both.signing, ...both.decryption].map(kindOf), ["sig RSA PS256", "enc P-256 ECDH-ES"]);
  const edwards = await keysOfFiles([await made(dir, "ed.p12", { key: ["-newkey", "ed25519"] })], PASSPHRASE);
  t.equal(kindOf(edwards.signing), "sig Ed25519 EdDSA");
  t.equal(
    await reasonOf([await made(dir, "p384.p12", { key: ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"] })]),
    "sign.keyBad",
  );
});

t.test("an older protection is named, and the line that is given mends it", { skip }, async (t) => {
  const dir = t.testdir();
  const OLD = [
    ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"],
    ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "AES-256-CBC"],
    ["-keypbe", "AES-256-CBC", "-certpbe", "PBE-SHA1-3DES"],
    ["-nomac"],
  ];
  for (const options of OLD) {
    const file = await made(dir, "old.p12", { extension: "keyUsage=digitalSignature", options });
    t.equal(await reasonOf([file]), "sign.keyLegacy", options.join(" "));
  }
  await writeFile(path.join(dir, "pass"), `${PASSPHRASE}\n`);
  for (const text of Object.values(DESK_WORDS["sign.keyLegacy"])) {
    const line = /openssl .*$/.exec(text)?.[0] ?? "";
    const told = line.replace("-legacy", "-legacy -passin file:pass").replace("-export", "-export -passout file:pass");
    await promisify(execFile)("sh", ["-c", told], { cwd: dir });
    t.equal(await reasonOf([await fileOf(dir, "new.p12")]), "taken");
  }
});

t.test("damaged files, and those that would keep the page busy, are refused", { skip }, async (t) => {
  const dir = t.testdir();
  const bytesOf = async (file: File) => new Uint8Array(await file.arrayBuffer());
  const bytes = await bytesOf(await made(dir, "a.p12"));
  const refused = async (changed: Uint8Array<ArrayBuffer>, fault: string) =>
    t.rejects(readPkcs12(changed, PASSPHRASE), { name: "Pkcs12Error", fault }, fault);
  for (const cut of [1, 2, 40, bytes.length >> 1, bytes.length - 1]) await refused(bytes.slice(0, cut), "form");
  await refused(bytes.with(bytes.length >> 1, (bytes.at(bytes.length >> 1) ?? 0) ^ 1), "passphrase");
  t.equal(await reasonOf([new File([new Uint8Array(70_000).fill(0x30)], "a.p12")]), "sign.keyBad", "too large");
  await refused(await bytesOf(await made(dir, "slow.p12", { options: ["-iter", "1000001", "-nomaciter"] })), "form");
  const most = await bytesOf(await made(dir, "most.p12", { options: ["-iter", "1000000"] }));
  await refused(most.with(most.length - 1, 0x41), "form");
});

t.test("keys that are made here: OpenSSL reads their copy, and so do we, in either form", { skip }, async (t) => {
  const dir = t.testdir();
  const { publicSet, backup } = await makeKeys("civil-affairs", "p12", PASSPHRASE);
  await writeFile(path.join(dir, "copy.p12"), backup);
  await writeFile(path.join(dir, "pass"), PASSPHRASE);
  const read = ["pkcs12", "-in", "copy.p12", "-passin", "file:pass"];
  const { stdout, stderr } = await openssl(dir, ...read, "-nodes", "-info");
  t.match(stderr, /MAC: sha256, Iteration 600000/);
  t.equal(
    stderr.match(/Shrouded Keybag: PBES2, PBKDF2, AES-256-CBC, Iteration 600000, PRF hmacWithSHA256/g)?.length,
    2,
  );
  t.match(stdout, /friendlyName: civil-affairs sig[^]*friendlyName: civil-affairs enc/);
  t.equal(stdout.match(/BEGIN PRIVATE KEY/g)?.length, 2);
  await t.rejects(openssl(dir, "pkcs12", "-in", "copy.p12", "-passin", "pass:other", "-nodes"), /invalid password/);
  const kids = ({ signing, decryption }: HeldKeys) => [signing, ...decryption].map(({ publicKey }) => publicKey);
  t.same(kids(await keysOfFiles([await fileOf(dir, "copy.p12")], PASSPHRASE)), publicSet.keys);
  const other = await makeKeys("civil-affairs", "jwe", PASSPHRASE);
  t.same(kids(await keysOfFiles([new File([other.backup], "copy.jwe")], PASSPHRASE)), other.publicSet.keys);
});
