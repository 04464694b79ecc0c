/** Bounds of `Turns`. */
export interface TurnsOptions {
  /** Calls that are worked on at once. */
  readonly atOnce: number;
  /** Longest wait of a call, ms. A lane stands when it has not been empty for as long. */
  readonly waitMs: number;
  /** Longest wait in a lane that stands, ms. */
  readonly standingMs: number;
  /** Most calls that wait in one lane. */
  readonly laneLength: number;
  /** Monotonic clock, ms. */
  readonly elapsed: () => number;
}

/** Calls of one caller that wait, the longest waiting first. */
interface Lane {
  /** When the first of them came to an empty lane. */
  readonly since: number;
  readonly waiting: Set<() => void>;
}

/**
 * Bounded work: so many calls at once, and a short wait for the rest. Callers wait in lanes of their own that take turns, so
 * a caller that floods delays itself only. A lane that stays full is work that comes faster than it is done: its calls are
 * then given up early, so that what is admitted is answered soon (controlled delay: Maurer, "Fail at Scale", ACM Queue 13-8,
 * after CoDel, RFC 8289).
 */
export class Turns {
  readonly #options: TurnsOptions;
  #free: number;
  readonly #lanes = new Map<string, Lane>();

  constructor(options: TurnsOptions) {
    this.#options = options;
    this.#free = options.atOnce;
  }

  /** Tells whether a call would wait in vain now: its lane is full. */
  isFull(caller: string): boolean {
    return (this.#lanes.get(caller)?.waiting.size ?? 0) >= this.#options.laneLength;
  }

  /** Takes a turn, to be given back with `release`. @returns false when none came in time: the call is not to be worked on */
  async take(caller: string): Promise<boolean> {
    if (this.#free > 0) {
      this.#free--;
      return true;
    }
    if (this.isFull(caller)) return false;
    const { waitMs, standingMs, elapsed } = this.#options;
    const lane = this.#lanes.get(caller) ?? { since: elapsed(), waiting: new Set() };
    this.#lanes.set(caller, lane);
    return new Promise((resolve) => {
      const end = (taken: boolean) => {
        clearTimeout(timer);
        if (!lane.waiting.delete(take)) return;
        if (lane.waiting.size === 0) this.#lanes.delete(caller);
        resolve(taken);
      };
      const take = () => end(true);
      const stands = elapsed() - lane.since >= waitMs;
      // After a stall of the process, what was done meanwhile is given back first.
      const giveUp = () => void setImmediate(() => end(false));
      const timer = setTimeout(giveUp, stands ? standingMs : waitMs);
      lane.waiting.add(take);
    });
  }

  /** Hands the turn to the next lane's longest waiter, or gives it back. */
  release(): void {
    const [next] = this.#lanes;
    if (next === undefined) {
      this.#free++;
      return;
    }
    const [caller, lane] = next;
    // To the end of the round, before its waiter leaves.
    this.#lanes.delete(caller);
    this.#lanes.set(caller, lane);
    const [take] = lane.waiting;
    take?.();
  }
}
