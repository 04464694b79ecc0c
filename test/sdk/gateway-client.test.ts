import t from "tap";
import { GatewayClient, type GatewayClientOptions, ProblemError, UnreachableError } from "../../src/sdk/index.ts";
import { FakeGateway } from "../support/sdk/fake-gateway.ts";
import { newKeySet } from "../support/sdk/party-key-set.ts";
import { recordedEnvironment } from "../support/sdk/recorded-environment.ts";

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

t.test("asks for one token for many calls, and for a new one shortly before it ends", async (t) => {
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

t.test("a token that the gateway no longer takes is replaced once", async (t) => {
  const { client } = connect();
  await client.json(INBOX);
  gateway.tokens.clear();
  await client.json(INBOX);
  gateway.fail("/v1/inbox", { status: 401 }, { status: 401 });
  await t.rejects(client.json(INBOX), { name: "ProblemError", status: 401 });
});

t.test("a token that could not be had is asked for again by the next call", async (t) => {
  const { client } = connect({ retry: { attempts: 1 } });
  gateway.fail("/oauth/token", "reset");
  await t.rejects(client.json(INBOX), UnreachableError);
  await client.json(INBOX);
});

t.test("every try for a token has an assertion of its own", async () => {
  const { client } = connect();
  gateway.fail("/oauth/token", "lose-answer", { status: 503 });
  await client.json(INBOX);
});

t.test("a caller that gives up does not take the token from the others", async (t) => {
  const { client } = connect();
  const [left, stayed] = await Promise.allSettled([
    client.json({ ...INBOX, signal: AbortSignal.abort(new Error("gone")) }),
    client.json(INBOX),
  ]);
  t.equal(left.status, "rejected");
  t.equal(stayed.status, "fulfilled");
});

t.test("tries again when there is no answer or the answer is not now", async (t) => {
  const { client, environment } = connect();
  await client.json(INBOX);
  environment.pauses.length = 0;
  gateway.fail("/v1/inbox", "reset", { status: 503 }, { status: 429, headers: { "retry-after": "7" } }, "lose-answer");
  await client.json(INBOX);
  t.same(environment.pauses, [250, 500, 7250, 2000], "half of each bound; Retry-After obeyed");
});

t.test("gives up after the tries it has, with what it saw last", async (t) => {
  const { client, environment } = connect({ retry: { attempts: 3 } });
  await client.json(INBOX);
  environment.pauses.length = 0;
  gateway.fail("/v1/inbox", "reset", "reset", "reset");
  await t.rejects(client.json(INBOX), UnreachableError);
  t.equal(environment.pauses.length, 2);
  gateway.fail("/v1/inbox", { status: 503 }, { status: 503 }, { status: 503 });
  await t.rejects(client.json(INBOX), { status: 503, code: "unexpected-answer" });
});

t.test("a no is not asked again", async (t) => {
  const { client, environment } = connect();
  await client.json(INBOX);
  environment.pauses.length = 0;
  const body = JSON.stringify({ code: "not-found", detail: "nothing here", errors: [], instance: "r-1" });
  gateway.fail("/v1/inbox", { status: 404, headers: { "content-type": "application/problem+json" }, body });
  const error = await client.json(INBOX).catch((error: unknown) => error);
  t.ok(error instanceof ProblemError);
  t.match(error, { code: "not-found", status: 404, detail: "nothing here", instance: "r-1", errors: [] });
  t.same(environment.pauses, []);
});

t.test("OAuth's errors have the protocol's codes", async (t) => {
  const { client } = connect();
  gateway.fail("/oauth/token", { status: 401, body: JSON.stringify({ error: "invalid_client" }) });
  await t.rejects(client.json(INBOX), { code: "invalid-client", status: 401 });
});

t.test("does not follow the gateway elsewhere with its token", async (t) => {
  const { client } = connect();
  await client.json(INBOX);
  gateway.fail("/v1/inbox", { status: 307, headers: { location: `${gateway.url}/elsewhere` } });
  await t.rejects(client.json(INBOX), { name: "ProblemError", status: 307 });
  t.equal(count("/elsewhere"), 0);
});

t.test("stops when its caller aborts, in a call and in a pause", async (t) => {
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

t.test("an answer with duplicate members or none at all is not believed", async (t) => {
  const { client } = connect();
  for (const body of ['{"items":[],"items":[1]}', "<html>"]) {
    gateway.fail("/v1/inbox", { status: 200, body });
    await t.rejects(client.json(INBOX), { name: "UntrustedError", code: "answer" });
  }
});

t.test("what answers is a gateway, or nothing is signed for it", async (t) => {
  const { client } = connect();
  gateway.fail("/.well-known/aid-gateway", { status: 200, body: '{"hello":"world"}' });
  await t.rejects(client.identity(), { code: "not-a-gateway" });
  t.match(await client.identity(), { id: gateway.id }, "a failure is not kept");
});

t.test("a gateway that is known already is not asked who it is", async (t) => {
  const before = count("/.well-known/aid-gateway");
  const { client } = connect({ gateway: { id: gateway.id, issuer: gateway.url } });
  await client.json(INBOX);
  t.equal(count("/.well-known/aid-gateway"), before);
});
