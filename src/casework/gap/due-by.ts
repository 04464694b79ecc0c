import { dayOf } from "../../domain/day.ts";
import type { Clocks } from "../clock/clocks-in-force.ts";
import { computeDue } from "../clock/compute.ts";
import type { DueBy } from "./forecast.ts";

/** Place of a household and urgency of its needs: they choose the variant of a rule about deadlines. */
export interface HouseholdKind {
  /** Division that decides about its applications, six digits. */
  readonly division: string | undefined;
  /** Urgency of a need, by its code. */
  urgencyOf(need: string): string | undefined;
}

/** Longest division code that rules about deadlines know, digits. */
const COUNTY = 6;

/** Makes the last days of the steps of an application from the rules about deadlines. */
export function dueByRules(clocks: Clocks, { division, urgencyOf }: HouseholdKind): DueBy {
  return (rule, start, need) => {
    const urgency = urgencyOf(need);
    const question = {
      rule,
      start,
      need,
      ...(division === undefined ? {} : { division: division.slice(0, COUNTY) }),
      ...(urgency === undefined ? {} : { urgency }),
    };
    try {
      const [computed] = computeDue(question, clocks, clocks.calendar.startOf(dayOf(start)));
      // The day in which a time in hours ends.
      const { due, provisional } = computed?.clock ?? {};
      return due === undefined ? undefined : { date: due.slice(0, 10), provisional: provisional === true };
    } catch (error) {
      // A day that no calendar reaches has no last day in sight.
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  };
}
