/** How items are grouped into batches. */
export interface BatchSettings<Item, Outcome> {
  /** Writes a batch and gives one outcome for each item, in order. */
  readonly write: (items: readonly Item[]) => Promise<readonly Outcome[]>;
  /** Tells, after a batch failed, whether to write its items one by one, so that one cannot fail the others. */
  readonly splits: (error: unknown) => boolean;
  readonly maxItems: number;
  /** Most weight of a batch; a heavier item goes alone. */
  readonly maxWeight: number;
  readonly weight: (item: Item) => number;
  /** Batches under way at once. */
  readonly lanes: number;
  /** Items with the same key keep their order and are never under way at once. */
  readonly key?: (item: Item) => string;
}

interface Waiting<Item, Outcome> {
  readonly item: Item;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Group commit. While a lane is free, an item is written at once, together with all items of the same turn of the
 * event loop. While the lanes are busy, items wait and are then written together. So batches grow with the load, and
 * no item waits for a timer.
 */
export class Batcher<Item, Outcome> {
  readonly #settings: BatchSettings<Item, Outcome>;
  #waiting: Waiting<Item, Outcome>[] = [];
  readonly #keys = new Set<string>();
  #busy = 0;
  #scheduled = false;
  #idle: (() => void)[] = [];

  constructor(settings: BatchSettings<Item, Outcome>) {
    this.#settings = settings;
  }

  /** Adds an item; resolves with its outcome when its batch has committed. */
  add(item: Item): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#schedule();
    });
  }

  /** Resolves when no item waits or is under way. */
  async drained(): Promise<void> {
    if (this.#waiting.length === 0 && this.#busy === 0) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #schedule(): void {
    if (this.#scheduled || this.#busy >= this.#settings.lanes) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      while (this.#busy < this.#settings.lanes) {
        const batch = this.#take();
        if (batch.length === 0) break;
        void this.#write(batch);
      }
    });
  }

  /** Takes the next batch: the oldest items that fit and whose key is free. */
  #take(): Waiting<Item, Outcome>[] {
    const { maxItems, maxWeight, weight, key } = this.#settings;
    const batch: Waiting<Item, Outcome>[] = [];
    const left: Waiting<Item, Outcome>[] = [];
    const passed = new Set<string>();
    let total = 0;
    for (const [index, waiting] of this.#waiting.entries()) {
      if (batch.length === maxItems) {
        left.push(...this.#waiting.slice(index));
        break;
      }
      const name = key?.(waiting.item);
      const heavy = total + weight(waiting.item) > maxWeight && batch.length > 0;
      if (heavy || (name !== undefined && (this.#keys.has(name) || passed.has(name)))) {
        if (name !== undefined) passed.add(name);
        left.push(waiting);
        continue;
      }
      if (name !== undefined) this.#keys.add(name);
      total += weight(waiting.item);
      batch.push(waiting);
    }
    this.#waiting = left;
    return batch;
  }

  async #write(batch: readonly Waiting<Item, Outcome>[]): Promise<void> {
    const { write, splits, key } = this.#settings;
    this.#busy++;
    try {
      const outcomes = await write(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(outcomes[index] as Outcome);
    } catch (error) {
      if (batch.length > 1 && splits(error)) await this.#writeEach(batch);
      else for (const { reject } of batch) reject(error);
    }
    this.#busy--;
    if (key !== undefined) for (const { item } of batch) this.#keys.delete(key(item));
    if (this.#waiting.length > 0) this.#schedule();
    else if (this.#busy === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #writeEach(batch: readonly Waiting<Item, Outcome>[]): Promise<void> {
    for (const { item, resolve, reject } of batch) {
      try {
        resolve((await this.#settings.write([item]))[0] as Outcome);
      } catch (error) {
        reject(error);
      }
    }
  }
}
