import { SILENT } from "../support/loggers.ts";
import t from "tap";
import { type Migration, MigrationError, migrate, readMigrations } from "../../src/store/migrate.ts";
import { openStore } from "../../src/store/open.ts";
import { temporaryDirectory, testDatabase, testPool } from "../support/store/postgres.ts";
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
  const { pool, tables } = await database(t);
  await migrate(pool, [ONE], SILENT);
  t.same(await tables(), ["one", "schema_migrations"]);
  await migrate(pool, [ONE, TWO], SILENT);
  await migrate(pool, [ONE, TWO], SILENT);
  t.same(await tables(), ["one", "schema_migrations", "two"]);
  t.equal((await pool.query("select from two")).rowCount, 1);
});

t.test("gateways that start at once migrate one after the other", async (t) => {
  const { pool, url } = await database(t);
  const slow: Migration = { ...TWO, sql: `${TWO.sql}; select pg_sleep(0.05)` };
  const pools = Array.from({ length: 4 }, () => testPool(t, url));
  await Promise.all(pools.map((one) => migrate(one, [ONE, slow], SILENT)));
  t.equal((await pool.query("select from two")).rowCount, 1);
});

t.test("a failed migration leaves nothing behind, and those before it stay", async (t) => {
  const { pool, tables } = await database(t);
  const bad: Migration = { ...TWO, sql: "create table two (a int); select 1 / 0" };
  await t.rejects(migrate(pool, [ONE, bad], SILENT), MigrationError);
  t.same(await tables(), ["one", "schema_migrations"]);
  await migrate(pool, [ONE, TWO], SILENT);
  t.same(await tables(), ["one", "schema_migrations", "two"]);
});

t.test("a migration and its row in schema_migrations are one transaction", async (t) => {
  const { pool, tables } = await database(t);
  const noted = "insert into schema_migrations (number, name, checksum) values (2, 'x', 'x')";
  await t.rejects(migrate(pool, [ONE, { ...TWO, sql: `${TWO.sql}; ${noted}` }], SILENT), MigrationError);
  t.same(await tables(), ["one", "schema_migrations"]);
});

t.test("a database that a newer gateway has used is refused and not changed", async (t) => {
  const { url, pool, tables } = await database(t);
  await migrate(pool, await readMigrations(), SILENT);
  await pool.query("insert into schema_migrations (number, name, checksum) values (999, '0999-future.sql', '')");
  const before = await tables();
  await t.rejects(openStore({ databaseUrl: url, dataDir: "unused", logger: SILENT }), {
    name: "MigrationError",
    message: /0999-future\.sql.*newer gateway/,
  });
  t.same(await tables(), before);
});

t.test("a migration that was applied with another text is refused", async (t) => {
  const { pool } = await database(t);
  await migrate(pool, [ONE], SILENT);
  await t.rejects(migrate(pool, [{ ...ONE, sql: "create table one (b int)" }], SILENT), {
    name: "MigrationError",
    message: /another text/,
  });
});
