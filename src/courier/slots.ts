interface Waiter {
  readonly take: () => void;
}

/**
 * A bulkhead: at most so many at once, and who waits longer than a moment goes away again. It keeps
 * one slow endpoint from holding every worker and every socket.
 */
export class Slots {
  #free: number;
  readonly #waiters = new Set<Waiter>();

  constructor(size: number) {
    this.#free = size;
  }

  /** True when a slot was taken, to be given back with `give`; false after `waitMs`, or when `signal` aborts. */
  async take(waitMs: number, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) {
      return false;
    }
    if (this.#free > 0) {
      this.#free -= 1;
      return true;
    }
    return new Promise((resolve) => {
      const end = (taken: boolean) => {
        clearTimeout(timer);
        signal.removeEventListener("abort", leave);
        this.#waiters.delete(waiter);
        resolve(taken);
      };
      const leave = () => end(false);
      const waiter = { take: () => end(true) };
      const timer = setTimeout(leave, waitMs);
      signal.addEventListener("abort", leave);
      this.#waiters.add(waiter);
    });
  }

  /** Gives a slot to who waits longest, or back. */
  give(): void {
    for (const waiter of this.#waiters) {
      waiter.take();
      return;
    }
    this.#free += 1;
  }
}
