import t from "tap";
import { SETTINGS, bearer, startServer, type TestServer } from "../support/http/http-server.ts";
import { like } from "../support/like.ts";

const ID = "01a207a2-3280-7371-a166-1a9b2131ed2e";
let server: TestServer;
let token: string;
t.before(async () => {
  server = await startServer();
  token = await server.token("procuratorate");
});
t.teardown(() => server.close());

const submit = (body: BodyInit | null, contentType = "application/jose", path = "/v1/messages") =>
  server.post(path, body, { ...bearer(token), "content-type": contentType });

t.test("a message is accepted with 202 and Location; the same again with 200 and the same answer", async (t) => {
  const first = await submit("envelope one");
  const text = await first.text();
  t.equal(first.status, 202);
  t.match(text, /^\{ "id": "/, "the flow's own text, verbatim");
  t.equal(first.headers.get("location"), `/v1/messages/${(JSON.parse(text) as { id: string }).id}`);
  const again = await submit("envelope one");
  t.equal(again.status, 200);
  t.equal(await again.text(), text);
  t.equal(again.headers.get("location"), first.headers.get("location"));
});

t.test("the flow gets the bytes unchanged, and the media type without parameters", async (t) => {
  const bytes = Buffer.from([0, 0xff, 0x0d, 0x0a, ...Buffer.from("é")]);
  await submit(bytes, "Application/JOSE; charset=utf-8");
  const [envelope, mediaType] = server.exchange.calls.at(-1)?.args ?? [];
  t.same(envelope, bytes);
  t.equal(mediaType, "application/jose");
});

t.test("a chunked body is put together; a missing body is an empty one", async (t) => {
  const chunks = new ReadableStream({
    start(controller) {
      for (const part of ["ab", "cd", "ef"]) controller.enqueue(Buffer.from(part));
      controller.close();
    },
  });
  const response = await fetch(`${server.origin}/v1/messages`, {
    method: "POST",
    body: chunks,
    headers: { ...bearer(token), "content-type": "application/jose" },
    duplex: "half",
  } as RequestInit);
  t.equal(response.status, 202);
  t.same(server.exchange.calls.at(-1)?.args[0], Buffer.from("abcdef"));
  await submit(null);
  t.same(server.exchange.calls.at(-1)?.args[0], Buffer.alloc(0));
});

t.test("only media types of the suites are accepted, by submission and check", async (t) => {
  const calls = server.exchange.calls.length;
  for (const path of ["/v1/messages", "/v1/messages/check"]) {
    for (const type of ["application/json", "text/plain", "application/jwt", "application/jose+json", "", "a", "*/*"]) {
      const response = await submit("x", type, path);
      t.equal(response.status, 415, type);
      like(t, await response.json(), { code: "unsupported-media-type" });
    }
  }
  t.equal(server.exchange.calls.length, calls);
});

t.test("a check tells which groups of fields each recipient would see", async (t) => {
  const response = await submit("x", "application/jose", "/v1/messages/check");
  t.equal(response.status, 200);
  like(t, await response.json(), { recipients: ["civil-affairs"], disclosures: [{ groups: { identity: "full" } }] });
});

t.test("a message and a thread are answered as the flow gives them", async (t) => {
  const message = await server.get(`/v1/messages/${ID}`, token);
  like(t, await message.json(), { id: ID, packets: [{ state: "queued" }], timeline: [{ type: "accepted" }] });
  const thread = await server.get(`/v1/messages?thread=${ID}`, token);
  like(t, await thread.json(), { thread: ID, messages: [{ id: ID }] });
  t.equal(thread.headers.get("cache-control"), "no-store");
});

t.test("requeue is 200, reseal 201, each with the packet", async (t) => {
  const operator = bearer(await server.token("operator"));
  const requeued = await server.post(`/v1/packets/${ID}/requeue`, null, operator);
  t.equal(requeued.status, 200);
  like(t, await requeued.json(), { id: ID, state: "queued" });
  const resealed = await server.post(`/v1/packets/${ID}/reseal`, null, operator);
  t.equal(resealed.status, 201);
  like(t, await resealed.json(), { replaces: ID });
  t.equal((await server.post(`/v1/packets/${ID}/requeue`, "x".repeat(2000), operator)).status, 413, "no document here");
});

t.test("a party may ask for a thread only; an operator's parameters are refused", async (t) => {
  for (const query of [
    "",
    "?packet=x",
    `?packet=${ID}`,
    `?thread=${ID}&state=failed`,
    "?state=failed",
    `?limit=1&thread=${ID}`,
  ]) {
    const calls = server.exchange.calls.length;
    t.equal((await server.get(`/v1/messages${query}`, token)).status, 400, query);
    t.equal(server.exchange.calls.length, calls);
  }
});

t.test("log lines name template, status and party, and no content, id or query", async (t) => {
  server.logs.length = 0;
  await submit("envelope-with-张三-110101000001010004");
  await server.get(`/v1/messages?thread=${ID}`, token);
  await server.get("/v1/inbox?after=cursor-of-the-caller", token);
  await server.get("/v1/nowhere?name=zhangsan", token, { "user-agent": "agent-of-the-caller" });
  const text = JSON.stringify(server.logs);
  like(t, server.logs, [
    { method: "POST", route: "/v1/messages", status: 202, party: "procuratorate", request: /^[0-9a-f-]{36}$/ },
    { method: "GET", route: "/v1/messages", status: 200 },
    { method: "GET", route: "/v1/inbox", status: 200 },
    { route: "unmatched", status: 404, code: "not-found" },
  ]);
  for (const secret of ["张三", "110101", ID, "cursor-of", "zhangsan", "agent-of", token, "127.0.0.1", "nowhere"]) {
    t.notMatch(text, secret, secret);
  }
});

t.test("metrics are labelled by template, method and status", async (t) => {
  server.answered.length = 0;
  await server.get(`/v1/messages/${ID}`, token);
  await fetch(`${server.origin}/whatever/${ID}`, { method: "PROPFIND" });
  t.same(server.answered, [
    { method: "GET", route: "/v1/messages/:id", status: 200 },
    { method: "other", route: "unmatched", status: 404 },
  ]);
});

t.test("the configured size limit of messages is applied", async (t) => {
  t.equal((await submit(Buffer.alloc(SETTINGS.limits.messageBytes))).status, 202);
  t.equal((await submit(Buffer.alloc(SETTINGS.limits.messageBytes + 1), undefined, "/v1/messages/check")).status, 413);
});
