import { sum } from "./counts.ts";
import { FEWEST } from "./suppress.ts";
import { sumIsSafe } from "./protect.ts";

/** Counts of one period by department. */
export type ByDepartment = Readonly<Record<string, number>>;

/**
 * Tells whether a running total may be published. A reader knows every total that was published before, and so what the
 * periods since the last one have together that did not show their own totals: `hidden`, one entry a period. Each department
 * knows its own part of every period.
 */
export function totalMayFollow(hidden: readonly ByDepartment[]): boolean {
  const periods = hidden.filter((period) => sumOf(period) > 0);
  if (periods.length === 0) return true;
  const departments = [...new Set(periods.flatMap((period) => Object.keys(period)))];
  const sums = departments.map((department) => sumOf(...periods.map((period) => ({ own: period[department] ?? 0 }))));
  if (!sumIsSafe(sums)) return false;
  const together = sumOf(...periods);
  return [undefined, ...departments].every((viewer) => {
    const others =
      together - sumOf(...periods.map((period) => ({ own: viewer === undefined ? 0 : (period[viewer] ?? 0) })));
    // A period that was hidden has at least one person, so one period has at most what the others leave.
    return others === 0 || (periods.length > 1 && others >= periods.length + FEWEST - 1);
  });
}

/**
 * Tells whether a count that stands at a moment, such as of all cases so far, may be published after the one that was published
 * last: what lies between them must itself be nobody or enough persons, for every department that knows its own.
 */
export function countMayFollow(now: ByDepartment, last: ByDepartment): boolean {
  const departments = [...new Set([...Object.keys(now), ...Object.keys(last)])];
  return sumIsSafe(departments.map((department) => Math.abs((now[department] ?? 0) - (last[department] ?? 0))));
}

function sumOf(...counts: readonly ByDepartment[]): number {
  return sum(counts.flatMap((one) => Object.values(one)));
}
