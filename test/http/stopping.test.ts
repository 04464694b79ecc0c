import t from "tap";
import { SETTINGS, startServer } from "../support/http/http-server.ts";
import { lastJson, openRaw, type RawConnection } from "../support/http/raw-http.ts";
import { until } from "../support/until.ts";
import { like } from "../support/like.ts";

/** Times so long that a stop fails the test when it waits for one of them. */
const timeouts = {
  ...SETTINGS.timeouts,
  headersMs: 600_000,
  requestMs: 600_000,
  keepAliveMs: 600_000,
  idleMs: 900_000,
};

async function connected(port: number): Promise<RawConnection> {
  const connection = openRaw(t, port);
  await new Promise<void>((resolve) => connection.socket.once("connect", resolve));
  return connection;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

t.test("held calls end at once when the server stops", async (t) => {
  const server = await startServer({ settings: { timeouts } });
  const call = server.get("/v1/inbox?wait=30&after=mine", await server.token("civil-affairs"));
  await until("a held call", () => server.exchange.held === 1);
  const closed = server.close();
  const response = await call;
  t.equal(response.status, 200);
  like(t, await response.json(), { items: [], next: "mine" }, "the cursor stays where it was");
  t.equal(response.headers.get("connection"), "close");
  await closed;
  t.equal(server.exchange.held, 0);
});

t.test("requests under way are finished, new ones are 503", async (t) => {
  const server = await startServer({ settings: { timeouts } });
  const token = await server.token("procuratorate");
  const { promise, resolve: commit } = Promise.withResolvers<void>();
  server.exchange.committing = promise;
  const late = (await connected(server.port)).write("GET /v1/inbox HTTP/1.1\r\nHost: x\r\n");
  const submission = server.post("/v1/messages", "x", {
    authorization: `Bearer ${token}`,
    "content-type": "application/jose",
  });
  await until("it is being committed", () => server.exchange.calls.length > 0);

  const closed = server.close();
  await turn();
  late.write(`Authorization: Bearer ${token}\r\n\r\n`);
  const text = await late.end();
  t.match(text, /^HTTP\/1\.1 503 /);
  t.match(text, /^retry-after: \d+$/im);
  like(t, lastJson(text), { code: "unavailable" });

  commit();
  t.equal((await submission).status, 202);
  await closed;
});

t.test("a connection without a request does not delay the stop", async (t) => {
  const server = await startServer({ settings: { timeouts } });
  const silent = await connected(server.port);
  const begun = (await connected(server.port)).write("GET /healthz HT");
  // Answered after both were accepted.
  await server.get("/healthz");
  await server.close();
  t.equal(await silent.end(), "");
  t.equal(await begun.end(), "");
});

t.test("counts of refused tokens are written before the server has stopped", async (t) => {
  const server = await startServer({ settings: { timeouts } });
  for (let i = 0; i < 3; i++) await server.get("/v1/inbox", "a.b.AA");
  t.equal(server.entries.length, 1);
  await server.close();
  like(t, server.entries.at(-1)?.entry, { type: "token-refused", reason: "malformed", count: 2 });
});
