import t, { type Test } from "tap";
import { SETTINGS, startServer, type TestServer } from "../support/http/http-server.ts";
import { messageHead, openRaw, requestHead } from "../support/http/raw-http.ts";

const LIMIT = SETTINGS.limits.messageBytes;
let server: TestServer;
let token: string;
t.before(async () => {
  // No other limit ends these connections within the time of a test.
  const timeouts = { ...SETTINGS.timeouts, headersMs: 600_000, requestMs: 600_000, idleMs: 600_000, unreadBodyMs: 200 };
  server = await startServer({ settings: { timeouts } });
  token = await server.token("procuratorate");
});
t.teardown(() => server.close());

const post = (...fields: string[]) => messageHead(token, ...fields);
const open = (t: Test) => openRaw(t, server.port);

t.test("a body with too large a Content-Length is refused before it comes", async (t) => {
  const connection = open(t).write(post("Content-Length: 1000000000000"));
  t.same(await connection.answers(1), [413]);
  t.match(await connection.end(), /^HTTP\/1\.1 413 /, "and the connection is cut when the body does not end");
});

t.test("a chunked body without end is cut off", async (t) => {
  const connection = open(t).write(post("Transfer-Encoding: chunked"));
  const chunk = `4000\r\n${"a".repeat(0x4000)}\r\n`;
  const feed = setInterval(() => connection.write(chunk), 1);
  t.teardown(() => clearInterval(feed));
  t.same(await connection.answers(1), [413]);
  await connection.end();
  t.ok(connection.socket.bytesWritten > LIMIT);
});

t.test("the body of a request that the guard refused is cut off too", async (t) => {
  const connection = open(t).write(
    requestHead("POST /v1/messages HTTP/1.1", "Host: x", "Content-Type: application/jose", "Content-Length: 1000000"),
  );
  t.same(await connection.answers(1), [401]);
  t.match(await connection.end(), /^HTTP\/1\.1 401 /);
});

t.test("after a refused body that ended, the connection stays open", async (t) => {
  const connection = open(t).write(`${post(`Content-Length: ${LIMIT + 1}`)}${"a".repeat(LIMIT + 1)}`);
  t.same(await connection.answers(1), [413]);
  t.same(await connection.write(requestHead("GET /healthz HTTP/1.1", "Host: x")).answers(2), [413, 200]);
});
