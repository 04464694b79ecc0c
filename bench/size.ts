/**
 * Size: how many bytes of the database a packet takes, rows and indexes, with its share of message, case and log: while its
 * payload is there, and after retention has destroyed it. Departments in processes of their own are pushed to and sign. The
 * tables are compacted before each reading: what is used, without the room that updates leave.
 */
import { createLogger } from "../src/telemetry/logger.ts";
import { createSweeper } from "../src/persons/retention/sweeper.ts";
import { openStore } from "../src/store/open.ts";
import { type Database, newDatabase } from "./database.ts";
import { print } from "./figure.ts";
import { startGateway } from "./gateway.ts";
import { listOf } from "./list.ts";
import { fire } from "./load.ts";

const REFERRALS = 600;
const RECIPIENTS = 3;
const LIST = 4_096;
/** Longest wait for the last receipt, and for the log, s. */
const PATIENCE = 120;
/** Least bytes a packet for which a table has a figure of its own. */
const LEAST = 50;

/** Measures on a database server. */
export async function runSize(server: string): Promise<void> {
  const database = await newDatabase(server, "aidx_bench_size");
  const gateway = await startGateway({ databaseUrl: database.url, push: RECIPIENTS });
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= gateway.stop());
  try {
    const empty = await sizes(database);
    const shots = await gateway.seal(REFERRALS, listOf(LIST), RECIPIENTS);
    await fire(gateway.process.url, shots, { width: 16, status: 202 });
    await none(database, "packets", "state <> 'accepted'");
    await none(database, "audit_pending");
    report("size.packet", empty, await sizes(database));
    await eraseAll(database.url);
    await none(database, "packets", "bytes is not null");
    await none(database, "audit_pending");
    await stop();
    report("size.erased", empty, await sizes(database));
  } finally {
    await stop();
    await database.drop();
  }
}

/** Destroys the payloads as retention does whose days are over. */
async function eraseAll(databaseUrl: string): Promise<void> {
  const store = await openStore({ databaseUrl, dataDir: "unused", logger: createLogger("error") });
  const now = (await store.time()) + 1_000;
  const days = { accepted: 0, rejected: 0, withdrawn: 0, failed: 0, delivered: 0 };
  const sweeper = createSweeper({
    rows: store.erasureRows,
    document: { id: "bench", version: "1", days },
    clock: { now: () => now, sound: () => true, vouch: () => undefined },
    gateway: "bench-gateway",
    every: 3_600_000,
    swept: () => undefined,
    fault: (error) => console.error(error),
  });
  await sweeper.sweep();
  await store.close();
}

/** Waits until a table has no such row. */
async function none(database: Database, table: string, where = "true"): Promise<void> {
  await until(`no row of ${table} ${where}`, async () => {
    const [row] = await database.query(`select count(*) as n from ${table} where ${where}`);
    return Number(row?.n) === 0;
  });
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE * 1_000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`waited ${PATIENCE} s in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Bytes of each table with its indexes and its TOAST, compacted. */
async function sizes(database: Database): Promise<ReadonlyMap<string, number>> {
  // An open transaction, of whatever database of the server, would keep rows that are dead.
  const [now] = await database.query("select pg_current_xact_id()::text as id");
  await until("no transaction of the server is open for long", async () => {
    const [row] = await database.query(
      `select pg_snapshot_xmin(pg_current_snapshot()) > '${String(now?.id)}'::xid8 as alone`,
    );
    return row?.alone === true;
  });
  await database.query("vacuum full");
  const rows = await database.query(
    "select relname as name, pg_total_relation_size(oid) as bytes from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace",
  );
  return new Map(rows.map(({ name, bytes }) => [String(name), Number(bytes)]));
}

function report(name: string, before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): void {
  const packets = REFERRALS * RECIPIENTS;
  const grown = [...after].map(([table, bytes]) => [table, (bytes - (before.get(table) ?? 0)) / packets] as const);
  const about = { recipients: RECIPIENTS, list: LIST };
  print({ name, unit: "bytes/packet", value: grown.reduce((sum, [, bytes]) => sum + bytes, 0), ...about });
  for (const [table, value] of grown) {
    if (value >= LEAST) print({ name: `${name}.${table}`, unit: "bytes/packet", value, ...about });
  }
}
