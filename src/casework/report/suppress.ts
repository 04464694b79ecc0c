import { type Counts, type Publication, spreads } from "./range.ts";

/** Fewest persons that a published count may stand for, zero apart. */
export const FEWEST = 5;

/** Tells whether a count may be shown as it is: nobody, or enough persons. */
export function isShown(persons: number): boolean {
  return persons === 0 || persons >= FEWEST;
}

/** Which cells of a table are hidden. */
export type Hidden = readonly (readonly boolean[])[];

/** Which totals are published beside the cells. */
export type Totals = Pick<Publication, "rowTotals" | "columnTotals">;

/**
 * Chooses the cells to hide so that neither a stranger nor the recipient of a row, who knows that row, can tell a count of
 * 1 to 4 persons closer than within four, or that it is below five. Zeros stay shown, so a reader knows that a hidden cell
 * is at least 1.
 * @returns undefined when the table cannot be protected beside its totals
 */
export function suppress(counts: Counts, totals: Totals): Hidden | undefined {
  if (!totalsAreShown(counts, totals)) {
    return undefined;
  }
  const hidden = counts.map((line) => line.map((persons) => !isShown(persons)));
  for (;;) {
    const bare = bareLine(counts, hidden, totals);
    const [cells, viewer] = bare ? [bare, undefined] : weakCell(counts, hidden, totals);
    if (cells === undefined) {
      return hidden;
    }
    if (!hideSmallest(counts, hidden, cells, viewer)) {
      return undefined;
    }
  }
}

/**
 * Tells whether every count of 1 to 4 stays protected for all readers, each recipient of a row with that row known to it.
 * @param least what readers know of every hidden cell: 1 where zeros are shown
 */
export function isSafe(counts: Counts, hidden: Hidden, totals: Totals, least: 0 | 1): boolean {
  return totalsAreShown(counts, totals) && firstWeak(counts, hidden, totals, least) === undefined;
}

function totalsAreShown(counts: Counts, { rowTotals, columnTotals }: Totals): boolean {
  const rows = rowTotals ? counts.map(sum) : [];
  const columns = columnTotals
    ? (counts[0] ?? []).map((_, column) => sum(counts.map((line) => line[column] ?? 0)))
    : [];
  return [...rows, ...columns].every(isShown);
}

/** Row and column of a cell. */
type Place = readonly [row: number, column: number];

/** Cells of a line with a published total of which one cell alone is hidden, or fewer than five persons are. */
function bareLine(counts: Counts, hidden: Hidden, { rowTotals, columnTotals }: Totals): readonly Place[] | undefined {
  const rows = rowTotals ? [...counts.keys()].map((row) => rowOf(counts, row)) : [];
  const columns = columnTotals ? [...(counts[0] ?? []).keys()].map((column) => columnOf(counts, column)) : [];
  return [...rows, ...columns].find((line) => {
    const away = line.filter(([row, column]) => hidden[row]?.[column]);
    return away.length === 1 || (away.length > 1 && sum(away.map((place) => at(counts, place))) < FEWEST);
  });
}

/** Cells among which one more must be hidden to protect the first weak cell, and the row that its reader knows. */
function weakCell(counts: Counts, hidden: Hidden, totals: Totals): [readonly Place[] | undefined, number | undefined] {
  const weak = firstWeak(counts, hidden, totals, 1);
  if (weak === undefined) {
    return [undefined, undefined];
  }
  const [row, column] = weak.place;
  const near = [...rowOf(counts, row), ...columnOf(counts, column)];
  const useful = (places: readonly Place[]) =>
    places.some((place) => place[0] !== weak.viewer && isCandidate(counts, hidden, place));
  const all = [...counts.keys()].flatMap((other) => rowOf(counts, other));
  return [useful(near) ? near : all, weak.viewer];
}

/** First count of 1 to 4 that somebody can tell too closely, with the row which that reader knows (none: a stranger). */
function firstWeak(
  counts: Counts,
  hidden: Hidden,
  totals: Totals,
  least: 0 | 1,
): { place: Place; viewer: number | undefined } | undefined {
  for (const viewer of [undefined, ...counts.keys()]) {
    const seen = viewer === undefined ? hidden : hidden.with(viewer, counts[viewer]?.map(() => false) ?? []);
    const publication = { counts, hidden: seen, ...totals, least };
    for (const [row, line] of counts.entries()) {
      for (const [column, persons] of line.entries()) {
        if (row !== viewer && !isShown(persons) && !spreads(publication, row, column, FEWEST, FEWEST - 1)) {
          return { place: [row, column], viewer };
        }
      }
    }
  }
  return undefined;
}

/** Hides the smallest visible cell of some and all equal to it, so that the order in the table tells nothing. */
function hideSmallest(counts: Counts, hidden: boolean[][], places: readonly Place[], viewer?: number): boolean {
  const candidates = places.filter((place) => place[0] !== viewer && isCandidate(counts, hidden, place));
  const smallest = Math.min(...candidates.map((place) => at(counts, place)));
  for (const place of candidates) {
    const line = hidden[place[0]];
    if (line !== undefined && at(counts, place) === smallest) {
      line[place[1]] = true;
    }
  }
  return candidates.length > 0;
}

function isCandidate(counts: Counts, hidden: Hidden, [row, column]: Place): boolean {
  return hidden[row]?.[column] === false && at(counts, [row, column]) > 0;
}

function rowOf(counts: Counts, row: number): readonly Place[] {
  return (counts[row] ?? []).map((_, column) => [row, column] as const);
}

function columnOf(counts: Counts, column: number): readonly Place[] {
  return counts.map((_, row) => [row, column] as const);
}

function at(counts: Counts, [row, column]: Place): number {
  return counts[row]?.[column] ?? 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
