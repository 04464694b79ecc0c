import t from "tap";
import { GatewayClient, type GatewayClientOptions, ProblemError, UnreachableError } from "../../src/sdk/index.ts";
import { FakeGateway } from "../support/sdk/fake-gateway.ts";
import { newKeySet } from "../support/sdk/party-key-set.ts";
import { recordedEnvironment } from "../support/sdk/recorded-environment.ts";
import { like } from "../support/like.ts";

const keys = await newKeySet();
const gateway = await FakeGateway.start({ procuratorate: keys });
t.teardown(() => gateway.stop());

const INBOX = { method: "GET", path: "/v1/inbox?limit=1" } as const;

function connect(options: Partial<GatewayClientOptions> = {}) {
  const environment = recordedEnvironment();
  const all = { url: gateway.url, party: "procuratorate", keys, environment, ...options };
  return { client: new GatewayClient(all), environment };
}

const count = (prefix: string) => gateway.requests.filter(({ path }) => path.startsWith(prefix)).length;

t.test("many calls share a token, which is renewed shortly before it ends", async (t) => {
  const { client, environment } = connect();
  const before = count("/oauth/token");
  await Promise.all(Array.from({ length: 8 }, () => client.json(INBOX)));
  t.equal(count("/oauth/token"), before + 1, "one refresh at a time");
  environment.advance(260_000);
  await client.json(INBOX);
  t.equal(count("/oauth/token"), before + 1, "still valid for 40 s");
  environment.advance(15_000);
  await client.json(INBOX);
  t.equal(count("/oauth/token"), before + 2, "not valid long enough to arrive");
});

t.test("a token that the gateway refuses is replaced once", async (t) => {
  const { client } = connect();
  await client.json(INBOX);
  gateway.tokens.clear();
  await client.json(INBOX);
  gateway.fail("/v1/inbox", { status: 401 }, { status: 401 });
  await t.rejects(client.json(INBOX), { name: "ProblemError", status: 401 });
});

t.test("the next call requests a token again after a failure", async (t) => {
  const { client } = connect({ retry: { attempts: 1 } });
  gateway.fail("/oauth/token", "reset");
  await t.rejects(client.json(INBOX), UnreachableError);
  await client.json(INBOX);
});

t.test("each try for a token signs a new assertion", async (t) => {
  const { client } = connect();
  gateway.fail("/oauth/token", "lose-answer", { status: 503 });
  t.ok(await client.json(INBOX), "the gateway refuses an assertion that it saw before");
});

t.test("a caller that aborts does not end the token request of others", async (t) => {
  const { client } = connect();
  const [left, stayed] = await Promise.allSettled([
    client.json({ ...INBOX, signal: AbortSignal.abort(new Error("gone")) }),
    client.json(INBOX),
  ]);
  t.equal(left.status, "rejected");
  t.equal(stayed.status, "fulfilled");
});

t.test("a call without an answer, or with one that says not now, is repeated", async (t) => {
  const { client, environment } = connect();
  await client.json(INBOX);
  environment.pauses.length = 0;
  gateway.fail("/v1/inbox", "reset", { status: 503 }, { status: 429, headers: { "retry-after": "7" } }, "lose-answer");
  await client.json(INBOX);
  t.same(environment.pauses, [250, 500, 7250, 2000], "half of each bound; Retry-After obeyed");
});

t.test("after the last try the last error is thrown", async (t) => {
  const { client, environment } = connect({ retry: { attempts: 3 } });
  await client.json(INBOX);
  environment.pauses.length = 0;
  gateway.fail("/v1/inbox", "reset", "reset", "reset");
  await t.rejects(client.json(INBOX), UnreachableError);
  t.equal(environment.pauses.length, 2);
  gateway.fail("/v1/inbox", { status: 503 }, { status: 503 }, { status: 503 });
  await t.rejects(client.json(INBOX), { status: 503, code: "unexpected-answer" });
});

t.test("a refusal is not retried", async (t) => {
  const { client, environment } = connect();
  await client.json(INBOX);
  environment.pauses.length = 0;
  const body = JSON.stringify({ code: "not-found", detail: "nothing here", errors: [], instance: "r-1" });
  gateway.fail("/v1/inbox", { status: 404, headers: { "content-type": "application/problem+json" }, body });
  const error = await client.json(INBOX).catch((error: unknown) => error);
  t.ok(error instanceof ProblemError);
  like(t, error, { code: "not-found", status: 404, detail: "nothing here", instance: "r-1", errors: [] });
  t.same(environment.pauses, []);
});

t.test("OAuth's errors have the protocol's codes", async (t) => {
  const { client } = connect();
  gateway.fail("/oauth/token", { status: 401, body: JSON.stringify({ error: "invalid_client" }) });
  await t.rejects(client.json(INBOX), { code: "invalid-client", status: 401 });
});

t.test("a redirect is not followed", async (t) => {
  const { client } = connect();
  await client.json(INBOX);
  gateway.fail("/v1/inbox", { status: 307, headers: { location: `${gateway.url}/elsewhere` } });
  await t.rejects(client.json(INBOX), { name: "ProblemError", status: 307 });
  t.equal(count("/elsewhere"), 0);
});

t.test("a call ends when its caller aborts, also in a pause", async (t) => {
  const reason = new Error("enough");
  const { client } = connect();
  await t.rejects(client.json({ ...INBOX, signal: AbortSignal.abort(reason) }), reason);
  const abort = new AbortController();
  const environment = {
    ...recordedEnvironment(),
    sleep: async (_ms: number, signal?: AbortSignal) => {
      abort.abort(reason);
      signal?.throwIfAborted();
    },
  };
  const other = connect({ environment });
  await other.client.json(INBOX);
  gateway.fail("/v1/inbox", { status: 503 });
  await t.rejects(other.client.json({ ...INBOX, signal: abort.signal }), reason);
});

t.test("an answer with duplicate members, or that is not JSON, is refused", async (t) => {
  const { client } = connect();
  for (const body of ['{"items":[],"items":[1]}', "<html>"]) {
    gateway.fail("/v1/inbox", { status: 200, body });
    await t.rejects(client.json(INBOX), { name: "UntrustedError", code: "answer" });
  }
});

t.test("nothing is signed for an address that does not answer as a gateway", async (t) => {
  const { client } = connect();
  gateway.fail("/.well-known/aid-gateway", { status: 200, body: '{"hello":"world"}' });
  await t.rejects(client.identity(), { code: "not-a-gateway" });
  like(t, await client.identity(), { id: gateway.id }, "a failure is not kept");
});

t.test("a gateway that was given to the constructor is not asked for its identity", async (t) => {
  const before = count("/.well-known/aid-gateway");
  const { client } = connect({ trust: gateway.trust() });
  await client.json(INBOX);
  t.equal(count("/.well-known/aid-gateway"), before);
});
