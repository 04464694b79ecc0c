import { allHidden, columnSums, hiddenCells, sum } from "./counts.ts";
import type { Counts } from "./range.ts";
import { type Hidden, isSafe, isShown, suppress } from "./suppress.ts";

/**
 * Form in which a table leaves the organ, the first that protects everybody: the table with hidden cells, its totals of rows
 * and columns, the totals of its rows, its total, nothing.
 */
export type Form = "table" | "totals" | "rows" | "total" | "nothing";

/** A count, or `null` where it is hidden. Whether it is small itself or hidden for another cell's sake is not told. */
export type Shown = number | null;

/** Table as everybody outside the organ may see it. A part that its form leaves out is undefined. */
export interface Published {
  readonly form: Form;
  readonly cells?: readonly (readonly Shown[])[];
  readonly rows?: readonly Shown[];
  readonly columns?: readonly number[];
  readonly total?: number;
  /** Number of hidden cells, totals included. */
  readonly hidden: number;
}

/** Publishes a table of counts of persons whose rows are the recipients. */
export function publish(counts: Counts): Published {
  const rows = counts.map(sum);
  const columns = columnSums(counts);
  const total = sum(rows);
  const both = { rowTotals: true, columnTotals: true };
  const cells = suppress(counts, both);
  if (cells !== undefined) {
    return { form: "table", cells: masked(counts, cells), rows, columns, total, hidden: hiddenCells(cells) };
  }
  if (isSafe(counts, allHidden(counts), both, 0)) {
    return { form: "totals", rows, columns, total, hidden: 0 };
  }
  const list = rows.map((persons) => [persons]);
  const lineTotal = { rowTotals: false, columnTotals: true };
  const some = suppress(list, lineTotal);
  if (some !== undefined) {
    return { form: "rows", rows: masked(list, some).map(([shown]) => shown ?? null), total, hidden: hiddenCells(some) };
  }
  return isShown(total) && isSafe(list, allHidden(list), lineTotal, 0)
    ? { form: "total", total, hidden: 0 }
    : { form: "nothing", hidden: 0 };
}

/** Copy for the recipient of a row, which sees its own row in full: those are its own persons. */
export function copyFor(published: Published, counts: Counts, row: number): Published & { own: readonly number[] } {
  const own = counts[row] ?? [];
  return {
    ...published,
    ...(published.cells === undefined ? {} : { cells: published.cells.with(row, own) }),
    ...(published.rows === undefined ? {} : { rows: published.rows.with(row, sum(own)) }),
    own,
  };
}

/** Writes a table with its hidden cells as null. */
export function masked(counts: Counts, hidden: Hidden): readonly (readonly Shown[])[] {
  return counts.map((line, row) => line.map((persons, column) => (hidden[row]?.[column] === true ? null : persons)));
}
