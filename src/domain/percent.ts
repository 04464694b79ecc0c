/** Writes a rate as percent with one decimal, rounded half up; null when there is nothing to divide by. */
export function percent(numerator: number, denominator: number): string | null {
  if (denominator === 0) return null;
  const tenths = Math.floor((numerator * 2_000 + denominator) / (2 * denominator));
  return `${Math.floor(tenths / 10)}.${tenths % 10}`;
}
