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
