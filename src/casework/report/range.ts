/**
 * What a reader can work out of a hidden cell: every value that agrees with all that is published. The table with its totals
 * is a transport network (rows to columns), so the bounds of a cell are exact and whole: they are found by shifting persons
 * along hidden cells until nothing can be shifted any more (maximum flow).
 */

/** Table of counts of persons, as rows; every row has the same length. */
export type Counts = readonly (readonly number[])[];

/** Table of which some cells are hidden, with what a reader knows beside the visible cells. */
export interface Publication {
  readonly counts: Counts;
  readonly hidden: readonly (readonly boolean[])[];
  /** Whether the totals of rows, and of columns, are published. */
  readonly rowTotals: boolean;
  readonly columnTotals: boolean;
  /**
   * Least value of a hidden cell that every reader knows of: 1 where zeros are always shown, else 0. A zero that is hidden all
   * the same can only grow.
   */
  readonly least: 0 | 1;
}

/**
 * Tells whether the bounds of a hidden cell reach `most` and are `width` apart. It shifts no more persons than
 * the answer needs.
 */
export function spreads(publication: Publication, row: number, column: number, most: number, width: number): boolean {
  const value = publication.counts[row]?.[column] ?? 0;
  const up = shift(publication, row, column, "up", Math.max(most - value, width));
  if (value + up < most) {
    return false;
  }
  return up >= width || up + shift(publication, row, column, "down", width - up) >= width;
}

/** Persons by which a cell can grow or shrink while everything published stays true, at most `wanted`. */
function shift(publication: Publication, row: number, column: number, way: "up" | "down", wanted: number): number {
  const network = new Network(publication, row, column);
  const value = publication.counts[row]?.[column] ?? 0;
  const limit = way === "up" ? wanted : Math.min(wanted, Math.max(0, value - publication.least));
  let shifted = 0;
  while (shifted < limit) {
    const step = way === "up" ? network.augment(row, -1 - column) : network.augment(-1 - column, row);
    if (step === 0) {
      break;
    }
    shifted += Math.min(step, limit - shifted);
  }
  return shifted;
}

/** Node of the network: row r is r, column c is −1 − c, and the lines without a published total meet in `FREE`. */
type Node = number;
const FREE: Node = Number.MAX_SAFE_INTEGER;

/** The hidden cells of a publication but one, as a network with what was shifted so far. */
class Network {
  readonly #publication: Publication;
  readonly #values: number[][];
  readonly #row: number;
  readonly #column: number;

  constructor(publication: Publication, row: number, column: number) {
    this.#publication = publication;
    this.#values = publication.counts.map((line) => [...line]);
    this.#row = row;
    this.#column = column;
  }

  /** Shifts persons along one shortest way; returns how many, 0 when there is no way, infinity when nothing limits it. */
  augment(from: Node, to: Node): number {
    const before = new Map<Node, Node>([[from, from]]);
    const queue = [from];
    for (let at = queue.shift(); at !== undefined && !before.has(to); at = queue.shift()) {
      for (const next of this.#next(at)) {
        if (!before.has(next)) {
          before.set(next, at);
          queue.push(next);
        }
      }
    }
    if (!before.has(to)) {
      return 0;
    }
    const steps: (readonly [Node, Node])[] = [];
    for (let node = to; node !== from; ) {
      const previous = before.get(node) ?? from;
      steps.push([previous, node]);
      node = previous;
    }
    const many = Math.min(...steps.map(([a, b]) => this.#room(a, b)));
    if (Number.isFinite(many)) {
      for (const [a, b] of steps) {
        this.#move(a, b, many);
      }
    }
    return many;
  }

  *#next(at: Node): Generator<Node> {
    const { hidden, rowTotals, columnTotals } = this.#publication;
    if (at === FREE) {
      yield* rowTotals ? [] : hidden.keys();
      yield* columnTotals ? [] : (hidden[0] ?? []).map((_, column) => -1 - column);
      return;
    }
    if (at >= 0 ? !rowTotals : !columnTotals) {
      yield FREE;
    }
    for (const [row, line] of at >= 0 ? [[at, hidden[at] ?? []] as const] : hidden.entries()) {
      for (const column of at >= 0 ? line.keys() : [-1 - at]) {
        const other = at >= 0 ? -1 - column : row;
        if (line[column] === true && (row !== this.#row || column !== this.#column) && this.#room(at, other) > 0) {
          yield other;
        }
      }
    }
  }

  /** From a row to a column a cell shrinks, down to the least; from a column to a row it grows without limit. */
  #room(a: Node, b: Node): number {
    if (a === FREE || b === FREE || a < 0) {
      return Number.POSITIVE_INFINITY;
    }
    return Math.max(0, (this.#values[a]?.[-1 - b] ?? 0) - this.#publication.least);
  }

  #move(a: Node, b: Node, many: number): void {
    if (a === FREE || b === FREE) {
      return;
    }
    const [row, column, change] = a >= 0 ? [a, -1 - b, -many] : [b, -1 - a, many];
    const line = this.#values[row];
    if (line !== undefined) {
      line[column] = (line[column] ?? 0) + change;
    }
  }
}
