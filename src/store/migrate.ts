import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import type pg from "pg";
import type { Logger } from "pino";
import { decodeUtf8 } from "../wire/utf8.ts";

/** A migration of the schema: `NNNN-name.sql`, numbered from 1 without gaps. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

/** Error: the database does not fit this version of the gateway. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

/** Advisory lock, "aidxmigr" in ASCII: two gateways that start at once migrate one after the other. */
const LOCK = "7019261905914980210";

const DIRECTORY = new URL("migrations/", import.meta.url);

/** Reads the migrations of this version, in order. */
export async function readMigrations(directory: URL = DIRECTORY): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith(".sql")).toSorted();
  return Promise.all(
    names.map(async (name, index) => {
      const number = Number(/^(\d{4})-[a-z0-9-]+\.sql$/.exec(name)?.[1]);
      if (number !== index + 1) throw new MigrationError(`${name} is not migration ${index + 1}`);
      return { number, name, sql: decodeUtf8(await readFile(new URL(name, directory))) };
    }),
  );
}

/**
 * Brings the database to this version: forward only, each migration in its own transaction, under an
 * advisory lock.
 *
 * @throws MigrationError when the database is newer than the code, or was migrated with another text
 */
export async function migrate(pool: pg.Pool, migrations: readonly Migration[], logger: Logger): Promise<void> {
  const client = await pool.connect();
  let broken = true;
  try {
    // Building an index on a large table may take longer than the limit for ordinary statements.
    await client.query("set statement_timeout = 0");
    await client.query("select pg_advisory_lock($1)", [LOCK]);
    await client.query(`create table if not exists schema_migrations (
      number integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())`);
    const done = await client.query<{ number: number; name: string; checksum: string }>(
      "select number, name, checksum from schema_migrations order by number",
    );
    check(done.rows, migrations);
    for (const migration of migrations.slice(done.rows.length)) {
      await apply(client, migration);
      logger.info({ migration: migration.name }, "the database was migrated");
    }
    await client.query("select pg_advisory_unlock($1)", [LOCK]);
    await client.query("reset statement_timeout");
    broken = false;
  } finally {
    // A connection that is thrown away gives its lock back.
    client.release(broken);
  }
}

function check(
  done: readonly { number: number; name: string; checksum: string }[],
  migrations: readonly Migration[],
): void {
  for (const { number, name, checksum } of done) {
    const migration = migrations[number - 1];
    if (migration === undefined) {
      throw new MigrationError(
        `the database has migration ${name}, which this version does not know: it was used by a newer gateway`,
      );
    }
    if (checksumOf(migration) !== checksum) throw new MigrationError(`migration ${name} was applied with another text`);
  }
}

async function apply(client: pg.PoolClient, migration: Migration): Promise<void> {
  await client.query("begin");
  try {
    await client.query(migration.sql);
    await client.query("insert into schema_migrations (number, name, checksum) values ($1, $2, $3)", [
      migration.number,
      migration.name,
      checksumOf(migration),
    ]);
    await client.query("commit");
  } catch (cause) {
    await client.query("rollback").catch(() => undefined);
    throw new MigrationError(`migration ${migration.name} failed`, { cause });
  }
}

function checksumOf({ sql }: Migration): string {
  return createHash("sha256").update(sql).digest("hex");
}
