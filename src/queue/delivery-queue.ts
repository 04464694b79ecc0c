import type { Logger } from "pino";
import type { LookupFunction } from "node:net";
import type { Queue, Worker } from "bullmq";
import type { DeliveryJob, DeliveryQueue } from "../exchange/ports.ts";
import type { DuePacket } from "../exchange/store-port.ts";
import { nameOf, QueueStalled, QueueUnavailable, QueueUnfit } from "./queue-faults.ts";
import { LATE, patiently } from "./patiently.ts";
import { Fitness } from "./fitness.ts";
import { POLL_SECONDS, postgresBackend, type QueueBackend, redisBackend } from "./backend.ts";

/** Options of the delivery queue. */
export interface QueueOptions {
  /** With it jobs are kept in Redis, else in PostgreSQL. */
  readonly redisUrl?: string;
  readonly databaseUrl: string;
  /**
   * Name of the schema or beginning of the keys; keeps gateways apart that share a server. Letters, digits, underscores.
   */
  readonly prefix: string;
  readonly logger: Logger;
  /** Looks up the server's host name, in place of the system's resolver. */
  readonly lookup?: LookupFunction;
  /** Time after which an operation counts as failed, ms. */
  readonly timeoutMs?: number;
  /** Time after which a silent worker loses its jobs, ms. */
  readonly lockMs?: number;
  /** Time after which a worker that takes none of the jobs that are due is replaced, ms. */
  readonly stallMs?: number;
  /** Monotonic clock, ms. */
  readonly elapsed?: () => number;
}

/** The delivery queue of `ports.ts`, and what the metrics need. */
export interface OpenQueue extends DeliveryQueue {
  readonly backend: "postgres" | "redis";
  /** Number of jobs that wait or are worked on. */
  depth(): Promise<number>;
}

/**
 * Opens the delivery queue on BullMQ.
 *
 * The row of a packet is the truth, a job is a hint that the row is due. So BullMQ never tries a job again, and a finished
 * job leaves no trace: the same packet and attempt can be added again. Adding a job that waits or is worked on does nothing.
 * The relay therefore adds a row that is still due again later.
 *
 * Redis may be away and come later: the queue opens all the same, since the relay works without it meanwhile.
 *
 * @throws {QueueUnavailable} when its PostgreSQL cannot be reached, or Redis refuses this client
 * @throws {QueueUnfit} when Redis is a replica or a node of a cluster
 */
export async function openQueue(options: QueueOptions): Promise<OpenQueue> {
  const { redisUrl, databaseUrl, prefix, lookup, timeoutMs = TIMEOUT_MS } = options;
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,40}$/.test(prefix)) {
    throw new TypeError("a queue's prefix is made of letters, digits and underscores");
  }
  const backend =
    redisUrl === undefined
      ? postgresBackend(databaseUrl, prefix, timeoutMs, lookup)
      : redisBackend(redisUrl, prefix, timeoutMs, lookup);
  const queue = new BullDeliveryQueue(backend, options);
  try {
    await queue.ready();
  } catch (cause) {
    await queue.close();
    throw cause;
  }
  return queue;
}

const TIMEOUT_MS = 5_000;
const LOCK_MS = 20_000;
const STALL_MS = 30_000;
/** Longest wait, ms, until finished jobs are recorded, and then until connections are closed. */
const CLOSE_MS = 2_000;

class BullDeliveryQueue implements OpenQueue {
  readonly #backend: QueueBackend;
  readonly #logger: Logger;
  readonly #timeoutMs: number;
  readonly #lockMs: number;
  readonly #stallMs: number;
  readonly #elapsed: () => number;
  readonly #queue: Queue<DeliveryJob>;
  readonly #fitness: Fitness;
  #worker: Worker<DeliveryJob> | undefined;
  /** Present once there is work to do. */
  #startWorker: (() => Promise<void>) | undefined;
  #closing: Promise<void> | undefined;
  /** Jobs that are due and that no process takes, and since when, by `#elapsed`. */
  #untaken: ReadonlySet<string> = new Set();
  #dueSince: number | undefined;
  /** Workers replaced since a job was taken. */
  #replaced = 0;
  readonly #inHand = new Set<Promise<void>>();
  #troubled = false;
  /** Redis was away at the start. */
  #away = false;
  #refusal: QueueUnavailable | undefined;

  constructor(backend: QueueBackend, options: QueueOptions) {
    this.#backend = backend;
    this.#logger = options.logger;
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    this.#lockMs = options.lockMs ?? LOCK_MS;
    this.#stallMs = options.stallMs ?? STALL_MS;
    this.#elapsed = options.elapsed ?? (() => performance.now());
    this.#queue = backend.queue();
    // Without a listener an error of an idle connection would end the process.
    this.#queue.on("error", (error) => this.#report(error));
    this.#fitness = new Fitness(backend, this.#queue, this.#logger, this.#timeoutMs);
  }

  get backend(): "postgres" | "redis" {
    return this.#backend.name;
  }

  async ready(): Promise<void> {
    await this.#connected(this.#queue.waitUntilReady());
    if (this.#away) return;
    const why = await this.#withinTime(this.#backend.unfit(this.#queue));
    if (why !== undefined) throw new QueueUnfit(why);
  }

  /** Waits for a connection; not for a Redis that is away, to which BullMQ goes on trying to connect. */
  async #connected(connecting: Promise<unknown>): Promise<void> {
    if (this.#away) return;
    try {
      await this.#withinTime(connecting);
    } catch (error) {
      if (this.backend !== "redis" || this.#refusal !== undefined) throw this.#refusal ?? error;
      this.#away = true;
    }
  }

  async add(jobs: readonly DuePacket[]): Promise<void> {
    const all = jobs.map(({ packet, recipient, attempt }) => ({
      name: "push",
      data: { packet, recipient },
      opts: { jobId: `${packet}-${attempt}`, attempts: 1, removeOnComplete: true, removeOnFail: true },
    }));
    const [first] = all;
    if (first === undefined) {
      this.#dueSince = undefined;
      return;
    }
    await this.#withinTime<unknown>(
      all.length === 1 ? this.#queue.add(first.name, first.data, first.opts) : this.#queue.addBulk(all),
    );
    await this.#watch(all.map(({ opts }) => opts.jobId));
  }

  /**
   * Replaces a worker that takes nothing although the same jobs are due, call after call; a job that another process took is not
   * due again. Its connection may have fallen silent in a way that no time-out saw. `ping` fails from the second replacement on.
   */
  async #watch(due: readonly string[]): Promise<void> {
    const now = this.#elapsed();
    const still = this.#dueSince === undefined ? [] : due.filter((job) => this.#untaken.has(job));
    this.#untaken = new Set(still.length === 0 ? due : still);
    if (still.length === 0 || this.#dueSince === undefined) this.#dueSince = now;
    if (this.#startWorker === undefined || this.#inHand.size > 0 || now - this.#dueSince < this.#stallMs) return;
    this.#dueSince = now;
    this.#replaced++;
    this.#logger.error(
      { event: "queue-stalled", backend: this.backend },
      "no delivery job is taken: the worker is replaced",
    );
    const stalled = this.#worker;
    this.#worker = undefined;
    void stalled?.close(true).catch((error: unknown) => this.#report(error));
    await this.#startWorker();
  }

  async work(handle: (job: DeliveryJob) => Promise<void>, concurrency: number): Promise<void> {
    if (this.#startWorker !== undefined) {
      throw new Error("the queue has its worker already");
    }
    const start = () => this.#newWorker(handle, concurrency);
    await start();
    this.#startWorker = start;
  }

  async #newWorker(handle: (job: DeliveryJob) => Promise<void>, concurrency: number): Promise<void> {
    const worker = this.#backend.worker(({ data }) => this.#take(handle, data), {
      autorun: false,
      concurrency,
      // A dead worker loses its jobs after this time. Packets are leased, so a job that is handed out twice finds
      // nothing to do.
      lockDuration: this.#lockMs,
      stalledInterval: this.#lockMs / 2,
      maxStalledCount: 10,
      runRetryDelay: 1_000,
      drainDelay: POLL_SECONDS,
    });
    worker.on("error", (error) => this.#report(error));
    this.#worker = worker;
    const connecting = worker.waitUntilReady();
    // Also later: a worker of a server that does not fit would ask again and again, without a pause.
    connecting.catch((error: unknown) => {
      this.#report(error);
      void worker.close(true).catch(() => undefined);
    });
    try {
      await this.#connected(connecting);
    } catch (error) {
      this.#worker = undefined;
      void worker.close(true).catch((closing: unknown) => this.#report(closing));
      throw error;
    }
    void worker.run().catch((error: unknown) => this.#report(error));
  }

  #take(handle: (job: DeliveryJob) => Promise<void>, job: DeliveryJob): Promise<void> {
    this.#dueSince = undefined;
    this.#replaced = 0;
    const work = handle(job)
      .catch((error: unknown) => {
        // The row is still due, or its lease ends: the relay finds it again without the queue.
        const event = { event: "delivery-failed", packet: job.packet, error: nameOf(error) };
        this.#logger.warn(event, "a delivery was left for later");
      })
      .finally(() => this.#inHand.delete(work));
    this.#inHand.add(work);
    return work;
  }

  async depth(): Promise<number> {
    return this.#withinTime(this.#queue.getJobCountByTypes("waiting", "active"));
  }

  async ping(): Promise<void> {
    if (this.#replaced > 1) throw new QueueStalled("no delivery job is taken");
    await this.#fitness.check();
    await this.#withinTime(this.#backend.probe(this.#queue));
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /**
   * Ends when the jobs that are worked on have ended, and soon after. BullMQ alone would wait for ever to record them when a connection
   * is away: the others are closed all the same, and the jobs come back.
   */
  async #close(): Promise<void> {
    const report = (error: unknown) => this.#report(error);
    const recorded = Promise.resolve(this.#worker?.pause()).catch(report);
    await this.#idle();
    await patiently(CLOSE_MS, recorded);
    // One that was being taken when the worker paused.
    await this.#idle();
    const closed = Promise.all([this.#worker?.close(true), this.#queue.getBackend().close(true)]);
    await patiently(CLOSE_MS, closed).catch(report);
  }

  async #idle(): Promise<void> {
    while (this.#inHand.size > 0) {
      await Promise.allSettled(this.#inHand);
    }
  }

  async #withinTime<T>(work: Promise<T>): Promise<T> {
    try {
      const result = await patiently(this.#timeoutMs, work);
      if (result === LATE) throw new Error("no answer in time");
      this.#recovered();
      return result;
    } catch (cause) {
      this.#report(cause);
      throw new QueueUnavailable("the queue cannot be reached", { cause });
    }
  }

  /** Logs an error once, not with every failed try to reconnect. */
  #report(error: unknown): void {
    if (error instanceof Error && error.name === "ReplyError") {
      this.#refusal = new QueueUnavailable(`Redis refuses: ${error.message.split(" ", 1)[0]}`, { cause: error });
    }
    if (!this.#troubled && this.#closing === undefined) {
      this.#troubled = true;
      this.#logger.warn(
        { event: "queue-trouble", backend: this.backend, error: nameOf(error) },
        "the queue has trouble",
      );
    }
  }

  #recovered(): void {
    this.#away = false;
    this.#refusal = undefined;
    if (this.#troubled) {
      this.#troubled = false;
      this.#logger.info({ event: "queue-recovered", backend: this.backend }, "the queue works again");
    }
  }
}
