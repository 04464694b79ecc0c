/**
 * A department's memory of the packets that it answered: a packet that comes again, because its answer was lost, gets
 * the same answer and is not handled twice. Keep it in the department's database where handling a packet twice would do
 * harm.
 */
export interface ReceiptMemory {
  /** Finds the signed receipt for a packet by the digest of its bytes, `sha-256=:…:`. */
  get(digest: string): Promise<string | undefined> | string | undefined;
  /** Stores a signed receipt. */
  set(digest: string, receipt: string): Promise<void> | void;
}

/** A memory of the last packets of this process. */
export class RecentReceipts implements ReceiptMemory {
  readonly #receipts = new Map<string, string>();
  readonly #limit: number;

  /** @param limit Most receipts that are kept, about a kilobyte each. */
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
