import t from "tap";
import { explanation } from "../../src/http/routes/token.ts";
import { TokenRefused } from "../../src/http/auth/token-refused.ts";
import { StoreUnavailable } from "../../src/exchange/store-port.ts";
import { partyOf, SETTINGS, startServer, type TestServer, tokenForm } from "../support/http/http-server.ts";
import { like } from "../support/like.ts";

const FORM = { "content-type": "application/x-www-form-urlencoded" };
let server: TestServer;
t.before(async () => {
  server = await startServer();
});
t.teardown(() => server.close());

const request = async (assertion: string, change?: Record<string, string>) =>
  server.post("/oauth/token", tokenForm(assertion, change));

t.test("a party gets a token with its client assertion", async (t) => {
  const response = await request(await server.assertion("procuratorate"));
  t.equal(response.status, 200);
  like(t, await response.json(), {
    access_token: /^[\w-]+\.[\w-]+\.[\w-]+$/,
    token_type: "Bearer",
    expires_in: SETTINGS.auth.tokenSeconds,
    scope: "message:send packet:receive case:read report:read report:internal report:release directory:read",
  });
  t.equal(response.headers.get("cache-control"), "no-store");
  t.equal(response.headers.get("pragma"), "no-cache");
});

t.test("the token has the form of RFC 9068", async (t) => {
  const token = await server.token("procuratorate", "packet:receive");
  const [header, claims] = token
    .split(".", 2)
    .map((part) => JSON.parse(Buffer.from(part, "base64url").toString()) as Record<string, unknown>);
  t.same(header, { alg: "ES256", typ: "at+jwt", kid: server.tokenKey.kid });
  const iat = Math.floor(server.clock.ms / 1000);
  like(t, claims, {
    iss: SETTINGS.issuer,
    sub: "procuratorate",
    client_id: "procuratorate",
    aud: SETTINGS.gatewayId,
    scope: "packet:receive",
    iat,
    exp: iat + SETTINGS.auth.tokenSeconds,
    jti: /^[0-9a-f-]{36}$/,
  });
});

t.test("a replayed assertion is refused, with the reason", async (t) => {
  const assertion = await server.assertion("procuratorate");
  t.equal((await request(assertion)).status, 200);
  const again = await request(assertion);
  t.equal(again.status, 401);
  like(t, await again.json(), {
    code: "invalid-client",
    error: "invalid_client",
    detail: "The assertion was used already",
    error_description: "The assertion was used already",
  });
  t.ok(again.headers.get("www-authenticate"), "RFC 9110 wants a challenge");
});

t.test("without the party's signature a refusal gives no reason", async (t) => {
  const { sig } = partyOf(server.parties, "civil-affairs");
  const answers = await Promise.all([
    request("not.a.jwt"),
    request(await server.assertion("procuratorate", { iss: "nobody" })),
    request(await server.assertion("procuratorate", {}, { kid: sig.kid })),
    request(
      await server.assertion("procuratorate", { iss: "civil-affairs", sub: "civil-affairs" }, { kid: undefined }),
    ),
  ]);
  for (const { status } of answers) t.equal(status, 401);
  const bodies = await Promise.all(
    answers.map(async (answer) => (await answer.text()).replace(/"instance":"[^"]+"/, "")),
  );
  t.match(bodies[0], /"code":"invalid-client".*"error":"invalid_client"/);
  for (const body of bodies) t.equal(body, bodies[0]);
});

t.test("reasons are explained only to a party whose signature is good", async (t) => {
  t.ok(explanation(new TokenRefused("audience", { proved: true })));
  t.equal(explanation(new TokenRefused("audience")), undefined);
  t.equal(explanation(new TokenRefused("signature", { proved: true })), undefined);
});

t.test("refusals are in the audit log with reason and named party, without the assertion", async (t) => {
  server.entries.length = 0;
  await request(await server.assertion("auditor", { aud: "https://else.example" }));
  like(
    t,
    server.entries.map(({ entry }) => entry),
    [{ v: 1, type: "token-refused", actor: "gateway", party: "auditor", reason: "audience", count: 1 }],
  );
  t.notMatch(JSON.stringify(server.entries.map(({ entry }) => entry)), /eyJ/);
});

t.test("a scope that the party does not have is refused, not dropped", async (t) => {
  for (const scope of [
    "audit:read",
    "message:send audit:read",
    "message:send nonsense",
    "message:send  packet:receive",
  ]) {
    const response = await request(await server.assertion("procuratorate"), { scope });
    t.equal(response.status, 400, scope);
    like(t, await response.json(), { code: "malformed-request", error: "invalid_scope" });
  }
  const granted = await request(await server.assertion("procuratorate"), { scope: "packet:receive packet:receive" });
  like(t, await granted.json(), { scope: "packet:receive" });
});

t.test("client_id is optional, and must be the party", async (t) => {
  t.equal((await request(await server.assertion("auditor"), { client_id: "auditor" })).status, 200);
  t.equal((await request(await server.assertion("auditor"), { client_id: "procuratorate" })).status, 401);
});

t.test("unknown parameters are ignored (RFC 6749 section 3.2)", async (t) => {
  const response = await request(await server.assertion("auditor"), { resource: "https://gateway.example" });
  t.equal(response.status, 200);
});

t.test("an ambiguous form is refused", async (t) => {
  const good = tokenForm(await server.assertion("procuratorate")).toString();
  const bad: Record<string, readonly [body: string, error: string]> = {
    empty: ["", "invalid_request"],
    "a parameter twice": [`${good}&scope=a&scope=b`, "invalid_request"],
    "the assertion twice": [`${good}&client_assertion=x`, "invalid_request"],
    "the same by an escape": [`${good}&client%5Fassertion=x`, "invalid_request"],
    "a broken escape": [`${good}&a=%zz`, "invalid_request"],
    "bytes that are not UTF-8": [`${good}&a=%ff`, "invalid_request"],
    "no grant type": [good.replace("grant_type", "grunt_type"), "invalid_request"],
    "another grant type": [good.replace("client_credentials", "password"), "unsupported_grant_type"],
    "another assertion type": [good.replace("jwt-bearer", "saml2-bearer"), "invalid_request"],
    "no assertion": [good.replace("client_assertion=", "x="), "invalid_request"],
    "an empty assertion": [good.replace(/client_assertion=[^&]+/, "client_assertion="), "invalid_request"],
    "a client secret beside it": [`${good}&client_secret=x`, "invalid_request"],
  };
  for (const [name, [body, error]] of Object.entries(bad)) {
    const response = await server.post("/oauth/token", body, FORM);
    t.equal(response.status, 400, name);
    like(t, await response.json(), { code: "malformed-request", error }, name);
  }
  const basic = await server.post("/oauth/token", good, { ...FORM, authorization: "Basic YTpi" });
  t.equal(basic.status, 400, "an Authorization field beside it");
});

t.test("another media type is 415, a body of more than 16 KiB 413", async (t) => {
  const json = await server.post("/oauth/token", "{}", { "content-type": "application/json" });
  like(t, await json.json(), { code: "unsupported-media-type", error: "invalid_request" });
  const large = await server.post("/oauth/token", `a=${"b".repeat(16 * 1024)}`, FORM);
  t.equal(large.status, 413);
  like(t, await large.json(), { code: "too-large", error: "invalid_request" });
});

t.test("without the database no token is issued", async (t) => {
  server.store.fault = new StoreUnavailable("down");
  const response = await request(await server.assertion("procuratorate"));
  server.store.fault = undefined;
  t.equal(response.status, 503);
  like(t, await response.json(), { code: "unavailable", error: "temporarily_unavailable" });
  t.match(response.headers.get("retry-after"), /^\d+$/);
});
