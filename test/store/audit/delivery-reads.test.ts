/**
 * How much the database reads for a page of deliveries when many packets must be skipped. Blocks are counted, not time, so
 * that a plan that reads a whole thread or all packets of a recipient is noticed on every machine.
 */
import pg from "pg";
import t from "tap";
import type { DeliveryFilter } from "../../../src/audit/queries.ts";
import { UNRECEIPTED } from "../../../src/domain/packet.ts";
import { deliveryIds } from "../../../src/store/audit/delivery-query.ts";
import { testStore } from "../../support/store/store-samples.ts";

/** Eight in the morning of the locality. */
const NOW = Date.parse("2026-03-10T00:00:00Z");
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MANY = 10_000;
const PAGE = 101;
const ENDED = "019a0000-0000-7000-8000-000000000000";
const OPEN = "019b0000-0000-7000-8000-000000000000";

/** Packets as SQL over their number `g`, from 1: ages in ms, days until a receipt is due. */
interface Sealed {
  readonly count: number;
  readonly age: string;
  readonly sender: string;
  readonly recipient: string;
  readonly state: string;
  readonly days: string;
  readonly thread?: string;
}

const SEALED: readonly Sealed[] = [
  // Many wait and have time; ten were due the same day.
  {
    count: 3 * MANY,
    age: `${20 * HOUR} - g * 2000`,
    sender: "'busy'",
    recipient: "'swamped'",
    state: "'delivered'",
    days: "case when g <= 10 then 0 else 2 end",
  },
  // Among them a few of another sender, one of them due.
  {
    count: 3,
    age: `${20 * HOUR} - g * 1000`,
    sender: "'calm'",
    recipient: "'swamped'",
    state: "'delivered'",
    days: "case when g = 1 then 0 else 2 end",
  },
  // And more of a third, all of them with more time than the others.
  {
    count: 400,
    age: `${20 * HOUR} - g * 1000`,
    sender: "'steady'",
    recipient: "'swamped'",
    state: "'delivered'",
    days: "10",
  },
  // Many have been due for days, except an older one that still has time.
  {
    count: MANY / 2,
    age: `${5 * DAY} - g * 3000`,
    sender: "'hasty'",
    recipient: "'late'",
    state: "'queued'",
    days: "case when g = 1 then 10 else 1 end",
  },
  // Years without a receipt.
  {
    count: 3_000,
    age: `(3000 - g) * ${DAY} / 3`,
    sender: "'busy'",
    recipient: "'silent'",
    state: "'queued'",
    days: "2",
  },
  // One sender with very many recipients, and the other way round.
  {
    count: MANY,
    age: `(${MANY} - g) * 60000`,
    sender: "case when g % 2 = 0 then 'wide' else 'department-' || g % 499 end",
    recipient: "case when g % 2 = 0 then 'department-' || g % 499 else 'wide' end",
    state: "case when g % 3 = 0 then 'rejected' else 'accepted' end",
    days: "2",
  },
  // Two very long threads: in one all packets are settled, in the other none, and ten are due.
  {
    count: MANY / 2,
    age: `(${MANY} - g) * 60000`,
    sender: "'wide'",
    recipient: "'department-' || g % 100",
    state: "'accepted'",
    days: "2",
    thread: ENDED,
  },
  {
    count: MANY / 2,
    age: `${20 * HOUR} - g * 3000`,
    sender: "'wide'",
    recipient: "'department-' || g % 100",
    state: "'delivered'",
    days: "case when g <= 10 then 0 else 2 end",
    thread: OPEN,
  },
];

const store = await testStore(t);
for (const { count, age, sender, recipient, state, days, thread } of SEALED) {
  await store.pool.query(`
    insert into packets (id, message, thread, type, version, sender, recipient, state, sealed_at, size, digest,
                         media_type, kid, disclosed, due, push)
    select (lpad(to_hex(at), 12, '0') || '7' || substr(random, 1, 3) || '8' || substr(random, 4, 15))::uuid,
           gen_random_uuid(), ${thread === undefined ? "gen_random_uuid()" : `'${thread}'`}, 'aid-subject-list', '1',
           ${sender}, ${recipient}, ${state}, at, 100, '\\x00', 'application/jose', 'kid', '["identity"]',
           jsonb_build_object('receipt', to_char(
             to_timestamp(at / 1000 + 28800) at time zone 'UTC' + ${days} * interval '1 day', 'YYYY-MM-DD"T23:59:59+08:00"')),
           false
    from (select g, md5(gen_random_uuid()::text) as random, ${NOW}::bigint - (${age})::bigint as at
          from generate_series(1::bigint, ${count}) as g) as made
    -- Not by time: what a list reads from the table lies all over it, as after years.
    order by random`);
}
await store.pool.query("vacuum analyze packets");

// The settings of the gateway's connections.
const client = new pg.Client({
  connectionString: store.url,
  options: "-c plan_cache_mode=force_generic_plan -c jit=off",
});
await client.connect();
t.teardown(() => client.end());

/** Runs the query of a page. Gives the ids found and the number of blocks of 8 KiB that were touched. */
async function page(filter: DeliveryFilter): Promise<{ ids: unknown[]; blocks: number }> {
  const { statement, parameters } = deliveryIds(filter, undefined, PAGE, NOW);
  await client.query(`prepare page as ${statement.text}`);
  const values = parameters.map((parameter) => client.escapeLiteral(String(parameter))).join(", ");
  const { rows } = await client.query<{ id: string }>(`execute page(${values})`);
  const explained = await client.query<{ "QUERY PLAN": [{ Plan: Record<string, number> }] }>(
    `explain (analyze, buffers, timing off, format json) execute page(${values})`,
  );
  await client.query("deallocate page");
  const plan = explained.rows[0]?.["QUERY PLAN"][0].Plan ?? {};
  const blocks = (plan["Shared Hit Blocks"] ?? Number.NaN) + (plan["Shared Read Blocks"] ?? Number.NaN);
  return { ids: rows.map(({ id }) => id), blocks };
}

/** Finds the same ids by looking at every packet. */
async function expected({ overdue, to, ...equal }: DeliveryFilter): Promise<unknown[]> {
  const where = Object.entries(equal).map(([column, value]) => `${column} = ${client.escapeLiteral(String(value))}`);
  if (to !== undefined) where.push(`sealed_at < ${to}`);
  if (overdue === true) where.push(`state = any ('{${UNRECEIPTED.join()}}')`, `due_ms(due) < ${NOW}`);
  const { rows } = await store.pool.query<{ id: string }>(
    `select id from packets where ${where.join(" and ")} order by id desc limit ${PAGE}`,
  );
  return rows.map(({ id }) => id);
}

const QUESTIONS: readonly [string, DeliveryFilter, number][] = [
  ["few are due of many that wait", { overdue: true, recipient: "swamped" }, 11],
  ["few are due of many that wait, by sender", { overdue: true, sender: "busy" }, 101],
  ["few are due of many that wait, of a pair", { overdue: true, sender: "busy", recipient: "swamped" }, 10],
  ["few wait among another sender's many", { overdue: true, sender: "calm", recipient: "swamped" }, 1],
  ["none of some is due, behind another sender's many", { overdue: true, sender: "steady", recipient: "swamped" }, 0],
  ["none waits, another sender's many do", { overdue: true, sender: "wide", recipient: "swamped" }, 0],
  ["many are due, none of that type", { overdue: true, recipient: "late", type: "visit" }, 0],
  ["many are due, none in that state", { overdue: true, sender: "hasty", state: "failed" }, 0],
  ["many are due, by everyone", { overdue: true, type: "aid-subject-list" }, 101],
  ["years of due days", { overdue: true, recipient: "silent" }, 101],
  ["years of due days, long ago", { overdue: true, recipient: "silent", to: NOW - 900 * DAY }, 101],
  ["years of due days, none in that state", { overdue: true, recipient: "silent", state: "failed" }, 0],
  ["one sender, many recipients", { sender: "wide" }, 101],
  ["one sender, many recipients, until a day", { sender: "wide", to: NOW - 4 * DAY }, 101],
  ["one recipient, many senders", { recipient: "wide" }, 101],
  ["one recipient, many senders, one state", { recipient: "wide", state: "rejected" }, 101],
  ["one recipient, many senders, until a day", { recipient: "wide", to: NOW - 4 * DAY }, 101],
  ["a pair with nothing among many of both", { sender: "wide", recipient: "swamped" }, 0],
  ["a long thread", { thread: ENDED }, 101],
  ["a long thread, none in that state", { thread: ENDED, state: "queued" }, 0],
  ["a long thread, until a day", { thread: ENDED, to: NOW - 5 * DAY }, 101],
  ["a long thread, one recipient", { thread: ENDED, recipient: "department-7" }, 50],
  ["a long thread, none of that sender", { thread: ENDED, sender: "busy" }, 0],
  ["a long thread, none due", { thread: ENDED, overdue: true }, 0],
  ["a long thread, few due of many that wait", { thread: OPEN, overdue: true }, 10],
];

for (const [name, filter, rows] of QUESTIONS) {
  t.test(`a page reads little: ${name}`, async (t) => {
    const { ids, blocks } = await page(filter);
    t.equal(ids.length, rows);
    t.same(ids, await expected(filter));
    t.ok(blocks < 600, `${blocks} blocks`);
  });
}

t.test("a vacuum clears the indexes too, however few pages have changed", async (t) => {
  const said: string[] = [];
  client.on("notice", ({ message }) => said.push(message ?? ""));
  await client.query(`update packets set state = 'accepted' where sender = 'calm'`);
  await client.query("vacuum (verbose) packets");
  t.match(said.join("\n"), /finished vacuuming "[^"]*\.packets": index scans: 1/);
});
