/** Bounds of a caller's wait for a permit. */
export interface Patience {
  /** Longest wait, ms; unbounded when absent. */
  readonly waitMs?: number;
  /** Signal that ends the wait when aborted. */
  readonly signal?: AbortSignal;
}

/**
 * Counting semaphore: a bounded number of tasks runs at once, others wait in the order of their calls. A permit that is
 * given back goes to the longest waiter, so a call at that moment does not overtake.
 */
export class Semaphore {
  #free: number;
  readonly #maxWaiting: number;
  // A set, because a waiter that gives up leaves from the middle.
  readonly #waiters = new Set<() => void>();

  /**
   * @param permits tasks that run at once
   * @param maxWaiting callers that wait at once
   */
  constructor(permits: number, maxWaiting = Number.POSITIVE_INFINITY) {
    this.#free = permits;
    this.#maxWaiting = maxWaiting;
  }

  /** Number of permits that nobody has. */
  get free(): number {
    return this.#free;
  }

  /**
   * Takes a permit, to be given back with `release`.
   *
   * @returns false without one: too many wait already, `waitMs` is over, or `signal` is aborted
   */
  async acquire({ waitMs, signal }: Patience = {}): Promise<boolean> {
    if (signal?.aborted) return false;
    if (this.#free > 0) {
      this.#free--;
      return true;
    }
    if (this.#waiters.size >= this.#maxWaiting) return false;
    return new Promise((resolve) => {
      const end = (taken: boolean) => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", giveUp);
        this.#waiters.delete(take);
        resolve(taken);
      };
      const take = () => end(true);
      const giveUp = () => end(false);
      const timer = waitMs === undefined ? undefined : setTimeout(giveUp, waitMs);
      signal?.addEventListener("abort", giveUp);
      this.#waiters.add(take);
    });
  }

  /** Hands a permit to the longest waiter, or gives it back. */
  release(): void {
    const [next] = this.#waiters;
    if (next === undefined) this.#free++;
    else next();
  }
}
