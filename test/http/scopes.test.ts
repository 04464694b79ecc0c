import t from "tap";
import { SCOPES, type Scope } from "../../src/domain/scope.ts";
import { bearer, partyOf, startServer, type TestServer } from "../support/http/http-server.ts";

/**
 * The matrix of protocol section 3, written down a second time: which scopes open which endpoint. The
 * server's own table is compared with the description elsewhere; this is what both must be.
 */
const SENDER = ["message:send"];
const RECIPIENT = ["packet:receive"];
const LOOKING = ["message:send", "packet:receive", "ops:read"];
const READER = ["directory:read"];
const OPERATOR = ["ops:write"];
const ID = "01a207a2-3280-7371-a166-1a9b2131ed2e";
const MATRIX: readonly (readonly [method: "GET" | "POST", path: string, scopes: readonly string[]])[] = [
  ["POST", "/v1/messages", SENDER],
  ["POST", "/v1/messages/check", SENDER],
  ["GET", `/v1/messages?thread=${ID}`, LOOKING],
  ["GET", `/v1/messages/${ID}`, LOOKING],
  ["GET", "/v1/inbox", RECIPIENT],
  ["GET", `/v1/packets/${ID}`, RECIPIENT],
  ["POST", `/v1/packets/${ID}/receipt`, RECIPIENT],
  ["POST", `/v1/packets/${ID}/requeue`, OPERATOR],
  ["POST", `/v1/packets/${ID}/reseal`, OPERATOR],
  ["GET", "/v1/directory", READER],
  ["GET", "/v1/directory/auditor", READER],
  ["GET", "/v1/directory/auditor/jwks.json", READER],
];
const OPEN = [
  "/.well-known/oauth-authorization-server",
  "/.well-known/aid-gateway",
  "/.well-known/jwks.json",
  "/openapi.json",
  "/schemas/",
  "/schemas/feedback/1.schema.json",
  "/healthz",
  "/readyz",
  "/metrics",
];

let server: TestServer;
const tokens = new Map<Scope, string>();
t.before(async () => {
  server = await startServer();
  const { party, ...keys } = partyOf(server.parties, "procuratorate");
  server.parties.set(party.id, { party: { ...party, scopes: SCOPES }, ...keys });
  for (const scope of SCOPES) tokens.set(scope, await server.token(party.id, scope));
});
t.teardown(() => server.close());

async function call(method: "GET" | "POST", path: string, token?: string): Promise<number> {
  if (method === "GET") return (await server.get(path, token)).status;
  const kind = path.endsWith("/receipt") ? "application/jwt" : "application/jose";
  return (await server.post(path, "x", { "content-type": kind, ...(token === undefined ? {} : bearer(token)) })).status;
}

for (const [method, path, scopes] of MATRIX) {
  t.test(`${method} ${path}`, async (t) => {
    t.equal(await call(method, path), 401, "no token");
    for (const scope of SCOPES) {
      const calls = server.exchange.calls.length;
      const status = await call(method, path, tokens.get(scope));
      if (scopes.includes(scope)) t.notMatch(status, /40[13]/, `${scope} opens it`);
      else {
        t.equal(status, 403, `${scope} does not`);
        t.equal(server.exchange.calls.length, calls, `${scope}: the flow is not asked`);
      }
    }
  });
}

t.test("several scopes open what any of them opens, and no more", async (t) => {
  const token = await server.token("procuratorate", "message:send packet:receive");
  t.equal(await call("GET", "/v1/inbox", token), 200);
  t.equal(await call("POST", "/v1/messages", token), 200, "accepted before: the same bytes");
  t.equal(await call("GET", "/v1/directory", token), 403);
});

t.test("403 names what would be enough (RFC 6750 section 3.1)", async (t) => {
  const response = await server.get("/v1/inbox", tokens.get("ops:read"));
  t.equal(
    response.headers.get("www-authenticate"),
    'Bearer realm="gateway", error="insufficient_scope", scope="packet:receive"',
  );
  t.match(await response.json(), { code: "insufficient-scope" });
});

t.test("what is open needs no token, and does not look at a bad one", async (t) => {
  for (const path of OPEN) {
    t.equal((await server.get(path)).status, 200, path);
    t.equal((await server.get(path, "nonsense")).status, 200, path);
  }
});

t.test("the flow is told who calls, from the token alone", async (t) => {
  await call("GET", "/v1/inbox", tokens.get("packet:receive"));
  t.same(server.exchange.calls.at(-1)?.caller, { party: "procuratorate", scopes: new Set(["packet:receive"]) });
});
