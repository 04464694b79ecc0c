import type { Scheduled } from "../../domain/follow.ts";

/** When a person is visited after aid, and evaluated again: numbers only (docs/casework.md). */

/** A visit that is owed: days from the anchor to its due day, and to the first and the last day of its window. */
export interface VisitTime {
  readonly due: number;
  readonly first: number;
  readonly last: number;
}

/** Numbers of the follow-up. Lengths in days where nothing else is said. */
export interface FollowSchedule {
  readonly visits: Readonly<Record<Scheduled, VisitTime>>;
  /** Long-term aid: from visit to visit after F3, of protected minors more often; days of the window on both sides. */
  readonly long: { readonly every: number; readonly protectedMinor: number; readonly margin: number };
  /** Failed attempts on different days from which on a home visit is owed. */
  readonly attempts: number;
  /** Months in which a person in long-term aid, or with grade D, is visited at home once. */
  readonly homeMonths: number;
  /** From one evaluation to the next one: after grade D, and otherwise. */
  readonly evaluation: { readonly unsolved: number; readonly others: number };
}

/** The numbers of the build specification; all are proposals of this gateway. */
export const FOLLOW_SCHEDULE: FollowSchedule = {
  visits: {
    F0: { due: 7, first: 0, last: 14 },
    F1: { due: 30, first: 23, last: 37 },
    F2: { due: 90, first: 76, last: 104 },
    F3: { due: 180, first: 166, last: 194 },
  },
  long: { every: 180, protectedMinor: 90, margin: 21 },
  attempts: 3,
  homeMonths: 6,
  evaluation: { unsolved: 90, others: 180 },
};
