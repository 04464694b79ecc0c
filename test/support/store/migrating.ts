import pg from "pg";
import { type MigrateOptions, migrate } from "../../../src/store/migrate.ts";
import { type Migration, readMigrations } from "../../../src/store/migration.ts";

/** Options to migrate a test's database. */
export function migrating(url: string, more: Partial<MigrateOptions> = {}): MigrateOptions {
  const connect = async () => {
    const client = new pg.Client({ connectionString: url });
    client.on("error", () => undefined);
    await client.connect();
    return client;
  };
  return { connect, progress: () => undefined, ...more };
}

/** Migrates a test's database: with these migrations, or to the schema of this number. */
export async function migrateTo(url: string, to: number | readonly Migration[]): Promise<void> {
  await migrate(migrating(url), typeof to === "number" ? (await readMigrations()).slice(0, to) : to);
}
