import t from "tap";
import { byAddress, createCalls } from "../../src/http/calls.ts";
import { SETTINGS, startServer, tokenForm } from "../support/http/http-server.ts";
import { lastJson, messageHead, openRaw, type RawConnection, requestHead } from "../support/http/raw-http.ts";
import { like } from "../support/like.ts";
import { until } from "../support/until.ts";

const { limits } = SETTINGS;
const { inFlight } = limits;
/** Head of a request whose body of so many bytes does not come. */
const announced = (token: string, bytes: number) => messageHead(token, `Content-Length: ${bytes}`);
/** Token request without the end of its form. */
const HALF_A_FORM = `${requestHead(
  "POST /oauth/token HTTP/1.1",
  "Host: x",
  "Content-Type: application/x-www-form-urlencoded",
  "Content-Length: 900",
)}x`;
const submission = (token: string) => ({ authorization: `Bearer ${token}`, "content-type": "application/jose" });

t.test("calls: bodies under way are bounded for each party, before they are read", async (t) => {
  const party = { calls: 3, bytes: 100_000 };
  const server = await startServer({ settings: { limits: { ...limits, inFlight: { ...inFlight, party } } } });
  t.teardown(() => server.close());
  const [one, other] = [await server.token("procuratorate"), await server.token("civil-affairs")];
  const half = openRaw(t, server.port).write(`${announced(one, 60_000)}x`);
  await until("it is under way", async () => {
    const refused = openRaw(t, server.port).write(announced(one, 60_000));
    return (await refused.answers(1))[0] === 429;
  });
  const refused = openRaw(t, server.port).write(announced(one, 60_000));
  await refused.answers(1);
  t.match(refused.text, /^retry-after: 1\r$/im);
  like(t, lastJson(refused.text), { code: "rate-limited", detail: /under way/ });
  const endless = openRaw(t, server.port).write(messageHead(one, "Transfer-Encoding: chunked"));
  t.same(await endless.answers(1), [429], "a body of unknown length counts as the longest");
  t.equal((await server.post("/v1/messages", "x", submission(one))).status, 202, "a small one has room");
  t.equal((await server.post("/v1/messages", "x".repeat(60_000), submission(other))).status, 202, "another party");
  half.destroy();
  await until("the room is free", async () => {
    return (await server.post("/v1/messages", "y".repeat(60_000), submission(one))).status === 202;
  });
  const calls = [1, 2, 3].map(() => openRaw(t, server.port).write(announced(one, 1)));
  await until("three calls are under way", async () => (await server.get("/v1/directory", one)).status === 429);
  for (const call of calls) call.write("x");
  t.same(await Promise.all(calls.map((call) => call.answers(1))), [[200], [200], [200]], "they are let finish");
});

t.test("calls: an announced length above the limit is refused before the body", async (t) => {
  const server = await startServer();
  t.teardown(() => server.close());
  const large = openRaw(t, server.port).write(announced(await server.token("procuratorate"), limits.messageBytes + 1));
  t.same(await large.answers(1), [413]);
});

t.test("calls: answers that are not read count as well", async (t) => {
  const bound = { calls: 100, bytes: 30_000_000 };
  const larger = { ...inFlight, party: bound, total: { calls: 100, bytes: 100_000_000 } };
  const server = await startServer({ settings: { limits: { ...limits, inFlight: larger } } });
  t.teardown(() => server.close());
  const token = await server.token("civil-affairs");
  const { id } = server.exchange.add("civil-affairs", Buffer.alloc(8_000_000, "x"));
  const get = requestHead(`GET /v1/packets/${id} HTTP/1.1`, "Host: x", `Authorization: Bearer ${token}`);
  const silent = [1, 2, 3, 4].map(() => {
    const connection = openRaw(t, server.port);
    connection.socket.pause();
    return connection.write(get);
  });
  await until("no more is handed out", async () => (await server.get("/v1/inbox", token)).status === 429);
  t.equal((await server.get("/v1/inbox", await server.token("procuratorate"))).status, 200, "to this party");
  for (const { socket } of silent) socket.resume();
  await until("they are read", async () => (await server.get("/v1/inbox", token)).status === 200);
});

t.test("calls: at an address the oldest unfinished request gives way to a new one", async (t) => {
  const address = { calls: 3, bytes: 100_000 };
  const server = await startServer({ settings: { limits: { ...limits, inFlight: { ...inFlight, address } } } });
  t.teardown(() => server.close());
  const flood: RawConnection[] = [];
  for (let n = 0; n < 5; n++) {
    const connection = openRaw(t, server.port).write(HALF_A_FORM);
    flood.push(connection);
    const oldest = flood[n - 3];
    if (oldest !== undefined) await until(`number ${n - 3} is cut`, () => oldest.closed);
    // Until the gateway has it, the order of connections is not that of the requests.
    else await until("a place is taken", async () => (await server.get("/healthz")).status === 200);
  }
  t.equal((await server.post("/oauth/token", tokenForm(await server.assertion("auditor")))).status, 200);
  t.equal((await server.get("/.well-known/jwks.json")).status, 200);
});

t.test("calls: beyond what all may have under way it is 503; callers without credentials use half of it", async (t) => {
  const total = { calls: 4, bytes: 1_000_000 };
  const server = await startServer({ settings: { limits: { ...limits, inFlight: { ...inFlight, total } } } });
  t.teardown(() => server.close());
  const token = await server.token("procuratorate");
  const flood = [0, 1, 2].map(() => openRaw(t, server.port).write(HALF_A_FORM));
  await until("more than half is not taken", () => flood.some(({ closed }) => closed));
  t.equal((await server.get("/.well-known/jwks.json")).status, 200, "an unfinished request gave way");
  t.equal((await server.get("/v1/directory", token)).status, 200);
  for (let n = 0; n < 4; n++) openRaw(t, server.port).write(announced(token, 10));
  await until("all is taken", async () => (await server.get("/v1/directory", token)).status === 503);
  t.ok(
    flood.every(({ closed }) => closed),
    "by parties, for whom the rest of the flood gave way",
  );
  t.equal((await server.get("/.well-known/jwks.json")).status, 503);
  const refused = await server.get("/v1/directory", token);
  t.equal(refused.headers.get("retry-after"), "2");
  like(t, await refused.json(), { code: "unavailable", detail: /than the gateway can do/ });
});

t.test("calls: what waits too long for its turn is 503; health and held calls need none", async (t) => {
  const server = await startServer({ settings: { limits: { ...limits, work: { atOnce: 1, waitMs: 20 } } } });
  t.teardown(() => server.close());
  const [token, other] = [await server.token("procuratorate"), await server.token("civil-affairs")];
  const { promise, resolve: commit } = Promise.withResolvers<void>();
  server.exchange.committing = promise;
  const first = server.post("/v1/messages", "x", submission(token));
  await until("it is being committed", () => server.exchange.calls.length > 0);
  const refused = await server.post("/v1/messages", "y", submission(token));
  t.equal(refused.status, 503);
  t.equal(refused.headers.get("retry-after"), "2");
  for (const path of ["/healthz", "/readyz"]) t.equal((await server.get(path)).status, 200, path);
  const held = server.get("/v1/inbox?wait=30", other);
  await until("a call is held", () => server.exchange.held === 1);
  commit();
  t.equal((await first).status, 202);
  t.equal((await server.post("/v1/messages", "y", submission(token))).status, 202, "the turn was given back");
  server.exchange.add("civil-affairs", Buffer.from("a.b.c"));
  t.equal((await held).status, 200);
  t.equal(server.exchange.calls.filter(({ method }) => method === "submit").length, 2, "nothing was done for a 503");
});

t.test("calls: a caller that went away while it waited is not worked for", async (t) => {
  const server = await startServer({ settings: { limits: { ...limits, work: { atOnce: 1, waitMs: 60_000 } } } });
  t.teardown(() => server.close());
  const token = await server.token("procuratorate");
  const { promise, resolve: commit } = Promise.withResolvers<void>();
  server.exchange.committing = promise;
  const first = server.post("/v1/messages", "x", submission(token));
  await until("it is being committed", () => server.exchange.calls.length > 0);
  const gone = openRaw(t, server.port).write(`${announced(token, 1)}y`);
  await until("it has come", async () => (await server.get("/healthz")).status === 200);
  gone.destroy();
  await until("it has gone", async () => (await server.get("/healthz")).status === 200 && gone.closed);
  commit();
  await first;
  t.equal((await server.post("/v1/messages", "z", submission(token))).status, 202);
  t.equal(server.exchange.calls.filter(({ method }) => method === "submit").length, 2);
});

t.test("calls: parties and addresses take turns at the work, however many addresses wait", async (t) => {
  const work = { ...limits.work, atOnce: 1, waitMs: 60_000 };
  const calls = createCalls({ ...SETTINGS, limits: { ...limits, work } }, { now: () => 0 }, () => 0);
  const reply = { raw: { destroyed: false } } as never;
  const done: string[] = [];
  let finish = () => undefined as void;
  const first = new Promise<void>((resolve) => (finish = resolve));
  const busy = calls.work({ counted: { kind: "party", name: "busy" } } as never, reply, () => first);
  const waiting = [
    ...["10.1.0.1", "10.2.0.1", "10.3.0.1", "10.4.0.1"].map((ip) => ({ ip })),
    { counted: { kind: "party", name: "civil-affairs" }, ip: "10.1.0.1" },
    { counted: { kind: "party", name: "housing" }, ip: "10.1.0.1" },
  ].map((request) =>
    calls.work(request as never, reply, async () => {
      const { counted = byAddress(request as never) } = request as { counted?: { kind: string; name: string } };
      done.push(counted.kind);
    }),
  );
  finish();
  await Promise.all([busy, ...waiting]);
  t.same(done, ["address", "party", "address", "party", "address", "address"]);
});
