/** One table of headers for everything that reads a token: a rule of `wire/token.ts` holds for each reader alike. */
import t from "tap";
import { encryptOnce } from "../../src/crypto/jose/a256gcm.ts";
import { agree } from "../../src/crypto/jose/ecdh-es.ts";
import { signEs256 } from "../../src/crypto/jose/es256.ts";
import { importPublicJwk } from "../../src/crypto/jose/jwk.ts";
import { createJoseSuite } from "../../src/crypto/jose/suite.ts";
import { EnvelopeError } from "../../src/crypto/suite.ts";
import { readKeySet, verifyToken } from "../../src/evidence/verify/signed-token.ts";
import { createAssertionVerifier } from "../../src/http/auth/client-assertion.ts";
import { TokenRefused } from "../../src/http/auth/token-refused.ts";
import { CompactError, decrypt, verify } from "../../src/sdk/compact.ts";
import { importKey } from "../../src/sdk/jwk.ts";
import {
  ASSERTION,
  HeaderError,
  type HeaderRules,
  namesType,
  readHeader,
  SIGNED,
  splitToken,
  TOKEN_TYPES,
} from "../../src/wire/token.ts";
import { makeJoseKeys, onlySigner, ringOf } from "../crypto/jose-keys.ts";
import { newParties, partyOf, SETTINGS, START } from "../support/http/http-server.ts";

const keys = makeJoseKeys();
const sig = keys.sig.ES256;
const enc = keys.enc["ECDH-ES"];
const suite = createJoseSuite(1 << 20);
const b64 = (content: string | Uint8Array) => Buffer.from(content as string).toString("base64url");

/** Whether `work` is done; false when the reader refuses. Any other error is a fault of the reader. */
async function done(work: () => unknown): Promise<boolean> {
  try {
    return (await work()) !== undefined;
  } catch (error) {
    const refused = [EnvelopeError, CompactError, TokenRefused].some((kind) => error instanceof kind);
    if (refused) return false;
    throw error;
  }
}

interface Reader {
  /** What it takes. */
  readonly typ: string;
  readonly takes: (jws: string) => Promise<boolean>;
}

const { jwk: full } = sig;
const publicJwk = importPublicJwk({ kty: full.kty, crv: full["crv"], x: full["x"], y: full["y"], use: "sig" }).jwk;
const { party } = partyOf(await newParties(), "procuratorate");
const signing = { ...party, keys: new Map([[sig.kid, sig]]), retired: new Set<string>() };
const now = START / 1000;
const claims = { iss: party.id, sub: party.id, aud: SETTINGS.issuer, jti: "one", exp: now + 60 };

/** The four readers of signed tokens. */
const READERS: Readonly<Record<"suite" | "sdk" | "evidence" | "assertion", Reader>> = {
  suite: {
    typ: TOKEN_TYPES.receipt,
    takes: (jws) => done(() => suite.verify(jws, TOKEN_TYPES.receipt, onlySigner(sig))),
  },
  sdk: {
    typ: TOKEN_TYPES.receipt,
    takes: (jws) => done(async () => verify(jws, TOKEN_TYPES.receipt, () => importKey(publicJwk))),
  },
  evidence: {
    typ: TOKEN_TYPES.receipt,
    takes: (jws) =>
      done(async () => {
        const set = (await readKeySet("x", Buffer.from(JSON.stringify({ keys: [publicJwk] })))) ?? [];
        return verifyToken(jws, TOKEN_TYPES.receipt, set);
      }),
  },
  assertion: {
    typ: "client-authentication+jwt",
    takes: (jws) =>
      done(() =>
        createAssertionVerifier(
          () => ({ version: "1", party: (id) => (id === party.id ? signing : undefined), parties: () => [signing] }),
          { useAssertion: async () => true },
          SETTINGS,
          { now: () => START, vouch: () => undefined },
        )(jws),
      ),
  },
};

/** A token that holds, whatever its header: the text of the header, else the usual members with a change. */
function tokenOf(header: string): string {
  const input = `${b64(header)}.${b64(JSON.stringify(claims))}`;
  return `${input}.${b64(signEs256(Buffer.from(input), sig.privateKey))}`;
}

type Change = (typ: string) => Readonly<Record<string, unknown>> | string;

/** Headers that every reader takes. */
const TAKEN: Readonly<Record<string, Change>> = {
  "the members of the protocol": () => ({}),
  "a full media type": (typ) => ({ typ: `application/${typ}` }),
  "a type in another case": (typ) => ({ typ: typ.toUpperCase() }),
  "a full media type in another case": (typ) => ({ typ: `Application/${typ}` }),
  "white space and escapes": (typ) => ` {"kid":"${sig.kid}",\n"typ":"${typ}","\\u0061lg":"ES256"} `,
};

/** Headers that no reader takes. */
const REFUSED: Readonly<Record<string, Change>> = {
  "alg none": () => ({ alg: "none" }),
  "alg none in another case": () => ({ alg: "NONE" }),
  "an HMAC": () => ({ alg: "HS256" }),
  "an algorithm that is not in the table": () => ({ alg: "ES384" }),
  "another key's algorithm": () => ({ alg: "PS256" }),
  "an algorithm to encrypt": () => ({ alg: "ECDH-ES" }),
  "an inherited name": () => ({ alg: "constructor" }),
  "no alg": () => ({ alg: undefined }),
  "an alg that is no text": () => ({ alg: ["ES256"] }),
  "a kid that is no text": () => ({ kid: 7 }),
  "a typ that is no text": () => ({ typ: null }),
  "a cty that is no text": () => ({ cty: 7 }),
  "another type": () => ({ typ: TOKEN_TYPES.packet }),
  "a type of another tree": (typ) => ({ typ: `text/${typ}` }),
  "a type with a parameter": (typ) => ({ typ: `${typ};v=1` }),
  "a type behind a blank": (typ) => ({ typ: ` ${typ}` }),
  "an empty type": () => ({ typ: "" }),
  crit: () => ({ crit: ["exp"], exp: 1 }),
  "an empty crit": () => ({ crit: [] }),
  b64: () => ({ b64: false }),
  "b64 as an extension": () => ({ b64: true, crit: ["b64"] }),
  zip: () => ({ zip: "DEF" }),
  jwk: () => ({ jwk: publicJwk }),
  jku: () => ({ jku: "https://example.org/jwks" }),
  x5u: () => ({ x5u: "https://example.org/x5" }),
  "a member twice": (typ) => `{"alg":"ES256","kid":"${sig.kid}","typ":"${typ}","alg":"ES256"}`,
  "a member twice, once escaped": (typ) => `{"alg":"ES256","kid":"${sig.kid}","typ":"${typ}","\\u0061lg":"ES256"}`,
  "a byte order mark": (typ) => `\ufeff${JSON.stringify({ alg: "ES256", kid: sig.kid, typ })}`,
  "a list": () => "[]",
  "no JSON": () => "{",
  nothing: () => "",
  "more than is looked at": (typ) => `${JSON.stringify({ alg: "ES256", kid: sig.kid, typ })}${" ".repeat(8192)}`,
};

/** Headers of an OAuth library, which the reader of client assertions takes and no other. */
const OAUTH: Readonly<Record<string, Change>> = {
  "no kid": () => ({ kid: undefined }),
  "no typ": () => ({ typ: undefined }),
  "the usual type of a JWT": () => ({ typ: "JWT" }),
  "a certificate's thumbprint": () => ({ "x5t#S256": b64(Buffer.alloc(32)) }),
  certificates: () => ({ x5c: ["MIIB"] }),
  "a member of its own": () => ({ nonce: "1" }),
};

for (const [name, { typ, takes }] of Object.entries(READERS)) {
  const header = (change: Change) => {
    const changed = change(typ);
    return typeof changed === "string" ? changed : JSON.stringify({ alg: "ES256", kid: sig.kid, typ, ...changed });
  };
  t.test(name, async (t) => {
    for (const [title, change] of Object.entries(TAKEN)) t.ok(await takes(tokenOf(header(change))), `takes ${title}`);
    for (const [title, change] of Object.entries(REFUSED)) {
      t.notOk(await takes(tokenOf(header(change))), `refuses ${title}`);
    }
    for (const [title, change] of Object.entries(OAUTH)) {
      t.equal(await takes(tokenOf(header(change))), name === "assertion", title);
    }
    const good = tokenOf(header(() => ({})));
    const [head = "", body = "", signature = ""] = good.split(".");
    for (const other of ["", `${good}.`, `${head}.${body}`, `${head}=.${body}.${signature}`, `${good}\n`, ` ${good}`]) {
      t.notOk(await takes(other), `refuses the text ${JSON.stringify(other.slice(0, 4))}… of ${other.length}`);
    }
  });
}

const ENCRYPTED_READERS: Readonly<Record<"suite" | "sdk", (jwe: string) => Promise<boolean>>> = {
  suite: (jwe) => done(() => suite.open(Buffer.from(jwe), TOKEN_TYPES.packet, ringOf(enc), onlySigner(sig))),
  sdk: (jwe) => done(async () => decrypt(jwe, await sdkRing())),
};

async function sdkRing() {
  const key = await importKey(enc.jwk);
  return (kid: string) => (kid === enc.kid ? key : undefined);
}

/** A JWE that decrypts, whatever its header: `epk` is put in where the text has `"EPK"`. */
function encryptedOf(header: string): string {
  const { key, epk } = agree(enc.key, "P-256");
  const aad = b64(header.replace('"EPK"', JSON.stringify(epk)));
  const plaintext = Buffer.from(tokenOf(JSON.stringify({ alg: "ES256", kid: sig.kid, typ: TOKEN_TYPES.packet })));
  const { iv, ciphertext, tag } = encryptOnce(key, plaintext, aad);
  return `${aad}..${b64(iv)}.${b64(ciphertext)}.${b64(tag)}`;
}

const ENCRYPTED = { alg: "ECDH-ES", enc: "A256GCM", kid: enc.kid, cty: "JWT", epk: "EPK" };

for (const [name, takes] of Object.entries(ENCRYPTED_READERS)) {
  t.test(`${name}: encrypted`, async (t) => {
    const withChange = (change: object) => takes(encryptedOf(JSON.stringify({ ...ENCRYPTED, ...change })));
    for (const change of [
      {},
      { cty: "jwt" },
      { cty: "application/JWT" },
      { typ: "JOSE" },
      { typ: "application/jose" },
      { typ: "JWT" },
    ]) {
      t.ok(await withChange(change), `takes ${JSON.stringify(change)}`);
    }
    for (const change of [
      { alg: "none" },
      { alg: "dir" },
      { alg: "RSA-OAEP" },
      { alg: "RSA1_5" },
      { alg: "PBES2-HS256+A128KW", p2c: 1, p2s: "AAAA" },
      { alg: undefined },
      { enc: "A128GCM" },
      { enc: "A256CBC-HS512" },
      { enc: undefined },
      { kid: undefined },
      { kid: "another" },
      { cty: undefined },
      { cty: "JSON" },
      { cty: ["JWT"] },
      { typ: "JWE" },
      { typ: TOKEN_TYPES.packet },
      { zip: "DEF" },
      { crit: ["exp"], exp: 1 },
      { crit: [] },
      { b64: true },
      { jwk: enc.jwk },
      { jku: "https://example.org/jwks" },
      { x5u: "https://example.org/x5" },
      { x5c: ["MIIB"] },
      { nonce: "1" },
      { epk: undefined },
      { epk: null },
    ]) {
      t.notOk(await withChange(change), `refuses ${JSON.stringify(change).slice(0, 60)}`);
    }
  });
}

t.test("no two types of token name each other, nor a client assertion or an access token", async (t) => {
  const types = [...Object.values(TOKEN_TYPES), "JWT", "client-authentication+jwt", "at+jwt"];
  for (const one of types) for (const other of types) t.equal(namesType(one, other), one === other, `${one} ${other}`);
});

t.test("a type is not folded beyond ASCII", async (t) => {
  t.ok(namesType("TOKEN+jwt", "token+jwt"));
  t.notOk(namesType("to\u212aen+jwt", "token+jwt"), "KELVIN SIGN, of which toLowerCase makes a k");
  t.notOk(namesType(["token+jwt"], "token+jwt"));
});

t.test("a header that is refused says which rule it breaks", async (t) => {
  const faultOf = (header: object | string, rules: HeaderRules<string> = { ...SIGNED, typ: ["JWT"] }) => {
    try {
      readHeader(typeof header === "string" ? header : b64(JSON.stringify(header)), rules);
      return "none";
    } catch (error) {
      if (error instanceof HeaderError) return error.fault;
      throw error;
    }
  };
  const good = { alg: "ES256", kid: "x", typ: "JWT" };
  t.equal(faultOf(good), "none");
  t.equal(faultOf(`${b64(JSON.stringify(good))}=`), "form");
  t.equal(faultOf({ ...good, kid: undefined }), "member");
  t.equal(faultOf({ ...good, typ: "JOSE" }), "type");
  // The library that verifies signatures refuses some of these too: here the rule stands by itself.
  for (const member of ["crit", "b64", "zip", "jwk", "jku", "x5u"]) {
    t.equal(faultOf({ ...good, [member]: [] }, ASSERTION), "member", member);
  }
});

t.test("a token is split into its parts, each in canonical base64url", async (t) => {
  t.same(splitToken("AA.BBBA.", 3), ["AA", "BBBA", ""]);
  for (const text of ["AA.BBBA", "AA.BBBA..", "AB.BBBA.", "AA.BBB A.", "AA.BBBA.=", "AA.+AAA."]) {
    t.equal(splitToken(text, 3), undefined, text);
  }
});
