import t from "tap";
import { partyOf, SETTINGS, startServer, type TestServer } from "../support/http/http-server.ts";
import { like } from "../support/like.ts";

const PRIVATE = /"(d|p|q|dp|dq|qi|oth|k)":/;
let server: TestServer;
let token: string;
t.before(async () => {
  server = await startServer();
  token = await server.token("auditor");
});
t.teardown(() => server.close());

const body = async (path: string): Promise<Record<string, unknown>> =>
  (await (await server.get(path, token)).json()) as Record<string, unknown>;

t.test("the authorization server's metadata are those of RFC 8414", async (t) => {
  like(t, await body("/.well-known/oauth-authorization-server"), {
    issuer: SETTINGS.issuer,
    token_endpoint: `${SETTINGS.publicUrl}/oauth/token`,
    grant_types_supported: ["client_credentials"],
    token_endpoint_auth_methods_supported: ["private_key_jwt"],
    token_endpoint_auth_signing_alg_values_supported: ["ES256", "EdDSA", "Ed25519", "PS256"],
  });
});

t.test("the gateway's metadata have its id, limits and clock", async (t) => {
  server.clock.ms += 1234;
  like(t, await body("/.well-known/aid-gateway"), {
    id: "gateway",
    versions: { protocol: ["1"] },
    suites: ["jose"],
    limits: { messageBytes: SETTINGS.limits.messageBytes, inboxItems: 500, inboxWaitSeconds: 30 },
    clock: new Date(server.clock.ms).toISOString(),
  });
  t.equal((await server.get("/.well-known/aid-gateway")).headers.get("cache-control"), "no-store");
});

t.test("key sets hold no private member, whatever they are made of", async (t) => {
  const { party, sig, enc } = partyOf(server.parties, "procuratorate");
  const leak = { ...sig, jwk: sig.privateKey.export({ format: "jwk" }) as typeof sig.jwk };
  server.parties.set(party.id, {
    party: {
      ...party,
      keys: new Map([
        [sig.kid, leak],
        [enc.kid, enc],
      ]),
      retired: new Set([enc.kid]),
    },
    sig,
    enc,
  });
  t.match(JSON.stringify(leak.jwk), PRIVATE, "this one would leak");
  for (const path of ["/.well-known/jwks.json", "/v1/directory/procuratorate/jwks.json"]) {
    const response = await server.get(path, token);
    const text = await response.text();
    t.equal(response.headers.get("content-type"), "application/jwk-set+json");
    t.notMatch(text, PRIVATE, path);
    const { keys } = JSON.parse(text) as { keys: { use: string; kid: string }[] };
    t.same(keys.map(({ use }) => use).toSorted(), ["enc", "sig"], path);
  }
  const { keys } = (await body("/v1/directory/procuratorate/jwks.json")) as { keys: { kid: string; retired?: true }[] };
  like(t, keys, [{ kid: sig.kid }, { kid: enc.kid, retired: true }]);
});

t.test("the key of access tokens is not published", async (t) => {
  t.notMatch(JSON.stringify(await body("/.well-known/jwks.json")), server.tokenKey.kid);
});

t.test("the directory shows parties without their push endpoints", async (t) => {
  const { party, ...keys } = partyOf(server.parties, "civil-affairs");
  const delivery = { mode: "push", endpoint: "https://10.1.2.3/secret-endpoint" } as const;
  server.parties.set(party.id, { party: { ...party, delivery }, ...keys });
  const list = await body("/v1/directory");
  const parties = [...server.parties.values()].map(({ party: { id, kind } }) => ({
    id,
    kind,
    name: { zh: "测试单位" },
  }));
  like(t, list, { version: "1", parties });
  t.notMatch(JSON.stringify(list), "secret-endpoint");
  like(t, await body("/v1/directory/civil-affairs"), { id: "civil-affairs", delivery: "push", active: true });
  t.equal((await server.get("/v1/directory/nobody", token)).status, 404);
  t.equal((await server.get("/v1/directory/nobody/jwks.json", token)).status, 404);
});

t.test("schemas are listed and served unchanged", async (t) => {
  like(t, await body("/schemas/"), {
    schemas: [
      { type: "aid-subject-list", version: "1", href: "/schemas/aid-subject-list/1.schema.json" },
      { type: "feedback" },
    ],
  });
  for (const name of ["aid-subject-list", "feedback"]) {
    const response = await server.get(`/schemas/${name}/1.schema.json`);
    t.equal(response.headers.get("content-type"), "application/schema+json");
    t.equal(await response.text(), `{"$id":"${name}/1"}`);
  }
  for (const path of [
    "/schemas/feedback/2.schema.json",
    "/schemas/nothing/1.schema.json",
    "/schemas/feedback/x.schema.json",
  ]) {
    t.equal((await server.get(path)).status, 404, path);
  }
});

t.test("published documents have an entity tag and a cache time", async (t) => {
  const kept: Record<string, RegExp> = {
    "/.well-known/oauth-authorization-server": /^public, max-age=\d+$/,
    "/.well-known/jwks.json": /^public, max-age=\d+$/,
    "/schemas/": /^public, max-age=\d+$/,
    "/openapi.json": /^public, max-age=\d+$/,
    "/v1/directory": /^private, max-age=\d+$/,
    "/v1/directory/auditor/jwks.json": /^private, max-age=\d+$/,
  };
  for (const [path, control] of Object.entries(kept)) {
    const first = await server.get(path, token);
    t.match(first.headers.get("cache-control"), control, path);
    const tag = first.headers.get("etag") ?? "";
    const again = await server.get(path, token, { "if-none-match": tag });
    t.equal(again.status, 304, path);
    const head = await fetch(server.origin + path, { method: "HEAD", headers: { authorization: `Bearer ${token}` } });
    t.equal(head.headers.get("etag"), tag, `${path}: HEAD`);
  }
});

t.test("healthz is always 200, readyz is 503 with the names of the parts that fail", async (t) => {
  t.same(await body("/healthz"), { status: "ok" });
  t.same(await body("/readyz"), { status: "ready" });
  server.store.fault = new Error("down");
  server.clock.ms += 1000;
  const response = await server.get("/readyz");
  t.equal(response.status, 503);
  like(t, await response.json(), { code: "unavailable", failing: "database" });
  t.match(response.headers.get("retry-after"), /^\d+$/);
  t.same(await body("/healthz"), { status: "ok" });
  server.store.fault = undefined;
  server.clock.ms += 1000;
  t.same(await body("/readyz"), { status: "ready" });
  t.equal(await (await server.get("/metrics")).text(), "up 1\n");
});
