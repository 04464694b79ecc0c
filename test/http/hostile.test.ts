import t, { type Test } from "tap";
import { SETTINGS, startServer, type TestServer } from "../support/http/http-server.ts";
import { lastJson, messageHead, openRaw, requestHead } from "../support/http/raw-http.ts";
import { like } from "../support/like.ts";

const LIMIT = SETTINGS.limits.messageBytes;
let server: TestServer;
let token: string;
t.before(async () => {
  server = await startServer({
    settings: { timeouts: { ...SETTINGS.timeouts, headersMs: 1000, requestMs: 1000 } },
  });
  token = await server.token("procuratorate");
});
t.teardown(() => server.close());

const post = (...fields: string[]) => messageHead(token, ...fields);
const open = (t: Test) => openRaw(t, server.port);
const submitted = () => server.exchange.calls.filter(({ method }) => method === "submit").length;

t.test("ambiguous framing (request smuggling) is refused, and the connection is closed", async (t) => {
  const smuggled = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
  const bad: Record<string, string> = {
    "length and chunks": `${post("Content-Length: 4", "Transfer-Encoding: chunked")}0\r\n\r\n${smuggled}`,
    "chunks and length": `${post("Transfer-Encoding: chunked", "Content-Length: 4")}0\r\n\r\n${smuggled}`,
    "two lengths": `${post("Content-Length: 4", "Content-Length: 40")}abcd${smuggled}`,
    "a list of lengths": `${post("Content-Length: 4, 4")}abcd${smuggled}`,
    "a length with a sign": `${post("Content-Length: +4")}abcd${smuggled}`,
    "a negative length": `${post("Content-Length: -1")}${smuggled}`,
    "a coding that is not chunked": `${post("Transfer-Encoding: identity, x")}abcd${smuggled}`,
    "chunked and more": `${post("Transfer-Encoding: chunked, gzip")}0\r\n\r\n${smuggled}`,
    "a chunk size that is none": `${post("Transfer-Encoding: chunked")}zz\r\nabcd\r\n0\r\n\r\n`,
    "a chunk longer than it says": `${post("Transfer-Encoding: chunked")}2\r\nabcd\r\n0\r\n\r\n`,
    "a chunk size beyond counting": `${post("Transfer-Encoding: chunked")}fffffffffffffffff\r\nabcd\r\n`,
    "white space before the colon": requestHead("GET /healthz HTTP/1.1", "Host : x"),
    "a folded field": requestHead("GET /healthz HTTP/1.1", "Host: x", "X-A: b", " c"),
    "a bare line feed within a field": requestHead("GET /healthz HTTP/1.1", "Host: x", "X-A: b\nX-B: c"),
    "NUL in a field": requestHead("GET /healthz HTTP/1.1", "Host: x", "X-A: b\0c"),
    "another protocol": "SSH-2.0-OpenSSH_9.9\r\n\r\n",
    "TLS on a plain port": "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
    "a version that is none": requestHead("GET /healthz HTTP/9.9", "Host: x"),
  };
  for (const [name, bytes] of Object.entries(bad)) {
    const before = submitted();
    const connection = open(t).write(Buffer.from(bytes, "latin1"));
    const text = await connection.end();
    t.match(text, /^HTTP\/1\.1 400 /, name);
    t.notMatch(text, /HTTP\/1\.1 200/, `${name}: nothing that follows is answered`);
    like(t, lastJson(text), { code: "malformed-request", status: 400 }, name);
    t.equal(submitted(), before, `${name}: nothing was submitted`);
  }
});

t.test("repeated header fields are refused", async (t) => {
  const twice: Record<string, readonly [request: string, status: number]> = {
    Host: [requestHead("GET /v1/inbox HTTP/1.1", "Host: x", "Host: y", `Authorization: Bearer ${token}`), 400],
    "no Host": [requestHead("GET /v1/inbox HTTP/1.1", `Authorization: Bearer ${token}`), 400],
    Authorization: [
      requestHead(
        "GET /v1/inbox HTTP/1.1",
        "Host: x",
        `Authorization: Bearer ${token}`,
        `Authorization: Bearer ${token}`,
      ),
      401,
    ],
    "Content-Type": [`${post("Content-Type: text/plain", "Content-Length: 1")}x`, 415],
  };
  for (const [name, [request, status]] of Object.entries(twice)) {
    t.same(await open(t).write(request).answers(1), [status], name);
  }
  t.same(await open(t).write(requestHead("GET /healthz HTTP/1.0")).answers(1), [200], "HTTP/1.0 knows no Host");
});

t.test("pipelined requests are answered in their order", async (t) => {
  const connection = open(t).write(
    `${post("Content-Length: 4")}one1${requestHead("GET /nowhere HTTP/1.1", "Host: x")}${post("Content-Length: 4")}two2`,
  );
  t.same(await connection.answers(3), [202, 404, 202]);
});

t.test("a body of exactly the limit is accepted, one byte more is refused", async (t) => {
  const send = (size: number) =>
    server.post("/v1/messages", Buffer.alloc(size, "a"), {
      authorization: `Bearer ${token}`,
      "content-type": "application/jose",
    });
  t.equal((await send(LIMIT)).status, 202);
  const large = await send(LIMIT + 1);
  t.equal(large.status, 413);
  like(t, await large.json(), { code: "too-large" });
});

t.test("header fields above the limit are refused", async (t) => {
  const connection = open(t).write(
    requestHead("GET /healthz HTTP/1.1", "Host: x", `X-A: ${"a".repeat(SETTINGS.limits.headerBytes)}`),
  );
  const text = await connection.end();
  t.match(text, /^HTTP\/1\.1 431 /);
  like(t, lastJson(text), { code: "header-too-large", status: 431 });
});

t.test("a request target above the limit is refused", async (t) => {
  const connection = open(t).write(requestHead(`GET /${"a".repeat(SETTINGS.limits.headerBytes)} HTTP/1.1`, "Host: x"));
  t.match(await connection.end(), /^HTTP\/1\.1 431 /);
});

t.test("header fields that never end are cut off in time", async (t) => {
  const connection = open(t).write("GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ");
  const text = await connection.end();
  t.match(text, /^HTTP\/1\.1 408 /);
  like(t, lastJson(text), { code: "request-timeout", status: 408 });
});

t.test("a body that comes too slowly is cut off in time", async (t) => {
  const before = submitted();
  const connection = open(t).write(`${post("Content-Length: 1000")}a`);
  const drip = setInterval(() => connection.write("a"), 50);
  t.teardown(() => clearInterval(drip));
  t.match(await connection.end(), /^HTTP\/1\.1 408 /);
  t.equal(submitted(), before);
});

t.test("a caller that disconnects within its body leaves the server working", async (t) => {
  const before = submitted();
  const connection = open(t).write(`${post("Content-Length: 1000")}abc`);
  await new Promise<void>((resolve) => connection.socket.once("connect", resolve));
  connection.socket.resetAndDestroy();
  await connection.end();
  t.equal((await server.get("/healthz")).status, 200, "the server goes on");
  t.equal(submitted(), before, "half an envelope is none");
  t.notOk(server.logs.some(({ msg }) => msg === "internal error"));
});

t.test("a body with a content coding is refused", async (t) => {
  for (const coding of ["gzip", "deflate", "br", "zstd", "gzip, identity"]) {
    t.same(
      await open(t)
        .write(`${post(`Content-Encoding: ${coding}`, "Content-Length: 1")}x`)
        .answers(1),
      [415],
      coding,
    );
  }
});

t.test("odd targets are 404, an unknown method is 405", async (t) => {
  const odd: Record<string, number> = {
    "OPTIONS * HTTP/1.1": 404,
    "GET //healthz HTTP/1.1": 404,
    "GET /healthz/ HTTP/1.1": 404,
    "GET /HEALTHZ HTTP/1.1": 404,
    "GET /v1/../healthz HTTP/1.1": 404,
    "GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1": 404,
    "GET /schemas/..%2f..%2fpackage/1.schema.json HTTP/1.1": 404,
    "GET /schemas/constructor/1.schema.json HTTP/1.1": 404,
    "TRACE /healthz HTTP/1.1": 405,
    "DELETE /healthz HTTP/1.1": 405,
    // The absolute form, which every server must take (RFC 9112 section 3.2.2).
    "GET http://x/healthz HTTP/1.1": 200,
    "GET HTTPS://elsewhere.example:8443/healthz?a=/b HTTP/1.1": 400,
    "DELETE http://x/healthz HTTP/1.1": 405,
    "GET http://x HTTP/1.1": 404,
    "GET ftp://x/healthz HTTP/1.1": 404,
  };
  for (const [line, status] of Object.entries(odd)) {
    t.same(
      await open(t)
        .write(requestHead(line, "Host: x", "Connection: close"))
        .answers(1),
      [status],
      line,
    );
  }
});
