/**
 * Gives a quantile of whole numbers by nearest rank: the smallest value that at least `share` hundredths of them do not exceed.
 * @param counts how often each value occurs
 */
export function quantile(counts: ReadonlyMap<number, number>, share: number): number | undefined {
  const values = [...counts].toSorted(([a], [b]) => a - b);
  const all = values.reduce((sum, [, count]) => sum + count, 0);
  let before = 0;
  for (const [value, count] of values) {
    before += count;
    if (before * 100 >= share * all) return value;
  }
  return undefined;
}
