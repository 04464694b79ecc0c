/** Period of days: `from` belongs to it, `to` is the first day after it. Days are numbers since 1970-01-01. */
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
