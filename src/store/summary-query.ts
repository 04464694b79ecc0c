import type { SummaryQuery, SummaryRow } from "../audit/queries.ts";
import { PACKET_STATES, type PacketState } from "../domain/packet.ts";
import type { Runner, Statement } from "./database.ts";
import { CLOCK_MS, lowestId, named, timeOf } from "./delivery-query.ts";

/** A bucket is this much wider than the one before: a percentile read off the buckets is within half of it. */
const WIDTH = Math.log(1.02);

/** What a line of the summary is for. */
const KEYS = {
  recipient: "p.recipient",
  sender: "p.sender",
  type: "p.type",
  // Days of the locality since the epoch.
  day: "((p.sealed_at + $2::bigint * 60000) / 86400000)::text",
} as const;

interface Counted {
  readonly key: string;
  readonly state: PacketState;
  readonly overdue: boolean;
  /** Numbers of the buckets of the two times; null: it has none. */
  readonly delivery: number | null;
  readonly receipt: number | null;
  readonly packets: number;
}

/**
 * Counts packets by a key. One pass over the packets of a slice of the period that keeps a count for each key, state and
 * pair of buckets: no sort, memory bounded by the number of different counts, and percentiles to within one
 * percent.
 * $1 now, $2 minutes east of UTC, $3 and $4 ids around the slice, $5 and $6 its times; only the key `day` uses $2, which
 * is named besides so that every text has the same parameters. Rows: as Counted.
 */
function textOf(by: SummaryQuery["by"]): string {
  const bucket = (column: string) =>
    `case when p.${column} is not null then round(ln(1 + greatest(p.${column} - p.sealed_at, 0)::float8) / ${WIDTH})::int end`;
  return `
    select ${KEYS[by]} as key, p.state,
           p.state in ('queued', 'delivered', 'failed') and due_ms(p.due) < $1::bigint as overdue,
           ${bucket("delivered_at")} as delivery,
           case when p.outcome is not null then ${bucket("settled_at")} end as receipt,
           count(*) as packets
    from packets p
    where $2::bigint is not null and p.id >= $3::uuid and p.id < $4::uuid and p.sealed_at >= $5::bigint and p.sealed_at < $6::bigint
    group by 1, 2, 3, 4, 5`;
}

/** The first and the last packet there are. Rows: first, last (ids, null when there are none). */
const ENDS: Statement = {
  name: "summary-ends",
  text: `select (select id from packets order by id limit 1) as first,
                (select id from packets order by id desc limit 1) as last`,
};

/** A summary is counted in slices of this many ms, so that no statement is long. */
const SLICE_MS = 31 * 86_400_000;
/** Slices that are counted at once. */
const ABREAST = 2;

/** The summary's lines: one of everything first, then one for each key in its order. */
export async function summarise(db: Runner, query: SummaryQuery): Promise<SummaryRow[]> {
  const [ends] = await db.run<{ first: string | null; last: string | null }>(ENDS, []);
  const rows: Counted[] = [];
  if (ends?.first && ends.last) {
    const from = Math.max(query.from ?? 0, timeOf(ends.first) - CLOCK_MS);
    const to = Math.min(query.to ?? Number.POSITIVE_INFINITY, timeOf(ends.last) + CLOCK_MS);
    const slices: [number, number][] = [];
    for (let at = from; at < to; at += SLICE_MS) slices.push([at, Math.min(at + SLICE_MS, to)]);
    const statement = named("summary", textOf(query.by));
    const work = async () => {
      for (let slice = slices.shift(); slice !== undefined; slice = slices.shift()) {
        const [begin, end] = slice;
        const ids = [lowestId(begin - CLOCK_MS), lowestId(end + CLOCK_MS)];
        rows.push(...(await db.run<Counted>(statement, [query.now, query.offset, ...ids, begin, end])));
      }
    };
    await Promise.all(Array.from({ length: ABREAST }, work));
  }
  const keys = new Map<string, Counted[]>();
  for (const row of rows) {
    const key = query.by === "day" ? dayOf(Number(row.key)) : row.key;
    const counted = keys.get(key);
    if (counted === undefined) keys.set(key, [row]);
    else counted.push(row);
  }
  const lines = [...keys].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return [lineOf(null, rows), ...lines.map(([key, counted]) => lineOf(key, counted))];
}

function lineOf(key: string | null, rows: readonly Counted[]): SummaryRow {
  const states = Object.fromEntries(PACKET_STATES.map((state) => [state, 0])) as Record<PacketState, number>;
  let packets = 0;
  let overdue = 0;
  for (const row of rows) {
    packets += row.packets;
    states[row.state] += row.packets;
    if (row.overdue) overdue += row.packets;
  }
  return {
    key,
    packets,
    states,
    overdue,
    delivery: percentiles(rows.map(({ delivery, packets: n }) => ({ bucket: delivery, n }))),
    receipt: percentiles(rows.map(({ receipt, packets: n }) => ({ bucket: receipt, n }))),
  };
}

/** Percentiles by nearest rank, each the middle of its bucket. */
function percentiles(counts: readonly { readonly bucket: number | null; readonly n: number }[]): SummaryRow["receipt"] {
  const known = counts
    .flatMap(({ bucket, n }) => (bucket === null ? [] : [{ bucket, n }]))
    .toSorted((one, other) => one.bucket - other.bucket);
  const total = known.reduce((sum, { n }) => sum + n, 0);
  const at = (share: number): number | null => {
    let seen = 0;
    for (const { bucket, n } of known) {
      seen += n;
      if (seen >= share * total) return Math.round(Math.expm1(bucket * WIDTH));
    }
    return null;
  };
  return { p50: at(0.5), p95: at(0.95) };
}

/** ISO 8601 date of a day since the epoch. */
function dayOf(days: number): string {
  return new Date(days * 86_400_000).toISOString().slice(0, 10);
}
