import type { SummaryQuery, SummaryRow } from "../../audit/queries.ts";
import { PACKET_STATES, type PacketState, UNRECEIPTED } from "../../domain/packet.ts";
import { UUID7_AHEAD_MS } from "../../wire/uuid7.ts";
import { oneOf } from "../columns.ts";
import { named, type Runner, type Statement } from "../database.ts";
import { lowestId } from "./delivery-query.ts";

/** Logarithm of how much wider a bucket is than the one before: a percentile from the buckets is right to within half of it. */
const WIDTH = Math.log(1.02);

/** SQL of the keys that a summary may have a line for. */
const KEYS = {
  recipient: "p.recipient",
  sender: "p.sender",
  type: "p.type",
  // Number of the day since the epoch, in the locality's time.
  day: "((p.sealed_at + $2::bigint * 60000) / 86400000)::text",
} as const;

interface Counted {
  readonly key: string;
  readonly state: PacketState;
  readonly overdue: boolean;
  /** Numbers of the buckets of the two times; null: there is no such time. */
  readonly delivery: number | null;
  readonly receipt: number | null;
  readonly packets: number;
}

/**
 * Makes SQL that counts packets by a key. One pass over a slice of the period keeps a count for each key, state and pair
 * of buckets: no sort, memory bounded by the number of different counts, percentiles to within one percent.
 * $1 now, $2 minutes east of UTC, $3 and $4 ids around the slice, $5 and $6 times of the period. Only the key `day` needs
 * $2; the condition on it gives all texts the same parameters. Rows: Counted.
 */
function textOf(by: SummaryQuery["by"]): string {
  const bucket = (column: string) =>
    `case when p.${column} is not null then round(ln(1 + greatest(p.${column} - p.sealed_at, 0)::float8) / ${WIDTH})::int end`;
  return `
    select ${KEYS[by]} as key, p.state,
           p.state ${oneOf(UNRECEIPTED)} and due_ms(p.due) < $1::bigint as overdue,
           ${bucket("delivered_at")} as delivery,
           case when p.outcome is not null then ${bucket("settled_at")} end as receipt,
           count(*) as packets
    from packets p
    where $2::bigint is not null and p.id >= $3::uuid and p.id < $4::uuid and p.sealed_at >= $5::bigint and p.sealed_at < $6::bigint
    group by 1, 2, 3, 4, 5`;
}

/** Finds the begin of the next slice. $1 begin of this one, $2 end of the last one, $3 packets of a slice. Rows: id, or none. */
const NEXT: Statement = {
  name: "summary-next",
  text: `select id from packets where id >= $1::uuid and id < $2::uuid order by id offset $3::int limit 1`,
};

/** Packets of a slice. It takes about 1.5 s to count, so no statement takes long, however busy a day was. */
const SLICE_PACKETS = 500_000;
/** Number of slices that are counted at once. */
const ABREAST = 2;

/**
 * Counts the lines of a summary: first the line of all packets, then one for each key, in the order of keys.
 * @param slice packets of a slice
 */
export async function summarise(db: Runner, query: SummaryQuery, slice = SLICE_PACKETS): Promise<SummaryRow[]> {
  const { from = 0, to = Number.MAX_SAFE_INTEGER } = query;
  const rows: Counted[] = [];
  const statement = named("summary", textOf(query.by));
  const last = lowestId(to + UUID7_AHEAD_MS);
  let begin: string | undefined = lowestId(from - UUID7_AHEAD_MS);
  // The next slice is looked for one at a time, while others are counted.
  let looking: Promise<void> = Promise.resolve();
  const take = async (): Promise<[string, string] | undefined> => {
    let taken: [string, string] | undefined;
    await (looking = looking.then(async () => {
      if (begin === undefined) return;
      const [next] = await db.run<{ id: string }>(NEXT, [begin, last, slice]);
      taken = [begin, next?.id ?? last];
      begin = next?.id;
    }));
    return taken;
  };
  const work = async () => {
    for (let ids = await take(); ids !== undefined; ids = await take()) {
      // One by one: a slice may give more rows than a call may have arguments.
      for (const row of await db.run<Counted>(statement, [query.now, query.offset, ...ids, from, to])) rows.push(row);
    }
  };
  await Promise.all(Array.from({ length: ABREAST }, work));
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

/** Computes percentiles by nearest rank; each is the middle of its bucket, in ms. */
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

/** Writes the number of a day since the epoch as an ISO 8601 date. */
function dayOf(days: number): string {
  return new Date(days * 86_400_000).toISOString().slice(0, 10);
}
