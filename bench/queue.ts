/**
 * Jobs/s through the delivery queue, added in hundreds and done by 16 at once with nothing to do.
 * `node bench/queue.ts [postgres-url] [redis-url]`: about 4 s a back end.
 */
import { Redis } from "ioredis";
import { openQueue } from "../src/queue/delivery-queue.ts";
import { createLogger } from "../src/telemetry/logger.ts";
import { newDatabase } from "./database.ts";
import { print } from "./figure.ts";

const MEASURE_MS = 3_000;
const IN_FLIGHT = 400;

/** Keeps some hundred jobs in the queue for a while and counts those done. */
async function measure(place: { databaseUrl: string; redisUrl?: string; prefix: string }): Promise<void> {
  const queue = await openQueue({ ...place, logger: createLogger("warn") });
  const count = { added: 0, done: 0 };
  const add = async () => {
    const jobs = Array.from({ length: 100 }, () => ({
      packet: `01993a00-0000-7000-8000-${String(count.added++).padStart(12, "0")}`,
      recipient: "housing",
      attempt: 1,
    }));
    await queue.add(jobs);
  };
  await queue.work(async () => {
    count.done += 1;
  }, 16);
  while (count.added < IN_FLIGHT) await add();
  const start = performance.now();
  const cpu = process.cpuUsage();
  const before = count.done;
  while (performance.now() - start < MEASURE_MS) {
    if (count.added - count.done < IN_FLIGHT) await add();
    else await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const jobs = count.done - before;
  print({
    name: `queue.${queue.backend}`,
    unit: "jobs/s",
    value: jobs / seconds,
    cpuMicroseconds: Math.round((user + system) / jobs),
  });
  while (count.done < count.added) await new Promise((resolve) => setTimeout(resolve, 5));
  await queue.close();
}

const postgres = process.argv[2] ?? process.env.DATABASE_URL ?? "postgres://postgres@127.0.0.1:5432/postgres";
const redis = process.argv[3] ?? process.env.REDIS_URL;

const database = await newDatabase(postgres, "aidx_bench_queue");
try {
  await measure({ databaseUrl: database.url, prefix: "aidx_queue" });
} finally {
  await database.drop();
}
if (redis === undefined) {
  console.error("queue.redis: not measured, no REDIS_URL");
} else {
  const prefix = "aidx_bench";
  await measure({ databaseUrl: "", redisUrl: redis, prefix });
  const client = new Redis(redis);
  const keys = await client.keys(`${prefix}:*`);
  if (keys.length > 0) await client.del(...keys);
  await client.quit();
}
