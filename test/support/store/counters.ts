import { Redis } from "ioredis";
import type { Test } from "tap";
import { createSharedCounters, type SharedCounters } from "../../../src/limits/shared-counters.ts";
import { REDIS_URL } from "./redis.ts";

/** Counters as one process of a gateway has them, over a connection of its own. */
export interface ProcessCounters {
  readonly shared: SharedCounters;
  /** Moves the process's clock forward, ms. */
  pass(ms: number): void;
  /** What the process was told of the server, the newest last. */
  readonly changes: boolean[];
}

/** Makes the counters of a process. @param prefix of the gateway that the process belongs to */
export async function processCounters(
  t: Test,
  prefix: string,
  name: string,
  url: string = REDIS_URL,
): Promise<ProcessCounters> {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    commandTimeout: 1000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => 20,
  });
  redis.on("error", () => undefined);
  t.teardown(() => redis.disconnect());
  await redis.connect();
  let moved = 0;
  const changes: boolean[] = [];
  const shared = createSharedCounters({
    redis,
    prefix,
    process: name,
    elapsed: () => performance.now() + moved,
    onChange: (reachable) => changes.push(reachable),
  });
  return { shared, changes, pass: (ms) => (moved += ms) };
}
