/** The counters of callers that all processes of a gateway share through Redis. */
import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { createSharedCounters, type SharedCounters } from "../limits/shared-counters.ts";
import { redisConnector } from "../queue/redis-connector.ts";
import type { Prepared } from "./prepare.ts";

/** Longest wait for an answer, ms: a call waits for it, and goes on without. */
const COMMAND_MS = 1_000;
const CONNECT_MS = 5_000;
const RECONNECT_MS = 1_000;
const KEEP_ALIVE_MS = 10_000;

/** Shared counters with their connection. */
export interface OpenCounters {
  readonly shared: SharedCounters;
  close(): void;
}

/** Opens the counters; undefined without `REDIS_URL`. While Redis is away each process counts for itself. */
export function openSharedCounters({ config, lookup, logger }: Prepared): OpenCounters | undefined {
  const { redisUrl } = config.environment;
  if (redisUrl === undefined) return undefined;
  const redis = new Redis(redisUrl, {
    Connector: redisConnector(lookup),
    connectTimeout: CONNECT_MS,
    commandTimeout: COMMAND_MS,
    // A connection on which nothing came is broken off: it would be asked again, and stay silent.
    socketTimeout: 2 * COMMAND_MS,
    keepAlive: KEEP_ALIVE_MS,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => RECONNECT_MS,
  });
  // What fails is seen by the command that fails.
  redis.on("error", () => undefined);
  const shared = createSharedCounters({
    redis,
    prefix: `aidx_limits:${config.gateway.id}`,
    process: randomUUID(),
    elapsed: () => performance.now(),
    onChange(reachable) {
      if (reachable) {
        logger.info({ zh: "限额重新由各进程共同计数" }, "limits are counted by all processes again");
        return;
      }
      const zh = "Redis 不可用：限额暂由各进程分别计数";
      logger.warn({ zh }, "Redis is away: each process counts limits for itself");
    },
  });
  return { shared, close: () => redis.disconnect() };
}
