import { createHmac, randomUUID } from "node:crypto";
import t from "tap";
import type { TokenKeys } from "../../src/http/auth/access-token.ts";
import { StoreUnavailable } from "../../src/exchange/store-port.ts";
import {
  bearer,
  newKey,
  partyOf,
  SETTINGS,
  signCompact,
  startServer,
  type TestServer,
} from "../support/http/http-server.ts";
import { part } from "../support/jws.ts";
import { like } from "../support/like.ts";

let server: TestServer;
t.before(async () => {
  server = await startServer();
});
t.teardown(() => server.close());

const claims = (change: Record<string, unknown> = {}) => {
  const iat = Math.floor(server.clock.ms / 1000);
  return {
    iss: SETTINGS.issuer,
    sub: "procuratorate",
    aud: SETTINGS.gatewayId,
    client_id: "procuratorate",
    scope: "directory:read",
    iat,
    exp: iat + 300,
    jti: randomUUID(),
    key: partyOf(server.parties, "procuratorate").sig.kid,
    ...change,
  };
};
/** Makes a token signed with the gateway's own token key, good but for what is changed. */
const sign = (change: Record<string, unknown> = {}, header: Record<string, unknown> = {}) =>
  signCompact(claims(change), server.tokenKey, { alg: "ES256", typ: "at+jwt", kid: server.tokenKey.kid, ...header });
const status = async (authorization: string) =>
  (await server.get("/v1/directory", undefined, { authorization })).status;

t.test("a token signed with the gateway's key is accepted, whatever the case of the scheme", async (t) => {
  const token = await sign();
  for (const scheme of ["Bearer ", "bearer ", "BEARER  "]) t.equal(await status(scheme + token), 200, scheme);
});

t.test("without a token the challenge has no error code (RFC 6750 section 3.1)", async (t) => {
  const response = await server.get("/v1/directory");
  t.equal(response.status, 401);
  t.equal(response.headers.get("www-authenticate"), 'Bearer realm="gateway"');
  like(t, await response.json(), { code: "invalid-token" });
});

t.test("a token that this gateway did not issue is refused", async (t) => {
  const token = await server.token("procuratorate");
  const [head = "", body = "", signature = ""] = token.split(".");
  const stranger = await newKey("ES256");
  const pem = server.tokenKey.key.export({ type: "spki", format: "pem" }).toString();
  const hmac = (header: object) => {
    const input = `${part(header)}.${part(claims())}`;
    return `${input}.${createHmac("sha256", pem).update(input).digest("base64url")}`;
  };
  const withScope = part({ ...claims(), scope: "ops:write" });
  const next = (text: string) => text.slice(0, -1) + String.fromCharCode(text.charCodeAt(text.length - 1) + 1);
  const bad: Record<string, string> = {
    "another scheme": `DPoP ${token}`,
    "two tokens": `Bearer ${token} ${token}`,
    "no token": "Bearer ",
    "the token alone": token,
    "a comma, as two fields come joined": `Bearer ${token}, Bearer ${token}`,
    "cut off": `Bearer ${head}.${body}`,
    "changed claims": `Bearer ${head}.${withScope}.${signature}`,
    "changed header": `Bearer ${part({ alg: "ES256", typ: "at+jwt" })}.${body}.${signature}`,
    "no signature": `Bearer ${head}.${body}.`,
    "stray bits in the signature": `Bearer ${head}.${body}.${next(signature)}`,
    "alg none": `Bearer ${part({ alg: "none", typ: "at+jwt" })}.${body}.`,
    "HMAC with the public key": `Bearer ${hmac({ alg: "HS256", typ: "at+jwt" })}`,
    "HMAC that calls itself ES256": `Bearer ${hmac({ alg: "ES256", typ: "at+jwt" })}`,
    "another key": `Bearer ${await signCompact(claims(), stranger, { alg: "ES256", typ: "at+jwt" })}`,
    "a party's own assertion": `Bearer ${await server.assertion("procuratorate")}`,
    "typ JWT": `Bearer ${await sign({}, { typ: "JWT" })}`,
    "no typ": `Bearer ${await sign({}, { typ: undefined })}`,
    "another issuer": `Bearer ${await sign({ iss: `${SETTINGS.issuer}.else.example` })}`,
    "another audience": `Bearer ${await sign({ aud: "gateway-2" })}`,
    "no audience": `Bearer ${await sign({ aud: undefined })}`,
    "no scope": `Bearer ${await sign({ scope: undefined })}`,
    "scope is a list": `Bearer ${await sign({ scope: ["directory:read"] })}`,
    "no expiry": `Bearer ${await sign({ exp: undefined })}`,
    "expiry is a text": `Bearer ${await sign({ exp: "9999999999" })}`,
    "ten years": `Bearer ${await sign({ exp: server.clock.ms / 1000 + 10 * 365 * 86_400 })}`,
    "a second more than allowed": `Bearer ${await sign({ exp: claims().iat + SETTINGS.auth.tokenSeconds + 1 })}`,
    "issued tomorrow": `Bearer ${await sign({ iat: claims().iat + 86_400, exp: claims().iat + 86_700 })}`,
    "another client": `Bearer ${await sign({ client_id: "auditor" })}`,
    "a key that the party does not have": `Bearer ${await sign({ key: "A".repeat(43) })}`,
    "no key": `Bearer ${await sign({ key: undefined })}`,
    "a kid that is not the gateway's": `Bearer ${await sign({}, { kid: "A".repeat(43) })}`,
    "no jti": `Bearer ${await sign({ jti: undefined })}`,
    "unknown party": `Bearer ${await sign({ sub: "nobody" })}`,
    "bound to a key that nobody asked for": `Bearer ${await sign({ cnf: { jkt: "x" } })}`,
    "longer than any token": `Bearer ${await sign({ scope: `directory:read ${"x".repeat(4096)}` })}`,
  };
  for (const [name, authorization] of Object.entries(bad)) {
    const response = await server.get("/v1/directory", undefined, { authorization });
    t.equal(response.status, 401, name);
    like(t, await response.json(), { code: "invalid-token" }, name);
    t.match(response.headers.get("www-authenticate"), /error="invalid_token"/, name);
  }
  t.equal(await status(`Bearer ${token}`), 200, "and the good one still passes");
});

t.test("an expired token is refused, also one that was verified before", async (t) => {
  const token = await server.token("procuratorate");
  t.equal(await status(`Bearer ${token}`), 200);
  server.clock.ms += SETTINGS.auth.tokenSeconds * 1000 - 1;
  t.equal(await status(`Bearer ${token}`), 200, "to its last millisecond");
  server.clock.ms += 1;
  t.equal(await status(`Bearer ${token}`), 401);
  server.clock.ms += 1;
  t.equal(await status(`Bearer ${token}`), 401);
});

t.test("a suspended party, or a party that lost the scope, is refused at once", async (t) => {
  const token = await server.token("auditor");
  const held = partyOf(server.parties, "auditor");
  t.teardown(() => server.parties.set("auditor", held));
  t.equal(await status(`Bearer ${token}`), 200);

  server.parties.set("auditor", { ...held, party: { ...held.party, scopes: ["audit:read"] } });
  server.directoryVersion++;
  t.equal(await status(`Bearer ${token}`), 403, "the scope is gone");

  server.parties.set("auditor", { ...held, party: { ...held.party, active: false } });
  t.equal(await status(`Bearer ${token}`), 401, "suspended");
});

t.test("a token ends with the key that got it", async (t) => {
  const held = partyOf(server.parties, "auditor");
  t.teardown(() => server.parties.set("auditor", held));
  const token = await server.token("auditor");
  t.equal(await status(`Bearer ${token}`), 200);
  server.parties.set("auditor", { ...held, party: { ...held.party, retired: new Set([held.sig.kid]) } });
  t.equal(await status(`Bearer ${token}`), 401, "the key was retired");
  server.parties.set("auditor", { ...held, party: { ...held.party, keys: new Map([[held.enc.kid, held.enc]]) } });
  t.equal(await status(`Bearer ${token}`), 401, "the key was removed");
});

t.test(
  "a rotated token key: the former one counts for what it signed before, and not at all when others may have it",
  async (t) => {
    const former = server.tokenKeys;
    t.teardown(() => {
      server.tokenKeys = former;
    });
    const token = await server.token("procuratorate");
    t.equal(await status(`Bearer ${token}`), 200);
    const next = await newKey("ES256");
    const at = Math.floor(server.clock.ms / 1000);
    const rotated = (reason: "superseded" | "compromised"): TokenKeys => ({
      token: next,
      tokens: new Map([next, server.tokenKey].map((key) => [key.kid, key])),
      retired: new Map([[server.tokenKey.kid, { at, reason }]]),
    });
    server.tokenKeys = rotated("superseded");
    t.equal(await status(`Bearer ${token}`), 200, "it was signed before");
    t.equal(
      await status(`Bearer ${await sign({ iat: at + 1, exp: at + 300 })}`),
      401,
      "signed since with the former key",
    );
    t.equal(await status(`Bearer ${await server.token("procuratorate")}`), 200, "the new key signs");
    server.tokenKeys = rotated("compromised");
    t.equal(await status(`Bearer ${token}`), 401, "whoever stole it signed it, perhaps");
  },
);

t.test(
  "refused tokens are in the audit log; the caller's answer is the same when they cannot be written",
  async (t) => {
    const fresh = await startServer();
    t.teardown(() => fresh.close());
    fresh.store.fault = new StoreUnavailable("down");
    t.equal((await fresh.get("/v1/directory", undefined, bearer("a.b.AA"))).status, 401);
    t.equal(fresh.entries.length, 0);
    fresh.store.fault = undefined;
    await fresh.close();
    like(
      t,
      fresh.entries.map(({ entry }) => entry),
      [{ type: "token-refused", reason: "malformed", count: 1 }],
    );
  },
);
