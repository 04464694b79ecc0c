import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { Redis } from "ioredis";
import t, { type Test } from "tap";
import { redisBackend } from "../../src/queue/backend.ts";
import { openQueue } from "../../src/queue/delivery-queue.ts";
import { QueueUnavailable, QueueUnfit } from "../../src/queue/queue-faults.ts";
import { like } from "../support/like.ts";
import { keepingLogger, SILENT } from "../support/loggers.ts";
import { outside } from "../support/referees/outside.ts";
import { temporaryDirectory } from "../support/store/postgres.ts";
import { redisAnswers } from "../support/store/redis.ts";
import { rejection } from "../support/refusal.ts";
import { tcpProxy } from "../support/tcp-proxy.ts";
import { until } from "../support/until.ts";

const skip = outside(t, await redisAnswers(), "Redis servers of the test's own", "redis-server");

/** A Redis of the test's own, ended with it. */
async function redisServer(t: Test, ...options: string[]): Promise<{ url: string; client: Redis }> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  const dir = await temporaryDirectory(t);
  const settings = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", dir, ...options];
  const server = spawn("redis-server", settings, { stdio: "ignore" });
  const url = `redis://127.0.0.1:${port}`;
  const client = new Redis(url, { retryStrategy: () => 50 });
  client.on("error", () => undefined);
  t.teardown(async () => {
    client.disconnect();
    const ended = once(server, "exit");
    server.kill("SIGKILL");
    await ended;
  });
  await client.ping();
  return { url, client };
}

const job = (n: number) => ({
  packet: `01993a00-0000-7000-8000-${String(n).padStart(12, "0")}`,
  recipient: "housing",
  attempt: 1,
});
const options = (redisUrl: string) => ({ databaseUrl: "", redisUrl, prefix: "aidx_queue", logger: SILENT });

t.test(
  "a replica and a node of a cluster are refused at the start, with the reason in both languages",
  { skip },
  async (t) => {
    const primary = await redisServer(t);
    const replica = await redisServer(t, "--replicaof", "127.0.0.1", new URL(primary.url).port);
    const node = await redisServer(t, "--cluster-enabled", "yes");
    for (const [server, en, zh] of [
      [replica, /replica/, /只读副本/],
      [node, /cluster/, /集群/],
    ] as const) {
      const error = await rejection(QueueUnfit, () => openQueue(options(server.url)));
      t.match(error?.message, en);
      t.match(error?.zh, zh);
    }
  },
);

t.test(
  "a Redis that comes back as a replica or as a node of a cluster is told once in words, until it is mended",
  { skip },
  async (t) => {
    const folder = await temporaryDirectory(t);
    const socketOf = (name: string) => path.join(folder, `${name}.sock`);
    const primary = await redisServer(t, "--unixsocket", socketOf("primary"));
    await redisServer(t, "--unixsocket", socketOf("node"), "--cluster-enabled", "yes");
    const { port } = new URL(primary.url);
    const replica = await redisServer(t, "--unixsocket", socketOf("replica"), "--replicaof", "127.0.0.1", port);
    const proxy = await tcpProxy("127.0.0.1", Number(port));
    t.teardown(() => proxy.close());
    proxy.cut();
    const { logger, events } = keepingLogger();
    // Redis is away at the start.
    const queue = await openQueue({ ...options(`redis://127.0.0.1:${proxy.port}`), logger });
    t.teardown(() => queue.close());
    const had: string[] = [];
    await queue.work(async ({ packet }) => void had.push(packet), 2);
    const told = () => events.filter(({ event }) => event === "queue-unfit" || event === "queue-fits");
    const pings = () =>
      queue.ping().then(
        () => "fits",
        (error: unknown) => (error instanceof QueueUnfit ? error.message : ""),
      );
    const comesBackAs = async (name: string) => {
      proxy.cut();
      proxy.mend(socketOf(name));
      const before = told().length;
      await until(`${name} is looked at`, async () => told().length > before && (await pings()) !== "");
    };
    await comesBackAs("node");
    t.match(await pings(), /cluster/);
    t.match(await pings(), /cluster/);
    await t.rejects(queue.add([job(71)]), QueueUnavailable, "the relay keeps the packet, and works on it itself");
    await comesBackAs("replica");
    t.match(await pings(), /replica/);
    await t.rejects(queue.add([job(71)]), QueueUnavailable);
    // It becomes a primary without a new connection.
    await replica.client.replicaof("NO", "ONE");
    await until("it fits", async () => (await pings()) === "fits");
    await until("jobs are taken again", async () => {
      await rejection(QueueUnavailable, () => queue.add([job(71)]));
      return had.includes(job(71).packet);
    });
    like(t, told(), [
      { event: "queue-unfit", msg: /cluster/, zh: /集群/ },
      { event: "queue-unfit", msg: /replica/, zh: /只读副本/ },
      { event: "queue-fits" },
    ]);
  },
);

t.test(
  "a primary that becomes a replica, or is full, fails the probe and rejects jobs until it is mended",
  { skip },
  async (t) => {
    const { url, client } = await redisServer(t);
    const queue = await openQueue(options(url));
    t.teardown(() => queue.close());
    const had: string[] = [];
    await queue.work(async ({ packet }) => void had.push(packet), 2);
    const faults: [() => Promise<unknown>, () => Promise<unknown>][] = [
      [() => client.replicaof("127.0.0.1", "1"), () => client.replicaof("NO", "ONE")],
      [() => client.config("SET", "maxmemory", "1"), () => client.config("SET", "maxmemory", "0")],
    ];
    for (const [n, [begin, mend]] of faults.entries()) {
      await begin();
      await t.rejects(queue.ping(), QueueUnavailable);
      await t.rejects(queue.add([job(n)]), QueueUnavailable);
      await mend();
      await until("jobs are taken again", async () => {
        await rejection(QueueUnavailable, () => queue.add([job(n)]));
        return had.includes(job(n).packet);
      });
      await queue.ping();
    }
  },
);

t.test("a closed worker connects no more, not even when BullMQ was about to connect anew", { skip }, async (t) => {
  const { url, client } = await redisServer(t);
  const backend = redisBackend(url, "aidx_queue", 5_000);
  const worker = backend.worker(() => Promise.resolve(), { autorun: false });
  worker.on("error", () => undefined);
  await worker.waitUntilReady();
  await worker.close(true);
  // What the loop of the worker does after a poll that failed, in the moment in which the worker is closed.
  type Within = { reconnectBlocking(): Promise<void>; disconnectBlocking(wait: boolean): Promise<void> };
  const { backend: within } = worker as unknown as { readonly backend: Within };
  t.teardown(() => within.disconnectBlocking(false));
  await t.rejects(within.reconnectBlocking(), /closed/);
  await until("the worker's connections are gone", async () => {
    const connections = String(await client.client("LIST"))
      .trim()
      .split("\n");
    return connections.length === 1;
  });
});
