import type { ServerResponse } from "node:http";
import t from "tap";
import type { Party } from "../../src/exchange/ports.ts";
import { openQueue } from "../../src/queue/delivery-queue.ts";
import { courierFor, httpEndpoint } from "../courier/endpoint-double.ts";
import { flowFixture } from "../support/exchange/flow.ts";
import { SILENT } from "../support/loggers.ts";
import { testDatabase } from "../support/store/postgres.ts";
import { writeBacklog } from "../support/store/backlog.ts";
import { until } from "../support/until.ts";

const BAD = "department-0";
const HEALTHY = Array.from({ length: 11 }, (_, n) => `department-${n + 1}`);
/** Workers of the fixture; the slow endpoint may have half of them. */
const CONCURRENCY = 32;

t.test("40,000 due packets of one bad department keep nothing from the others", async (t) => {
  const held: ServerResponse[] = [];
  /** Pushes of which one is answered after ten to others. */
  const slow: ServerResponse[] = [];
  let answerBad: (response: ServerResponse) => void = () => undefined;
  let refused = "";
  const pushed = { bad: 0, badNow: 0, mostBad: 0, others: 0 };
  const endpoint = await httpEndpoint(t, (request, response) => {
    if (!request.url?.endsWith(BAD)) {
      response.writeHead(request.headers["aid-packet"] === refused ? 503 : 202).end();
      if (++pushed.others % 10 === 0) slow.shift()?.writeHead(202).end();
      return;
    }
    pushed.bad++;
    pushed.mostBad = Math.max(pushed.mostBad, ++pushed.badNow);
    response.on("close", () => pushed.badNow--);
    answerBad(response);
  });
  const { courier } = courierFor(t, {
    settings: {
      limits: { connectMs: 1_000, responseMs: 1_000, drainMs: 500, drainBytes: 1_024 },
      // Tried again each half second, so that it is tried again while the others are served.
      breaker: { failures: 5, openMs: 500, maxOpenMs: 500 },
    },
  });
  const queue = await openQueue({ databaseUrl: (await testDatabase(t)).url, prefix: "aidx_queue", logger: SILENT });
  const claimed = { bad: 0 };
  const backlog = new Set<string>();
  const f = await flowFixture(t, (flow) => {
    const parties = [BAD, ...HEALTHY].map((id) => {
      const delivery = { mode: "push", endpoint: endpoint.url.replace(/\/push.*/, `/${id}`) };
      return { id, delivery, active: true } as Party;
    });
    return {
      ...flow,
      courier,
      queue,
      clock: { now: Date.now, sound: () => true, vouch: () => undefined },
      settings: { ...flow.settings, concurrency: CONCURRENCY, relayEvery: 50 },
      directory: () => ({ version: "1", parties: () => parties, party: (id) => parties.find((one) => one.id === id) }),
      store: new Proxy(flow.store, {
        get(store, member) {
          const value: unknown = Reflect.get(store, member, store);
          if (typeof value !== "function") return value;
          return (...args: unknown[]): unknown => {
            if (member === "claim" && backlog.has(String(args[0]))) claimed.bad++;
            return Reflect.apply(value as (...of: unknown[]) => unknown, store, args);
          };
        },
      }),
    };
  });
  const { store } = f;
  const dueAt = Date.now() - 3_600_000;
  const alone = await writeBacklog(store, { recipients: [BAD], packets: 20_000, dueAt });
  const inThreads = await writeBacklog(store, { recipients: [BAD], packets: 20_000, perThread: 100, dueAt });
  for (const id of [...alone, ...inThreads]) backlog.add(id);

  const left = async (ids: readonly string[]) => {
    const { rows } = await store.pool.query<{ n: number }>(
      "select count(*)::int as n from packets where id = any ($1::uuid[]) and state = 'queued'",
      [ids],
    );
    return rows[0]?.n ?? 0;
  };
  const bad: Record<string, (response: ServerResponse) => void> = {
    "that fails": (response) => void response.writeHead(503).end(),
    "that never answers": (response) => void held.push(response),
    "that is slow": (response) => void slow.push(response),
  };
  await t.test("a packet that is refused holds back its own thread only", async (t) => {
    const [one = ""] = HEALTHY;
    const thread = await writeBacklog(store, { recipients: [one], packets: 1_000, perThread: 1_000, dueAt });
    const [head = ""] = thread;
    refused = head;
    const others = await writeBacklog(store, { recipients: [one], packets: 50, dueAt: Date.now() });
    await until("what is not in the thread is delivered", async () => (await left(others)) === 0);
    t.equal(await left(thread), 1_000);
    refused = "";
    await store.pool.query("update packets set next_at = $2 where id = $1", [head, dueAt]);
    const nextOnes = thread.slice(0, 5);
    await until("the thread goes on", async () => (await left(nextOnes)) === 0);
  });

  for (const [what, answer] of Object.entries(bad)) {
    await t.test(`a department ${what}`, async (t) => {
      answerBad = answer;
      Object.assign(pushed, { bad: 0, mostBad: 0 });
      claimed.bad = 0;
      const others = await writeBacklog(store, { recipients: HEALTHY, packets: 400, dueAt: Date.now() });
      await until("the packets of the others are delivered", async () => (await left(others)) === 0);
      t.ok(pushed.mostBad <= CONCURRENCY / 2, `${pushed.mostBad} pushes at once to it`);
      // Five failures open the circuit, of as many pushes at once each; while it is open nothing is claimed.
      t.ok(claimed.bad <= pushed.bad + CONCURRENCY / 2, `${claimed.bad} claims for ${pushed.bad} pushes`);
      if (what !== "that is slow") t.ok(claimed.bad <= 6 * (CONCURRENCY / 2), `${claimed.bad} claims`);
    });
  }
});
