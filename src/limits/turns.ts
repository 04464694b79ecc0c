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

/** Who calls. Kinds take turns, and so do the callers of a kind: many of one kind do not starve another. */
export interface Caller {
  readonly kind: string;
  readonly name: string;
}

/** Calls of one caller that wait, the longest waiting first. */
interface Lane {
  /** When the first of them came to an empty lane. */
  readonly since: number;
  readonly waiting: Set<() => void>;
}

/**
 * Bounded work: so many calls at once, and a short wait for the rest. Callers wait in lanes of their own that take turns, so
 * a caller that floods delays itself only; of two kinds of callers each gets every other turn. A lane that stays full is work
 * that comes faster than it is done: its calls are then given up early, so that what is admitted is answered soon (controlled
 * delay: Maurer, "Fail at Scale", ACM Queue 13-8, after CoDel, RFC 8289).
 */
export class Turns {
  readonly #options: TurnsOptions;
  #free: number;
  /** Lanes of the callers of each kind that has one; the next in turn is the first. */
  readonly #kinds = new Map<string, Map<string, Lane>>();

  constructor(options: TurnsOptions) {
    this.#options = options;
    this.#free = options.atOnce;
  }

  /** Tells whether a call would wait in vain now: its lane is full. */
  isFull({ kind, name }: Caller): boolean {
    return (this.#kinds.get(kind)?.get(name)?.waiting.size ?? 0) >= this.#options.laneLength;
  }

  /** Takes a turn, to be given back with `release`. @returns false when none came in time: the call is not to be worked on */
  async take(caller: Caller): Promise<boolean> {
    if (this.#free > 0) {
      this.#free--;
      return true;
    }
    if (this.isFull(caller)) return false;
    const { waitMs, standingMs, elapsed } = this.#options;
    const { kind, name } = caller;
    const lanes = this.#kinds.get(kind) ?? new Map<string, Lane>();
    this.#kinds.set(kind, lanes);
    const lane = lanes.get(name) ?? { since: elapsed(), waiting: new Set() };
    lanes.set(name, lane);
    return new Promise((resolve) => {
      const end = (taken: boolean) => {
        clearTimeout(timer);
        if (!lane.waiting.delete(take)) return;
        if (lane.waiting.size === 0) lanes.delete(name);
        if (lanes.size === 0) this.#kinds.delete(kind);
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

  /** Hands the turn to the longest waiter of the next lane of the next kind, or gives it back. */
  release(): void {
    const lanes = nextOf(this.#kinds);
    if (lanes === undefined) {
      this.#free++;
      return;
    }
    const [take] = nextOf(lanes)?.waiting ?? [];
    take?.();
  }
}

/** Takes the first of a round, and puts it at the end; before its waiter leaves, since the last one takes it out. */
function nextOf<T>(round: Map<string, T>): T | undefined {
  const [next] = round;
  if (next === undefined) return undefined;
  const [key, value] = next;
  round.delete(key);
  round.set(key, value);
  return value;
}
