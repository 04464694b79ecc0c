import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { Redis } from "ioredis";
import t, { type Test } from "tap";
import { openQueue } from "../../src/queue/delivery-queue.ts";
import { QueueUnavailable, QueueUnfit } from "../../src/queue/queue-faults.ts";
import { SILENT } from "../support/loggers.ts";
import { outside } from "../support/referees/outside.ts";
import { temporaryDirectory } from "../support/store/postgres.ts";
import { redisAnswers } from "../support/store/redis.ts";
import { rejection } from "../support/refusal.ts";
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
