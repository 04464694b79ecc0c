import { sum } from "./counts.ts";
import { sumIsSafe } from "./protect.ts";
import type { Value } from "./report.ts";
import type { LeadCounts } from "./report-port.ts";

/** Makes the figures of reverse leads (I16). */
export function leadFigures(departments: readonly LeadCounts[]): Record<string, Value> {
  const listed = listedOf(departments);
  return {
    "I16.leads": sum(departments.map(({ leads }) => leads)),
    "I16.signed": sum(departments.map(({ signed }) => signed)),
    ...(listed === undefined ? {} : { "I16.listed": sum(listed) }),
  };
}

/**
 * Makes the figures for everybody: all of them, or none, for each could tell the rest of another. Whoever looks knows the leads of
 * one department at most.
 */
export function publicLeadFigures(departments: readonly LeadCounts[]): Record<string, Value> {
  const figures = leadFigures(departments);
  const listed = listedOf(departments);
  const steps = [
    departments.map(({ leads }) => leads),
    departments.map(({ signed }) => signed),
    departments.map(({ leads, signed }) => leads - signed),
    ...(listed === undefined ? [] : [listed, listed.map((count, at) => (departments[at]?.leads ?? 0) - count)]),
  ];
  const safe = steps.every((list) => sumIsSafe(list));
  return safe ? figures : Object.fromEntries(Object.keys(figures).map((name) => [name, null]));
}

function listedOf(departments: readonly LeadCounts[]): number[] | undefined {
  const known = departments.flatMap(({ listed }) => listed ?? []);
  return known.length === departments.length ? known : undefined;
}
