import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import type { Test } from "tap";
import { startEmbedded } from "../../../src/store/embedded/embedded.ts";
import { migrateStore } from "../../../src/store/open.ts";
import { SILENT } from "../loggers.ts";

const LOCAL = "postgres://postgres@127.0.0.1:5432/postgres";
/** Variable that names the suite's template, a database on that server. */
const TEMPLATE = "TEST_DATABASE_TEMPLATE";

/**
 * An empty database for one test file, dropped at its end: on the server of TEST_DATABASE_URL, or on one
 * that answers at 127.0.0.1:5432, or on an embedded one in a temporary directory.
 */
export async function testDatabase(t: Test): Promise<{ url: string }> {
  return newDatabase(t, await findServer(t));
}

/**
 * A database for one test file as `testDatabase` makes it, in which the schema may be there already: a copy of the suite's
 * template, if it has one. Whoever opens an empty one migrates it, which costs more than half a second.
 */
export async function migratedDatabase(t: Test): Promise<{ url: string }> {
  const template = process.env[TEMPLATE];
  if (template === undefined) return testDatabase(t);
  const database = await newDatabase(t, named() ?? LOCAL, `template ${template}`);
  // What is random in each new database.
  await onServer(database.url, "update meta set cursor_key = default");
  return database;
}

/**
 * Makes the suite's template for `migratedDatabase`, on a server that is there already. Returns the environment in which
 * its test files run, and what drops it at the end; neither does anything without a server.
 */
export async function databaseTemplate(): Promise<{ readonly env: NodeJS.ProcessEnv; drop(): Promise<void> }> {
  const server = named() ?? LOCAL;
  const name = newName("template");
  try {
    await onServer(server, `create database ${name}`);
  } catch {
    return { env: {}, drop: async () => undefined };
  }
  const drop = () => onServer(server, `drop database if exists ${name} with (force)`);
  try {
    await migrateStore({
      databaseUrl: within(server, name),
      dataDir: "unused",
      logger: SILENT,
      progress: () => undefined,
    });
  } catch (error) {
    await drop();
    throw error;
  }
  return { env: { [TEMPLATE]: name }, drop };
}

async function newDatabase(t: Test, server: string, how = ""): Promise<{ url: string }> {
  const name = newName("test");
  await onServer(server, `create database ${name} ${how}`);
  t.teardown(() => onServer(server, `drop database if exists ${name} with (force)`));
  return { url: within(server, name) };
}

function newName(kind: string): string {
  return `aidx_${kind}_${randomBytes(6).toString("hex")}`;
}

function within(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
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

/** The server of TEST_DATABASE_URL. */
function named(): string | undefined {
  return process.env.TEST_DATABASE_URL || undefined;
}

async function findServer(t: Test): Promise<string> {
  const server = named();
  if (server !== undefined) return server;
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
