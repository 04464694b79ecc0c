import t from "tap";
import { decrypt, encrypt, sign, verify } from "../../src/sdk/compact.ts";
import { PublishedKeys } from "../../src/sdk/published-keys.ts";
import { importKey, type Jwk } from "../../src/sdk/jwk.ts";
import { PartyKeys } from "../../src/sdk/party-keys.ts";
import { newJwk, newKeySet, publicSet } from "../support/sdk/party-key-set.ts";

const publicOf = (jwk: Jwk) => publicSet({ keys: [jwk] }).keys[0] ?? jwk;

t.test("every algorithm of the protocol signs and verifies, encrypts and decrypts", async (t) => {
  for (const [alg, crv] of [["ES256"], ["Ed25519"], ["EdDSA", "Ed25519"], ["PS256"]] as const) {
    const jwk = await newJwk("sig", alg, crv);
    const jws = await sign({ a: 1 }, "test+jwt", await importKey(jwk));
    const key = await importKey(publicOf(jwk));
    t.same(await verify(jws, "test+jwt", () => key), { a: 1 }, alg);
  }
  const pairs = [
    ["ECDH-ES", "P-256"],
    ["ECDH-ES+A256KW", "P-256"],
    ["ECDH-ES", "X25519"],
    ["RSA-OAEP-256", undefined],
  ] as const;
  for (const [alg, crv] of pairs) {
    const jwk = await newJwk("enc", alg, crv);
    const key = await importKey(jwk);
    const jwe = await encrypt("e30.e30.", await importKey(publicOf(jwk)));
    t.equal(await decrypt(jwe, () => key), "e30.e30.", `${alg} ${crv}`);
  }
});

t.test("a key is for one purpose", async (t) => {
  const { keys } = await newKeySet();
  const [sig, enc] = keys as [Jwk, Jwk];
  const signing = await importKey(sig);
  const jws = await sign({}, "test+jwt", signing);
  const asEnc = { ...(await importKey(publicOf(sig))), use: "enc" } as const;
  await t.rejects(
    verify(jws, "test+jwt", () => asEnc),
    { name: "CompactError", fault: "signature" },
  );
  await t.rejects(importKey({ ...sig, use: undefined }), TypeError);
  await t.rejects(importKey({ ...enc, alg: "ES256" }), TypeError);
  await t.rejects(importKey({ ...sig, kid: "mine" }), TypeError);
  await t.rejects(importKey({ kty: "oct", k: "AAAA", use: "sig" }), TypeError);
});

t.test("headers that would choose the key or the rules are refused", async (t) => {
  const jwk = await newJwk("sig", "ES256");
  const key = await importKey(publicOf(jwk));
  const [, payload = "", signature = ""] = (await sign({}, "test+jwt", await importKey(jwk))).split(".");
  const withHeader = (text: string) => `${Buffer.from(text).toString("base64url")}.${payload}.${signature}`;
  const base = { alg: "ES256", typ: "test+jwt", kid: key.kid };
  const headers = [
    { ...base, jwk: publicOf(jwk) },
    { ...base, jku: "https://attacker.example/keys" },
    { ...base, x5u: "https://attacker.example/cert" },
    { ...base, crit: ["exp"], exp: 1 },
    { ...base, b64: false },
    { ...base, kid: undefined },
  ].map((header) => JSON.stringify(header));
  for (const header of [...headers, '{"alg":"none","alg":"ES256"}', "null", "not json"]) {
    await t.rejects(
      verify(withHeader(header), "test+jwt", () => key),
      { name: "CompactError", fault: "form" },
      header,
    );
  }
  for (const alg of ["none", "HS256", "ES384", "RS256"]) {
    await t.rejects(
      verify(withHeader(JSON.stringify({ ...base, alg })), "test+jwt", () => key),
      { name: "CompactError", fault: "signature" },
      alg,
    );
  }
});

t.test("a token in another spelling is refused", async (t) => {
  const jwk = await newJwk("sig", "Ed25519");
  const key = await importKey(publicOf(jwk));
  const jws = await sign({}, "test+jwt", await importKey(jwk));
  // 64 bytes leave four spare bits in the last character: all but one of 16 spellings are wrong.
  const last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".indexOf(jws.at(-1) ?? "");
  const other = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[last + 1] ?? "";
  for (const text of [jws.slice(0, -1) + other, `${jws}=`, ` ${jws}`, `${jws}.`, jws.replace(".", ".\n")]) {
    await t.rejects(
      verify(text, "test+jwt", () => key),
      { name: "CompactError", fault: "form" },
    );
  }
});

t.test("in a party's set the first key that is not retired signs, and all decrypt", async (t) => {
  const now = await newKeySet();
  const before = await newKeySet();
  const retired = before.keys.map((jwk) => Object.assign({ revoked: { revoked_at: 1_767_225_600 } }, jwk));
  const keys = await PartyKeys.from({ keys: [...retired, ...now.keys] });
  t.equal(keys.signing.kid, now.keys[0]?.kid);
  t.equal(keys.decryption.size, 2);
  await t.rejects(PartyKeys.from(publicSet(now)), TypeError, "public keys are not enough");
  await t.rejects(PartyKeys.from({ keys: retired }), TypeError, "none signs");
});

t.test(
  "in the gateway's set a new key is found, an old one stays known, and private or unknown ones are left out",
  async (t) => {
    let now = 0;
    const [old, present] = [publicSet(await newKeySet()).keys, publicSet(await newKeySet()).keys];
    const strange = { kty: "EC", crv: "secp256k1", use: "sig" };
    let published = { keys: [strange, ...old] };
    let reachable = true;
    const keys = new PublishedKeys(
      async () => {
        if (!reachable) throw new Error("down");
        return published;
      },
      () => now,
    );
    t.equal((await keys.encryption()).kid, old[1]?.kid);
    published = { keys: [strange, ...present] };
    now += 3_500_000;
    t.equal((await keys.encryption()).kid, old[1]?.kid, "kept for an hour");
    now += 200_000;
    reachable = false;
    t.equal((await keys.encryption()).kid, old[1]?.kid, "and while the gateway is away");
    reachable = true;
    now += 30_000;
    t.equal((await keys.encryption()).kid, present[1]?.kid);
    t.equal((await keys.signing(String(old[0]?.kid)))?.kid, old[0]?.kid, "what it signed before still verifies");
    t.equal(await keys.signing(String(present[1]?.kid)), undefined, "an encryption key signs nothing");
    const leaked = new PublishedKeys(
      async () => newKeySet(),
      () => now,
    );
    await t.rejects(leaked.encryption(), { code: "private-key" });
  },
);

t.test("a caller during a look-up of keys waits for its end", async (t) => {
  const set = publicSet(await newKeySet());
  const kid = String(set.keys[0]?.kid);
  const fetched = Promise.withResolvers<void>();
  const keys = new PublishedKeys(
    async () => {
      fetched.resolve();
      return set;
    },
    () => 0,
  );
  const first = keys.signing(kid);
  await fetched.promise;
  // The set is fetched but not imported yet: "no such key" would refuse a packet for good.
  const second = keys.signing(kid);
  t.equal((await first)?.kid, kid);
  t.equal((await second)?.kid, kid);
});
