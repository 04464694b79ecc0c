import { plainArray, textArray } from "../columns.ts";
import type { Database, Runner, Statement } from "../database.ts";
import { type Difference, differences, GROUPINGS, type Touch } from "./packet-days.ts";
import { monthSpan } from "./spans.ts";
import type { Place } from "./tallies.ts";
import { Tally, type TallyRow } from "./tally.ts";

/** Entries that are counted at once. */
const BATCH = 5_000;

/** Rows: none. */
const BEGIN: Statement = {
  name: "fold-days-begin",
  text: "insert into packet_days_state default values on conflict do nothing",
};

/** One row: counted, offset; none while another gateway counts. */
const LOCK: Statement = {
  name: "fold-days-lock",
  text: `select counted, utc_offset as "offset" from packet_days_state for update skip locked`,
};

/**
 * $1 entries that are counted, $2 how many more. Rows: packet, sealed (whether the entry of its sealing is among the next entries),
 * last (index of its last one) and entries; with packet null of those that are about none.
 */
const NEXT: Statement = {
  name: "fold-days-next",
  text: `select packet, bool_or(type = 'sealed') as sealed, max(leaf_index) as last, count(*) as entries from audit_entries
         where leaf_index >= $1::bigint and leaf_index < $1::bigint + $2::int group by packet`,
};

interface Next extends Omit<Touch, "packet"> {
  readonly packet: string | null;
  readonly last: number;
  readonly entries: number;
}

/** $1 entries that are counted, $2 minutes east of UTC. Rows: none. */
const COUNTED: Statement = {
  name: "fold-days-counted",
  text: "update packet_days_state set counted = $1::bigint, utc_offset = $2::int",
};

const FORGET: readonly Statement[] = [
  { name: "fold-days-forget", text: "delete from packet_days" },
  { name: "fold-days-forget-open", text: "delete from packet_days_open" },
];

/** $1 to $5 keys: grouping, span, recipient, sender, type. Rows: n (number of the key, from 1), counts, delivery, receipt. */
const ROWS: Statement = {
  name: "fold-days-rows",
  text: `
  select k.n, d.counts, d.delivery, d.receipt
  from unnest($1::smallint[], $2::int[], $3::text[], $4::text[], $5::text[])
    with ordinality as k (grouping, span, recipient, sender, type, n)
  join packet_days d using (grouping, span, recipient, sender, type)`,
};

/** $1 to $5 keys, $6 counts, $7 and $8 buckets of times as hexadecimal digits, or null. Rows: none. */
const SAVE: Statement = {
  name: "fold-days-save",
  text: `
  insert into packet_days (grouping, span, recipient, sender, type, counts, delivery, receipt)
  select grouping, span, recipient, sender, type, counts, decode(delivery, 'hex'), decode(receipt, 'hex')
  from unnest($1::smallint[], $2::int[], $3::text[], $4::text[], $5::text[], $6::jsonb[], $7::text[], $8::text[])
    as g (grouping, span, recipient, sender, type, counts, delivery, receipt)
  on conflict (grouping, span, recipient, sender, type) do update set
    counts = excluded.counts, delivery = excluded.delivery, receipt = excluded.receipt`,
};

/** $1 packets. Rows: none. */
const CLOSE: Statement = {
  name: "fold-days-close",
  text: "delete from packet_days_open where packet = any ($1::uuid[])",
};

/** $1 packets, $2 states, $3 due times, $4 buckets of delivery. Rows: none. */
const OPEN: Statement = {
  name: "fold-days-open",
  text: `
  insert into packet_days_open (packet, state, due, delivery)
  select * from unnest($1::uuid[], $2::text[], $3::bigint[], $4::int[])
  on conflict (packet) do update set state = excluded.state, due = excluded.due, delivery = excluded.delivery`,
};

/** Key of a row of the roll-up, and what is to be added to it. */
interface Addition {
  readonly grouping: number;
  readonly place: Place;
  readonly differences: Difference[];
}

/**
 * Counts the next entries of the log into the roll-up, in one transaction with how far it came: a crash counts nothing twice and
 * leaves nothing out. A packet is counted as it is now, so an entry that comes later changes nothing more.
 *
 * @param offset minutes east of UTC; when it is another than that of the counted days, everything is counted anew
 * @returns true when there may be more
 */
export function foldDays(db: Database, offset: number, batch = BATCH): Promise<boolean> {
  return db.transaction(async (runner) => {
    await runner.run(BEGIN, []);
    const [state] = await runner.run<{ counted: number; offset: number }>(LOCK, []);
    if (state === undefined) return false;
    const isOther = state.offset !== offset && state.counted > 0;
    if (isOther) for (const statement of FORGET) await runner.run(statement, []);
    const counted = isOther ? 0 : state.counted;
    const next = await runner.run<Next>(NEXT, [counted, batch]);
    if (next.length === 0) return false;
    const touches = next.flatMap(({ packet, sealed }): Touch[] => (packet === null ? [] : [{ packet, sealed }]));
    const found = await differences(runner, touches, offset);
    await saveRows(runner, additionsOf(found));
    await saveOpen(runner, found);
    await runner.run(COUNTED, [Math.max(...next.map(({ last }) => last)) + 1, offset]);
    return next.reduce((sum, { entries }) => sum + entries, 0) === batch;
  });
}

/** Groups differences by the rows of the roll-up that they change. */
function additionsOf(found: readonly Difference[]): Addition[] {
  const additions = new Map<string, Addition>();
  const add = (grouping: number, place: Place, difference: Difference) => {
    const key = [grouping, place.span, place.recipient, place.sender, place.type].join("\0");
    const known = additions.get(key);
    if (known === undefined) additions.set(key, { grouping, place, differences: [difference] });
    else known.differences.push(difference);
  };
  for (const difference of found) {
    const { recipient, sender, type, span } = difference.changed;
    add(GROUPINGS.all, { recipient, sender, type, span }, difference);
    for (const each of [span, monthSpan(span)]) {
      add(GROUPINGS.recipient, { recipient, sender: "", type: "", span: each }, difference);
      add(GROUPINGS.sender, { recipient: "", sender, type: "", span: each }, difference);
      add(GROUPINGS.type, { recipient: "", sender: "", type, span: each }, difference);
    }
  }
  return [...additions.values()];
}

async function saveRows(db: Runner, additions: readonly Addition[]): Promise<void> {
  if (additions.length === 0) return;
  const keys = [
    plainArray(additions.map(({ grouping }) => grouping)),
    plainArray(additions.map(({ place }) => place.span)),
    textArray(additions.map(({ place }) => place.recipient)),
    textArray(additions.map(({ place }) => place.sender)),
    textArray(additions.map(({ place }) => place.type)),
  ];
  const rows = new Map((await db.run<{ n: number } & TallyRow>(ROWS, keys)).map((row) => [row.n, row]));
  const tallies = additions.map(({ differences: changes }, index) => {
    const tally = new Tally();
    const row = rows.get(index + 1);
    if (row !== undefined) tally.addRow(row);
    for (const { now, before } of changes) {
      if (before !== undefined) tally.add(before, -1);
      tally.add(now, 1);
    }
    return tally.row();
  });
  const times = (of: "delivery" | "receipt") =>
    textArray(
      tallies.map((row, index) =>
        additions[index]?.grouping === GROUPINGS.all ? null : (row[of]?.toString("hex") ?? null),
      ),
    );
  const counts = textArray(tallies.map((row) => JSON.stringify(row.counts)));
  await db.run(SAVE, [...keys, counts, times("delivery"), times("receipt")]);
}

/** Keeps what was counted of packets that may still change, and forgets the others. */
async function saveOpen(db: Runner, found: readonly Difference[]): Promise<void> {
  const open = found.filter(({ now }) => now.due !== null);
  const closed = found.filter(({ now, before }) => now.due === null && before !== undefined);
  if (closed.length > 0) await db.run(CLOSE, [plainArray(closed.map(({ changed }) => changed.packet))]);
  if (open.length === 0) return;
  await db.run(OPEN, [
    plainArray(open.map(({ changed }) => changed.packet)),
    plainArray(open.map(({ now }) => now.state)),
    plainArray(open.map(({ now }) => now.due)),
    plainArray(open.map(({ now }) => now.delivery)),
  ]);
}
