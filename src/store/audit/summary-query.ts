import type { Matrix, MatrixQuery, SummaryQuery, SummaryRow } from "../../audit/queries.ts";
import type { Database } from "../database.ts";
import { countByDays } from "./packet-days.ts";
import { Tally } from "./tally.ts";
import { timesOf } from "./times.ts";

/** Counts the lines of a summary: first the line of all packets, then one for each key, in the order of keys. */
export async function summarise(db: Database, { now, ...query }: SummaryQuery): Promise<SummaryRow[]> {
  const tallies = await countByDays(db, { ...query, times: true });
  const all = new Tally();
  const lines = tallies.inOrder().map(([key, columns]) => {
    const [tally = new Tally()] = columns.values();
    all.addAll(tally);
    return lineOf(key, tally, now);
  });
  return [lineOf(null, all, now), ...lines];
}

/** Counts the cells of a matrix: lines in the order of keys, cells in the order of columns. Cells without packets are absent. */
export async function countMatrix(db: Database, { rows, columns, now, ...query }: MatrixQuery): Promise<Matrix> {
  const tallies = await countByDays(db, { ...query, by: rows, column: columns, times: false });
  return tallies.inOrder().map(([key, line]) => ({
    key,
    cells: [...line].map(([column, tally]) => ({ column, packets: tally.packets(), overdue: tally.overdue(now) })),
  }));
}

function lineOf(key: string | null, tally: Tally, now: number): SummaryRow {
  return {
    key,
    packets: tally.packets(),
    states: tally.byState(),
    overdue: tally.overdue(now),
    reasons: Object.fromEntries([...tally.reasons].toSorted(([one], [other]) => (one < other ? -1 : 1))),
    delivery: timesOf(tally.delivery),
    receipt: timesOf(tally.receipt),
  };
}
