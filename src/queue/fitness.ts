import type { Logger } from "pino";
import type { Queue } from "bullmq";
import type { Bilingual } from "../domain/bilingual.ts";
import type { DeliveryJob } from "../exchange/ports.ts";
import type { QueueBackend } from "./backend.ts";
import { LATE, patiently } from "./patiently.ts";
import { QueueUnfit } from "./queue-faults.ts";

/**
 * Follows whether the server that was reached last can keep jobs. One that was away, or failed over, may come back as another one:
 * each new connection is looked at, and each change is logged once. The relay does the work of a queue that rejects jobs.
 */
export class Fitness {
  readonly #look: () => Promise<Bilingual | undefined>;
  readonly #logger: Logger;
  readonly #timeoutMs: number;
  #unfit: Bilingual | undefined;

  constructor(backend: QueueBackend, queue: Queue<DeliveryJob>, logger: Logger, timeoutMs: number) {
    this.#look = () => backend.unfit(queue);
    this.#logger = logger.child({ backend: backend.name });
    this.#timeoutMs = timeoutMs;
    // A connection that breaks at once is told by the queue, and followed by another one.
    backend.onConnected(queue, () => void this.#lookAgain().catch(() => undefined));
  }

  /** Rejects while the server is unfit; it may be mended without a new connection. @throws {QueueUnfit} */
  async check(): Promise<void> {
    if (this.#unfit !== undefined) await this.#lookAgain();
    if (this.#unfit !== undefined) throw new QueueUnfit(this.#unfit);
  }

  async #lookAgain(): Promise<void> {
    const why = await patiently(this.#timeoutMs, this.#look());
    if (why === LATE || why?.en === this.#unfit?.en) return;
    this.#unfit = why;
    if (why === undefined) this.#logger.info({ event: "queue-fits" }, "the queue's server can keep jobs again");
    else this.#logger.error({ event: "queue-unfit", zh: why.zh }, why.en);
  }
}
