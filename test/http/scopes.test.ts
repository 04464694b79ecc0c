import t from "tap";
import { SCOPES, type Scope } from "../../src/domain/scope.ts";
import { endpointTable } from "../support/http/endpoint-table.ts";
import { bearer, partyOf, SETTINGS, startServer, type TestServer } from "../support/http/http-server.ts";
import { like } from "../support/like.ts";

/**
 * The matrix of protocol section 3, written down a second time: which scopes open which endpoint. The declarations are
 * compared with it, and so is what the server does.
 */
const SENDER = ["message:send"];
const RECIPIENT = ["packet:receive"];
const LOOKING = ["message:send", "packet:receive", "ops:read"];
const READER = ["directory:read"];
const KEEPER = ["directory:write"];
const OPERATOR = ["ops:write"];
const CASES = ["case:read"];
const REPORTS = ["report:read", "report:internal"];
const WATCHER = ["ops:read"];
const AUDITOR = ["audit:read"];
const ID = "01a207a2-3280-7371-a166-1a9b2131ed2e";
const MATRIX: readonly (readonly [method: "GET" | "POST", url: string, scopes: readonly string[]])[] = [
  ["POST", "/v1/messages", SENDER],
  ["POST", "/v1/messages/check", SENDER],
  ["GET", "/v1/messages", LOOKING],
  ["GET", "/v1/messages/:id", LOOKING],
  ["GET", "/v1/cases/:thread", CASES],
  ["POST", "/v1/cases/:thread/lookup", CASES],
  ["GET", "/v1/items", CASES],
  ["GET", "/v1/worklists/:list", CASES],
  ["GET", "/v1/worklists/inquiries", CASES],
  ["GET", "/v1/worklists/visits", CASES],
  ["GET", "/v1/worklists/evaluation", CASES],
  ["GET", "/v1/worklists/renewal", CASES],
  ["GET", "/v1/worklists/relapse", CASES],
  ["GET", "/v1/worklists/todo", CASES],
  ["GET", "/v1/reminders/drafts", CASES],
  ["POST", "/v1/threads/:id/reroute", SENDER],
  ["POST", "/v1/gap", SENDER],
  ["POST", "/v1/guideline/check", SENDER],
  ["GET", "/v1/reports/:period", REPORTS],
  ["GET", "/v1/meetings/:period", REPORTS],
  ["GET", "/v1/registers/provision", ["audit:read"]],
  ["GET", "/v1/registers/rights", ["audit:read"]],
  ["GET", "/v1/reports/:period/recount", REPORTS],
  ["POST", "/v1/reports/:period/release", ["report:release"]],
  ["GET", "/v1/inbox", RECIPIENT],
  ["GET", "/v1/packets", RECIPIENT],
  ["GET", "/v1/packets/:id", RECIPIENT],
  ["POST", "/v1/packets/:id/receipt", RECIPIENT],
  ["GET", "/v1/packets/:id/package", [...RECIPIENT, ...OPERATOR]],
  ["POST", "/v1/imports", [...SENDER, ...RECIPIENT, ...OPERATOR]],
  ["POST", "/v1/packets/:id/requeue", OPERATOR],
  ["POST", "/v1/packets/requeue", OPERATOR],
  ["POST", "/v1/packets/:id/reseal", OPERATOR],
  ["GET", "/v1/endpoints", WATCHER],
  ["POST", "/v1/endpoints/:party/on", OPERATOR],
  ["POST", "/v1/endpoints/:party/off", OPERATOR],
  ["POST", "/v1/endpoints/:party/pause", OPERATOR],
  ["POST", "/v1/endpoints/:party/test", OPERATOR],
  ["GET", "/v1/ops/overview", WATCHER],
  ["POST", "/v1/erasures", OPERATOR],
  ["POST", "/v1/person-lookups", OPERATOR],
  ["POST", "/v1/person-lookups/approvals", ["ops:approve"]],
  ["GET", "/v1/directory", READER],
  ["GET", "/v1/directory/:party", READER],
  ["GET", "/v1/directory/:party/jwks.json", READER],
  ["POST", "/v1/directory/:party/keys", READER],
  ["GET", "/v1/deadlines", READER],
  ["POST", "/v1/deadlines/compute", READER],
  ["GET", "/v1/calendar/:year", READER],
  ["GET", "/v1/rules", READER],
  ["GET", "/v1/key-changes", KEEPER],
  ["POST", "/v1/key-changes/:kid/confirm", KEEPER],
  ["POST", "/v1/key-changes/:kid/refuse", KEEPER],
  ["GET", "/v1/audit/deliveries", AUDITOR],
  ["GET", "/v1/audit/deliveries/:packet", AUDITOR],
  ["GET", "/v1/audit/events", AUDITOR],
  ["GET", "/v1/audit/summary", AUDITOR],
  ["GET", "/v1/audit/matrix", AUDITOR],
  ["GET", "/v1/audit/statements", AUDITOR],
  ["GET", "/v1/audit/threads/:id/evidence", AUDITOR],
  ["GET", "/log/tile/entries/*", AUDITOR],
];
/** Endpoints that are open to all, each with a path that is 200 on a gateway with an empty log. */
const OPEN: Readonly<Record<string, string | null>> = {
  "/oauth/token": null,
  "/.well-known/oauth-authorization-server": "/.well-known/oauth-authorization-server",
  "/.well-known/aid-gateway": "/.well-known/aid-gateway",
  "/.well-known/jwks.json": "/.well-known/jwks.json",
  "/openapi.json": "/openapi.json",
  "/docs": "/docs",
  "/docs/:file": "/docs/page.js",
  "/schemas/": "/schemas/",
  "/schemas/:type/:version.schema.json": "/schemas/feedback/1.schema.json",
  "/log/checkpoint": null,
  "/log/chain": null,
  "/log/checkpoint.witnessed": null,
  "/log/tile/*": null,
  "/v1/log/proof": null,
  "/v1/log/key": null,
  "/v1/log/receipt": null,
  "/healthz": "/healthz",
  "/readyz": "/readyz",
  "/metrics": "/metrics",
  "/console": null,
  "/console/": null,
  "/console/*": null,
  "/console/assets/:file": null,
};
/** Queries that endpoints need. */
const NEEDED: Readonly<Record<string, string>> = {
  "GET /v1/messages": `?thread=${ID}`,
  "POST /v1/packets/requeue": "?recipient=auditor",
  "GET /v1/audit/statements": "?party=auditor&month=2026-11",
};

let server: TestServer;
const tokens = new Map<Scope, string>();
t.before(async () => {
  server = await startServer();
  const { party, ...keys } = partyOf(server.parties, "procuratorate");
  server.parties.set(party.id, { party: { ...party, scopes: SCOPES }, ...keys });
  for (const scope of SCOPES) tokens.set(scope, await server.token(party.id, scope));
});
t.teardown(() => server.close());

t.test("the matrix has every endpoint with its scopes", async (t) => {
  const declared = endpointTable(SETTINGS);
  const line = (method: string, url: string, scopes: readonly string[]) => `${method} ${url} ${scopes.join(" ")}`;
  t.same(
    declared.flatMap(({ method, url, scopes }) => (scopes === null ? [] : [line(method, url, scopes)])).sort(),
    MATRIX.map((row) => line(...row)).sort(),
  );
  t.same(
    declared.flatMap(({ url, scopes }) => (scopes === null ? [url] : [])).sort(),
    Object.keys(OPEN).sort(),
    "what is open to all is so on purpose",
  );
});

async function call(method: "GET" | "POST", path: string, token?: string): Promise<number> {
  if (method === "GET") return (await server.get(path, token)).status;
  const kind = /\/(receipt|keys)$/.test(path)
    ? "application/jwt"
    : /\/(messages|gap|guideline|imports)\b/.test(path)
      ? "application/jose"
      : "application/json";
  return (await server.post(path, "x", { "content-type": kind, ...(token === undefined ? {} : bearer(token)) })).status;
}

for (const [method, url, scopes] of MATRIX) {
  const path =
    url.replace(":party", "auditor").replace(":kid", "k".repeat(43)).replaceAll(/:\w+/g, ID).replace("*", "000.p/1") +
    (NEEDED[`${method} ${url}`] ?? "");
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

t.test("several scopes open the endpoints of each of them, and no others", async (t) => {
  const token = await server.token("procuratorate", "message:send packet:receive");
  t.equal(await call("GET", "/v1/inbox", token), 200);
  t.equal(await call("POST", "/v1/messages", token), 200, "accepted before: the same bytes");
  t.equal(await call("GET", "/v1/directory", token), 403);
});

t.test("a 403 names the scope that is needed (RFC 6750 section 3.1)", async (t) => {
  const response = await server.get("/v1/inbox", tokens.get("ops:read"));
  t.equal(
    response.headers.get("www-authenticate"),
    'Bearer realm="gateway", error="insufficient_scope", scope="packet:receive"',
  );
  like(t, await response.json(), { code: "insufficient-scope" });
});

t.test("open endpoints need no token and ignore a bad one", async (t) => {
  for (const path of Object.values(OPEN).filter((one) => one !== null)) {
    t.equal((await server.get(path)).status, 200, path);
    t.equal((await server.get(path, "nonsense")).status, 200, path);
  }
});

t.test("the flow gets the caller of the token", async (t) => {
  await call("GET", "/v1/inbox", tokens.get("packet:receive"));
  t.same(server.exchange.calls.at(-1)?.caller, { party: "procuratorate", scopes: new Set(["packet:receive"]) });
});
