import { SILENT } from "../support/loggers.ts";
import t from "tap";
import { migrate } from "../../src/store/migrate.ts";
import {
  type Migration,
  MigrationError,
  needsOf,
  readMigrations,
  statementsOf,
  stepsOf,
} from "../../src/store/migration.ts";
import type { MigrationProgress } from "../../src/store/migration-progress.ts";
import { openStore } from "../../src/store/open.ts";
import { temporaryDirectory, testDatabase, testPool } from "../support/store/postgres.ts";
import { migrateTo, migrating } from "../support/store/migrating.ts";
import { until } from "../support/until.ts";
import { pathToFileURL } from "node:url";
import { writeFile } from "node:fs/promises";
import path from "node:path";

const ONE: Migration = { number: 1, name: "0001-one.sql", sql: "create table one (a int)" };
const TWO: Migration = { number: 2, name: "0002-two.sql", sql: "create table two (a int); insert into two values (1)" };

async function database(t: Parameters<typeof testDatabase>[0]) {
  const { url } = await testDatabase(t);
  const pool = testPool(t, url);
  const tables = async () => {
    const { rows } = await pool.query<{ name: string }>(
      "select table_name as name from information_schema.tables where table_schema = 'public' order by 1",
    );
    return rows.map(({ name }) => name);
  };
  return { url, pool, tables };
}

t.test("the migrations of this version are numbered without gaps", async (t) => {
  const migrations = await readMigrations();
  t.same(
    migrations.map(({ number }) => number),
    migrations.map((_, index) => index + 1),
  );
  t.equal(migrations[0]?.name, "0001-exchange.sql");
});

t.test("a gap, a repeated number or a name of another form is refused", async (t) => {
  for (const names of [["0002-a.sql"], ["0001-a.sql", "0001-b.sql"], ["0001-a.sql", "0003-b.sql"], ["1-a.sql"]]) {
    const directory = await temporaryDirectory(t);
    for (const name of names) await writeFile(path.join(directory, name), "select 1");
    await t.rejects(readMigrations(pathToFileURL(`${directory}/`)), MigrationError);
  }
});

t.test("missing migrations are applied in order, once", async (t) => {
  const { pool, url, tables } = await database(t);
  await migrateTo(url, [ONE]);
  t.same(await tables(), ["one", "schema_migrations", "schema_progress"]);
  await migrateTo(url, [ONE, TWO]);
  await migrateTo(url, [ONE, TWO]);
  t.same(await tables(), ["one", "schema_migrations", "schema_progress", "two"]);
  t.equal((await pool.query("select from two")).rowCount, 1);
});

t.test("gateways that start at once migrate one after the other", async (t) => {
  const { pool, url } = await database(t);
  const slow: Migration = { ...TWO, sql: `${TWO.sql}; select pg_sleep(0.05)` };
  await Promise.all(Array.from({ length: 4 }, () => migrateTo(url, [ONE, slow])));
  t.equal((await pool.query("select from two")).rowCount, 1);
});

t.test("a failed migration leaves nothing behind, and those before it stay", async (t) => {
  const { url, tables } = await database(t);
  const bad: Migration = { ...TWO, sql: "create table two (a int); select 1 / 0" };
  await t.rejects(migrateTo(url, [ONE, bad]), MigrationError);
  t.same(await tables(), ["one", "schema_migrations", "schema_progress"]);
  await migrateTo(url, [ONE, TWO]);
  t.same(await tables(), ["one", "schema_migrations", "schema_progress", "two"]);
});

t.test("a migration and its row in schema_migrations are one transaction", async (t) => {
  const { url, tables } = await database(t);
  const noted = "insert into schema_migrations (number, name, checksum) values (2, 'x', 'x')";
  await t.rejects(migrateTo(url, [ONE, { ...TWO, sql: `${TWO.sql}; ${noted}` }]), MigrationError);
  t.same(await tables(), ["one", "schema_migrations", "schema_progress"]);
});

t.test("a database that a newer gateway has used is refused and not changed", async (t) => {
  const { url, pool, tables } = await database(t);
  await migrateTo(url, await readMigrations());
  await pool.query("insert into schema_migrations (number, name, checksum) values (999, '0999-future.sql', '')");
  const before = await tables();
  await t.rejects(openStore({ databaseUrl: url, dataDir: "unused", logger: SILENT }), {
    name: "MigrationError",
    message: /0999-future\.sql.*newer gateway/,
  });
  t.same(await tables(), before);
});

t.test("a migration that was applied with another text is refused", async (t) => {
  const { url } = await database(t);
  await migrateTo(url, [ONE]);
  await t.rejects(migrateTo(url, [{ ...ONE, sql: "create table one (b int)" }]), {
    name: "MigrationError",
    message: /another text/,
  });
});

t.test("a migration waits for a lock without holding up others, and goes on when it is free", async (t) => {
  const { pool, url } = await database(t);
  await migrateTo(url, [ONE]);
  const holder = await pool.connect();
  await holder.query("begin; select from one");
  const seen: MigrationProgress[] = [];
  const wider: Migration = { number: 2, name: "0002-wider.sql", sql: "alter table one add column b int" };
  const migrated = migrate(migrating(url, { progress: (one) => seen.push(one) }), [ONE, wider]);
  await until("it waits", () => seen.some(({ what }) => what === "waiting"));
  t.same((await pool.query("select from one")).rowCount, 0, "others read behind it");
  await holder.query("commit");
  holder.release();
  await migrated;
  t.same(seen.at(-1), { what: "applied", migration: "0002-wider.sql" });
});

t.test("gateways that start at once do not hold up the index that one of them builds", async (t) => {
  const { pool, url } = await database(t);
  await migrateTo(url, [ONE]);
  const index: Migration = { number: 2, name: "0002-index.sql", sql: "create index one_a on one (a)" };
  await Promise.all(Array.from({ length: 3 }, () => migrateTo(url, [ONE, index])));
  t.equal((await pool.query("select from pg_indexes where indexname = 'one_a'")).rowCount, 1);
});

t.test("an index that was left unfinished is built anew", async (t) => {
  const { pool, url } = await database(t);
  await migrateTo(url, [ONE]);
  await pool.query("insert into one values (1), (1)");
  const index: Migration = { number: 2, name: "0002-index.sql", sql: "create unique index one_a on one (a)" };
  await t.rejects(migrateTo(url, [ONE, index]), MigrationError);
  await pool.query("delete from one");
  await migrateTo(url, [ONE, index]);
  const { rows } = await pool.query("select indisvalid from pg_index where indexrelid = 'one_a'::regclass");
  t.same(rows, [{ indisvalid: true }]);
});

t.test("an index whose building meets a deadlock is built after a pause, and is told of as waiting", async (t) => {
  const { url, pool } = await database(t);
  await migrateTo(url, [ONE]);
  const index: Migration = { number: 2, name: "0002-index.sql", sql: "create index one_a on one (a)" };
  const told: string[] = [];
  const options = migrating(url, { progress: ({ what }) => told.push(what) });
  let deadlocks = 2;
  const connect = async () => {
    const client = await options.connect();
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
    const meets = async (...args: unknown[]) => {
      if (String(args[0]).startsWith("create index concurrently") && deadlocks-- > 0) {
        throw Object.assign(new Error("deadlock detected"), { code: "40P01" });
      }
      return query(...args);
    };
    return Object.assign(client, { query: meets as never });
  };
  await migrate({ ...options, connect }, [ONE, index]);
  t.same(told, ["building", "waiting", "building", "waiting", "building", "applied"]);
  const { rows } = await pool.query("select indisvalid as valid from pg_index where indexrelid = 'one_a'::regclass");
  t.same(rows, [{ valid: true }]);
});

t.test("a program runs on a newer schema unless that needs a newer program", async (t) => {
  const { url } = await database(t);
  const adds: Migration = { number: 2, name: "0002-adds.sql", sql: "alter table one add column b int" };
  const drops: Migration = {
    number: 3,
    name: "0003-drops.sql",
    sql: "-- needs 0002: it no longer reads a\nalter table one drop column a",
  };
  await migrateTo(url, [ONE]);
  await migrateTo(url, [ONE, adds]);
  const seen: string[] = [];
  await migrate(migrating(url, { progress: ({ what }) => seen.push(what) }), [ONE]);
  t.same(seen, ["newer"]);
  await migrateTo(url, [ONE, adds, drops]);
  await migrateTo(url, [ONE, adds]);
  await t.rejects(migrateTo(url, [ONE]), { name: "MigrationError", message: /0003-drops\.sql.*newer gateway/ });
});

t.test("statements are cut where they end, and indexes are steps of their own", async (t) => {
  t.same(statementsOf(`a '--;''' b; -- c; d\ne $$ ; $$; f "-;"\n`), ["a '--;''' b", "e $$ ; $$", 'f "-;"']);
  const sql = "alter a; drop index x; drop index y;\ncreate index x on t (a); alter b; -- no\nalter c;";
  const steps = stepsOf({ number: 1, name: "", sql });
  t.same(
    steps.map((step) => ("sql" in step ? step.sql : `${step.kind} ${step.index}`)),
    ["alter a", "drop y", "build x", "alter b;\nalter c"],
  );
  const [build] = steps.flatMap((step) => (step.kind === "build" ? [step] : []));
  t.same([build?.replaces, build?.as("z")], [true, "create index concurrently z on t (a)"]);
});

/** Statements that need no program to change, and hold an exclusive lock for no longer than it takes to note them. */
const ADDS = [
  /^create (table|view|function|trigger) /,
  /^create (unique )?index \w+ on /,
  /^alter table \w+ add column \w+ \w+( not null)?( default [\w']+)?$/,
  /^alter table \w+ set \(/,
];

/** Statements that take away what no program uses any more, as quickly. */
const TAKES = [/^drop (table|view|function|trigger|index) /, /^alter table \w+ drop (column|constraint) \w+$/];

t.test("a migration only adds, or says which program no longer uses what it takes away", async (t) => {
  const later = (await readMigrations()).slice(14);
  const faults = (migration: Migration) => {
    const needs = needsOf(migration);
    const allowed = needs > 0 ? [...ADDS, ...TAKES] : ADDS;
    const wrong = statementsOf(migration.sql).filter((one) => !allowed.some((shape) => shape.test(one)));
    // An earlier one that existed: a later or the same number would lock out the programs of this version too.
    return needs < migration.number ? wrong : [...wrong, `needs ${needs}`];
  };
  const faultsOf = (sql: string) => faults({ number: 30, name: "0030-other.sql", sql });
  const rewrite = "alter table packets alter size type bigint";
  const drop = "alter table packets drop column size";
  t.same(faultsOf(rewrite), [rewrite], "can fail");
  t.same(faultsOf(drop), [drop]);
  t.same(faultsOf(`-- needs 0029: nobody reads it\n${drop}`), []);
  t.same(faultsOf(`-- needs 0029: nobody reads it\n${rewrite}`), [rewrite], "a table is not rewritten then either");
  t.same(faultsOf(`-- needs 0030: this one\n${drop}`), ["needs 30"]);
  t.same(faultsOf(`-- why\n-- needs 0029: not in the first line\n${drop}`), [drop]);
  t.same(later.flatMap(faults), []);
});
