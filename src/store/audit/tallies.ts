import { dateOf } from "../../domain/day.ts";
import type { MatrixColumn, SummaryKey } from "../../audit/queries.ts";
import { firstDayOf, monthSpan } from "./spans.ts";
import { Tally } from "./tally.ts";

/** Parties and type of packets that are counted; an absent member allows any. */
export interface CountFilter {
  readonly sender?: string;
  readonly recipient?: string;
  readonly type?: string;
}

/** What is counted: a line for each key, and in it one count or one for each column. */
export interface CountQuery extends CountFilter {
  readonly by: SummaryKey;
  readonly column?: MatrixColumn;
  /** True when times are wanted too. */
  readonly times: boolean;
  /** Minutes east of UTC: where the days begin. */
  readonly offset: number;
  readonly from?: number;
  readonly to?: number;
}

/** Parties and type of a packet or of a row of the roll-up, and its day, or its month's span. */
export interface Place {
  readonly recipient: string;
  readonly sender: string;
  readonly type: string;
  readonly span: number;
}

/** Column of a count that has no columns. */
export const WHOLE = "";

/** Tallies by line and column. */
export class Tallies {
  readonly lines = new Map<string, Map<string, Tally>>();
  readonly #query: CountQuery;

  constructor(query: CountQuery) {
    this.#query = query;
  }

  /** Gives the tally that a packet of this place belongs to. */
  at(place: Place): Tally {
    const { by, column } = this.#query;
    const key = by === "day" ? dateOf(place.span) : place[by];
    return this.of(key, column === undefined ? WHOLE : columnOf(column, place.span));
  }

  /** Gives the tally of a line and a column, a new one when there is none. */
  of(key: string, column: string): Tally {
    const line = this.lines.get(key) ?? new Map<string, Tally>();
    if (line.size === 0) this.lines.set(key, line);
    const tally = line.get(column) ?? new Tally();
    line.set(column, tally);
    return tally;
  }

  /** Lists the lines in the order of keys, without tallies of no packet. */
  inOrder(): [string, Map<string, Tally>][] {
    return [...this.lines]
      .map(([key, columns]): [string, Map<string, Tally>] => [
        key,
        new Map([...columns].filter(([, tally]) => tally.packets() > 0).toSorted(byKey)),
      ])
      .filter(([, columns]) => columns.size > 0)
      .toSorted(byKey);
  }
}

/** Writes a column: the date of a day, or `2026-11` of a month. */
function columnOf(column: MatrixColumn, span: number): string {
  if (column === "day") return dateOf(span);
  return dateOf(firstDayOf(span < 0 ? span : monthSpan(span))).slice(0, 7);
}

function byKey([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}
