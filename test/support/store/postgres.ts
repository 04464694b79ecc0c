import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import type { Test } from "tap";
import { startEmbedded } from "../../../src/store/embedded/embedded.ts";
import { SILENT } from "../loggers.ts";

const LOCAL = "postgres://postgres@127.0.0.1:5432/postgres";

/**
 * An empty database for one test file, dropped at its end: on the server of TEST_DATABASE_URL, or on one
 * that answers at 127.0.0.1:5432, or on an embedded one in a temporary directory.
 */
export async function testDatabase(t: Test): Promise<{ url: string }> {
  const server = await findServer(t);
  const name = `aidx_test_${randomBytes(6).toString("hex")}`;
  await onServer(server, `create database ${name}`);
  t.teardown(() => onServer(server, `drop database if exists ${name} with (force)`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href };
}

/** Connections to a test's database, closed at the test's end. */
export function testPool(t: Test, url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url });
  // `end` resolves before the connections are closed. The database may be dropped in between, which each is told, and
  // without a listener that ends the process. Queries reject all the same.
  pool.on("error", () => undefined);
  t.teardown(() => pool.end());
  return pool;
}

/** An empty directory for one test, removed at its end. Others may enter it, as the account of an embedded server must. */
export async function temporaryDirectory(t: Test): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), "aidx-"));
  await chmod(directory, 0o711);
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

async function findServer(t: Test): Promise<string> {
  const named = process.env.TEST_DATABASE_URL;
  if (named !== undefined && named !== "") return named;
  try {
    await onServer(LOCAL, "select 1");
    return LOCAL;
  } catch {
    const server = await startEmbedded(await temporaryDirectory(t), SILENT);
    t.teardown(() => server.stop());
    return server.superuserUrl;
  }
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
