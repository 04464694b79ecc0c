import { readdir, writeFile } from "node:fs/promises";
import type pg from "pg";
import t from "tap";
import { migrate } from "../../src/store/migrate.ts";
import { readMigrations } from "../../src/store/migration.ts";
import type { MigrationProgress } from "../../src/store/migration-progress.ts";
import { fill } from "../support/store/filled.ts";
import { migrateTo, migrating } from "../support/store/migrating.ts";
import { testDatabase, testPool } from "../support/store/postgres.ts";
import {
  RECORDED,
  recordedStatements,
  recordStatements,
  replayStatements,
} from "../support/store/recorded-statements.ts";
import { testStore } from "../support/store/store-samples.ts";
import { storeSession } from "../support/store/store-session.ts";

t.setTimeout(120_000);

/** A schema before most of the indexes. */
const EARLIER = 8;
/** Enough for an index to take a second on two busy cores. */
const PACKETS = 70_000;

const migrations = await readMigrations();

/** Columns and valid indexes of a database. */
async function schemaOf(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>(`
    select format('%s.%s %s', table_name, column_name, data_type) as line from information_schema.columns where table_schema = 'public'
    union all
    select pg_get_indexdef(indexrelid) from pg_index where indisvalid and indrelid::regclass::text !~ '^pg_'
    order by 1`);
  return rows.map(({ line }) => line);
}

/** Writes and reads as a gateway does, until `ended`. Returns the longest time that one took, ms. */
async function busy(pool: pg.Pool, ended: () => boolean): Promise<number> {
  let longest = 0;
  for (let n = 1; !ended(); n = (n % PACKETS) + 1) {
    const began = performance.now();
    await pool.query("update packets set attempts = attempts + 1 where id = $1", [
      `01970000-0000-7000-9000-${n.toString(16).padStart(12, "0")}`,
    ]);
    await pool.query("select from packets where thread = $1", [
      `01970000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`,
    ]);
    longest = Math.max(longest, performance.now() - began);
  }
  return longest;
}

t.test("a large database of an earlier schema is migrated beside its users, broken off and continued", async (t) => {
  const { url } = await testDatabase(t);
  const pool = testPool(t, url);
  await migrateTo(url, EARLIER);
  await fill(pool, { packets: PACKETS });
  // What holds for everybody else does not break off an index.
  await pool.query(
    `do $$ begin execute format('alter database %I set statement_timeout = 700', current_database()); end $$`,
  );

  let ended = false;
  const work = busy(testPool(t, url), () => ended);
  const stop = new AbortController();
  const progress = ({ what }: MigrationProgress) => what === "building" && stop.abort();
  await t.rejects(migrate(migrating(url, { progress, signal: stop.signal }), migrations), { name: "AbortError" });
  const { rows } = await pool.query("select number from schema_migrations order by number desc limit 1");
  t.same(rows, [{ number: EARLIER }], "broken off in the first migration");

  const built = new Set<string>();
  await migrate(
    migrating(url, { progress: ({ what, index = "" }) => what === "building" && built.add(index) }),
    migrations,
  );
  ended = true;
  const longest = await work;
  t.ok(longest < 1_000, `the longest statement beside it took ${Math.round(longest)} ms`);
  t.ok(built.has("packets_by_pair"));

  const fresh = await testDatabase(t);
  await migrateTo(fresh.url, migrations);
  t.same(await schemaOf(pool), await schemaOf(testPool(t, fresh.url)), "as in a new database");
});

t.test("programs of earlier schemas work on this one", async (t) => {
  const names = await readdir(RECORDED);
  t.ok(names.includes("0013.json"));
  for (const name of names) {
    const { url } = await testDatabase(t);
    await migrateTo(url, migrations);
    t.same(await replayStatements(url, await recordedStatements(name)), [], name);
  }
  const { url } = await testDatabase(t);
  await migrateTo(url, migrations);
  await testPool(t, url).query("alter table messages rename answer to reply");
  t.not((await replayStatements(url, await recordedStatements("0013.json"))).length, 0, "can fail");
});

t.test("this program's statements are recorded for later versions", async (t) => {
  const recorded = await recordStatements(async () => storeSession(await testStore(t)));
  const { url } = await testDatabase(t);
  await migrateTo(url, migrations);
  t.same(await replayStatements(url, recorded), []);
  // Before a release: RECORD_STATEMENTS=1 npm test -- test/store/migrate-beside.test.ts
  if (process.env.RECORD_STATEMENTS === undefined) return;
  const name = `${String(migrations.length).padStart(4, "0")}.json`;
  await writeFile(new URL(name, RECORDED), `${JSON.stringify(recorded).replaceAll('],["', '],\n["')}\n`);
});
