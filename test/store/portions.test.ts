import type pg from "pg";
import t from "tap";
import { MOST_COUNTED } from "../../src/exchange/operator-port.ts";
import { createSweeper } from "../../src/persons/retention/sweeper.ts";
import { PORTION } from "../../src/store/exchange/portions.ts";
import { openStore } from "../../src/store/open.ts";
import { gatewayHome, init, start } from "../support/gateway/gateway.ts";
import { SILENT } from "../support/loggers.ts";
import { fill } from "../support/store/filled.ts";
import { testPool } from "../support/store/postgres.ts";
import { type RecordedStatements, recordStatements } from "../support/store/recorded-statements.ts";

/**
 * What runs at a start, in a sweep and at a stop takes no longer when more packets are there: each statement that ran with many
 * packets is run again, and PostgreSQL counts the rows that it reads.
 */

t.setTimeout(300_000);

const DAY = 86_400_000;
const NOW = Date.now();
/** Packets in each of four states; many times the bound. */
const MANY = 8_000;
/** Rows that a statement may read, also where it looks at a message or an index entry for each packet of a portion. */
const BOUND = 3 * PORTION;

/** Statements that count what waits: each count ends at a bound of its own. */
const COUNTS: Readonly<Record<string, number>> = { "packet-figures": MOST_COUNTED };

/** Runs recorded statements again, each in a transaction that is undone. Returns those that read more rows than `BOUND`. */
async function unbounded(pool: pg.Pool, { statements, calls }: RecordedStatements): Promise<string[]> {
  const client = await pool.connect();
  const read = async () => {
    const { rows } = await client.query<{ read: string }>(
      "select coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0) as read from pg_stat_xact_user_tables",
    );
    return Number(rows[0]?.read);
  };
  const found: string[] = [];
  // The portions of a walk are alike, but not the states that are walked through.
  const different = new Map(
    calls.map((call) => [`${call[0]} ${call[2].length > 0 ? JSON.stringify(call[2][0]) : ""}`, call]),
  );
  for (const [name, , values] of different.values()) {
    if (/^(log-begin|log-commit|log-rollback|log-stand)$/.test(name)) continue;
    await client.query("begin");
    const before = await read();
    const given = values.map((value) =>
      typeof value === "object" && value !== null ? Buffer.from(value.b64, "base64") : value,
    );
    await client.query("savepoint unused");
    await client
      .query({ text: statements[name] ?? "", values: given })
      .catch(() => client.query("rollback to savepoint unused"));
    const rows = (await read()) - before;
    await client.query("rollback");
    if (rows > (COUNTS[name] ?? BOUND)) found.push(`${name}: ${rows} rows`);
  }
  client.release();
  return found;
}

t.test("start, sweep and stop read a bounded number of rows in each statement", async (t) => {
  const home = await gatewayHome(t, { endpoints: { housing: "http://127.0.0.1:9/" } });
  await init(home);
  const pool = testPool(t, home.env.DATABASE_URL ?? "");
  const old = NOW - 900 * DAY;
  await fill(pool, { packets: MANY, state: "queued", at: NOW + DAY, series: 0 });
  await fill(pool, { packets: MANY / 4, state: "delivered", at: old, of: 3, series: 1 });
  await fill(pool, { packets: MANY, state: "failed", at: old, series: 2 });
  await fill(pool, { packets: MANY, state: "accepted", at: NOW, series: 3 });
  await pool.query(
    `update packets set recipient = 'housing', lease_owner = case when seq % 10 = 0 then 'killed' end, lease_until = $1
     where state = 'queued'`,
    [NOW],
  );
  await pool.query("insert into assertions select 'housing', n::text, 1 from generate_series(1, $1::int) n", [MANY]);
  // As in a dump that was restored on a server that has had fewer transactions.
  await pool.query(
    "set session_replication_role = replica; update packets set xid = '900000000000'; reset session_replication_role",
  );
  await pool.query("vacuum analyze packets, messages, assertions");

  const recorded = await recordStatements(async () => {
    const gateway = await start(t, home);
    await gateway.store.useAssertion("housing", "new", NOW / 1000);
    await gateway.store.releaseLeases("killed");
    const sweeper = createSweeper({
      rows: gateway.store.erasureRows,
      document: {
        id: "test",
        version: "1",
        days: { accepted: 1, rejected: 1, withdrawn: 1, failed: 1, delivered: 899 },
      },
      clock: { now: () => NOW, sound: () => true, vouch: () => undefined },
      gateway: "aid-gateway",
      every: 1_000_000,
      swept: () => undefined,
      fault: (error) => t.fail(String(error)),
    });
    await sweeper.sweep();
    await gateway.stop();
  });
  for (const name of [
    "inbox-is-ahead",
    "move-queued",
    "move-failed",
    "release-leases",
    "look-for-erasure",
    "look-at-envelopes",
    "use-assertion",
    "due-packets",
  ]) {
    t.ok(name in recorded.statements, name);
  }
  t.same(await unbounded(pool, recorded), []);
  const { rows } = await pool.query(`
    select count(*) filter (where state = 'queued' and lease_owner is not null)::int as leased,
           count(*) filter (where state <> 'accepted' and xid <> '0')::int as ahead,
           count(*) filter (where state = 'failed' and bytes is null)::int as failed,
           count(*) filter (where state = 'delivered' and bytes is not null)::int as delivered
    from packets`);
  t.same(rows, [{ leased: 0, ahead: 0, failed: 0, delivered: 0 }], "and all was done");

  const whole = "update packets set xid = '0' where state in ('queued', 'delivered', 'failed')";
  const all = { statements: { whole }, calls: [["whole", 0, []]] } as const;
  t.equal((await unbounded(pool, all)).length, 1, "can fail");
});

t.test("a move that was broken off goes on at the next start; no inbox is listed in between", async (t) => {
  const home = await gatewayHome(t);
  await init(home);
  const databaseUrl = home.env.DATABASE_URL ?? "";
  const pool = testPool(t, databaseUrl);
  const other = await openStore({ databaseUrl, dataDir: "unused", logger: SILENT });
  t.teardown(() => other.close());
  await fill(pool, { packets: 3 * PORTION, at: NOW + DAY });
  await pool.query(
    "set session_replication_role = replica; update packets set xid = '900000000000'; reset session_replication_role",
  );
  const [before] = (await pool.query<{ epoch: number }>("select epoch from meta")).rows;
  // The second portion meets a row that another transaction holds, and the statement times out.
  const holder = await pool.connect();
  await holder.query("begin; select from packets order by id desc limit 1 for update");
  await t.rejects(openStore({ databaseUrl, dataDir: "unused", logger: SILENT, settings: { statementMs: 1_000 } }), {
    name: "StoreUnavailable",
  });
  const count = async () =>
    (
      await pool.query<{ moved: number; cluster: string }>(
        "select count(*) filter (where xid = '0')::int as moved, cluster from packets cross join meta group by cluster",
      )
    ).rows[0];
  t.same(await count(), { moved: 2 * PORTION, cluster: "moving" });
  await holder.query("rollback");
  holder.release();
  const { items } = await other.inbox("recipient-1", undefined, 10);
  t.equal(items.length, 10, "who asks for an inbox moves the rest first");
  t.equal((await count())?.moved, 3 * PORTION);
  const [after] = (await pool.query<{ epoch: number }>("select epoch from meta")).rows;
  t.not(after?.epoch, before?.epoch, "a new epoch");
});
