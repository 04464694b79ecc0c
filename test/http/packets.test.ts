import { createHash } from "node:crypto";
import t from "tap";
import { bearer, startServer, type TestServer } from "../support/http/http-server.ts";
import { like } from "../support/like.ts";

let server: TestServer;
let token: string;
t.before(async () => {
  server = await startServer();
  token = await server.token("civil-affairs");
});
t.teardown(() => server.close());

const acknowledge = (id: string, jws: string, type = "application/jwt") =>
  server.post(`/v1/packets/${id}/receipt`, jws, { ...bearer(token), "content-type": type });

t.test("a packet is answered as its bytes, with digest, entity tag and no-store", async (t) => {
  const packet = server.exchange.add("civil-affairs", Buffer.from("header.key.iv.text.tag"));
  const response = await server.get(`/v1/packets/${packet.id}`, token);
  const sha256 = createHash("sha256").update(packet.bytes);
  t.equal(response.status, 200);
  t.equal(response.headers.get("content-type"), "application/jose");
  t.equal(response.headers.get("content-digest"), `sha-256=:${sha256.copy().digest("base64")}:`);
  t.equal(response.headers.get("etag"), `"${sha256.digest("base64url")}"`);
  t.equal(response.headers.get("cache-control"), "no-store");
  t.same(Buffer.from(await response.arrayBuffer()), packet.bytes);
});

t.test("a matching If-None-Match is 304", async (t) => {
  const packet = server.exchange.add("civil-affairs", Buffer.from("a.b.c.d.e"));
  const path = `/v1/packets/${packet.id}`;
  const tag = (await server.get(path, token)).headers.get("etag") ?? "";
  for (const field of [tag, `W/${tag}`, `"x", ${tag}`, "*"]) {
    const response = await server.get(path, token, { "if-none-match": field });
    t.equal(response.status, 304, field);
    t.equal(response.headers.get("etag"), tag);
    t.equal(await response.text(), "");
  }
  for (const field of ['"x"', tag.slice(1, -1), ""]) {
    t.equal((await server.get(path, token, { "if-none-match": field })).status, 200, field);
  }
});

t.test("HEAD has the same header fields and does not count as a delivery", async (t) => {
  const packet = server.exchange.add("civil-affairs", Buffer.from("a.b.c.d.e"));
  const response = await fetch(`${server.origin}/v1/packets/${packet.id}`, { method: "HEAD", headers: bearer(token) });
  t.equal(response.status, 200);
  t.equal(response.headers.get("content-length"), String(packet.bytes.length));
  t.ok(response.headers.get("content-digest"));
  t.equal(await response.text(), "");
  t.equal(packet.fetched, 0);
  await server.get(`/v1/packets/${packet.id}`, token);
  t.equal(packet.fetched, 1);
});

t.test("another party's packet is 404", async (t) => {
  const packet = server.exchange.add("procuratorate", Buffer.from("a.b.c.d.e"));
  const response = await server.get(`/v1/packets/${packet.id}`, token);
  t.equal(response.status, 404);
  like(t, await response.json(), { code: "not-found" });
});

t.test("a receipt is 201, the same again 200, a different one 409", async (t) => {
  const packet = server.exchange.add("civil-affairs", Buffer.from("a.b.c.d.e"));
  const first = await acknowledge(packet.id, "a.b.c");
  t.equal(first.status, 201);
  like(t, await first.json(), { packet: packet.id, outcome: "accepted", log: { origin: "gateway" } });
  t.equal((await acknowledge(packet.id, "a.b.c")).status, 200);
  const conflict = await acknowledge(packet.id, "a.b.d");
  t.equal(conflict.status, 409);
  like(t, await conflict.json(), { code: "receipt-conflict" });
});

t.test("a receipt is application/jwt of at most 16 KiB", async (t) => {
  const packet = server.exchange.add("civil-affairs", Buffer.from("a.b.c.d.e"));
  t.equal((await acknowledge(packet.id, "a.b.c", "application/jose")).status, 415);
  t.equal((await acknowledge(packet.id, "a".repeat(16 * 1024 + 1))).status, 413);
  t.equal(packet.receipt, undefined);
  t.equal((await acknowledge(packet.id, "a".repeat(16 * 1024))).status, 201);
});

t.test("bytes outside ASCII never become a JWS", async (t) => {
  const packet = server.exchange.add("civil-affairs", Buffer.from("a.b.c.d.e"));
  await server.post(`/v1/packets/${packet.id}/receipt`, Buffer.from([0x61, 0xff, 0x2e]), {
    ...bearer(token),
    "content-type": "application/jwt",
  });
  t.equal(packet.receipt?.jws, "a\u00ff.");
});
