import { dayOf } from "../../domain/day.ts";

/** Measure that is needed by a day, such as a place at school or an operation. ISO dates. */
export interface NeededMeasure {
  readonly need: string;
  readonly neededBy: string;
  /** Day on which it is delivered or expected; absent when none is in sight. */
  readonly expectedOn?: string;
}

/** Measure that comes too late: by how many days, or with no day in sight. */
export interface ServiceGap {
  readonly need: string;
  readonly neededBy: string;
  readonly daysLate?: number;
}

/** Finds the measures that come after the day on which they are needed. @param today ISO date: none in sight is late from then on */
export function serviceGaps(measures: readonly NeededMeasure[], today: string): ServiceGap[] {
  return measures.flatMap(({ need, neededBy, expectedOn }) => {
    if (expectedOn === undefined) return neededBy < today ? [{ need, neededBy }] : [];
    const daysLate = dayOf(expectedOn) - dayOf(neededBy);
    return daysLate > 0 ? [{ need, neededBy, daysLate }] : [];
  });
}
