/** Whether the times of entries go on as their places in the tree do. Pure. */

/**
 * How far the time of an entry may lie before that of one that stands before it, ms.
 *
 * Several processes write one log, each with its own clock, and an entry's time is read before its commit while its
 * place is given by the commit. Clocks that are kept differ by seconds; the protocol bears 60 s (section 6), and a
 * gateway can be set up to bear 300 s (`auth.clockSkewSeconds`). Between clock and commit are one signature and one
 * statement of the database, which is broken off after 15 s; what cannot be committed is not committed later, it is
 * made again with a new time. So an honest cluster stays within this bound, also when its log stood still for days.
 * A clock that was set back by more does not.
 */
export const CLOCK_BOUND = 300_000;

/** A place where the times run back. */
export interface TimeBreak {
  /** Of the entry that is dated too early. */
  readonly index: number;
  /** Of the one before it that is dated latest. */
  readonly before: number;
  /** By how much, ms. */
  readonly by: number;
}

/** Takes entries in the order of the tree, and tells where their times run back. */
export class TimeOrder {
  #latest: { readonly index: number; readonly at: number } | undefined;

  /** The break that this entry is, when it is one. @param at its time, ms */
  next(index: number, at: number): TimeBreak | undefined {
    const latest = this.#latest;
    if (latest === undefined || at >= latest.at) {
      this.#latest = { index, at };
      return undefined;
    }
    if (at >= latest.at - CLOCK_BOUND) return undefined;
    // From here on the new time counts: a clock that was set right again is one break, not one an entry.
    this.#latest = { index, at };
    return { index, before: latest.index, by: latest.at - at };
  }
}
