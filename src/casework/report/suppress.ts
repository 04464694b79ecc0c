import { columnSums, sum } from "./counts.ts";
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

/** Persons behind the counts of a table, and cells that are hidden in any case. */
export interface Known {
  /** Persons behind each cell, where one person may stand behind several of its counts; the counts themselves without it. */
  readonly behind?: Counts;
  /** Cells that are hidden anyway, which may be zeros. */
  readonly hidden?: Hidden;
}

/**
 * Chooses the cells to hide so that neither a stranger nor the recipient of a row, who knows that row, can tell a count of
 * 1 to 4 persons closer than within four, or that it is below five. Zeros stay shown, so a reader knows that a hidden cell
 * is at least 1.
 * @returns undefined when the table cannot be protected beside its totals
 */
export function suppress(counts: Counts, totals: Totals, known: Known = {}): Hidden | undefined {
  const { behind = counts } = known;
  if (!totalsAreShown(counts, totals)) {
    return undefined;
  }
  const hidden = behind.map((line, row) =>
    line.map((persons, column) => !isShown(persons) || known.hidden?.[row]?.[column] === true),
  );
  if (!coverBareLines(counts, hidden, totals)) {
    return undefined;
  }
  // What is safe for a reader stays so when more is hidden: then more tables agree with what is published.
  for (const look of looks(behind)) {
    while (!isProtected(look, { counts, hidden, ...totals, least: 1 })) {
      if (!hideSmallest(counts, hidden, near(counts, hidden, look), look.viewer)) {
        return undefined;
      }
      if (!coverBareLines(counts, hidden, totals)) {
        return undefined;
      }
    }
  }
  return hidden;
}

/**
 * Tells whether every count of 1 to 4 stays protected for all readers, each recipient of a row with that row known to it.
 * @param least what readers know of every hidden cell: 1 where zeros are shown
 * @param behind persons behind each cell, where they are fewer than its count
 */
export function isSafe(counts: Counts, hidden: Hidden, totals: Totals, least: 0 | 1, behind = counts): boolean {
  const publication = { counts, hidden, ...totals, least };
  return totalsAreShown(counts, totals) && [...looks(behind)].every((look) => isProtected(look, publication));
}

function totalsAreShown(counts: Counts, { rowTotals, columnTotals }: Totals): boolean {
  const rows = rowTotals ? counts.map(sum) : [];
  const columns = columnTotals ? columnSums(counts) : [];
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

/** Hides more cells until no line is bare. @returns false when there is nothing left to hide in one */
function coverBareLines(counts: Counts, hidden: boolean[][], totals: Totals): boolean {
  for (let bare = bareLine(counts, hidden, totals); bare; bare = bareLine(counts, hidden, totals)) {
    if (!hideSmallest(counts, hidden, bare)) {
      return false;
    }
  }
  return true;
}

/** A count of 1 to 4 and a reader of the table: the recipient of row `viewer`, or a stranger where there is none. */
interface Look {
  readonly place: Place;
  readonly viewer: number | undefined;
}

/** Every look at a count of 1 to 4 by somebody who does not know it anyway. */
function* looks(counts: Counts): Generator<Look> {
  for (const viewer of [undefined, ...counts.keys()]) {
    for (const [row, line] of counts.entries()) {
      for (const [column, persons] of line.entries()) {
        if (row !== viewer && !isShown(persons)) {
          yield { place: [row, column], viewer };
        }
      }
    }
  }
}

/** Tells whether the reader can tell the count neither closer than within four nor that it is below five. */
function isProtected({ place: [row, column], viewer }: Look, publication: Publication): boolean {
  const { counts, hidden } = publication;
  const seen = viewer === undefined ? hidden : hidden.with(viewer, counts[viewer]?.map(() => false) ?? []);
  return spreads({ ...publication, hidden: seen }, row, column, FEWEST, FEWEST - 1);
}

/** Cells of which one more must be hidden to protect a count: those of its row and column, else all. */
function near(counts: Counts, hidden: Hidden, { place: [row, column], viewer }: Look): readonly Place[] {
  const lines = [...rowOf(counts, row), ...columnOf(counts, column)];
  const useful = lines.some((place) => place[0] !== viewer && isCandidate(counts, hidden, place));
  return useful ? lines : [...counts.keys()].flatMap((other) => rowOf(counts, other));
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
