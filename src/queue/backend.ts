import type { LookupFunction, Socket } from "node:net";
import { callbackify } from "node:util";
import { createPostgresBackend, Queue, Worker, type WorkerOptions } from "bullmq";
import type { Redis } from "ioredis";
import pg from "pg";
import type { Bilingual } from "../domain/bilingual.ts";
import type { DeliveryJob } from "../exchange/ports.ts";
import { namedSockets } from "../names/named-socket.ts";
import { redisConnector } from "./redis-connector.ts";

/** Handles one job. Its content are identifiers and nothing else (docs/decisions/0002). */
export type DeliveryProcessor = (job: { data: DeliveryJob }) => Promise<void>;

/** One of the two stores in which BullMQ keeps its jobs. */
export interface QueueBackend {
  readonly name: "postgres" | "redis";
  queue(): Queue<DeliveryJob>;
  worker(processor: DeliveryProcessor, options: Omit<WorkerOptions, "connection">): Worker<DeliveryJob>;
  /** Proves that jobs can be written; rejects when they cannot. */
  probe(queue: Queue<DeliveryJob>): Promise<unknown>;
  /** Why the server that was reached cannot keep jobs; undefined when it can. */
  unfit(queue: Queue<DeliveryJob>): Promise<Bilingual | undefined>;
  /** Calls a listener at each connection to a server that may be another one than before. */
  onConnected(queue: Queue<DeliveryJob>, listener: () => void): void;
}

const QUEUE_NAME = "deliveries";
/** Length of BullMQ's event list: short, since the gateway has no listener for its events. */
const STREAMS = { events: { maxLen: 100 } };

/** Longest time that an idle worker waits in one poll, s. */
export const POLL_SECONDS = 2;

/** Longest wait for the server to close a connection that was ended, ms. */
const GOODBYE_MS = 1_000;

/**
 * A client whose lost connection fails the statement under way and nothing else. BullMQ listens to errors of idle
 * connections only, and an error without a listener would end the process. A connection on which a statement got no
 * answer in time is broken off: it would be used again, and stay silent.
 */
class QueueClient extends pg.Client {
  readonly #session: string;

  constructor({ options = "", ...config }: pg.ClientConfig = {}) {
    super(config);
    // Not with the login: a pooler such as PgBouncer refuses them there, and `options` of the URL would displace them.
    this.#session = options.replaceAll(/-c (\w+)=(\S+) ?/g, "set $1 = $2; ");
    this.on("error", () => undefined);
    const run = this.query.bind(this) as (...of: unknown[]) => unknown;
    this.query = ((...of: unknown[]) => {
      const result = run(...of);
      if (result instanceof Promise) {
        result.catch((error: unknown) => {
          if (error instanceof Error && error.message === "Query read timeout") streamOf(this).destroy(error);
        });
      }
      return result;
    }) as typeof this.query;
  }

  override connect(): Promise<pg.Client>;
  override connect(callback: (error: Error) => void): void;
  override connect(callback?: (error: Error) => void): Promise<pg.Client> | undefined {
    if (callback === undefined) return this.#connect();
    callbackify(() => this.#connect())(callback);
    return undefined;
  }

  /** Says goodbye; a connection that does not answer is broken off, for BullMQ waits for the end of some. */
  override end(): Promise<void>;
  override end(callback: (error: Error) => void): void;
  override end(callback?: (error: Error) => void): Promise<void> | undefined {
    setTimeout(() => streamOf(this).destroy(), GOODBYE_MS).unref();
    if (callback === undefined) return super.end();
    super.end(callback);
    return undefined;
  }

  async #connect(): Promise<pg.Client> {
    await super.connect();
    try {
      await this.query(this.#session);
    } catch (error) {
      void this.end().catch(() => undefined);
      throw error;
    }
    return this;
  }
}

function streamOf(client: pg.Client): Socket {
  return (client as unknown as { readonly connection: { readonly stream: Socket } }).connection.stream;
}

/** Makes BullMQ's backend. Its connection for notifications is a `QueueClient` too; BullMQ takes pg's own client for that. */
function createBackend(...of: Parameters<typeof createPostgresBackend>): ReturnType<typeof createPostgresBackend> {
  const backend = createPostgresBackend(...of);
  (backend as unknown as { readonly connection: { pgModule: object } }).connection.pgModule = { Client: QueueClient };
  return backend;
}

/**
 * Keeps jobs in PostgreSQL, in a schema of their own (named by the prefix), made and migrated by BullMQ.
 *
 * No delivery is lost with the queue, since due rows are added again. So its transactions do not wait for the disk:
 * `synchronous_commit=off`, for these connections only.
 *
 * @param timeoutMs longest wait for a connection and for the answer to a statement, ms
 */
export function postgresBackend(
  databaseUrl: string,
  prefix: string,
  timeoutMs: number,
  lookup?: LookupFunction,
): QueueBackend {
  const connection = (max: number) => ({
    connectionString: databaseUrl,
    schema: prefix,
    migrate: true,
    options: `-c synchronous_commit=off -c statement_timeout=${timeoutMs}`,
    max,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    keepAlive: true,
    ...(lookup === undefined ? {} : { stream: namedSockets(lookup) }),
    Client: QueueClient,
  });
  return {
    name: "postgres",
    queue: () => {
      const options = { connection: connection(2), streams: STREAMS };
      // The backend decides the connection's type; the type of the options knows only Redis.
      return new Queue<DeliveryJob>(QUEUE_NAME, options, createBackend as never);
    },
    worker: (processor, options) => {
      const max = Math.min(8, 1 + Math.ceil((options.concurrency ?? 1) / 2));
      const all = { ...options, connection: connection(max) };
      return new Worker<DeliveryJob>(QUEUE_NAME, processor, all, createBackend as never);
    },
    // The store, in the same database, proves that it can commit.
    probe: (queue) => queue.isPaused(),
    unfit: () => Promise.resolve(undefined),
    onConnected: () => undefined,
  };
}

/** Gives the connection of a queue in Redis. */
async function clientOf(queue: Queue<DeliveryJob>): Promise<Redis> {
  // The type of the back end knows no store.
  return await (queue.getBackend() as unknown as { readonly client: Promise<Redis> }).client;
}

/**
 * Keeps jobs in Redis, under keys that begin with `{prefix}:`.
 *
 * @param timeoutMs longest wait for a connection and for the answer to a command, ms; a worker's poll may take that much longer
 */
export function redisBackend(
  redisUrl: string,
  prefix: string,
  timeoutMs: number,
  lookup?: LookupFunction,
): QueueBackend {
  const server = (ended: () => boolean) => ({
    url: redisUrl,
    connectTimeout: timeoutMs,
    keepAlive: 10_000,
    // The connection is broken off when a command, also a poll, got no answer.
    socketTimeout: POLL_SECONDS * 1000 + timeoutMs,
    retryStrategy: (times: number) => Math.min(100 * 2 ** Math.min(times, 10), 5_000),
    // After a failover the old connection leads to what is a replica now; the name may lead to the new primary.
    reconnectOnError: (error: Error) => error.message.includes("READONLY"),
    Connector: redisConnector(lookup, ended),
  });
  return {
    name: "redis",
    queue: () =>
      new Queue<DeliveryJob>(QUEUE_NAME, {
        // Fails at once without a connection: the relay adds the jobs again, so they need not wait in memory.
        connection: { ...server(() => false), enableOfflineQueue: false, maxRetriesPerRequest: 1 },
        prefix,
        streams: STREAMS,
      }),
    worker: (processor, options) => {
      let closing = false;
      const connection = { ...server(() => closing), maxRetriesPerRequest: null };
      const worker = new Worker<DeliveryJob>(QUEUE_NAME, processor, { ...options, connection, prefix });
      worker.on("closing", () => (closing = true));
      return worker;
    },
    // Fails on a replica (READONLY) and on a server that is full (OOM), as jobs would.
    probe: async (queue) => (await clientOf(queue)).set(`${prefix}:probe`, "1"),
    async unfit(queue) {
      const about = await (await clientOf(queue)).info();
      if (/^cluster_enabled:1/m.test(about)) {
        return { en: "Redis is a node of a cluster, which is not supported", zh: "Redis 为集群节点，不受支持" };
      }
      if (!/^role:(?:slave|replica)/m.test(about)) return undefined;
      return { en: "Redis is a read-only replica; name its primary", zh: "Redis 为只读副本，请填写其主节点" };
    },
    onConnected(queue, listener) {
      // Without the first connection there is none; the queue tells of the trouble itself.
      void clientOf(queue)
        .then((client) => {
          listener();
          client.on("ready", listener);
        })
        .catch(() => undefined);
    },
  };
}
