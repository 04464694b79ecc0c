import t from "tap";
import { REFUSALS, Refusal, type RefusalCode } from "../../src/domain/refusal.ts";
import { StoreUnavailable } from "../../src/exchange/store-port.ts";
import { bearer, startServer, type TestServer } from "../support/http/http-server.ts";
import { like } from "../support/like.ts";

const ID = "01a207a2-3280-7371-a166-1a9b2131ed2e";
let server: TestServer;
let token: string;
t.before(async () => {
  server = await startServer();
  token = await server.token("procuratorate");
});
t.teardown(() => server.close());

/** Submits a message while the flow throws something. */
async function submit(fault?: Error, headers: Record<string, string> = {}): Promise<Response> {
  server.exchange.fault = fault;
  // Not through the checked client: the flow may throw here what this endpoint never answers with.
  return fetch(`${server.origin}/v1/messages`, {
    method: "POST",
    body: "x",
    headers: { ...bearer(token), "content-type": "application/jose", ...headers },
  });
}

t.test("every refusal code has its problem document", async (t) => {
  for (const code of Object.keys(REFUSALS) as RefusalCode[]) {
    const response = await submit(new Refusal(code, { step: "secret-step", cause: new Error("secret cause") }));
    const text = await response.text();
    const problem = JSON.parse(text) as Record<string, unknown>;
    t.equal(response.status, REFUSALS[code].status, code);
    t.equal(response.headers.get("content-type"), "application/problem+json", code);
    t.equal(response.headers.get("cache-control"), "no-store", code);
    t.strictSame(
      problem,
      {
        type: `urn:aid-gateway:problem:${code}`,
        title: REFUSALS[code].en,
        status: REFUSALS[code].status,
        code,
        instance: response.headers.get("x-request-id"),
      },
      `${code}: no more than this`,
    );
    t.notMatch(text, /secret/, `${code}: step and cause stay inside`);
  }
});

t.test("detail, errors, further members and Retry-After are taken from the refusal", async (t) => {
  const errors = [
    { pointer: "/body/subjects/0/idNumber", code: "citizen-id-check-digit", message: "Wrong", messageZh: "错误" },
  ];
  const invalid = await submit(
    new Refusal("invalid-document", { errors, detail: { en: "One fault", zh: "一处错误" } }),
  );
  like(t, await invalid.json(), { detail: "One fault", errors });
  const duplicate = await submit(new Refusal("duplicate-id", { members: { message: ID } }));
  like(t, await duplicate.json(), { code: "duplicate-id", message: ID });
  const limited = await submit(new Refusal("rate-limited", { retryAfter: 0.2 }));
  t.equal(limited.headers.get("retry-after"), "1", "whole seconds, never 0");
});

t.test("titles and details are Chinese when Accept-Language prefers it", async (t) => {
  const fault = () => new Refusal("invalid-document", { detail: { en: "One fault", zh: "一处错误" } });
  for (const language of ["zh", "zh-CN", "zh-Hans-CN;q=0.9, en;q=0.8"]) {
    const response = await submit(fault(), { "accept-language": language });
    t.equal(response.headers.get("content-language"), "zh", language);
    t.equal(response.headers.get("vary"), "Accept-Language");
    like(t, await response.json(), { title: REFUSALS["invalid-document"].zh, detail: "一处错误" });
  }
  const english = await submit(fault(), { "accept-language": "de, en;q=0.9, zh;q=0.1" });
  t.equal(english.headers.get("content-language"), "en");
  like(t, await english.json(), { title: REFUSALS["invalid-document"].en, detail: "One fault" });
  const unknown = await server.get("/nowhere", undefined, { "accept-language": "zh" });
  like(t, await unknown.json(), { title: REFUSALS["not-found"].zh }, "also where no endpoint is");
});

t.test(
  "an unexpected error is internal, logged with the request's id, and nothing of it is in the answer",
  async (t) => {
    class PgError extends Error {
      override readonly name = "PgError";
      readonly code = "22P02";
    }
    server.logs.length = 0;
    const response = await submit(
      new PgError("invalid input: 张三 110101000001010004", { cause: new TypeError("张三") }),
    );
    const text = await response.text();
    t.equal(response.status, 500);
    like(t, JSON.parse(text), { code: "internal", instance: /^[0-9a-f-]{36}$/ });
    t.notMatch(text, /PgError|22P02|张三|at /);
    const { instance } = JSON.parse(text) as { instance: string };
    const line = server.logs.find(({ msg }) => msg === "internal error");
    like(t, line, {
      level: 50,
      request: instance,
      fault: { name: "PgError", code: "22P02", cause: { name: "TypeError" } },
    });
    t.match(JSON.stringify(line), /problems\.test\.ts/, "where it was thrown");
    t.notMatch(JSON.stringify(server.logs), /张三|110101/, "a message may quote what a person sent");
  },
);

t.test("a lost database is 503 with Retry-After", async (t) => {
  const response = await submit(new StoreUnavailable("connection refused to 10.0.0.1"));
  t.equal(response.status, 503);
  t.match(response.headers.get("retry-after"), /^[1-9]\d*$/);
  const text = await response.text();
  like(t, JSON.parse(text), { code: "unavailable" });
  t.notMatch(text, /10\.0\.0\.1/);
});

t.test("an unknown path is 404, a known one with another method 405 with Allow", async (t) => {
  const nowhere = await server.get("/v1/nowhere");
  t.equal(nowhere.status, 404);
  like(t, await nowhere.json(), { code: "not-found" });
  const cases: Record<string, readonly [method: string, allow: string]> = {
    "/oauth/token": ["GET", "POST"],
    "/v1/messages": ["DELETE", "POST, GET, HEAD"],
    [`/v1/packets/${ID}`]: ["PUT", "GET, HEAD"],
    [`/v1/packets/${ID}/receipt`]: ["GET", "POST"],
    "/schemas/feedback/1.schema.json": ["POST", "GET, HEAD"],
    "/v1/inbox": ["PROPFIND", "GET, HEAD"],
  };
  for (const [path, [method, allow]] of Object.entries(cases)) {
    const response = await fetch(server.origin + path, { method });
    t.equal(response.status, 405, `${method} ${path}`);
    t.equal(response.headers.get("allow"), allow, path);
    like(t, await response.json(), { code: "method-not-allowed" });
  }
});

t.test("malformed ids and queries are 400 before the flow is asked", async (t) => {
  const bad = [
    "/v1/messages/1",
    `/v1/messages/${ID.toUpperCase()}`,
    "/v1/messages/6ba7b810-9dad-41d1-80b4-00c04fd430c8",
    "/v1/packets/x%2fy",
    "/v1/messages",
    "/v1/messages?thread=1",
    `/v1/messages?thread=${ID}&thread=${ID}`,
    `/v1/messages?thread=${ID}&sender=x`,
    `/v1/messages/${ID}?x=1`,
    "/v1/inbox?limit=0",
    "/v1/inbox?limit=501",
    "/v1/inbox?limit=1e2",
    "/v1/inbox?limit=",
    "/v1/inbox?wait=31",
    "/v1/inbox?wait=-1",
    "/v1/inbox?wait=1.5",
    "/v1/inbox?after",
    "/v1/inbox?after=%zz",
    "/v1/inbox?Limit=1",
    "/v1/directory/-x",
    "/v1/directory/91110000100000000X",
    "/schemas/?x=1",
  ];
  for (const path of bad) {
    const calls = server.exchange.calls.length;
    const response = await server.get(path, token);
    t.equal(response.status, 400, path);
    like(t, await response.json(), { code: "malformed-request" }, path);
    t.equal(server.exchange.calls.length, calls, `${path}: the flow is not asked`);
  }
  for (const path of ["/v1/messages/%zz", "/v1/directory/%ff"]) {
    const response = await server.get(path, token);
    t.equal(response.status, 400, path);
    like(t, await response.json(), { code: "malformed-request" }, path);
    t.ok(response.headers.get("x-content-type-options"), path);
  }
  t.equal((await server.get(`/v1/directory/${"a".repeat(200)}`, token)).status, 400, "longer than any name");
});

t.test("every answer has the security header fields and the request's id", async (t) => {
  const answers = [
    await server.get("/healthz"),
    await server.get("/v1/inbox", token),
    await server.get("/v1/inbox"),
    await server.get("/nowhere"),
    await server.get("/v1/messages/%zz"),
  ];
  for (const { headers, url } of answers) {
    t.equal(headers.get("x-content-type-options"), "nosniff", url);
    t.match(headers.get("content-security-policy"), /default-src 'none'/, url);
    t.match(headers.get("x-request-id"), /^[0-9a-f]{8}-[0-9a-f]{4}-7/, url);
    t.equal(headers.get("server"), null, url);
    t.equal(headers.get("x-powered-by"), null, url);
  }
});
