import { hash } from "node:crypto";
import fc from "fast-check";
import { CompactEncrypt, CompactSign, compactDecrypt, compactVerify } from "jose";
import t from "tap";
import { createJoseSuite } from "../../src/crypto/jose/suite.ts";
import type { PrivateKey } from "../../src/crypto/suite.ts";
import { makeJoseKeys, onlySigner, ringOf } from "./jose-keys.ts";
import { holds } from "../support/holds.ts";

const suite = createJoseSuite(1 << 20);
const keys = makeJoseKeys();
const TYP = "aid-packet+jwt";
const pairs = Object.entries(keys.sig).flatMap(([sigName, sig]) =>
  Object.entries(keys.enc).map(([encName, enc]) => ({ name: `${sigName} + ${encName}`, sig, enc })),
);
const payload = fc.uint8Array({ maxLength: 300 });
/** Number of runs: the default pair is our own code and gets more than the library's algorithms. */
const runs = (sig: PrivateKey, enc: PrivateKey): number => (sig.alg === "ES256" && enc.alg === "ECDH-ES" ? 200 : 5);

/** Opens with the library alone, without our header checks. */
async function refereeOpen(envelope: Uint8Array, sig: PrivateKey, enc: PrivateKey): Promise<Buffer> {
  const outer = await compactDecrypt(envelope, enc.privateKey);
  t.strictSame(
    { ...outer.protectedHeader, epk: 0 },
    { alg: enc.alg, enc: "A256GCM", kid: enc.kid, cty: "JWT", epk: 0 },
  );
  const inner = await compactVerify(outer.plaintext, sig.key);
  t.strictSame(inner.protectedHeader, { alg: sig.alg, typ: TYP, kid: sig.kid });
  return Buffer.from(inner.payload);
}

/** Seals with the library alone. */
async function refereeSeal(
  content: Uint8Array,
  sig: PrivateKey,
  enc: PrivateKey,
): Promise<{ jws: string; jwe: Buffer }> {
  const jws = await new CompactSign(content)
    .setProtectedHeader({ alg: sig.alg, typ: TYP, kid: sig.kid })
    .sign(sig.privateKey);
  const jwe = await new CompactEncrypt(Buffer.from(jws))
    .setProtectedHeader({ alg: enc.alg, enc: "A256GCM", cty: "JWT", kid: enc.kid })
    .encrypt(enc.key);
  return { jws, jwe: Buffer.from(jwe) };
}

for (const { name, sig, enc } of pairs) {
  t.test(`${name}: the library opens what we seal, and so do we`, async (t) => {
    const property = fc.asyncProperty(payload, async (content) => {
      const envelope = await suite.seal(content, TYP, sig, enc);
      const opened = await suite.open(envelope, TYP, ringOf(enc), onlySigner(sig));
      return (
        (await refereeOpen(envelope, sig, enc)).equals(content) &&
        opened.payload.equals(content) &&
        opened.signer === sig
      );
    });
    await holds(t, property, { numRuns: runs(sig, enc) });
  });

  t.test(`${name}: we open what the library seals`, async (t) => {
    const property = fc.asyncProperty(payload, async (content) => {
      const { jws, jwe } = await refereeSeal(content, sig, enc);
      const opened = await suite.open(jwe, TYP, ringOf(enc), onlySigner(sig));
      return opened.payload.equals(content) && opened.signedDigest.equals(hash("sha256", jws, "buffer"));
    });
    await holds(t, property, { numRuns: runs(sig, enc) });
  });
}

t.test("PartyUInfo and PartyVInfo take part in the key", async (t) => {
  for (const enc of [keys.enc["ECDH-ES"], keys.enc["ECDH-ES X25519"], keys.enc["ECDH-ES+A256KW"]]) {
    const jws = await suite.sign(Buffer.from("{}"), TYP, keys.sig.ES256);
    const jwe = await new CompactEncrypt(Buffer.from(jws))
      .setProtectedHeader({ alg: enc.alg, enc: "A256GCM", cty: "JWT", kid: enc.kid })
      .setKeyManagementParameters({ apu: Buffer.from("Alice"), apv: Buffer.from("Bob 中") })
      .encrypt(enc.key);
    const opened = await suite.open(Buffer.from(jwe), TYP, ringOf(enc), onlySigner(keys.sig.ES256));
    t.equal(opened.payload.toString(), "{}", enc.alg);
  }
});

t.test("we verify what the library signs, and the library what we sign", async (t) => {
  for (const sig of Object.values(keys.sig)) {
    const signed = await suite.sign(Buffer.from('{"a":1}'), "aid-receipt+jwt", sig);
    const verified = await suite.verify(signed, "aid-receipt+jwt", onlySigner(sig));
    t.equal(verified.payload.toString(), '{"a":1}', sig.alg);
    t.equal(Buffer.from((await compactVerify(signed, sig.key)).payload).toString(), '{"a":1}');
  }
});

t.test("the default pair of algorithms is synchronous", async (t) => {
  const sig = keys.sig.ES256;
  for (const enc of [keys.enc["ECDH-ES"], keys.enc["ECDH-ES X25519"]]) {
    const envelope = suite.seal(Buffer.from("x"), TYP, sig, enc);
    if (envelope instanceof Promise) throw new Error("seal promised");
    t.notOk(suite.open(envelope, TYP, ringOf(enc), onlySigner(sig)) instanceof Promise);
  }
  t.notOk(suite.verify(await suite.sign(Buffer.from("x"), TYP, sig), TYP, onlySigner(sig)) instanceof Promise);
});

t.test("Ed25519 is taken under both of its names", async (t) => {
  const sig = keys.sig.Ed25519;
  const signed = await suite.sign(Buffer.from("x"), TYP, { ...sig, alg: "EdDSA" });
  t.equal((await suite.verify(signed, TYP, onlySigner(sig))).payload.toString(), "x");
});

t.test("a key of the wrong use throws TypeError", async (t) => {
  t.throws(() => suite.sign(Buffer.from("x"), TYP, keys.enc["ECDH-ES"]), TypeError);
  t.throws(() => suite.seal(Buffer.from("x"), TYP, keys.sig.ES256, keys.sig.ES256), TypeError);
});
