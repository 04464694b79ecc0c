import { createHmac } from "node:crypto";
import fc from "fast-check";
import t from "tap";
import type { PrivateKey } from "../../src/crypto/suite.ts";
import type { Directory } from "../../src/exchange/ports.ts";
import { createAssertionVerifier } from "../../src/http/auth/client-assertion.ts";
import { TokenRefused } from "../../src/http/auth/token-refused.ts";
import { newKey, newParties, partyOf, SETTINGS, START, signCompact } from "../support/http/http-server.ts";
import { rejection } from "../support/refusal.ts";
import { part } from "../support/jws.ts";
import { holds } from "../support/holds.ts";
import { like } from "../support/like.ts";

const parties = await newParties();
const own = partyOf(parties, "procuratorate");
const other = partyOf(parties, "civil-affairs");
const [ed, rsa, retired] = await Promise.all([newKey("EdDSA"), newKey("PS256"), newKey("ES256")]);
/** Key that could sign, but is registered to decrypt with. */
const misused: PrivateKey = { ...(await newKey("ES256")), use: "enc" };
const now = START / 1000;

/** The party with further keys, one of them retired. */
const party = {
  ...own.party,
  keys: new Map([own.sig, own.enc, ed, rsa, retired, misused].map((key) => [key.kid, key])),
  retired: new Set([retired.kid]),
};
let active = true;
const directory: Directory = {
  version: "1",
  party: (id) => (id === party.id ? { ...party, active } : parties.get(id)?.party),
  parties: () => [party],
};

function verifier() {
  const used = new Map<string, number>();
  const verify = createAssertionVerifier(
    () => directory,
    {
      async useAssertion(id, jti, expires) {
        const key = `${id} ${jti}`;
        if (used.has(key)) return false;
        used.set(key, expires);
        return true;
      },
    },
    SETTINGS,
    { now: () => START, vouch: () => undefined },
  );
  return { verify, used };
}

const claims = (change: Record<string, unknown> = {}) => ({
  iss: party.id,
  sub: party.id,
  aud: SETTINGS.issuer,
  jti: "one",
  iat: now,
  exp: now + 120,
  ...change,
});
const sign = (
  change: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
  key: PrivateKey = own.sig,
): Promise<string> => signCompact(claims(change), key, { alg: key.alg, kid: key.kid, ...header });

async function reasonOf(assertion: string): Promise<TokenRefused> {
  const { verify, used } = verifier();
  const refused = await rejection(TokenRefused, () => verify(assertion));
  if (refused === undefined) throw new Error("not refused");
  if (used.size !== 0) throw new Error("a refused assertion spent its jti", { cause: refused });
  return refused;
}

t.test("assertions that the protocol allows are accepted", async (t) => {
  const good: Record<string, string> = {
    plain: await sign(),
    "typ JWT": await sign({}, { typ: "JWT" }),
    "typ as a media type": await sign({}, { typ: "application/client-authentication+jwt" }),
    "without kid": await sign({}, { kid: undefined }),
    "without iat": await sign({ iat: undefined }),
    "aud is the token endpoint": await sign({ aud: `${SETTINGS.publicUrl}/oauth/token` }),
    "aud is a list of it alone": await sign({ aud: [SETTINGS.issuer] }),
    "exp at the end of what is allowed": await sign({ exp: now + 300 + 60 }),
    "expired within the skew": await sign({ exp: now - 59 }),
    "nbf within the skew": await sign({ nbf: now + 60 }),
    EdDSA: await sign({}, {}, ed),
    "EdDSA by its new name": await signCompact(claims(), ed, { alg: "Ed25519", kid: ed.kid }),
    PS256: await sign({}, {}, rsa),
  };
  for (const [name, assertion] of Object.entries(good)) {
    const { verify, used } = verifier();
    like(t, await verify(assertion), { party: { id: party.id } }, name);
    t.same([...used.keys()], [`${party.id} one`], `${name}: its jti is spent`);
  }
});

t.test("assertions that the protocol does not allow are refused, with the reason for the audit log only", async (t) => {
  const good = await sign();
  const [head = "", body = "", signature = ""] = good.split(".");
  const publicPem = own.sig.key.export({ type: "spki", format: "pem" }).toString();
  const forged = (header: object, payload: object = claims()) => {
    const input = `${part(header)}.${part(payload)}`;
    return `${input}.${createHmac("sha256", publicPem).update(input).digest("base64url")}`;
  };
  // 64 bytes leave two bits in the last character: the next one differs in stray bits only.
  const stray = signature.slice(0, -1) + String.fromCharCode(signature.charCodeAt(signature.length - 1) + 1);
  const bad: Record<string, readonly [assertion: string, reason: string]> = {
    empty: ["", "malformed"],
    "two parts": [`${head}.${body}`, "malformed"],
    "four parts": [`${good}.`, "malformed"],
    "padding in a part": [`${head}=.${body}.${signature}`, "malformed"],
    "white space at the end": [`${good}\n`, "malformed"],
    "longer than any assertion": [`${head}.${body}.${"A".repeat(9000)}`, "malformed"],
    "header is not JSON": [`${part("{")}.${body}.${signature}`, "malformed"],
    "header is a list": [`${part("[]")}.${body}.${signature}`, "malformed"],
    "a member twice in the header": [`${part('{"alg":"ES256","alg":"ES256"}')}.${body}.${signature}`, "malformed"],
    "a member twice in the claims": [`${head}.${part(`{"iss":"x","iss":"${party.id}"}`)}.${signature}`, "malformed"],
    "claims are not an object": [`${head}.${part("1")}.${signature}`, "malformed"],
    "alg none": [forged({ alg: "none", kid: own.sig.kid }), "algorithm"],
    "alg none without a signature": [`${part('{"alg":"none"}')}.${body}.`, "algorithm"],
    "HMAC with the public key": [forged({ alg: "HS256", kid: own.sig.kid }), "algorithm"],
    "alg of a member of the prototype": [forged({ alg: "constructor", kid: own.sig.kid }), "algorithm"],
    "no alg": [forged({ kid: own.sig.kid }), "algorithm"],
    "alg of another key type": [`${part({ alg: "PS256", kid: own.sig.kid })}.${body}.${signature}`, "algorithm"],
    "typ of a message": [await sign({}, { typ: "aid-message+jwt" }), "header"],
    "typ of an access token": [await sign({}, { typ: "at+jwt" }), "header"],
    "typ is a number": [forged({ alg: "ES256", typ: 1 }), "header"],
    "kid is a number": [forged({ alg: "ES256", kid: 1 }), "header"],
    crit: [forged({ alg: "ES256", crit: ["exp"], exp: 1 }), "header"],
    jwk: [await sign({}, { jwk: other.sig.jwk }), "header"],
    jku: [await sign({}, { jku: "https://else.example/keys" }), "header"],
    x5u: [await sign({}, { x5u: "https://else.example/chain" }), "header"],
    "b64 false": [forged({ alg: "ES256", b64: false }), "header"],
    "unknown party": [await sign({ iss: "nobody", sub: "nobody" }), "unknown-party"],
    "iss is a number": [await sign({ iss: 1 }), "unknown-party"],
    "no iss": [await sign({ iss: undefined }), "unknown-party"],
    "another party's key, named": [await sign({}, {}, other.sig), "unknown-key"],
    "another party's key under the own kid": [await sign({}, { kid: own.sig.kid }, other.sig), "signature"],
    "another party's key, not named": [await sign({}, { kid: undefined }, other.sig), "signature"],
    "in another party's name": [await sign({ iss: other.party.id, sub: other.party.id }), "unknown-key"],
    "a key to decrypt with": [await sign({}, {}, misused), "unknown-key"],
    "a key to decrypt with, not named": [await sign({}, { kid: undefined }, misused), "signature"],
    "a retired key": [await sign({}, {}, retired), "retired-key"],
    "a retired key, not named": [await sign({}, { kid: undefined }, retired), "signature"],
    "an unknown kid": [await sign({}, { kid: "" }), "unknown-key"],
    "changed claims": [`${head}.${part(claims({ jti: "two" }))}.${signature}`, "signature"],
    "changed signature": [`${head}.${body}.${signature.replace(/^./, (c) => (c === "A" ? "B" : "A"))}`, "signature"],
    "signature with stray bits": [`${head}.${body}.${stray}`, "malformed"],
    "no signature": [`${head}.${body}.`, "signature"],
    "DER signature": [`${head}.${body}.${Buffer.from("3006020101020101", "hex").toString("base64url")}`, "signature"],
    "sub is not iss": [await sign({ sub: other.party.id }), "issuer-subject"],
    "no sub": [await sign({ sub: undefined }), "issuer-subject"],
    "no aud": [await sign({ aud: undefined }), "audience"],
    "aud with another server's beside it": [await sign({ aud: [SETTINGS.issuer, "https://else.example"] }), "audience"],
    "aud twice": [await sign({ aud: [SETTINGS.issuer, SETTINGS.issuer] }), "audience"],
    "no aud in the list": [await sign({ aud: [] }), "audience"],
    "another aud": [await sign({ aud: "https://else.example" }), "audience"],
    "aud with a slash more": [await sign({ aud: `${SETTINGS.issuer}/` }), "audience"],
    "aud within a list within a list": [await sign({ aud: [[SETTINGS.issuer]] }), "audience"],
    "no exp": [await sign({ exp: undefined }), "claims"],
    "exp is a text": [await sign({ exp: String(now + 120) }), "claims"],
    "exp is negative": [await sign({ exp: -1 }), "claims"],
    "iat is a text": [await sign({ iat: "now" }), "claims"],
    "nbf is null": [await sign({ nbf: null }), "claims"],
    "expired by more than the skew": [await sign({ exp: now - 60 }), "expired"],
    "exp too far away": [await sign({ exp: now + 361 }), "lifetime"],
    "issued in the future": [await sign({ iat: now + 61 }), "not-yet-valid"],
    "not valid yet": [await sign({ nbf: now + 61 }), "not-yet-valid"],
    "no jti": [await sign({ jti: undefined }), "id"],
    "empty jti": [await sign({ jti: "" }), "id"],
    "jti is a number": [await sign({ jti: 1 }), "id"],
    "jti too long": [await sign({ jti: "j".repeat(257) }), "id"],
  };
  for (const [name, [assertion, reason]] of Object.entries(bad)) {
    t.equal((await reasonOf(assertion)).reason, reason, name);
  }
});

t.test(
  "a refusal names only parties of the directory, and counts them as proved only after the signature",
  async (t) => {
    like(t, await reasonOf(await sign({ iss: "nobody" })), { party: undefined, proved: false });
    like(t, await reasonOf(await sign({}, { kid: own.sig.kid }, other.sig)), { party: party.id, proved: false });
    like(t, await reasonOf(await sign({ aud: "x" })), { party: party.id, proved: true });
  },
);

t.test("a suspended party is refused", async (t) => {
  active = false;
  t.teardown(() => (active = true));
  like(t, await reasonOf(await sign()), { reason: "suspended", party: party.id });
});

t.test("an assertion is accepted once, and remembered until it has expired for every clock", async (t) => {
  const { verify, used } = verifier();
  await verify(await sign({ exp: now + 120.5 }));
  await t.rejects(verify(await sign()), new TokenRefused("replayed", { party: party.id, proved: true }));
  t.ok((used.get(`${party.id} one`) ?? 0) >= now + 120.5 + SETTINGS.auth.clockSkewSeconds);
  like(t, await verify(await sign({ jti: "two" })), { party: { id: party.id } });
});

t.test("the same claims signed again count as the same assertion", async (t) => {
  const { verify } = verifier();
  const [first, second] = [await sign(), await sign()];
  t.not(first, second, "ES256 signatures differ each time");
  await verify(first);
  await t.rejects(verify(second), new TokenRefused("replayed", { party: party.id, proved: true }));
});

t.test("an assertion with one character changed is refused, and never throws another error", async (t) => {
  const good = await sign();
  const { verify } = verifier();
  await holds(
    t,
    fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 0, max: 127 }), async (at, code) => {
      const changed = good.slice(0, at) + String.fromCharCode(code) + good.slice(at + 1);
      if (changed === good) return;
      await verify(changed).then(
        () => Promise.reject(new Error(`accepted with a change at ${at}`)),
        (error: unknown) => {
          if (!(error instanceof TokenRefused)) throw error;
        },
      );
    }),
    { numRuns: 300 },
  );
});
