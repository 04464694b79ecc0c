import { type PacketState, UNRECEIPTED } from "../../domain/packet.ts";
import { UUID7_AHEAD_MS } from "../../wire/uuid7.ts";
import { oneOf } from "../columns.ts";
import { named, type Parameter, type Runner, type Statement } from "../database.ts";
import { lowestId } from "./delivery-query.ts";
import type { Range } from "./spans.ts";
import { BUCKET_WIDTH, type Counted } from "./tally.ts";
import type { CountQuery, Tallies } from "./tallies.ts";

/** SQL of the number of a packet's day of sealing. @param offset SQL of the minutes east of UTC */
export const sealedDay = (offset: string) => `((p.sealed_at + ${offset}::bigint * 60000) / 86400000)::int`;

const bucket = (column: string) =>
  `case when p.${column} is not null then round(ln(1 + greatest(p.${column} - p.sealed_at, 0)::float8) / ${BUCKET_WIDTH})::int end`;

/** SQL of what a packet `p` adds to a tally, by member of `Counted`. */
export const COUNTED: Readonly<Record<keyof Counted, string>> = {
  state: "p.state",
  reason: "p.reason",
  due: `case when p.state ${oneOf(UNRECEIPTED)} then due_ms(p.due) end`,
  delivery: bucket("delivered_at"),
  receipt: `case when p.outcome is not null then ${bucket("settled_at")} end`,
};

interface CountedRow extends Counted {
  readonly key: string | null;
  readonly day: number | null;
  readonly state: PacketState;
  readonly packets: number;
}

/**
 * Makes SQL that counts packets by a key. One pass over a slice of the period keeps a count for each key, state and pair
 * of buckets: no sort, memory bounded by the number of different counts.
 * $1 minutes east of UTC, $2 and $3 ids around the slice, $4 and $5 times of the period, then filters. Rows: CountedRow.
 */
function textOf({ by, column, times }: CountQuery, filters: readonly string[]): string {
  const hasDay = by === "day" || column !== undefined;
  const counted = { ...COUNTED, ...(times ? {} : { delivery: "null::int", receipt: "null::int" }) };
  return `
    select ${by === "day" ? "null" : `p.${by}`} as key, ${hasDay ? sealedDay("$1") : "null::int"} as day,
           ${Object.entries(counted)
             .map(([member, sql]) => `${sql} as ${member}`)
             .join(", ")},
           count(*) as packets
    from packets p
    where $1::bigint is not null and p.id >= $2::uuid and p.id < $3::uuid
      and p.sealed_at >= $4::bigint and p.sealed_at < $5::bigint${filters.map((filter) => ` and ${filter}`).join("")}
    group by 1, 2, 3, 4, 5, 6, 7`;
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

/** Makes the conditions of a filter; the values of their parameters are added to `parameters`. */
export function conditionsOf(
  { sender, recipient, type }: CountQuery,
  alias: string,
  parameters: Parameter[],
): string[] {
  return Object.entries({ sender, recipient, type }).flatMap(([column, value]) =>
    value === undefined ? [] : [`${alias}.${column} = $${parameters.push(value)}::text`],
  );
}

/**
 * Adds the packets of a period, read one by one, to tallies.
 * @param slice packets of a slice
 */
export async function countPackets(
  db: Runner,
  query: CountQuery,
  { from, to }: Range,
  tallies: Tallies,
  slice = SLICE_PACKETS,
): Promise<void> {
  const last = lowestId(to + UUID7_AHEAD_MS);
  const parametersFor = (ids: readonly string[]): Parameter[] => [query.offset, ...ids, from, to];
  const values = parametersFor(["", ""]);
  const statement = named("summary", textOf(query, conditionsOf(query, "p", values)));
  const filters = values.slice(5);
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
      for (const row of await db.run<CountedRow>(statement, [...parametersFor(ids), ...filters])) {
        const key = row.key ?? "";
        const place = { recipient: key, sender: key, type: key, span: row.day ?? 0 };
        tallies.at(place).add(row, row.packets);
      }
    }
  };
  await Promise.all(Array.from({ length: ABREAST }, work));
}
