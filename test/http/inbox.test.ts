import t, { type Test } from "tap";
import { partyOf, SETTINGS, startServer, type TestServer } from "../support/http/http-server.ts";
import { until } from "../support/until.ts";
import { like } from "../support/like.ts";

async function started(t: Test): Promise<{ server: TestServer; token: string }> {
  const server = await startServer();
  t.teardown(() => server.close());
  return { server, token: await server.token("civil-affairs") };
}

/** Waits until the flow holds so many calls. */
const held = (server: TestServer, count: number) => until(`${count} calls held`, () => server.exchange.held === count);

t.test("the inbox answers with items and a cursor", async (t) => {
  const { server, token } = await started(t);
  const packet = server.exchange.add("civil-affairs", Buffer.from("a.b.c.d.e"));
  server.exchange.add("procuratorate", Buffer.from("a.b.c.d.e"));
  const response = await server.get("/v1/inbox?after=abc&limit=7", token);
  like(t, await response.json(), { items: [{ packet: packet.id, size: 9 }], next: packet.id });
  t.same(server.exchange.calls.at(-1)?.args, [{ after: "abc", limit: 7, waitMs: 0 }]);
  await server.get("/v1/inbox", token);
  t.same(server.exchange.calls.at(-1)?.args, [{ limit: 100, waitMs: 0 }]);
});

t.test("a held call ends when a packet comes", async (t) => {
  const { server, token } = await started(t);
  const answer = server.get("/v1/inbox?wait=30", token);
  await held(server, 1);
  const packet = server.exchange.add("civil-affairs", Buffer.from("a.b.c.d.e"));
  like(t, await (await answer).json(), { items: [{ packet: packet.id }] });
});

t.test("a held call ends with its party's suspension, and tells nothing of what came", async (t) => {
  const { server, token } = await started(t);
  const other = await server.token("procuratorate");
  const [answer, still] = [server.get("/v1/inbox?wait=30", token), server.get("/v1/inbox?wait=30", other)];
  await held(server, 2);
  const { party, sig, enc } = partyOf(server.parties, "civil-affairs");
  server.parties.set(party.id, { party: { ...party, active: false }, sig, enc });
  server.directoryVersion++;
  server.changed();
  const refused = await answer;
  t.equal(refused.status, 401);
  like(t, await refused.json(), { code: "invalid-token" });
  like(t, await (await still).json(), { items: [] }, "another party's call ends with what there is");
});

t.test("a caller that disconnects frees its held call", async (t) => {
  const { server, token } = await started(t);
  const gone = new AbortController();
  const call = fetch(`${server.origin}/v1/inbox?wait=30`, {
    headers: { authorization: `Bearer ${token}` },
    signal: gone.signal,
  });
  await held(server, 1);
  t.equal(server.polls.held, 1, "the metrics count it");
  gone.abort();
  await t.rejects(call, { name: "AbortError" });
  await held(server, 0);
  await until("the metrics count none", () => server.polls.held === 0);
  t.notOk(server.logs.some(({ msg }) => msg === "internal error"));
});

t.test("the limit of held calls is counted for each party", async (t) => {
  const { server, token } = await started(t);
  const calls = Array.from({ length: SETTINGS.limits.heldPolls }, () => server.get("/v1/inbox?wait=30", token));
  await held(server, SETTINGS.limits.heldPolls);
  const more = await server.get("/v1/inbox?wait=30", token);
  t.equal(more.status, 429);
  t.equal(more.headers.get("retry-after"), "1");
  t.equal((await server.get("/v1/inbox", token)).status, 200, "one that is not held passes");
  const other = server.get("/v1/inbox?wait=30", await server.token("procuratorate"));
  await held(server, SETTINGS.limits.heldPolls + 1);
  server.exchange.add("civil-affairs", Buffer.from("a"));
  server.exchange.add("procuratorate", Buffer.from("a"));
  for (const call of [...calls, other]) t.equal((await call).status, 200);
  server.exchange.packets.clear();
  const again = server.get("/v1/inbox?wait=30", token);
  await held(server, 1);
  server.exchange.add("civil-affairs", Buffer.from("a"));
  t.equal((await again).status, 200, "and the places are free again");
});

t.test("a held call that ends with a refusal frees its place", async (t) => {
  const { server, token } = await started(t);
  for (let i = 0; i <= SETTINGS.limits.heldPolls; i++) {
    server.exchange.fault = new Error("broken");
    t.equal((await server.get("/v1/inbox?wait=30", token)).status, 500);
  }
});
