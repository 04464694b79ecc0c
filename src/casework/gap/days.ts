/** Local calendar days as numbers, so that periods are exact and no clock's offset can shift them. */

const DAY_MS = 86_400_000;

/** Counts the days from 1970-01-01 to an ISO date. @throws RangeError for a date that does not exist */
export function dayOf(date: string): number {
  const ms = Date.parse(`${date}T00:00:00Z`);
  // Date.parse takes other forms too: only a date that survives the round trip is one.
  if (Number.isNaN(ms) || dateOf(ms / DAY_MS) !== date) throw new RangeError("not an ISO date that exists");
  return ms / DAY_MS;
}

/** Writes a number of days since 1970-01-01 as an ISO date. */
export function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Period of days: `from` belongs to it, `to` is the first day after it. Numbers of days since 1970-01-01. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Finds the maximal periods inside of `whole` that none of `covers` covers, in order. */
export function uncovered(whole: Span, covers: readonly Span[]): Span[] {
  const left: Span[] = [];
  let at = whole.from;
  for (const { from, to } of covers.filter((span) => span.to > span.from).toSorted((a, b) => a.from - b.from)) {
    if (from >= whole.to) break;
    if (from > at) left.push({ from: at, to: from });
    at = Math.max(at, to);
  }
  if (at < whole.to) left.push({ from: at, to: whole.to });
  return left;
}
