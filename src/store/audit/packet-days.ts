/**
 * The roll-up of packets by day: counts of whole days from `packet_days`, what changed since from the packets themselves. Both
 * are read in one snapshot, so an answer is as exact as one over all packets.
 */
import { type PacketState } from "../../domain/packet.ts";
import { plainArray } from "../columns.ts";
import { type Database, named, type Parameter, type Runner, type Statement } from "../database.ts";
import { COUNTED, conditionsOf, countPackets, sealedDay } from "./count-packets.ts";
import { dividePeriod, type Range, spansOf } from "./spans.ts";
import { type CountQuery, type Place, Tallies } from "./tallies.ts";
import type { Counted, TallyRow } from "./tally.ts";

/** Groupings of the roll-up: numbers of `packet_days.grouping`. */
export const GROUPINGS = { recipient: 0, sender: 1, type: 2, all: 3 } as const;

/** How far the roll-up is. */
interface DaysState {
  /** Entries of the log that are counted. */
  readonly counted: number;
  /** Minutes east of UTC of its days. */
  readonly offset: number;
  /** Whether more entries than are worth looking at one by one are not counted yet. */
  readonly behind: boolean;
}

/** Most entries that are not counted yet and are worth looking at one by one. */
const MOST_REST = 50_000;

/** One row: counted, offset, behind. Indexes have no gaps. Not `exists`: the planner would read the whole table for it. */
const STATE: Statement = {
  name: "packet-days-state",
  text: `
  select counted, utc_offset as "offset",
         (select leaf_index from audit_entries where leaf_index = counted + ${MOST_REST}) is not null as behind
  from packet_days_state`,
};

/** Packet that entries are about; `sealed` when that of its sealing is among them. */
export interface Touch {
  readonly packet: string;
  readonly sealed: boolean;
}

/**
 * $1 entries that are counted. Rows: packet and sealed, of packets with entries that are not counted. The range has two ends, so
 * that the planner knows that it is small.
 */
const REST: Statement = {
  name: "packet-days-rest",
  text: `
  select packet, bool_or(type = 'sealed') as sealed from (
    select packet, type from audit_entries
    where leaf_index >= $1::bigint and leaf_index < $1::bigint + ${MOST_REST} and packet is not null
    union all
    (select packet, type from audit_pending
     where id > (select pending_after from log_state) and packet is not null order by id limit ${MOST_REST})
  ) as rest group by packet`,
};

/** A packet that changed, as it is and as it was counted. */
export interface Changed extends Counted, Place {
  readonly packet: string;
  readonly oldState: PacketState | null;
  readonly oldDue: number | null;
  readonly oldDelivery: number | null;
}

/** $1 minutes east of UTC, $2 packets. Rows: Changed. */
const CHANGED: Statement = {
  name: "packet-days-changed",
  text: `
  select p.id as packet, p.recipient, p.sender, p.type, ${sealedDay("$1")} as span,
         ${Object.entries(COUNTED)
           .map(([member, sql]) => `${sql} as ${member}`)
           .join(", ")},
         o.state as "oldState", o.due as "oldDue", o.delivery as "oldDelivery"
  from packets p
  -- The limit keeps the planner from reading the whole table for a few packets.
  left join lateral (select * from packet_days_open d where d.packet = p.id limit 1) as o on true
  where p.id = any ($2::uuid[])`,
};

/** Reads how far the roll-up is. */
async function daysState(db: Runner): Promise<DaysState> {
  const [row] = await db.run<DaysState>(STATE, []);
  return row ?? { counted: 0, offset: 0, behind: false };
}

/** What a packet adds anew, and what it added before. */
export interface Difference {
  readonly changed: Changed;
  readonly now: Counted;
  readonly before: Counted | undefined;
}

/** Reads the packets that entries are about, and what is to be counted of each. */
export async function differences(db: Runner, touches: readonly Touch[], offset: number): Promise<Difference[]> {
  if (touches.length === 0) return [];
  // A packet is counted for the first time with the entry of its sealing, the first one about it.
  const sealed = new Set(touches.flatMap((touch) => (touch.sealed ? [touch.packet] : [])));
  const rows = await db.run<Changed>(CHANGED, [offset, plainArray(touches.map(({ packet }) => packet))]);
  return rows.flatMap((changed) => {
    const { oldState, oldDue, oldDelivery } = changed;
    if (oldState !== null) {
      const before = { state: oldState, reason: null, due: oldDue, delivery: oldDelivery, receipt: null };
      return { changed, now: changed, before };
    }
    // Counted before, in a state that does not change.
    return sealed.has(changed.packet) ? { changed, now: changed, before: undefined } : [];
  });
}

/** Counts packets: from the roll-up where it has them, else one by one. */
export async function countByDays(db: Database, query: CountQuery): Promise<Tallies> {
  const whole = { from: query.from ?? 0, to: query.to ?? Number.MAX_SAFE_INTEGER };
  const { days, edges } = dividePeriod(query, query.offset);
  const tallies = new Tallies(query);
  const isCounted = days.from < days.to && (await addDays(db, query, days, tallies));
  for (const edge of isCounted ? edges : [whole]) await countPackets(db, query, edge, tallies);
  return tallies;
}

const SNAPSHOT: Statement = { name: "snapshot", text: "set transaction isolation level repeatable read read only" };

/** Adds whole days from the roll-up. Returns false when it is not ready, or too far behind; nothing is added then. */
function addDays(db: Database, query: CountQuery, days: Range, tallies: Tallies): Promise<boolean> {
  return db.transaction(async (runner) => {
    await runner.run(SNAPSHOT, []);
    const { counted, offset, behind } = await daysState(runner);
    if (counted === 0 || behind || offset !== query.offset) return false;
    const rest = await runner.run<Touch>(REST, [counted]);
    if (rest.length >= MOST_REST) return false;
    const { sql, parameters } = rowsOf(query, days);
    for (const row of await runner.run<Place & TallyRow>(named("packet-days", sql), parameters)) {
      tallies.at(row).addRow(row);
    }
    for (const { changed, now, before } of await differences(runner, rest, offset)) {
      if (changed.span < days.from || changed.span >= days.to || !matches(query, changed)) continue;
      const tally = tallies.at(changed);
      if (before !== undefined) tally.add(before, -1);
      tally.add(now, 1);
    }
    return true;
  });
}

/** Makes the SQL of the rows that make up whole days. Rows: span, recipient, sender, type, counts and, if wanted, times. */
function rowsOf(query: CountQuery, days: Range): { readonly sql: string; readonly parameters: Parameter[] } {
  const { by, column, times, sender, recipient, type } = query;
  const isFiltered = (sender ?? recipient ?? type) !== undefined;
  const byDay = by === "day" || column === "day" || isFiltered;
  const ranges = byDay ? [days] : spansOf(days);
  const grouping = isFiltered ? GROUPINGS.all : GROUPINGS[by === "day" ? "type" : by];
  const parameters: Parameter[] = [grouping];
  const filters = conditionsOf(query, "d", parameters).map((filter) => ` and ${filter}`);
  const bind = (value: number) => `$${parameters.push(value)}::int`;
  // Each range with its own ends: joined with ranges in arrays, the planner would read the whole grouping.
  const sql = ranges
    .map(
      ({ from, to }) => `
  select d.span, d.recipient, d.sender, d.type, d.counts${times ? ", d.delivery, d.receipt" : ""} from packet_days d
  where d.grouping = $1::smallint and d.span >= ${bind(from)} and d.span < ${bind(to)}${filters.join("")}`,
    )
    .join(" union all ");
  return { sql, parameters };
}

function matches({ sender, recipient, type }: CountQuery, place: Place): boolean {
  return (
    (sender === undefined || sender === place.sender) &&
    (recipient === undefined || recipient === place.recipient) &&
    (type === undefined || type === place.type)
  );
}
