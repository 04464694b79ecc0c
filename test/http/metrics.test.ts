import t, { type Test } from "tap";
import type { HttpMetrics } from "../../src/http/metrics.ts";
import type { HttpSettings } from "../../src/http/settings.ts";
import { startServer, tokenForm } from "../support/http/http-server.ts";
import { like } from "../support/like.ts";

async function started(t: Test, settings: Partial<HttpSettings>) {
  const server = await startServer({ settings });
  t.teardown(() => server.close());
  const status = async (fields: Record<string, string> = {}) =>
    (await server.get("/metrics", undefined, fields)).status;
  return { server, status };
}

t.test("metrics: only the named networks read them", async (t) => {
  const { server, status } = await started(t, {
    metricsFrom: ["10.1.0.0/16", "127.0.0.0/8"],
    rates: { party: null, address: { perSecond: 0.001, burst: 2 } },
  });
  t.equal(await status(), 200, "this machine");
  for (const field of ["x-forwarded-for", "forwarded", "x-real-ip", "via"]) {
    t.ok([404, 429].includes(await status({ [field]: "127.0.0.1" })), `a proxy that is not trusted: ${field}`);
  }
  t.equal(await status({ via: "1.1 x" }), 429, "who is refused is counted");
  t.equal((await server.get("/healthz", undefined, { via: "1.1 x" })).status, 200);
  const outside = await started(t, { metricsFrom: ["10.1.0.0/16"] });
  const refused = await outside.server.get("/metrics");
  t.equal(refused.status, 404);
  like(t, await refused.json(), { code: "not-found" });
  t.equal((await outside.server.app.inject({ method: "HEAD", url: "/metrics" })).statusCode, 404);
});

t.test("metrics: a trusted proxy must say for whom it asks", async (t) => {
  const { status } = await started(t, {
    metricsFrom: ["10.1.0.0/16", "127.0.0.0/8"],
    trustedProxies: ["127.0.0.1/32"],
  });
  t.equal(await status(), 404, "the proxy's own address tells nothing");
  t.equal(await status({ "x-forwarded-for": "10.1.2.3" }), 200);
  t.equal(await status({ "x-forwarded-for": "10.2.2.3" }), 404);
  t.equal(await status({ "x-forwarded-for": "10.1.2.3, 192.0.2.1" }), 404, "what a stranger wrote before it");
  t.equal(await status({ via: "1.1 proxy" }), 404);
});

t.test("metrics: they do not tell which parties and keys there are", async (t) => {
  const told: string[] = [];
  const metrics: HttpMetrics = {
    answered: () => undefined,
    token: (outcome, reason) => told.push(`${outcome} ${reason}`),
    pollHeld: () => () => undefined,
    text: async () => ({ mediaType: "text/plain", body: "" }),
  };
  const server = await startServer({ deps: { metrics } });
  t.teardown(() => server.close());
  const bad = [
    await server.assertion("auditor", { iss: "no-such-party", sub: "no-such-party" }),
    await server.assertion("auditor", {}, { kid: "no-such-key" }),
    `${(await server.assertion("auditor")).slice(0, -8)}AAAAAAAA`,
    "a.b.c",
  ];
  for (const assertion of bad) await server.post("/oauth/token", tokenForm(assertion));
  await server.get("/v1/directory", "a.b.AA");
  t.same([...new Set(told)], ["refused not-proved"]);
  await server.post("/oauth/token", tokenForm(await server.assertion("auditor", { aud: "elsewhere" })));
  t.equal(told.at(-1), "refused audience", "what the party proved is told");
});

t.test("a proxy that nobody named is reported once, by the setting", async (t) => {
  const { server } = await started(t, { trustedProxies: ["10.0.0.0/8"] });
  const lines = () => server.logs.filter(({ msg }) => /http\.trustedProxies/.test(String(msg)));
  await server.get("/healthz");
  t.equal(lines().length, 0);
  for (let n = 0; n < 3; n++) await server.get("/healthz", undefined, { "x-forwarded-for": "192.0.2.1" });
  t.equal(lines().length, 1);
  t.notMatch(JSON.stringify(lines()), /192\.0\.2\.1/);
});
