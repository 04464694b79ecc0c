import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import t, { type Test } from "tap";
import { createSharedCounters } from "../../src/limits/shared-counters.ts";
import type { HttpSettings } from "../../src/http/settings.ts";
import { SETTINGS, startServer, type TestServer, tokenForm } from "../support/http/http-server.ts";
import { messageHead, openRaw, requestHead } from "../support/http/raw-http.ts";
import { processCounters } from "../support/store/counters.ts";
import { REDIS_URL, redisAnswers } from "../support/store/redis.ts";
import { tcpProxy } from "../support/tcp-proxy.ts";
import { until } from "../support/until.ts";

const skip = !(await redisAnswers()) && `no Redis at ${REDIS_URL}`;
if (skip !== false && process.env.CI === "true") t.fail(`${skip}: in CI it must be there`);

const HOUR = 3_600_000;
const prefixOf = () => `aidx_test:${randomUUID()}`;

t.test("shared counters: a bucket is one for all processes", { skip }, async (t) => {
  const prefix = prefixOf();
  const [one, other] = [await processCounters(t, prefix, "one"), await processCounters(t, prefix, "other")];
  const passed = [];
  for (const { shared } of [one, other, one, other, one]) passed.push((await shared.take("a", HOUR, 3))?.passed);
  t.same(passed, [true, true, true, false, false]);
  const refused = await other.shared.take("a", HOUR, 3);
  t.ok(Math.abs((refused?.emptyIn ?? 0) - 3 * HOUR) < 60_000, "a refused call fills nothing");
  t.equal((await other.shared.take("b", HOUR, 3))?.passed, true);
  t.equal(
    (await (await processCounters(t, prefixOf(), "one")).shared.take("a", HOUR, 3))?.passed,
    true,
    "another gateway",
  );
});

t.test("shared counters: a process learns what a caller has under way elsewhere", { skip }, async (t) => {
  const prefix = prefixOf();
  const [one, other] = [await processCounters(t, prefix, "one"), await processCounters(t, prefix, "other")];
  t.same(await one.shared.report("a", { calls: 2, bytes: 5_000_000_000 }), { calls: 0, bytes: 0 });
  t.same(await one.shared.report("a", { calls: 3, bytes: 6_000_000_000 }), { calls: 0, bytes: 0 }, "itself not");
  t.same(await other.shared.report("a", { calls: 1, bytes: 7 }), { calls: 3, bytes: 6_000_000_000 });
  t.same(await other.shared.report("b", { calls: 1, bytes: 7 }), { calls: 0, bytes: 0 });
  await one.shared.report("a", { calls: 0, bytes: 0 });
  t.same(await other.shared.report("a", { calls: 1, bytes: 7 }), { calls: 0, bytes: 0 });
  const redis = new Redis(REDIS_URL);
  t.teardown(() => redis.disconnect());
  const keys = await redis.keys(`${prefix}:*`);
  t.equal(keys.length, 2);
  for (const key of keys) t.ok((await redis.pttl(key)) > 0, "what a killed process reported ends by itself");
});

t.test("shared counters: while Redis is away or silent nothing waits for it twice", { skip }, async (t) => {
  const { hostname, port } = new URL(REDIS_URL);
  const proxy = await tcpProxy(hostname, Number(port || 6379));
  t.teardown(() => proxy.close());
  const { shared, changes, pass } = await processCounters(t, prefixOf(), "one", `redis://127.0.0.1:${proxy.port}`);
  t.equal((await shared.take("a", HOUR, 1))?.passed, true);
  proxy.freeze();
  t.equal(await shared.take("a", HOUR, 1), undefined);
  for (let n = 0; n < 1000; n++) await shared.report("a", { calls: 1, bytes: 1 });
  t.same(changes, [false], "a thousand questions waited for no answer");
  pass(5000);
  const probe = shared.take("a", HOUR, 1);
  let answered = false;
  void probe.then(() => (answered = true));
  await shared.report("a", { calls: 1, bytes: 1 });
  t.notOk(answered, "one question alone waits to find out whether it is back");
  await probe;
  proxy.cut();
  pass(5000);
  t.equal(await shared.take("a", HOUR, 1), undefined);
  proxy.mend();
  await until("the counters are back", async () => {
    pass(5000);
    return (await shared.take("a", HOUR, 1)) !== undefined;
  });
  t.same(changes, [false, true]);
});

t.test("shared counters: answers to what was asked before a failure tell of no recovery", async (t) => {
  const asked: PromiseWithResolvers<unknown[]>[] = [];
  const changes: boolean[] = [];
  const redis = {
    eval: () => {
      asked.push(Promise.withResolvers<unknown[]>());
      return asked.at(-1)?.promise;
    },
  } as never;
  let now = 1;
  const onChange = (reachable: boolean) => void changes.push(reachable);
  const shared = createSharedCounters({ redis, prefix: "a", process: "one", elapsed: () => now, onChange });
  const takes = [1, 2, 3].map(() => shared.take("a", HOUR, 1));
  asked[0]?.reject(new Error("away"));
  t.equal(await takes[0], undefined);
  asked[1]?.resolve([1, "0"]);
  t.same(await takes[1], { passed: true, emptyIn: 0 });
  t.equal(await shared.take("a", HOUR, 1), undefined, "the pause goes on");
  now += 5000;
  const probe = shared.take("a", HOUR, 1);
  asked[2]?.reject(new Error("away"));
  await takes[2];
  t.same(changes, [false]);
  asked[3]?.resolve([1, "0"]);
  t.equal((await probe)?.passed, true);
  t.same(changes, [false, true]);
});

/** Two servers of one gateway. */
async function servers(t: Test, prefix: string, settings: Partial<HttpSettings>): Promise<[TestServer, TestServer]> {
  const started = async (name: string) => {
    const { shared } = await processCounters(t, prefix, name);
    const server = await startServer({ settings, deps: { shared } });
    t.teardown(() => server.close());
    return server;
  };
  return [await started("one"), await started("other")];
}

t.test("shared counters: two processes give a party its rate once", { skip }, async (t) => {
  const [one, other] = await servers(t, prefixOf(), {
    rates: { party: { perSecond: 0.001, burst: 4 }, address: null },
  });
  const [here, there] = [await one.token("auditor"), await other.token("auditor")];
  const statuses = [];
  for (let n = 0; n < 2; n++) {
    statuses.push((await one.get("/v1/directory", here)).status, (await other.get("/v1/directory", there)).status);
  }
  t.same(statuses, [200, 200, 429, 429]);
});

t.test("shared counters: what a party has under way at one process counts at the other", { skip }, async (t) => {
  const { limits } = SETTINGS;
  const inFlight = { ...limits.inFlight, party: { calls: 100, bytes: 50_000 } };
  const prefix = prefixOf();
  const [one, other] = await servers(t, prefix, { limits: { ...limits, inFlight } });
  const [here, there] = [await one.token("procuratorate"), await other.token("procuratorate")];
  const headers = { authorization: `Bearer ${there}`, "content-type": "application/jose" };
  const status = async () => (await other.post("/v1/messages", "x".repeat(20_000), headers)).status;
  const half = openRaw(t, one.port).write(messageHead(here, "Content-Length: 40000"));
  const watcher = await processCounters(t, prefix, "watcher");
  const underWay = async () => (await watcher.shared.report("party procuratorate", { calls: 0, bytes: 0 }))?.bytes;
  await until("the body is under way", async () => (await underWay()) === 40_000);
  t.equal(await status(), 429);
  half.destroy();
  await until("there is room again", async () => (await status()) === 202);
});

t.test(
  "shared counters: unfinished requests at one process lock their address out of no other",
  { skip },
  async (t) => {
    const { limits } = SETTINGS;
    const inFlight = { ...limits.inFlight, address: { calls: 2, bytes: 100_000 } };
    const [one, other] = await servers(t, prefixOf(), { limits: { ...limits, inFlight } });
    const halves = [0, 1, 2].map(() =>
      openRaw(t, one.port).write(
        `${requestHead("POST /oauth/token HTTP/1.1", "Host: x", "Content-Type: application/x-www-form-urlencoded", "Content-Length: 900")}x`,
      ),
    );
    await until("the bound is reached", () => halves.some(({ closed }) => closed));
    t.equal((await other.post("/oauth/token", tokenForm(await other.assertion("auditor")))).status, 200);
  },
);
