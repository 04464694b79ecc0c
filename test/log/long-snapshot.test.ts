import type pg from "pg";
import t, { type Test } from "tap";
import type { LogLead } from "../../src/log/log-store.ts";
import { sequence, takeOver } from "../../src/log/sequence.ts";
import { testPool } from "../support/store/postgres.ts";
import { type RecordedStatements, recordStatements } from "../support/store/recorded-statements.ts";
import { type TestLog, testLog } from "../support/log/test-log.ts";

/** A transaction that holds a snapshot, as pg_dump does for hours; rows that are deleted meanwhile stay in table and index. */
async function snapshot(t: Test, { store }: TestLog): Promise<pg.PoolClient> {
  const dump = await testPool(t, store.url).connect();
  await dump.query("begin isolation level repeatable read read only; select from meta");
  t.teardown(() => dump.release());
  return dump;
}

async function leading(t: Test, log: TestLog): Promise<LogLead> {
  const lead = await log.store.logStore.lead();
  if (lead === undefined) throw new Error("another one leads");
  t.teardown(() => lead.release());
  await takeOver(lead, log.deps);
  return lead;
}

async function sequenceAll(lead: LogLead, log: TestLog): Promise<void> {
  while (await lead.hasPending()) await sequence(lead, log.deps);
}

/** Pages of the database that recorded statements with this name read when they are run again. */
async function pagesRead(pool: pg.Pool, { statements, calls }: RecordedStatements, name: string): Promise<number> {
  const client = await pool.connect();
  let pages = 0;
  await client.query("begin");
  for (const [called, , values] of calls) {
    if (called !== name) continue;
    const { rows } = await client.query<{ "QUERY PLAN": [{ Plan: Record<string, number> }] }>(
      `explain (analyze, buffers, format json) ${statements[name]}`,
      [...values],
    );
    const plan = rows[0]?.["QUERY PLAN"][0].Plan;
    pages += (plan?.["Shared Hit Blocks"] ?? 0) + (plan?.["Shared Read Blocks"] ?? 0);
  }
  await client.query("rollback");
  client.release();
  return pages;
}

t.test("a long snapshot does not slow the log: taken entries are not looked at again", async (t) => {
  const log = await testLog(t);
  const pool = testPool(t, log.store.url);
  await snapshot(t, log);
  const lead = await leading(t, log);
  const look = () =>
    recordStatements(async () => {
      await lead.hasPending();
      await log.store.logRows.pending(100);
    });
  await log.commit(6_000);
  const before = await look();
  await sequenceAll(lead, log);
  await lead.hasPending();
  await log.commit(1);
  const after = await look();
  const placing = await recordStatements(async () => void (await sequence(lead, log.deps)));
  const many = await pagesRead(pool, before, "log-first-pending");
  t.ok(many > 100, `can fail: from the start it reads ${many} pages`);
  for (const name of ["log-first-pending", "log-pending"]) {
    const few = await pagesRead(pool, after, name);
    t.ok(few < 50, `${name} reads ${few} pages`);
  }
  const place = placing.calls.find(([name]) => name === "log-place");
  const again = place === undefined ? [] : [["log-place", 1, [1_000_000, 1, place[2][2] ?? null]] as const];
  await log.commit(1);
  // Twice, because the first time reads the catalogue too.
  await pagesRead(pool, { ...placing, calls: again }, "log-place");
  const placed = await pagesRead(pool, { ...placing, calls: again }, "log-place");
  t.ok(placed > 0 && placed < 100, `log-place reads ${placed} pages`);
  await lead.release();
  const next = await leading(t, log);
  const first = await recordStatements(async () => void (await next.hasPending()));
  const pages = await pagesRead(pool, first, "log-first-pending");
  t.ok(pages < 50, `the next lead reads ${pages} pages`);
});

t.test(
  "an entry with a low id that commits late is taken, however many with higher ids were taken before",
  async (t) => {
    const log = await testLog(t);
    const pool = testPool(t, log.store.url);
    const lead = await leading(t, log);
    const late = await pool.connect();
    await log.commit(1);
    await late.query("begin");
    await late.query(`insert into audit_pending (type, at, actor, leaf_hash, bytes)
                    select type, at, actor, leaf_hash, bytes from audit_pending limit 1`);
    await log.commit(5_000);
    for (let n = 0; n < 3; n++) await sequenceAll(lead, log);
    t.equal(log.shown.at(-1)?.size, 5_001);
    await late.query("commit");
    late.release();
    await sequenceAll(lead, log);
    t.equal(log.shown.at(-1)?.size, 5_002);
    const { rows } = await pool.query("select from audit_pending");
    t.same(rows, []);
  },
);
