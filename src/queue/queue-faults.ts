import type { Bilingual } from "../domain/bilingual.ts";

/** The queue's store did not answer in time. No delivery is lost: the rows are still due. */
export class QueueUnavailable extends Error {
  override readonly name = "QueueUnavailable";
}

/** The server that was reached cannot keep the queue. The message says why, in English; `zh` in Chinese. */
export class QueueUnfit extends QueueUnavailable {
  readonly zh: string;

  constructor({ en, zh }: Bilingual) {
    super(en);
    this.zh = zh;
  }
}

/** Jobs are due and none is taken, although the worker was replaced. */
export class QueueStalled extends QueueUnavailable {}

/** Gives the code or name of an error, for the log; its text may hold an address or a statement. */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
