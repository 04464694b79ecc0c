import {
  createHash,
  createHmac,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from "node:crypto";
import { CompactEncrypt, CompactSign } from "jose";
import t, { type Test } from "tap";
import { encryptOnce } from "../../src/crypto/jose/a256gcm.ts";
import { agree } from "../../src/crypto/jose/ecdh-es.ts";
import { signEs256 } from "../../src/crypto/jose/es256.ts";
import { createJoseSuite } from "../../src/crypto/jose/suite.ts";
import { EnvelopeError, type EnvelopeStep, type PrivateKey } from "../../src/crypto/suite.ts";
import { makeJoseKeys, onlySigner, ringOf } from "./jose-keys.ts";
import { rejection } from "../support/refusal.ts";
import { part } from "../support/jws.ts";

const suite = createJoseSuite(1 << 20);
const keys = makeJoseKeys();
const TYP = "aid-message+jwt";
const sig = keys.sig.ES256;
const enc = keys.enc["ECDH-ES"];

/** Step at which opening failed, or "opened". Any other error is a fault of the suite. */
const step = async (open: () => unknown): Promise<EnvelopeStep | "opened"> =>
  (await rejection(EnvelopeError, open))?.step ?? "opened";

/** Another spelling of the same bytes: the last of 22 characters has four bits to spare. */
function strayBits(segment: string): string {
  const last = { A: "B", Q: "R", g: "h", w: "x" }[segment.slice(-1)];
  return segment.slice(0, -1) + String(last);
}

/** JWS with a valid signature over any header. */
function jwsOf(header: string, payload = "{}", key: KeyObject = sig.privateKey): string {
  const input = `${part(header)}.${part(payload)}`;
  return `${input}.${part(signEs256(Buffer.from(input), key))}`;
}

const JWS_HEADER = { alg: "ES256", typ: TYP, kid: sig.kid };
const verify = (jws: string): unknown => suite.verify(jws, TYP, onlySigner(sig));

/** JWE that decrypts, with any header. `"EPK"` in the header becomes the ephemeral key. */
function jweOf(header: string, { plaintext = jwsOf(JSON.stringify(JWS_HEADER)), encryptedKey = "" } = {}): Buffer {
  const { key, epk } = agree(enc.key, "P-256");
  const aad = part(header.replace('"EPK"', JSON.stringify(epk)));
  const { iv, ciphertext, tag } = encryptOnce(key, Buffer.from(plaintext), aad);
  return Buffer.from(`${aad}.${encryptedKey}.${part(iv)}.${part(ciphertext)}.${part(tag)}`);
}

const JWE_HEADER = { alg: "ECDH-ES", enc: "A256GCM", kid: enc.kid, cty: "JWT", epk: "EPK" };
const open = (jwe: Buffer): unknown => suite.open(jwe, TYP, ringOf(enc), onlySigner(sig));

async function refused(t: Test, expected: EnvelopeStep, cases: Record<string, () => unknown>): Promise<void> {
  for (const [name, work] of Object.entries(cases)) t.equal(await step(work), expected, name);
}

t.test("the tokens of these tests open when nothing is changed", async (t) => {
  t.equal(await step(() => verify(jwsOf(JSON.stringify(JWS_HEADER)))), "opened");
  t.equal(await step(() => open(jweOf(JSON.stringify(JWE_HEADER)))), "opened");
});

t.test("a JWS header that breaks a rule is refused", async (t) => {
  const header =
    (change: object): (() => unknown) =>
    () =>
      verify(jwsOf(JSON.stringify({ ...JWS_HEADER, ...change })));
  const text =
    (header: string): (() => unknown) =>
    () =>
      verify(jwsOf(header));
  await refused(t, "inner-header", {
    none: header({ alg: "none" }),
    "None in another case": header({ alg: "nOnE" }),
    "HMAC on a public key": header({ alg: "HS256" }),
    ES384: header({ alg: "ES384" }),
    ES256K: header({ alg: "ES256K" }),
    "another kind's": header({ alg: "PS256" }),
    "an inherited name": header({ alg: "constructor" }),
    "an algorithm to encrypt": header({ alg: "ECDH-ES" }),
    "no alg": header({ alg: undefined }),
    "alg of another type": header({ alg: ["ES256"] }),
    "no kid": header({ kid: undefined }),
    "kid of another type": header({ kid: [sig.kid] }),
    "no typ": header({ typ: undefined }),
    "another typ": header({ typ: "aid-packet+jwt" }),
    "typ JWT": header({ typ: "JWT" }),
    "typ of another tree": header({ typ: `text/${TYP}` }),
    "typ with a parameter": header({ typ: `${TYP};v=1` }),
    crit: header({ crit: ["exp"], exp: 1 }),
    "an empty crit": header({ crit: [] }),
    b64: header({ b64: false, crit: ["b64"] }),
    jwk: header({ jwk: sig.jwk }),
    jku: header({ jku: "https://example.org/jwks" }),
    x5u: header({ x5u: "https://example.org/x5" }),
    x5c: header({ x5c: ["MIIB"] }),
    zip: header({ zip: "DEF" }),
    cty: header({ cty: "JWT" }),
    "a member of one's own": header({ nonce: "1" }),
    __proto__: text(`{"alg":"ES256","typ":"${TYP}","kid":"${sig.kid}","__proto__":{}}`),
    "a name twice": text(`{"alg":"none","alg":"ES256","typ":"${TYP}","kid":"${sig.kid}"}`),
    "a name twice, escaped": text(`{"\\u0061lg":"none","alg":"ES256","typ":"${TYP}","kid":"${sig.kid}"}`),
    "an array": text("[]"),
    null: text("null"),
    "not JSON": text("{"),
    "not UTF-8": () => verify(`${part(Uint8Array.of(0xff))}.e30.${part(Buffer.alloc(64))}`),
    "a byte order mark": text(`\ufeff${JSON.stringify(JWS_HEADER)}`),
    empty: () => verify(`.e30.${part(Buffer.alloc(64))}`),
    "too long": text(`${JSON.stringify(JWS_HEADER)}${" ".repeat(4096)}`),
  });
  for (const typ of [`application/${TYP}`, TYP.toUpperCase(), `Application/${TYP}`]) {
    t.equal(await step(header({ typ })), "opened", `${typ}: the same media type (RFC 7515 section 4.1.9)`);
  }
  t.equal(await step(text(` {"kid":"${sig.kid}",\n"typ":"${TYP}","\\u0061lg":"ES256"} `)), "opened", "other JSON text");
});

t.test("a JWS of another signer, or with another signature, is refused", async (t) => {
  const other = keys.sig.Ed25519;
  const jws = jwsOf(JSON.stringify(JWS_HEADER));
  const by = (key: PrivateKey | undefined) => (): unknown => suite.verify(jws, TYP, () => key);
  await refused(t, "signer", {
    "nobody known": by(undefined),
    "a directory that gives another key": by(other),
    "a key to encrypt": by({ ...sig, use: "enc" }),
  });
  const [head = "", body = "", tail = ""] = jws.split(".");
  const raw = Buffer.from(tail, "base64url");
  const signature = (bytes: Uint8Array) => (): unknown => verify(`${head}.${body}.${part(bytes)}`);
  const order = Buffer.from("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", "hex");
  await refused(t, "signature", {
    "another key": () =>
      verify(jwsOf(JSON.stringify(JWS_HEADER), "{}", generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey)),
    DER: signature(sign("sha256", Buffer.from(`${head}.${body}`), sig.privateKey)),
    "r = s = 0 (CVE-2022-21449)": signature(Buffer.alloc(64)),
    "s = 0": signature(Buffer.concat([raw.subarray(0, 32), Buffer.alloc(32)])),
    "r = s = n": signature(Buffer.concat([order, order])),
    short: signature(raw.subarray(0, 63)),
    long: signature(Buffer.concat([raw, Buffer.alloc(1)])),
    empty: () => verify(`${head}.${body}.`),
    "HMAC with the public key": () => {
      const secret = sig.key.export({ type: "spki", format: "pem" });
      return verify(`${head}.${body}.${createHmac("sha256", secret).update(`${head}.${body}`).digest("base64url")}`);
    },
  });
  await refused(t, "inner-parse", {
    "two segments": () => verify(`${head}.${body}`),
    "four segments": () => verify(`${jws}.`),
    "five segments": () => verify(`${jws}..`),
    "a million dots": () => verify(".".repeat(1_000_000)),
    nothing: () => verify(""),
    padding: () => verify(`${head}.${body}.${tail}=`),
    "white space": () => verify(`${head}.${body}.${tail}\n`),
    "stray bits in the payload": () => verify(`${head}.e31.${tail}`),
    "the JSON serialization": () => verify(JSON.stringify({ protected: head, payload: body, signature: tail })),
    "longer than is looked at": () => createJoseSuite(10).verify(jws, TYP, onlySigner(sig)),
  });
});

t.test("a JWE header that breaks a rule is refused", async (t) => {
  const header =
    (change: object): (() => unknown) =>
    () =>
      open(jweOf(JSON.stringify({ ...JWE_HEADER, ...change })));
  const text =
    (header: string): (() => unknown) =>
    () =>
      open(jweOf(header));
  const { epk } = agree(enc.key, "P-256");
  const okp = generateKeyPairSync("x25519").publicKey.export({ format: "jwk" });
  await refused(t, "header", {
    dir: header({ alg: "dir" }),
    RSA1_5: header({ alg: "RSA1_5" }),
    PBES2: header({ alg: "PBES2-HS512+A256KW", p2s: "AAAA", p2c: 1_000_000_000 }),
    "PBES2 alone": header({ alg: "PBES2-HS256+A128KW" }),
    A256KW: header({ alg: "A256KW" }),
    "ECDH-ES+A128KW": header({ alg: "ECDH-ES+A128KW" }),
    "ECDH-1PU": header({ alg: "ECDH-1PU" }),
    "another kind's": header({ alg: "RSA-OAEP-256" }),
    "an algorithm to sign": header({ alg: "ES256" }),
    "no alg": header({ alg: undefined }),
    A128GCM: header({ enc: "A128GCM" }),
    "A256CBC-HS512": header({ enc: "A256CBC-HS512" }),
    "no enc": header({ enc: undefined }),
    zip: header({ zip: "DEF" }),
    "no kid": header({ kid: undefined }),
    "no cty": header({ cty: undefined }),
    "another cty": header({ cty: "json" }),
    "typ of something else": header({ typ: "JWK" }),
    crit: header({ crit: ["http://example.org/x"] }),
    jwk: header({ jwk: enc.jwk }),
    jku: header({ jku: "https://example.org/jwks" }),
    x5u: header({ x5u: "https://example.org/x5" }),
    x5c: header({ x5c: [] }),
    p2c: header({ p2c: 1 }),
    "a name twice": text(`{"alg":"ECDH-ES",${JSON.stringify(JWE_HEADER).slice(1)}`),
    "no epk": header({ epk: undefined }),
    "epk null": header({ epk: null }),
    "epk array": header({ epk: [epk] }),
    "epk of another curve": header({ epk: okp }),
    "epk named another curve": header({ epk: { ...epk, crv: "P-384" } }),
    "epk of another type": header({ epk: { ...epk, kty: "OKP" } }),
    "epk with its private part": header({ epk: { ...epk, d: "AA" } }),
    "epk with more": header({ epk: { ...epk, kid: "x" } }),
    "epk without y": header({ epk: { ...epk, y: undefined } }),
    "epk with a short x": header({ epk: { ...epk, x: String(epk.x).slice(2) } }),
    "epk padded": header({ epk: { ...epk, x: `${epk.x}=` } }),
    "apu of another type": header({ apu: 1 }),
    "apv not canonical": header({ apv: "AB" }),
  });
  await refused(t, "key", {
    "a kid that is not ours": header({ kid: sig.kid }),
    "a key to sign": () =>
      suite.open(jweOf(JSON.stringify(JWE_HEADER)), TYP, ringOf({ ...enc, use: "sig" }), onlySigner(sig)),
  });
  await refused(t, "decrypt", {
    "another party info": header({ apu: part("Mallory") }),
    "another key's epk": header({ epk }),
    "epk off the curve": header({ epk: { ...epk, y: epk.x } }),
    "epk at nothing": header({ epk: { ...epk, x: part(Buffer.alloc(32)), y: part(Buffer.alloc(32)) } }),
  });
  for (const change of [{ typ: "JOSE" }, { typ: "JWT" }, { cty: "jwt" }, { cty: "application/jwt" }]) {
    t.equal(await step(header(change)), "opened", JSON.stringify(change));
  }
});

t.test("X25519: an ephemeral key of small order or of another form is refused", async (t) => {
  const x = keys.enc["ECDH-ES X25519"];
  const attempt = (epk: object) => (): unknown => {
    const aad = part(JSON.stringify({ ...JWE_HEADER, kid: x.kid, epk }));
    return suite.open(
      Buffer.from(`${aad}..${part(Buffer.alloc(12))}.AAAA.${part(Buffer.alloc(16))}`),
      TYP,
      ringOf(x),
      onlySigner(sig),
    );
  };
  const zero = { kty: "OKP", crv: "X25519", x: part(Buffer.alloc(32)) };
  await refused(t, "decrypt", {
    "u = 0": attempt(zero),
    "u = 1": attempt({ ...zero, x: part(Buffer.from([1, ...Buffer.alloc(31)])) }),
  });
  await refused(t, "header", { "a y": attempt({ ...zero, y: zero.x }), EC: attempt({ ...zero, kty: "EC" }) });
});

t.test("a JWE with wrong segments is refused", async (t) => {
  const jwe = jweOf(JSON.stringify(JWE_HEADER)).toString();
  const [head = "", , iv = "", body = "", tag = ""] = jwe.split(".");
  const segments =
    (...parts: string[]) =>
    (): unknown =>
      open(Buffer.from(parts.join(".")));
  await refused(t, "parse", {
    nothing: () => open(Buffer.alloc(0)),
    "a million dots": () => open(Buffer.alloc(1_000_000, ".")),
    "four segments": segments(head, "", iv, body),
    "six segments": segments(head, "", iv, body, tag, ""),
    "a wrapped key in direct agreement": segments(head, "AAAA", iv, body, tag),
    "a short iv": segments(head, "", iv.slice(0, -4), body, tag),
    "a long iv": segments(head, "", `${iv}AAAA`, body, tag),
    "a short tag": segments(head, "", iv, body, part(Buffer.from(tag, "base64url").subarray(0, 12))),
    "no tag": segments(head, "", iv, body, ""),
    "stray bits in the tag": segments(head, "", iv, body, strayBits(tag)),
    padding: segments(head, "", iv, body, `${tag}==`),
    "white space": segments(head, "", iv, body, `${tag}\n`),
    "bytes that are not ASCII": () => open(Buffer.concat([Buffer.from(jwe), Buffer.from([0xe4])])),
    "the JSON serialization": () => open(Buffer.from(JSON.stringify({ protected: head, iv, ciphertext: body, tag }))),
    "longer than is looked at": () => createJoseSuite(10).open(Buffer.from(jwe), TYP, ringOf(enc), onlySigner(sig)),
  });
});

t.test("a JWE around anything but a JWS of the right type is refused", async (t) => {
  const inside = (plaintext: string) => (): unknown => open(jweOf(JSON.stringify(JWE_HEADER), { plaintext }));
  await refused(t, "inner-parse", {
    nothing: inside(""),
    "no JWS": inside("{}"),
    "another envelope": inside("a.b.c.d.e"),
  });
  await refused(t, "inner-header", {
    "an unsigned JWT": inside(`${part('{"alg":"none"}')}.e30.`),
    "another typ": inside(jwsOf(JSON.stringify({ ...JWS_HEADER, typ: "aid-receipt+jwt" }))),
  });
  await refused(t, "signature", {
    "a signature over something else": inside(jwsOf(JSON.stringify(JWS_HEADER)).replace(".e30.", ".W10.")),
  });
});

t.test("algorithms of the library that are not in the table are refused", async (t) => {
  const jws = jwsOf(JSON.stringify(JWS_HEADER));
  const wrap = keys.enc["ECDH-ES+A256KW"];
  const seal = (
    header: { alg: string; enc: string; [name: string]: unknown },
    key: KeyObject | Uint8Array,
  ): Promise<string> => new CompactEncrypt(Buffer.from(jws)).setProtectedHeader({ cty: "JWT", ...header }).encrypt(key);
  await refused(t, "header", {
    "content under A128GCM": async () =>
      suite.open(
        Buffer.from(await seal({ alg: "ECDH-ES+A256KW", enc: "A128GCM", kid: wrap.kid }, wrap.key)),
        TYP,
        ringOf(wrap),
        onlySigner(sig),
      ),
    "RSA-OAEP with SHA-1": async () => {
      const rsa = keys.enc["RSA-OAEP-256"];
      return suite.open(
        Buffer.from(await seal({ alg: "RSA-OAEP", enc: "A256GCM", kid: rsa.kid }, rsa.key)),
        TYP,
        ringOf(rsa),
        onlySigner(sig),
      );
    },
    "a symmetric key": async () =>
      suite.open(
        Buffer.from(await seal({ alg: "dir", enc: "A256GCM", kid: wrap.kid }, randomBytes(32))),
        TYP,
        ringOf(wrap),
        onlySigner(sig),
      ),
  });
  const rsa = keys.sig.PS256;
  const rs256 = await new CompactSign(Buffer.from("{}"))
    .setProtectedHeader({ alg: "RS256", typ: TYP, kid: rsa.kid })
    .sign(createPrivateKey({ key: rsa.jwk, format: "jwk" }));
  t.equal(await step(() => suite.verify(rs256, TYP, onlySigner(rsa))), "inner-header", "RS256");
});

t.test("the digest of the inner object is that of its text", async (t) => {
  const jws = jwsOf(JSON.stringify(JWS_HEADER));
  const opened = await suite.open(
    jweOf(JSON.stringify(JWE_HEADER), { plaintext: jws }),
    TYP,
    ringOf(enc),
    onlySigner(sig),
  );
  t.ok(opened.signedDigest.equals(createHash("sha256").update(jws).digest()));
});
