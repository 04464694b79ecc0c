/** Checks that the times of entries follow their order in the tree. Pure. */

/**
 * Most that an entry's time may lie before that of an earlier entry, ms.
 * Several processes write one log, each with its own clock. An entry's time is read before its commit, and its place is
 * given by the commit. Clocks that are kept in order differ by seconds; the protocol bears 60 s (section 6), and a
 * gateway can be configured for 300 s (`auth.clockSkewSeconds`). Between clock and commit there are one signature and
 * one database statement, which is cancelled after 15 s; an entry that cannot be committed is made again with a new
 * time. So an honest cluster stays within this bound, even when its log stood still for days. A clock that was set back
 * by more does not.
 */
export const CLOCK_BOUND = 300_000;

/** Place where the times run back. */
export interface TimeBreak {
  /** Index of the entry that is dated too early. */
  readonly index: number;
  /** Index of the latest-dated entry before it. */
  readonly before: number;
  /** By how much, ms. */
  readonly by: number;
}

/** Takes entries in the order of the tree, and finds where their times run back. */
export class TimeOrder {
  #latest: { readonly index: number; readonly at: number } | undefined;

  /** The break at this entry, if there is one. @param at its time, ms */
  next(index: number, at: number): TimeBreak | undefined {
    const latest = this.#latest;
    if (latest === undefined || at >= latest.at) {
      this.#latest = { index, at };
      return undefined;
    }
    if (at >= latest.at - CLOCK_BOUND) return undefined;
    // From here on the new time counts: a clock that was corrected is one break, not one for each entry.
    this.#latest = { index, at };
    return { index, before: latest.index, by: latest.at - at };
  }
}
