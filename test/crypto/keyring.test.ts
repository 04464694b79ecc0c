import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t, { type Test } from "tap";
import { createJoseSuite } from "../../src/crypto/jose/suite.ts";
import { openKeyring } from "../../src/crypto/keyring.ts";
import { KeyringError, type KeyringErrorCode } from "../../src/crypto/keyring-error.ts";
import { createBlindIndex, createMac } from "../../src/crypto/mac.ts";
import { readPassphrase } from "../../src/crypto/protection.ts";
import { onlySigner } from "./jose-keys.ts";
import { rejection } from "../support/refusal.ts";
import { like } from "../support/like.ts";

const now = (): number => 1_790_000_000_000;
const PASSPHRASE = "correct horse battery staple";

const refusal = async (work: Promise<unknown>): Promise<KeyringErrorCode | "opened"> =>
  (await rejection(KeyringError, () => work))?.code ?? "opened";

/** Content of all files in the gateway's key directory, as one text. */
function stored(dir: string): string {
  return readdirSync(join(dir, "gateway"))
    .map((name) => readFileSync(join(dir, "gateway", name), "latin1"))
    .join("\n");
}

/** Folder with files that only their owner may read. */
function secrets(t: Test, files: Readonly<Record<string, string | Buffer>>): string {
  const dir = t.testdir({ ...files });
  for (const name of Object.keys(files)) chmodSync(join(dir, name), 0o600);
  return dir;
}

t.test("in development without a secret keys are in the clear, with a warning, for their owner only", async (t) => {
  const dir = t.testdir();
  const ring = await openKeyring({ dir, mode: "development", now });
  t.same(readdirSync(join(dir, "gateway")), [
    "enc.jwks.json",
    "log.jwks.json",
    "mac.jwk.json",
    "sig.jwks.json",
    "token.jwks.json",
  ]);
  t.equal(ring.created.length, 5);
  t.equal(ring.warnings.length, 1);
  for (const path of ring.created) t.equal(statSync(path).mode & 0o777, 0o600, path);
  t.equal(statSync(join(dir, "gateway")).mode & 0o777, 0o700);
  like(t, ring.signing, { use: "sig", alg: "ES256" });
  like(t, ring.token, { use: "sig", alg: "ES256" });
  t.equal(ring.macKey.length, 32);

  const again = await openKeyring({ dir, mode: "development", now });
  t.same(again.created, []);
  t.equal(again.signing.kid, ring.signing.kid);
  t.equal(again.token.kid, ring.token.kid);
  t.same([...again.decryption.keys()], [...ring.decryption.keys()]);
  t.ok(again.macKey.equals(ring.macKey));
});

t.test("the published set has public keys only, and not the key for tokens", async (t) => {
  const ring = await openKeyring({ dir: t.testdir(), mode: "development", now });
  t.same(
    ring.jwks.keys.map((key) => key.kid),
    [ring.signing.kid, ...ring.decryption.keys()],
  );
  for (const key of ring.jwks.keys) {
    t.same(
      Object.keys(key).filter((member) => "dpqk".includes(member)),
      [],
    );
  }
  t.notMatch(JSON.stringify(ring.jwks), ring.token.kid);
});

t.test("under a passphrase no file is in the clear", async (t) => {
  const dir = t.testdir();
  const ring = await openKeyring({ dir, passphrase: PASSPHRASE, mode: "production", now });
  t.same(ring.warnings, []);
  const text = stored(dir);
  for (const secret of ["kty", '"d"', String(ring.signing.jwk["d"]), ring.macKey.toString("base64url")]) {
    t.notMatch(text, secret);
  }
  const header = JSON.parse(
    Buffer.from(readFileSync(join(dir, "gateway", "master.jwe"), "utf8").split(".")[0] ?? "", "base64url").toString(),
  ) as object;
  like(t, header, { alg: "PBES2-HS512+A256KW", enc: "A256GCM", p2c: 600_000 });
  for (const name of readdirSync(join(dir, "gateway"))) {
    t.equal(statSync(join(dir, "gateway", name)).mode & 0o777, 0o600);
  }

  const again = await openKeyring({ dir, passphrase: PASSPHRASE, mode: "production", now });
  t.equal(again.signing.kid, ring.signing.kid);
  t.ok(again.macKey.equals(ring.macKey));

  t.equal(await refusal(openKeyring({ dir, passphrase: `${PASSPHRASE}!`, mode: "production", now })), "wrong-secret");
  t.equal(await refusal(openKeyring({ dir, mode: "development", now })), "locked");
  t.equal(await refusal(openKeyring({ dir, mode: "production", now })), "unprotected");
});

t.test("a key file protects the keys, and only that one opens them", async (t) => {
  const key = randomBytes(32);
  const dir = secrets(t, { "key.bin": key, "short.bin": randomBytes(31), "other.bin": randomBytes(32) });
  const keyFile = join(dir, "key.bin");
  const ring = await openKeyring({ dir, keyFile, mode: "production", now });
  t.notMatch(stored(dir), String(ring.signing.jwk["d"]));
  t.equal((await openKeyring({ dir, keyFile, mode: "production", now })).signing.kid, ring.signing.kid);
  const open = (name: string): Promise<string> =>
    refusal(openKeyring({ dir, keyFile: join(dir, name), mode: "production", now }));
  t.equal(await open("other.bin"), "wrong-secret");
  t.equal(await open("short.bin"), "weak-secret");
  t.equal(await open("none.bin"), "unreadable");
  for (const mode of [0o444, 0o622]) {
    chmodSync(keyFile, mode);
    t.equal(await open("key.bin"), "permissions", "a file of this account's own is for its owner only");
  }
});

t.test("a weak passphrase is refused before a file is made", async (t) => {
  const dir = t.testdir();
  t.equal(await refusal(openKeyring({ dir, passphrase: "short", mode: "production", now })), "weak-secret");
  t.notOk(existsSync(join(dir, "gateway")));
});

t.test("the line end of a passphrase file is not part of the passphrase", async (t) => {
  const dir = secrets(t, { lf: "pass phrase \n", crlf: "pass phrase \r\n", none: "pass phrase " });
  for (const name of ["lf", "crlf", "none"]) t.equal(await readPassphrase(join(dir, name)), "pass phrase ");
  t.equal(await refusal(readPassphrase(join(dir, "missing"))), "unreadable");
});

t.test("a passphrase is UTF-8, counted in characters: two that are not never open each other's keys", async (t) => {
  const dir = secrets(t, { marked: "\ufeff春眠不觉晓处处闻啼鸟夜来\r\n", short: "春眠不觉晓处处闻啼鸟\n" });
  t.equal(await readPassphrase(join(dir, "marked")), "春眠不觉晓处处闻啼鸟夜来");
  const short = await readPassphrase(join(dir, "short"));
  t.equal(
    await refusal(openKeyring({ dir, passphrase: short, mode: "production", now })),
    "weak-secret",
    "ten characters",
  );
  // 春眠不觉晓处处闻啼鸟夜来 and 白日依山尽黄河入海流欲穷 in GBK: a lenient decoder makes U+FFFD of nearly every byte.
  for (const hex of [
    "b4bac3dfb2bbbef5cffeb4a6b4a6cec5cce4c4f1d2b9c0b4",
    "b0d7c8d5d2c0c9bdbea1bbc6bad3c8ebbaa3c1f7d3fbc7ee",
  ]) {
    const path = join(dir, hex);
    writeFileSync(path, Buffer.from(hex, "hex"), { mode: 0o600 });
    t.equal(await refusal(readPassphrase(path)), "not-utf-8");
  }
});

t.test("a key file that is not UTF-8 is refused by name", async (t) => {
  const dir = t.testdir();
  await openKeyring({ dir, mode: "development", now });
  const path = join(dir, "gateway", "sig.jwks.json");
  writeFileSync(path, Buffer.from("ff7b7d", "hex"));
  t.equal(await refusal(openKeyring({ dir, mode: "development", now })), "not-utf-8");
});

t.test("files that others may read and a directory that others may write are refused", async (t) => {
  const dir = t.testdir();
  const ring = await openKeyring({ dir, mode: "development", now });
  t.ok(ring.created.length > 0);
  for (const path of ring.created) {
    for (const mode of [0o640, 0o604, 0o620]) {
      chmodSync(path, mode);
      t.equal(
        await refusal(openKeyring({ dir, mode: "development", now })),
        "permissions",
        `${path} ${mode.toString(8)}`,
      );
    }
    chmodSync(path, 0o600);
  }
  const open = t.testdir({ gateway: {} });
  chmodSync(join(open, "gateway"), 0o777);
  t.equal(await refusal(openKeyring({ dir: open, mode: "development", now })), "permissions");
});

t.test("plain keys are encrypted once there is a secret; production refuses them", async (t) => {
  const dir = t.testdir();
  const plain = await openKeyring({ dir, mode: "development", now });
  t.equal(await refusal(openKeyring({ dir, passphrase: PASSPHRASE, mode: "production", now })), "unprotected");
  const ring = await openKeyring({ dir, passphrase: PASSPHRASE, mode: "development", now });
  t.equal(ring.signing.kid, plain.signing.kid);
  t.ok(ring.macKey.equals(plain.macKey));
  t.equal(ring.warnings.length, 5);
  t.same(ring.created, []);
  t.notOk(readdirSync(join(dir, "gateway")).some((name) => name.endsWith(".json")));
});

t.test("a file that this program did not write does not open", async (t) => {
  const broken: [string, (text: string) => string][] = [
    ["sig.jwks.json", () => ""],
    ["sig.jwks.json", () => "{}"],
    ["sig.jwks.json", () => '{"keys":[]}'],
    ["sig.jwks.json", () => '{"keys":[null]}'],
    ["enc.jwks.json", (text) => text.replace('"use":"enc"', '"use":"sig"').replace("ECDH-ES", "ES256")],
    ["token.jwks.json", (text) => text.slice(0, -10)],
    ["mac.jwk.json", () => '{"kty":"oct","k":"AAAA"}'],
  ];
  for (const [name, change] of broken) {
    const dir = t.testdir();
    await openKeyring({ dir, mode: "development", now });
    const path = join(dir, "gateway", name);
    writeFileSync(path, change(readFileSync(path, "utf8")));
    t.equal(await refusal(openKeyring({ dir, mode: "development", now })), "damaged", name);
  }
  const dir = t.testdir();
  const keyFile = join(dir, "key");
  writeFileSync(keyFile, randomBytes(32), { mode: 0o600 });
  await openKeyring({ dir, keyFile, mode: "production", now });
  writeFileSync(join(dir, "gateway", "sig.jwks.json.jwe"), readFileSync(join(dir, "gateway", "token.jwks.json.jwe")));
  t.equal(
    await refusal(openKeyring({ dir, keyFile, mode: "production", now })),
    "damaged",
    "the token key in place of the signing key",
  );
});

t.test("two processes that start at once share the keys", async (t) => {
  const dir = t.testdir();
  const rings = await Promise.all(Array.from({ length: 5 }, () => openKeyring({ dir, mode: "development", now })));
  t.equal(new Set(rings.map((ring) => ring.signing.kid)).size, 1);
  t.equal(new Set(rings.map((ring) => ring.macKey.toString("hex"))).size, 1);
  t.equal(rings.flatMap((ring) => ring.created).length, 5);
  t.notOk(readdirSync(join(dir, "gateway")).some((name) => name.endsWith(".draft")));
});

t.test("a rotation retires the key, which still opens and verifies what is older", async (t) => {
  const dir = t.testdir();
  const ring = await openKeyring({ dir, mode: "development", now });
  const suite = createJoseSuite(1 << 20);
  const [first] = ring.decryption.values();
  if (first === undefined) throw new Error("no key");
  const before = { sig: ring.signing, token: ring.token, jwks: ring.jwks };
  const envelope = await suite.seal(Buffer.from("x"), "aid-message+jwt", ring.signing, first);

  await Promise.all([ring.rotate("enc"), ring.rotate("enc"), ring.rotate("sig"), ring.rotate("token")]);
  t.equal(ring.decryption.size, 3);
  t.equal([...ring.decryption.keys()].at(-1), first.kid, "the oldest is last");
  t.not(ring.signing.kid, before.sig.kid);
  t.same([...ring.tokens.keys()], [ring.token.kid, before.token.kid]);
  const opened = await suite.open(envelope, "aid-message+jwt", ring.decryption, onlySigner(before.sig));
  t.equal(opened.payload.toString(), "x");
  t.equal(ring.jwks.keys[0]?.kid, ring.signing.kid);
  t.equal(ring.jwks.keys[1]?.kid, [...ring.decryption.keys()][0]);
  t.equal(ring.jwks.keys.length, 5);
  t.match(
    ring.jwks.keys.slice(2),
    [1, 2, 3].map(() => ({ revoked: { revoked_at: 1_790_000_000 } })),
  );

  const again = await openKeyring({ dir, mode: "development", now });
  t.same(again.jwks, ring.jwks);
  t.equal(again.signing.kid, ring.signing.kid);
  t.same([...again.tokens.keys()], [...ring.tokens.keys()]);
});

t.test(
  "the log's key is an Ed25519 key, is rotated like the others, and is not among the published JWKs",
  async (t) => {
    const dir = t.testdir();
    const ring = await openKeyring({ dir, mode: "development", now });
    const [first] = ring.log;
    like(t, first, { use: "sig", alg: "Ed25519", jwk: { crv: "Ed25519" } });
    t.equal(ring.log.length, 1);
    t.notOk(ring.jwks.keys.some(({ kid }) => kid === first?.kid));
    await ring.rotate("log");
    t.equal(ring.log.length, 2);
    t.equal(ring.log[1]?.kid, first?.kid, "the former key still verifies");
    const again = await openKeyring({ dir, mode: "development", now });
    t.same(
      again.log.map(({ kid }) => kid),
      ring.log.map(({ kid }) => kid),
    );
    writeFileSync(join(dir, "gateway", "log.jwks.json"), readFileSync(join(dir, "gateway", "sig.jwks.json")));
    t.equal(
      await refusal(openKeyring({ dir, mode: "development", now })),
      "damaged",
      "a P-256 key signs no checkpoint",
    );
  },
);

t.test("a rotation that cannot be stored changes nothing", async (t) => {
  const dir = t.testdir();
  const ring = await openKeyring({ dir, mode: "development", now });
  const kid = ring.signing.kid;
  chmodSync(join(dir, "gateway"), 0o777);
  t.equal(await refusal(ring.rotate("sig")), "permissions");
  t.equal(ring.signing.kid, kid);
  chmodSync(join(dir, "gateway"), 0o700);
  await ring.rotate("sig");
  t.not(ring.signing.kid, kid, "and the next one works");
});

t.test("errors name the file and the rule in both languages, and no secret", async (t) => {
  const dir = t.testdir();
  mkdirSync(join(dir, "gateway"), { mode: 0o700 });
  writeFileSync(join(dir, "gateway", "master.jwe"), "not a jwe", { mode: 0o600 });
  await t.rejects(openKeyring({ dir, passphrase: PASSPHRASE, mode: "production", now }), {
    code: "wrong-secret",
    path: join(dir, "gateway", "master.jwe"),
    message: /master\.jwe: does not open .* · .*无法解密/,
  });
});

t.test("digests of different purposes have unrelated keys", async (t) => {
  const key = Buffer.alloc(32, 7);
  const claims = createMac(key, "claims");
  t.equal(claims("x").length, 32);
  t.ok(claims("x").equals(createMac(key, "claims")(Buffer.from("x"))));
  t.notOk(claims("x").equals(createMac(key, "person")("x")));
  t.notOk(claims("x").equals(createMac(Buffer.alloc(32, 8), "claims")("x")));
  const index = createBlindIndex(key);
  t.equal(index("x").length, 16);
  t.ok(index("x").equals(createMac(key, "person")("x").subarray(0, 16)));
});
