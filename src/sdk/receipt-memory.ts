/**
 * What a department remembers of packets it has answered, so that a packet that comes again (its answer
 * was lost on the way) is answered again and not handled twice. Keep it in the department's database
 * where being handled twice would hurt.
 */
export interface ReceiptMemory {
  /** The signed receipt for a packet's bytes, by `sha-256=:…:`; undefined when there is none. */
  get(digest: string): Promise<string | undefined> | string | undefined;
  set(digest: string, receipt: string): Promise<void> | void;
}

/** A memory of the last packets of this process. */
export class RecentReceipts implements ReceiptMemory {
  readonly #receipts = new Map<string, string>();
  readonly #limit: number;

  /** @param limit Most receipts kept, about a kilobyte each. */
  constructor(limit = 10_000) {
    this.#limit = limit;
  }

  get(digest: string): string | undefined {
    return this.#receipts.get(digest);
  }

  set(digest: string, receipt: string): void {
    this.#receipts.set(digest, receipt);
    if (this.#receipts.size <= this.#limit) return;
    // Maps keep the order of insertion: the first is the oldest.
    for (const oldest of this.#receipts.keys()) {
      this.#receipts.delete(oldest);
      break;
    }
  }
}
