import { createHmac, generateKeyPairSync, KeyObject, sign } from "node:crypto";
import { calculateJwkThumbprint, CompactSign, compactVerify, exportJWK, generateKeyPair, importJWK } from "jose";
import t from "tap";
import { kidOf, readKeySet, verifyToken } from "../../src/evidence/verify/signed-token.ts";
import { respelt } from "../support/forgeries/forged-receipts.ts";

const TYP = "aid-receipt+jwt";
const text = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

async function keyOf(alg: string, options: object = {}) {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true, ...options });
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { privateKey, jwk: { ...jwk, use: "sig", kid }, kid };
}

const setOf = async (...keys: object[]) => (await readKeySet("housing", Buffer.from(JSON.stringify({ keys })))) ?? [];

t.test("token: every allowed algorithm verifies, and the claims are read", async (t) => {
  for (const alg of ["ES256", "EdDSA", "Ed25519", "PS256"]) {
    const { privateKey, jwk, kid } = await keyOf(alg === "EdDSA" ? "Ed25519" : alg);
    const jws = await new CompactSign(Buffer.from('{"sub":"x"}'))
      .setProtectedHeader({ alg, kid, typ: TYP })
      .sign(privateKey);
    t.same(await verifyToken(jws, TYP, await setOf(jwk)), { kid, claims: { sub: "x" } }, alg);
    t.equal(kidOf(jws), kid);
    const named = await new CompactSign(Buffer.from("{}"))
      .setProtectedHeader({ alg, kid, typ: `application/${TYP.toUpperCase()}` })
      .sign(privateKey);
    t.ok(await verifyToken(named, TYP, await setOf(jwk)), "media types compare without case");
  }
});

t.test("token: keys in the token, and other keys, do not count", async (t) => {
  const { privateKey, jwk, kid } = await keyOf("ES256");
  const keys = await setOf(jwk);
  const signed = (header: object, payload = '{"sub":"x"}') =>
    new CompactSign(Buffer.from(payload))
      .setProtectedHeader({ alg: "ES256", kid, typ: TYP, ...header })
      .sign(privateKey);
  const good = await signed({});
  const [header = "", payload = "", signature = ""] = good.split(".");
  const other = await keyOf("ES256");
  const small = generateKeyPairSync("rsa", { modulusLength: 1024 });
  const weak = { ...small.publicKey.export({ format: "jwk" }), use: "sig" };
  const weakKid = await calculateJwkThumbprint(weak);
  const weakJwk = { ...weak, kid: weakKid };
  const weakInput = `${text({ alg: "PS256", kid: weakKid, typ: TYP })}.${payload}`;
  const pss = sign("sha256", Buffer.from(weakInput), { key: small.privateKey, padding: 6, saltLength: 32 }).toString(
    "base64url",
  );
  const hmac = createHmac("sha256", JSON.stringify(jwk))
    .update(`${text({ alg: "HS256", kid, typ: TYP })}.${payload}`)
    .digest("base64url");
  const cases: Record<string, [string, Awaited<ReturnType<typeof setOf>>]> = {
    "another typ": [await signed({ typ: "JWT" }), keys],
    "another key of that name": [good, (await setOf(other.jwk)).map((key) => ({ ...key, kid }))],
    "a key to decrypt": [good, await setOf({ ...jwk, use: "enc" })],
    "no key": [good, []],
    "alg none": [`${text({ alg: "none", kid, typ: TYP })}.${payload}.`, keys],
    "alg HS256": [`${text({ alg: "HS256", kid, typ: TYP })}.${payload}.${hmac}`, keys],
    "a key in the header": [await signed({ jwk: other.jwk }), keys],
    "an address of a key": [await signed({ jku: "https://example.org" }), keys],
    "a small RSA key": [`${weakInput}.${pss}`, await setOf(weakJwk)],
    "claims that are no object": [await signed({}, "[1]"), keys],
    "claims with a name twice": [await signed({}, '{"sub":"x","sub":"y"}'), keys],
    "another payload": [`${header}.${text({ sub: "y" })}.${signature}`, keys],
    padding: [`${good}=`, keys],
    "a fourth part": [`${good}.x`, keys],
    "no token": ["", keys],
    "a header that is no JSON": [`${Buffer.from("{").toString("base64url")}.${payload}.${signature}`, keys],
  };
  t.ok(await verifyToken(good, TYP, keys));
  for (const [name, [jws, set]] of Object.entries(cases)) t.equal(await verifyToken(jws, TYP, set), undefined, name);
});

t.test("token: a key verifies only the algorithms of its kind", async (t) => {
  for (const [own, other] of [
    ["PS256", "RS256"],
    ["PS256", "RS512"],
    ["PS256", "PS384"],
    ["PS256", "PS512"],
    ["ES384", "ES384"],
    ["ES512", "ES512"],
  ] as const) {
    const { privateKey, jwk, kid } = await keyOf(own);
    const key = KeyObject.from(privateKey);
    const jws = await new CompactSign(Buffer.from('{"sub":"x"}'))
      .setProtectedHeader({ alg: other, kid, typ: TYP })
      .sign(key);
    const { use: _use, ...bare } = jwk;
    t.ok(await compactVerify(jws, await importJWK(bare, other)), `${other} holds by itself`);
    t.equal(await verifyToken(jws, TYP, await setOf(jwk)), undefined, `${other} of a key for ${own}`);
  }
});

t.test("token: only one text is accepted", async (t) => {
  const { privateKey, jwk, kid } = await keyOf("ES256");
  const keys = await setOf(jwk);
  const jws = await new CompactSign(Buffer.from('{"sub":"x"}'))
    .setProtectedHeader({ alg: "ES256", kid, typ: TYP })
    .sign(privateKey);
  t.ok(await verifyToken(jws, TYP, keys));
  const other = respelt(jws);
  const signature = (token: string) => Buffer.from(token.split(".")[2] ?? "", "base64url");
  t.not(other, jws);
  t.strictSame(signature(other), signature(jws), "the same signature");
  const [header = "", payload = "", last = ""] = jws.split(".");
  for (const second of [
    other,
    `${jws}=`,
    `${jws}==`,
    `${jws} `,
    `${header}.${payload}.${last.slice(0, 40)}\n${last.slice(40)}`,
    // Texts that a platform's decoder accepts: the other alphabet, a character too many.
    `${header}.${payload}.${last.replaceAll("-", "+").replaceAll("_", "/")}+`,
    `${jws}AAA`,
  ]) {
    t.equal(await verifyToken(second, TYP, keys), undefined, JSON.stringify(second.slice(header.length)));
    t.equal(kidOf(second), undefined);
  }
});

t.test("token: the header has three text members, and the token three parts", async (t) => {
  const { privateKey, jwk, kid } = await keyOf("ES256");
  const keys = await setOf(jwk);
  const key = KeyObject.from(privateKey);
  const signed = (header: object) => {
    const input = `${text(header)}.${text({ sub: "x" })}`;
    return `${input}.${sign("sha256", Buffer.from(input), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
  };
  const good = { alg: "ES256", kid, typ: TYP };
  t.ok(await verifyToken(signed(good), TYP, keys));
  t.equal(kidOf(signed(good)), kid);
  for (const wrong of [{ alg: 7 }, { kid: 7 }, { typ: 7 }, { typ: null }, { typ: undefined }, { kid: [kid] }]) {
    const jws = signed({ ...good, ...wrong });
    t.equal(await verifyToken(jws, TYP, keys), undefined, JSON.stringify(wrong));
    t.equal(kidOf(jws), undefined);
  }
  for (const jws of [`${signed(good)}.x`, `${signed(good)}.`, signed(good).split(".").slice(0, 2).join(".")]) {
    t.equal(kidOf(jws), undefined, "another number of parts");
  }
  // The Kelvin sign becomes an ASCII letter in lower case.
  t.ok(await verifyToken(signed({ ...good, typ: "K+jwt" }), "k+jwt", keys));
  t.equal(await verifyToken(signed({ ...good, typ: "\u212a+jwt" }), "k+jwt", keys), undefined);
});

t.test("key set: a key with a wrong kid or alg spoils the set", async (t) => {
  const set = (...keys: object[]) => readKeySet("housing", Buffer.from(JSON.stringify({ keys })));
  const other = await keyOf("ES256");
  for (const [alg, fitting, strange] of [
    ["ES256", ["ES256"], ["ES384", "EdDSA", "PS256", "ECDH-ES", "HS256", "none"]],
    ["Ed25519", ["EdDSA", "Ed25519"], ["ES256", "Ed448", "ed25519"]],
    ["PS256", ["PS256"], ["RS256", "PS512", "RSA-OAEP-256"]],
  ] as const) {
    const { jwk, kid, privateKey } = await keyOf(alg);
    const { kid: _kid, ...bare } = jwk;
    const jws = await new CompactSign(Buffer.from("{}")).setProtectedHeader({ alg, kid, typ: TYP }).sign(privateKey);
    for (const named of [undefined, ...fitting]) {
      const keys = (await set({ ...jwk, alg: named })) ?? [];
      t.ok(await verifyToken(jws, TYP, keys), `${alg} as ${named}`);
    }
    for (const named of [...strange, "", 7, null, [alg]]) {
      t.equal(await set({ ...jwk, alg: named }), undefined, `${alg} as ${JSON.stringify(named)}`);
    }
    for (const said of [undefined, other.kid, "", kid.toLowerCase(), `${kid}=`, kid.slice(1), 7, null]) {
      t.equal(await set({ ...bare, kid: said }), undefined, `kid ${String(said)}`);
    }
    t.equal(await set(other.jwk, { ...bare, kid: other.kid }), undefined, "one false key spoils the set");
  }
});

t.test("key set: a key of an unknown kind verifies nothing and does no harm", async (t) => {
  const { jwk, kid, privateKey } = await keyOf("ES256");
  const x = Buffer.alloc(32, 1).toString("base64url");
  for (const crv of ["SM2", "P-384", "constructor"]) {
    const point = { kty: "EC", crv, x, y: x };
    const strange = { ...point, use: "sig", kid: await calculateJwkThumbprint(point) };
    const keys = await setOf({ ...strange, alg: "SM2SM3" }, jwk);
    t.equal(keys.length, 2, crv);
    const signed = (header: { alg: string; kid: string }) =>
      new CompactSign(Buffer.from("{}")).setProtectedHeader({ ...header, typ: TYP }).sign(privateKey);
    t.ok(await verifyToken(await signed({ alg: "ES256", kid }), TYP, keys));
    t.equal(await verifyToken(await signed({ alg: "ES256", kid: strange.kid }), TYP, keys), undefined);
    t.same(await setOf({ ...strange, kid }, jwk), [], "its kid is its own all the same");
  }
  const { jwk: rsa } = await keyOf("PS256");
  const { kid: _kid, use: _use, ...bare } = rsa;
  t.equal((await setOf({ ...bare, kid: rsa.kid, use: "enc", alg: "RSA-OAEP-256" })).length, 1, "one to encrypt for");
});

t.test("key set: other texts are not key sets", async (t) => {
  for (const bad of ["", "{}", "[]", '{"keys":1}', '{"keys":[1]}', '{"keys":[{}]}', '{"keys":[],"keys":[]}']) {
    t.equal(await readKeySet("housing", Buffer.from(bad)), undefined, bad);
  }
  t.same(await readKeySet("housing", Buffer.from('{"keys":[]}')), []);
  const { jwk } = await keyOf("ES256");
  const many = JSON.stringify({ keys: Array.from({ length: 1_001 }, () => jwk) });
  t.equal(await readKeySet("housing", Buffer.from(many)), undefined, "a flood of keys");
});
