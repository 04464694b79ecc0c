import type { Counts } from "./range.ts";

/** Adds up numbers. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Adds up the columns of a table. @param columns number of them, for a table that may have no row */
export function columnSums(counts: Counts, columns = counts[0]?.length ?? 0): number[] {
  return Array.from({ length: columns }, (_, column) => sum(counts.map((line) => line[column] ?? 0)));
}

/** Hides every cell of a table. */
export function allHidden(counts: Counts): boolean[][] {
  return counts.map((line) => line.map(() => true));
}

/** Counts the hidden cells of a table. */
export function hiddenCells(hidden: readonly (readonly boolean[])[]): number {
  return hidden.flat().filter(Boolean).length;
}
