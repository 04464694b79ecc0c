/**
 * Makes readable summaries in a thread of their own: laying out a long one takes a second, in which no message may
 * wait. The thread starts with the first summary and ends after a while without one, because typeface and PDF take 60
 * MB that a gateway at rest does not need.
 */
import { extname } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { crc32 } from "node:zlib";
import { Refusal } from "../../domain/refusal.ts";
import { type ArchiveFiles, packInTurns } from "../archive.ts";
import { evidenceFile } from "../format.ts";
import type { ManifestHead } from "../summary/describe.ts";
import type { Summary } from "../make/source.ts";

/** Time limit of one summary, ms. The longest thread that one file holds takes a minute. */
const LIMIT_MS = 180_000;
/** Time without a summary after which the thread ends, ms. */
const IDLE_MS = 15_000;
/**
 * Limits of the thread's heap, MB. The longest summary needs half. Beyond it the thread ends, not the gateway. The
 * young generation is collected early: with Node's own limit a summary takes 100 MB more, and is not faster.
 */
const HEAP = { maxOldGenerationSizeMb: 1_024, maxYoungGenerationSizeMb: 8 } as const;

/** Runs something later. @returns a function that cancels it */
export type Later = (ms: number, run: () => void) => () => void;

/** Parts that a test may replace. */
export interface SummaryThreadParts {
  readonly start?: () => Worker;
  readonly later?: Later;
}

/** Message to the thread. */
export interface SummaryOrder {
  /** Files for the summary, packed: one block of memory is transferred instead of copying many objects. */
  readonly archive: Uint8Array<ArrayBuffer>;
  readonly head: ManifestHead;
}

interface Job {
  readonly order: SummaryOrder;
  readonly resolve: (summary: Summary) => void;
  readonly reject: (error: Refusal) => void;
}

/** Makes summaries, one at a time. */
export class SummaryThread {
  readonly #start: () => Worker;
  readonly #later: Later;
  readonly #waiting: Job[] = [];
  #job: Job | undefined;
  #worker: Worker | undefined;
  #closed = false;
  /** Cancels the time limit, or the timer for an idle thread. */
  #cancel: () => void = () => undefined;

  constructor({ start = startWorker, later = laterByTimer }: SummaryThreadParts = {}) {
    this.#start = start;
    this.#later = later;
  }

  /** Makes a summary. @throws {Refusal} `unavailable` when the thread ended over it, or was closed */
  async summary(files: ArchiveFiles, head: ManifestHead): Promise<Summary> {
    const archive = await packInTurns(neededOf(files), crc32, nextTurn);
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(unavailable("summary-closed"));
      this.#waiting.push({ order: { archive, head }, resolve, reject });
      this.#next();
    });
  }

  /** Ends the thread. A summary under way is refused. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    for (const { reject } of this.#waiting.splice(0)) reject(unavailable("summary-closed"));
    await this.#worker?.terminate();
  }

  /** Gives the thread up, so that nothing more is sent to it while it ends. */
  #leave(): Worker | undefined {
    const worker = this.#worker;
    this.#worker = undefined;
    return worker;
  }

  #next(): void {
    if (this.#job !== undefined) return;
    this.#cancel();
    this.#job = this.#waiting.shift();
    if (this.#job === undefined) {
      this.#worker?.unref();
      this.#cancel = this.#later(IDLE_MS, () => void this.#leave()?.terminate());
      return;
    }
    const worker = (this.#worker ??= this.#begin());
    worker.ref();
    this.#cancel = this.#later(LIMIT_MS, () => void worker.terminate());
    const { order } = this.#job;
    worker.postMessage(order, [order.archive.buffer]);
  }

  #begin(): Worker {
    const worker = this.#start();
    let cause: unknown;
    worker.on("message", (summary: Summary) => {
      const job = this.#job;
      this.#job = undefined;
      job?.resolve(summary);
      this.#next();
    });
    worker.on("error", (error) => {
      cause = error;
    });
    // Its last event, however it ended: crashed, out of memory, out of time, idle or closed.
    worker.on("exit", () => {
      if (this.#worker !== worker) return;
      this.#leave();
      const job = this.#job;
      this.#job = undefined;
      job?.reject(unavailable("summary-thread", cause));
      this.#cancel();
      if (this.#waiting.length > 0) this.#next();
    });
    return worker;
  }
}

/** Files without the proofs, which are the largest part and are not shown. */
function neededOf(files: ArchiveFiles): ArchiveFiles {
  return new Map(
    [...files].filter(([path]) => {
      const { kind } = evidenceFile(path) ?? {};
      return kind !== "proof" && kind !== "cose";
    }),
  );
}

function startWorker(): Worker {
  // Beside this file, TypeScript or compiled.
  const file = new URL(`summary-worker${extname(import.meta.url)}`, import.meta.url);
  return new Worker(file, { resourceLimits: HEAP });
}

function laterByTimer(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms).unref();
  return () => clearTimeout(timer);
}

function unavailable(step: string, cause?: unknown): Refusal {
  const detail = {
    en: "The readable summary could not be made now; ask again",
    zh: "可读摘要暂时无法生成，请稍后重试",
  };
  return new Refusal("unavailable", { retryAfter: 5, detail, step, cause });
}
