/** Writes a rate as percent with one decimal, rounded half up; null when there is nothing to divide by. */
export function percent(numerator: number, denominator: number): string | null {
  return mean(100 * numerator, denominator);
}

/** Writes a mean with one decimal, rounded half up; null when there is nothing to divide by. */
export function mean(sum: number, count: number): string | null {
  if (count === 0) return null;
  const tenths = Math.floor((sum * 20 + count) / (2 * count));
  return `${Math.floor(tenths / 10)}.${tenths % 10}`;
}
