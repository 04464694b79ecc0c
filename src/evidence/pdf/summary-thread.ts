/**
 * Readable summaries made beside the gateway's event loop: laying out a long thread takes a second, and nobody's
 * message waits for it. The thread begins with the first summary and ends when none was asked for in a while, for
 * typeface and PDF would be 60 MB of a gateway at rest.
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

/** What a summary takes at most, ms: the longest thread that one file holds takes a minute. */
const LIMIT_MS = 180_000;
/** How long the thread waits for the next one, ms. */
const IDLE_MS = 15_000;
/**
 * Of its heap, MB: the longest thread needs half. It is the thread that ends when it is not enough, not the gateway. What is
 * young is collected early: with Node's own bound a summary takes 100 MB more, and no less time.
 */
const HEAP = { maxOldGenerationSizeMb: 1_024, maxYoungGenerationSizeMb: 8 } as const;

/** Runs something later. @returns what keeps it from running */
export type Later = (ms: number, run: () => void) => () => void;

/** What a test may want otherwise. */
export interface SummaryThreadParts {
  readonly start?: () => Worker;
  readonly later?: Later;
}

/** What the thread is sent. */
export interface SummaryOrder {
  /** The files that summaries are made of, packed: one block of memory is handed over, not copied thing by thing. */
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
  /** Takes the time limit, or the one for idling, back. */
  #cancel: () => void = () => undefined;

  constructor({ start = startWorker, later = laterByTimer }: SummaryThreadParts = {}) {
    this.#start = start;
    this.#later = later;
  }

  /** @throws {Refusal} `unavailable` when the thread came to an end over it, or was closed */
  async summary(files: ArchiveFiles, head: ManifestHead): Promise<Summary> {
    const archive = await packInTurns(neededOf(files), crc32, nextTurn);
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(unavailable("summary-closed"));
      this.#waiting.push({ order: { archive, head }, resolve, reject });
      this.#next();
    });
  }

  /** Ends the thread; what is under way is refused. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    for (const { reject } of this.#waiting.splice(0)) reject(unavailable("summary-closed"));
    await this.#worker?.terminate();
  }

  /** Gives the thread up: nothing is sent to one that is about to end. */
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
    // The last of its events, however it ended: crashed, out of memory, out of time, idle or closed.
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

/** All but the proofs, which are most of it and are nothing to read. */
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
