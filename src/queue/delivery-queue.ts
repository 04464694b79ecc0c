import type { Logger } from "pino";
import type { LookupFunction } from "node:net";
import { setTimeout } from "node:timers/promises";
import type { Queue, Worker } from "bullmq";
import type { DeliveryQueue } from "../exchange/ports.ts";
import { type DeliveryJob, postgresBackend, type QueueBackend, redisBackend } from "./backend.ts";

/** Where the jobs are kept. */
export interface QueueOptions {
  /** Redis when present, else PostgreSQL. */
  readonly redisUrl?: string;
  readonly databaseUrl: string;
  /** Letters, digits and underscores: names the schema or the keys, and sets gateways apart that share a server. */
  readonly prefix: string;
  readonly logger: Logger;
  /** Looks up the server's name; without it the system's resolver does. */
  readonly lookup?: LookupFunction;
  /** How long an operation may take before it counts as failed, ms. */
  readonly timeoutMs?: number;
  /** How long a worker that gives no sign of life keeps its jobs, ms. */
  readonly lockMs?: number;
}

/** The delivery queue of ports.ts, with what the metrics ask for. */
export interface OpenQueue extends DeliveryQueue {
  readonly backend: "postgres" | "redis";
  /** Jobs that wait or are in hand. */
  depth(): Promise<number>;
}

/** The queue's store did not answer, or not in time. Nothing is lost: the rows are still due. */
export class QueueUnavailable extends Error {
  override readonly name = "QueueUnavailable";
}

/**
 * Opens the queue of deliveries on BullMQ. Throws `QueueUnavailable` when its store cannot be reached.
 *
 * The row of a packet is the truth, a job is a hint that the row is due. Hence: a job is never tried
 * again by BullMQ; it leaves no trace when it is done, so that the same packet and attempt can be
 * added again; adding it while it waits or is in hand does nothing. Who finds a row still due
 * therefore simply adds it again later.
 */
export async function openQueue(options: QueueOptions): Promise<OpenQueue> {
  const { redisUrl, databaseUrl, prefix, lookup } = options;
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,40}$/.test(prefix)) {
    throw new TypeError("a queue's prefix is made of letters, digits and underscores");
  }
  const backend =
    redisUrl === undefined ? postgresBackend(databaseUrl, prefix, lookup) : redisBackend(redisUrl, prefix, lookup);
  const queue = new BullDeliveryQueue(backend, options);
  try {
    await queue.ready();
  } catch (cause) {
    await queue.close();
    throw cause;
  }
  return queue;
}

const LATE = Symbol("late");

class BullDeliveryQueue implements OpenQueue {
  readonly #backend: QueueBackend;
  readonly #logger: Logger;
  readonly #timeoutMs: number;
  readonly #lockMs: number;
  readonly #queue: Queue<DeliveryJob>;
  #worker: Worker<DeliveryJob> | undefined;
  #closing: Promise<void> | undefined;
  readonly #inHand = new Set<Promise<void>>();
  #troubled = false;

  constructor(backend: QueueBackend, options: QueueOptions) {
    this.#backend = backend;
    this.#logger = options.logger;
    this.#timeoutMs = options.timeoutMs ?? 5_000;
    this.#lockMs = options.lockMs ?? 20_000;
    this.#queue = backend.queue();
    // Without a listener an error of an idle connection would end the process.
    this.#queue.on("error", (error) => this.#report(error));
  }

  get backend(): "postgres" | "redis" {
    return this.#backend.name;
  }

  async ready(): Promise<void> {
    await this.#withinTime(this.#queue.waitUntilReady());
  }

  async add(jobs: readonly { packet: string; attempt: number }[]): Promise<void> {
    const all = jobs.map(({ packet, attempt }) => ({
      name: "push",
      data: { packet },
      opts: { jobId: `${packet}-${attempt}`, attempts: 1, removeOnComplete: true, removeOnFail: true },
    }));
    const [first] = all;
    if (first === undefined) {
      return;
    }
    await this.#withinTime<unknown>(
      all.length === 1 ? this.#queue.add(first.name, first.data, first.opts) : this.#queue.addBulk(all),
    );
  }

  async work(handle: (packet: string) => Promise<void>, concurrency: number): Promise<void> {
    if (this.#worker !== undefined) {
      throw new Error("the queue has its worker already");
    }
    const worker = this.#backend.worker(({ data }) => this.#take(handle, data.packet), {
      autorun: false,
      concurrency,
      // A worker that died loses its jobs after this time. Its packets are leased, so that a job that
      // is handed out twice finds nothing to do.
      lockDuration: this.#lockMs,
      stalledInterval: this.#lockMs / 2,
      maxStalledCount: 10,
      runRetryDelay: 1_000,
      // How long an idle worker waits for a job before it looks around, s.
      drainDelay: 2,
    });
    worker.on("error", (error) => this.#report(error));
    this.#worker = worker;
    try {
      await this.#withinTime(worker.waitUntilReady());
    } catch (error) {
      this.#worker = undefined;
      void worker.close(true).catch((closing: unknown) => this.#report(closing));
      throw error;
    }
    void worker.run().catch((error: unknown) => this.#report(error));
  }

  #take(handle: (packet: string) => Promise<void>, packet: string): Promise<void> {
    const work = this.#handle(handle, packet).finally(() => this.#inHand.delete(work));
    this.#inHand.add(work);
    return work;
  }

  async #handle(handle: (packet: string) => Promise<void>, packet: string): Promise<void> {
    try {
      await handle(packet);
    } catch (error) {
      // The row is still due, or its lease ends: it comes back without help from the queue.
      this.#logger.warn({ event: "delivery-failed", packet, error: nameOf(error) }, "a delivery was left for later");
    }
  }

  async depth(): Promise<number> {
    return this.#withinTime(this.#queue.getJobCountByTypes("waiting", "active"));
  }

  async ping(): Promise<void> {
    await this.#withinTime(this.#queue.isPaused());
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#worker?.pause(true);
    await this.#idle();
    const away = await this.ping().then(
      () => false,
      () => true,
    );
    // Without its store BullMQ would wait for ever to write down what has been done.
    await this.#worker?.close(away);
    await (away ? this.#queue.getBackend().close(true) : this.#queue.close());
  }

  async #idle(): Promise<void> {
    while (this.#inHand.size > 0) {
      await Promise.allSettled(this.#inHand);
    }
  }

  async #withinTime<T>(work: Promise<T>): Promise<T> {
    const patience = new AbortController();
    const late = setTimeout(this.#timeoutMs, LATE, { signal: patience.signal }).catch(() => LATE);
    try {
      const result = await Promise.race([work, late]);
      if (result === LATE) {
        throw new Error("no answer in time");
      }
      this.#recovered();
      return result as T;
    } catch (cause) {
      work.catch(() => {}); // it may still fail after its time
      this.#report(cause);
      throw new QueueUnavailable("the queue cannot be reached", { cause });
    } finally {
      patience.abort();
    }
  }

  /** Logs a trouble once, not with every failed try to reconnect. */
  #report(error: unknown): void {
    if (!this.#troubled && this.#closing === undefined) {
      this.#troubled = true;
      this.#logger.warn(
        { event: "queue-trouble", backend: this.backend, error: nameOf(error) },
        "the queue has trouble",
      );
    }
  }

  #recovered(): void {
    if (this.#troubled) {
      this.#troubled = false;
      this.#logger.info({ event: "queue-recovered", backend: this.backend }, "the queue works again");
    }
  }
}

/** The code or name of an error; its text may hold an address or a statement. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return "unknown";
  }
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
