/** Another server with the same log, a promoted standby or a cold copy, signs no second tree. */
import { SILENT } from "../support/loggers.ts";
import { randomBytes } from "node:crypto";
import pg from "pg";
import t from "tap";
import { adopt, adoptionEntry } from "../../src/log/adopt.ts";
import { recordEntry } from "../../src/tlog/entry.ts";
import { NATIVE_HASHER } from "../../src/tlog/native-hasher.ts";
import { Database } from "../../src/store/database.ts";
import { databaseIdentity, identityQuestion } from "../../src/store/database-identity.ts";
import { outside } from "../support/referees/outside.ts";
import { ownServer, SERVER_PROGRAMS } from "../support/store/own-server.ts";
import { testDatabase } from "../support/store/postgres.ts";
import { type TestLog, testLog } from "../support/log/test-log.ts";
import { until } from "../support/until.ts";

const skip = outside(t, SERVER_PROGRAMS !== undefined, "promotion of a real PostgreSQL standby", "postgresql");

async function one<Row extends object>(url: string, sql: string): Promise<Row> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const [row] = (await client.query<Row>(sql)).rows;
    if (row === undefined) throw new Error("a row");
    return row;
  } finally {
    await client.end();
  }
}

/** Checks that both servers together signed one tree of each size. */
function sameTrees(logs: readonly TestLog[]): boolean {
  const roots = new Map<number, string>();
  for (const { size, root } of logs.flatMap(({ shown }) => shown)) {
    const text = Buffer.from(root).toString("hex");
    if ((roots.get(size) ?? text) !== text) return false;
    roots.set(size, text);
  }
  return true;
}

t.test("lead: a promoted standby never signs while the old primary lives", { skip }, async (t) => {
  const primary = await ownServer(t);
  const log = await testLog(t, primary.url);
  await log.commit(10);
  await log.run();
  const standby = await primary.standby();
  // Work for the first checkpoint after the promotion.
  await log.store.pool.query("create table filler as select repeat('x', 7000) from generate_series(1, 1000)");
  const { here } = await one<{ here: string }>(primary.url, "select pg_current_wal_lsn() as here");
  const sql = `select pg_last_wal_replay_lsn() >= '${here}' as there from log_state where published is not null`;
  // The standby may still be starting.
  const replayed = () => one<{ there: boolean }>(standby.url, sql).catch(() => undefined);
  await until("the standby has replayed it", async () => (await replayed())?.there);
  const waiting = log.store.logStore;
  await standby.promote();
  const promoted = await testLog(t, standby.url);
  promoted.identity.signer = log.identity.signer;
  // Its machine has followed the log, so it remembers it.
  await promoted.remembered.write((await log.reader.heads()).published?.text ?? "");
  await log.commit(1);
  await log.run(waiting);
  await promoted.commit(1);
  t.equal(await promoted.refusal(), "copied");
  t.ok(sameTrees([log, promoted]));
  t.same(promoted.shown, []);
  const control = await one<{ old: number }>(standby.url, "select timeline_id as old from pg_control_checkpoint()");
  t.equal(control.old, 1, "all this was before the control file knew of the promotion");

  await primary.stop();
  const lead = await promoted.store.logStore.lead();
  if (lead === undefined) throw new Error("lead");
  const adopted = await adopt(lead, {
    signer: promoted.identity.signer,
    remembered: promoted.remembered,
    hasher: NATIVE_HASHER,
    keptElsewhere: async () => [],
    entryOf: (adoption) => recordEntry(adoptionEntry("aid-gateway", "2026-17", "2026-03-02T08:00:00.000Z", adoption)),
  });
  await lead.release();
  t.same(adopted.reasons, ["copied"]);
  t.equal(await promoted.refusal(), undefined, "on an operator's word it goes on");
});

t.test("lead: a cold copy with a data directory of its own does not sign", { skip }, async (t) => {
  const server = await ownServer(t);
  const log = await testLog(t, server.url);
  await log.commit(10);
  await log.run();
  await log.store.logStore.close();
  await log.store.close();
  await server.stop();
  const copy = await server.copy();
  await server.start();
  await copy.start();
  const [original, cloned] = [await testLog(t, server.url), await testLog(t, copy.url)];
  for (const one of [original, cloned]) {
    one.identity.signer = log.identity.signer;
    await one.commit(1);
  }
  await original.remembered.write((await log.remembered.read())?.note ?? "");
  t.equal(await cloned.refusal(), "data-directory-new");
  t.equal(await original.refusal(), undefined);
  t.ok(sameTrees([original, cloned]));
  t.same(cloned.shown, []);
});

t.test("database identity: a role with few rights still tells databases apart", async (t) => {
  const { url } = await testDatabase(t);
  const role = `aidx_test_${randomBytes(4).toString("hex")}`;
  await one(url, `create role ${role} login`).catch(() => undefined);
  t.teardown(() => one(url, `drop role ${role}`).catch(() => undefined));
  const as = new URL(url);
  as.username = role;
  const identity = async () => {
    const db = new Database(as.href, { connections: 1, connectMs: 5000, statementMs: 5000 }, SILENT);
    try {
      return await databaseIdentity(db, await identityQuestion(db));
    } finally {
      await db.close();
    }
  };
  const all = await identity();
  t.match(all, /^\d+\/\d+\/\d+$/);
  const [database] = all.split("/");
  const revoke = (name: string) => one(url, `revoke execute on function ${name} from public`).catch(() => undefined);
  await revoke("pg_control_system()");
  t.match(await identity(), new RegExp(`^${database}/timeline/\\d+$`));
  await revoke("pg_walfile_name(pg_lsn)");
  t.equal(await identity(), database);
});
