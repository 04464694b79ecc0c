import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import t, { type Test } from "tap";
import { postgresBackend, redisBackend } from "../../src/queue/backend.ts";
import type { DeliveryJob } from "../../src/exchange/ports.ts";
import { openQueue, type OpenQueue, type QueueOptions } from "../../src/queue/delivery-queue.ts";
import { QueueUnavailable } from "../../src/queue/queue-faults.ts";
import { keepingLogger, SILENT } from "../support/loggers.ts";
import { testDatabase } from "../support/store/postgres.ts";
import { type TcpProxy, tcpProxy } from "../support/tcp-proxy.ts";
import { until } from "../support/until.ts";
import { rejection } from "../support/refusal.ts";
import { REDIS_URL, redisAnswers } from "../support/store/redis.ts";
import { outside } from "../support/referees/outside.ts";

type Place = Omit<QueueOptions, "logger">;

/** A place for a back end's jobs, emptied at the end. */
async function postgres(t: Test): Promise<Place> {
  const { url } = await testDatabase(t);
  return { databaseUrl: url, prefix: "aidx_queue" };
}

async function redis(t: Test): Promise<Place> {
  const prefix = `aidx_test_${randomBytes(6).toString("hex")}`;
  t.teardown(async () => {
    const client = new Redis(REDIS_URL);
    const keys = await client.keys(`${prefix}:*`);
    await client.del("-", ...keys);
    await client.quit();
  });
  return { databaseUrl: "", redisUrl: REDIS_URL, prefix };
}

/** The place as it is reached through a proxy that can be cut. */
async function byProxy(t: Test, place: Place): Promise<{ through: Place; proxy: TcpProxy }> {
  const url = new URL(place.redisUrl ?? place.databaseUrl);
  const proxy = await tcpProxy(url.hostname, Number(url.port));
  t.teardown(() => proxy.close());
  url.port = String(proxy.port);
  const through = place.redisUrl === undefined ? { ...place, databaseUrl: url.href } : { ...place, redisUrl: url.href };
  return { through, proxy };
}

async function open(t: Test, place: Place, change: Partial<QueueOptions> = {}): Promise<OpenQueue> {
  const queue = await openQueue({ ...place, logger: SILENT, ...change });
  t.teardown(() => queue.close());
  return queue;
}

/** A handler that keeps the packets that it gets; `seen(n)` resolves when there are n. */
function recorder(): {
  handle: (job: DeliveryJob) => Promise<void>;
  had: string[];
  seen: (n: number) => Promise<void>;
} {
  const had: string[] = [];
  const waiting: { n: number; resolve: () => void }[] = [];
  const handle = async ({ packet }: DeliveryJob) => {
    had.push(packet);
    for (const { resolve } of waiting.filter(({ n }) => had.length >= n)) {
      resolve();
    }
  };
  const seen = (n: number) =>
    had.length >= n ? Promise.resolve() : new Promise<void>((resolve) => waiting.push({ n, resolve }));
  return { handle, had, seen };
}

const job = (n: number, attempt = 1) => ({ packet: id(n), recipient: "housing", attempt });
const id = (n: number) => `01993a00-0000-7000-8000-${String(n).padStart(12, "0")}`;

/** The contract that both back ends keep. */
function contract(name: string, makePlace: (t: Test) => Promise<Place>, skip: string | false): void {
  t.test(name, { skip }, async (t) => {
    const place = await makePlace(t);

    await t.test("each packet is handed over once, added one by one and in bulk", async (t) => {
      const queue = await open(t, place);
      const { handle, had, seen } = recorder();
      await queue.add([]);
      await queue.add([job(0)]);
      await queue.add(Array.from({ length: 200 }, (_, i) => job(i)));
      t.equal(await queue.depth(), 200, "a waiting job is not added again, not even in bulk");
      await queue.work(handle, 8);
      await seen(200);
      t.same(
        had.toSorted(),
        Array.from({ length: 200 }, (_, i) => id(i)),
      );
      await queue.close();
      t.equal(had.length, 200);
    });

    await t.test("adding does nothing while the job waits or is worked on, and works again afterwards", async (t) => {
      const queue = await open(t, place);
      const { handle, had, seen } = recorder();
      const hold = Promise.withResolvers<void>();
      await queue.add([job(1)]);
      await queue.add([job(1)]);
      t.equal(await queue.depth(), 1);
      await queue.work(async (taken) => {
        await handle(taken);
        await hold.promise;
      }, 4);
      await seen(1);
      await queue.add([job(1)]);
      t.equal(await queue.depth(), 1, "worked on");
      await queue.add([job(1, 2)]);
      await seen(2);
      t.same(had, [id(1), id(1)], "another attempt is another job");
      hold.resolve();
      await until("no job is left", async () => (await queue.depth()) === 0);
      await queue.add([job(1)]);
      await seen(3);
    });

    await t.test("a handler that throws loses its job and no other", async (t) => {
      const { logger, events } = keepingLogger();
      const queue = await open(t, place, { logger });
      const { handle, had, seen } = recorder();
      await queue.work(async (taken) => {
        await handle(taken);
        if (taken.packet === id(1)) {
          throw Object.assign(new Error("secret text"), { code: "E_TEST" });
        }
      }, 1);
      await queue.add([job(1)]);
      await queue.add([job(2)]);
      await seen(2);
      await queue.close();
      t.same(had, [id(1), id(2)], "and it is not tried again");
      const msg = "a delivery was left for later";
      t.same(events, [{ event: "delivery-failed", packet: id(1), error: "E_TEST", msg }]);
    });

    await t.test("close waits for jobs that are worked on, takes no new ones, and leaves the rest", async (t) => {
      const queue = await open(t, place);
      const { handle, had, seen } = recorder();
      const hold = Promise.withResolvers<void>();
      let ended = 0;
      await queue.work(async (taken) => {
        await handle(taken);
        await hold.promise;
        ended += 1;
      }, 2);
      await queue.add([1, 2, 3, 4].map((n) => job(n)));
      await seen(2);
      const closing = queue.close();
      hold.resolve();
      await closing;
      await queue.close();
      t.equal(had.length, 2);
      t.equal(ended, 2);
      const next = await open(t, place);
      const other = recorder();
      t.equal(await next.depth(), 2);
      await next.work(other.handle, 2);
      await other.seen(2);
      t.same([...had, ...other.had].toSorted(), [1, 2, 3, 4].map(id));
    });

    await t.test("a queue has one worker, which never works on more jobs at once than its concurrency", async (t) => {
      const queue = await open(t, place);
      let open_ = 0;
      let most = 0;
      const { handle, seen } = recorder();
      await queue.work(async (taken) => {
        open_ += 1;
        most = Math.max(most, open_);
        await new Promise(setImmediate);
        open_ -= 1;
        await handle(taken);
      }, 3);
      await t.rejects(queue.work(handle, 1), /worker already/);
      await queue.add(Array.from({ length: 50 }, (_, i) => job(i)));
      await seen(50);
      t.ok(most <= 3, `${most} at once`);
    });

    await t.test("the jobs of a worker that was killed are handed out again", async (t) => {
      const options = JSON.stringify(place);
      const child = spawn(process.execPath, [fileURLToPath(new URL("hanging-worker.ts", import.meta.url)), options], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const queue = await open(t, place, { lockMs: 500 });
      await queue.add([job(1)]);
      const [line] = (await once(child.stdout, "data")) as [Buffer];
      t.equal(line.toString(), `took ${id(1)}\n`);
      const exit = once(child, "exit");
      child.kill("SIGKILL");
      await exit;
      const { handle, seen } = recorder();
      await queue.work(handle, 1);
      await seen(1);
      await queue.close();
    });

    await t.test("the queue works again when its store is back", async (t) => {
      const { through, proxy } = await byProxy(t, place);
      const { logger, events } = keepingLogger();
      const queue = await open(t, through, { logger, timeoutMs: 2_000, lockMs: 500 });
      const { handle, had, seen } = recorder();
      await queue.work(handle, 2);
      await queue.ping();
      await queue.add([job(71)]);
      await seen(1);

      proxy.cut();
      await t.rejects(queue.ping(), QueueUnavailable);
      await t.rejects(queue.add([job(72)]), QueueUnavailable);
      await t.rejects(queue.depth(), QueueUnavailable);

      proxy.mend();
      await until(
        "the store is back",
        async () => (await rejection(QueueUnavailable, () => queue.ping())) === undefined,
      );
      await queue.add([job(72)]);
      while (!had.includes(id(72))) {
        await seen(had.length + 1);
      }
      t.ok(events.some(({ event }) => event === "queue-trouble"));
      t.ok(events.some(({ event }) => event === "queue-recovered"));
      t.ok(events.length < 10, `${events.length} lines: no flood`);
    });

    await t.test("connections that fall silent are given up, and work goes on over new ones", async (t) => {
      const { through, proxy } = await byProxy(t, place);
      const queue = await open(t, through, { timeoutMs: 1_500, lockMs: 500 });
      const { handle, had } = recorder();
      await queue.work(handle, 2);
      await queue.add([job(91)]);
      await until("the first job is taken", () => had.includes(id(91)));
      // As a network that acknowledges and passes nothing: no connection is reset, and the old ones stay silent for good.
      proxy.freeze();
      await t.rejects(queue.add([job(92)]), QueueUnavailable);
      await t.rejects(queue.ping(), QueueUnavailable);
      proxy.mend();
      await until("a job is taken again", async () => {
        await rejection(QueueUnavailable, () => queue.add([job(93)]));
        return had.includes(id(93));
      });
      // Another of its connections may be a silent one still.
      await until(
        "the queue answers",
        async () => (await rejection(QueueUnavailable, () => queue.ping())) === undefined,
      );
    });

    await t.test(
      "a worker that takes nothing of what is due is replaced, and the second time it is told",
      async (t) => {
        const { logger, events } = keepingLogger();
        let now = 0;
        const queue = await open(t, place, { logger, stallMs: 30_000, elapsed: () => now });
        const { handle, had } = recorder();
        await queue.work(handle, 2);
        const { databaseUrl, redisUrl, prefix } = place;
        const backend =
          redisUrl === undefined ? postgresBackend(databaseUrl, prefix, 5_000) : redisBackend(redisUrl, prefix, 5_000);
        const switchboard = backend.queue();
        t.teardown(() => switchboard.close());
        await switchboard.pause();
        const stalled = () => events.filter(({ event }) => event === "queue-stalled").length;
        for (const n of [91, 92, 93]) {
          await queue.add([job(n)]);
          now += 30_000;
        }
        t.equal(stalled(), 0, "jobs that another process takes are not due again");
        const due = [job(95)];
        await queue.add(due);
        now += 29_999;
        await queue.add(due);
        t.equal(stalled(), 0);
        now += 1;
        await queue.add(due);
        t.equal(stalled(), 1);
        await queue.ping();
        now += 30_000;
        await queue.add([]);
        now += 30_000;
        await queue.add(due);
        t.equal(stalled(), 1, "when nothing was due in between, it counts anew");
        now += 30_000;
        await queue.add(due);
        t.equal(stalled(), 2);
        await t.rejects(queue.ping(), QueueUnavailable);
        await switchboard.resume();
        await until("the new worker takes the job", () => had.includes(id(95)));
        await queue.ping();
      },
    );

    await t.test(
      "close ends although the store is away, after jobs that are worked on; the job comes back",
      async (t) => {
        const { through, proxy } = await byProxy(t, place);
        const queue = await open(t, through, { lockMs: 500 });
        const { handle, seen } = recorder();
        const hold = Promise.withResolvers<void>();
        let ended = false;
        await queue.work(async (taken) => {
          await handle(taken);
          await hold.promise;
          ended = true;
        }, 1);
        await queue.add([job(81)]);
        await seen(1);
        proxy.cut();
        const closing = queue.close();
        hold.resolve();
        await closing;
        t.ok(ended);
        const next = await open(t, place, { lockMs: 500 });
        const other = recorder();
        await next.work(other.handle, 1);
        while (!other.had.includes(id(81))) {
          await other.seen(other.had.length + 1);
        }
        t.ok(other.had.includes(id(81)));
      },
    );

    for (const how of ["cut", "freeze"] as const) {
      await t.test(`close ends when only the worker's connections are lost (${how})`, async (t) => {
        const { through, proxy } = await byProxy(t, place);
        const queue = await open(t, through, { timeoutMs: 1_500, lockMs: 500 });
        const spared = proxy.connections;
        const { handle, seen } = recorder();
        await queue.work(handle, 1);
        await queue.add([job(82)]);
        await seen(1);
        proxy[how](spared);
        await queue.ping();
        let closed = false;
        void queue.close().then(() => (closed = true));
        await until("it is closed", () => closed);
        t.ok(closed);
      });
    }

    await t.test("open fails where no PostgreSQL listens, and waits for a Redis that comes later", async (t) => {
      const nowhere = { ...place, databaseUrl: "postgres://postgres@127.0.0.1:1/x", logger: SILENT, timeoutMs: 1_000 };
      if (place.redisUrl === undefined) await t.rejects(openQueue(nowhere), QueueUnavailable);
      else {
        const { through, proxy } = await byProxy(t, place);
        proxy.cut();
        const queue = await openQueue({ ...nowhere, ...through });
        t.teardown(() => queue.close());
        const { handle, had } = recorder();
        await queue.work(handle, 1);
        await t.rejects(queue.ping(), QueueUnavailable);
        await t.rejects(queue.add([job(61)]), QueueUnavailable);
        proxy.mend();
        await until(
          "Redis is there",
          async () => (await rejection(QueueUnavailable, () => queue.ping())) === undefined,
        );
        await queue.add([job(61)]);
        await until("the job is taken", () => had.includes(id(61)));
      }
      await t.rejects(openQueue({ ...place, prefix: "a-b", logger: SILENT }), TypeError);
    });
  });
}

contract("jobs in PostgreSQL", postgres, false);
contract("jobs in Redis", redis, outside(t, await redisAnswers(), "half of the queue's tests", "redis-server"));
