import { createHash } from "node:crypto";
import type { LookupFunction } from "node:net";
import pg from "pg";
import { namedSockets } from "../names/named-socket.ts";
import type { Logger } from "pino";
import { asStoreError, isUnavailable } from "./unavailable.ts";

/** An SQL statement. Each connection prepares it once, under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  /** How long the client waits for the answer, ms; by default as long as the settings of the connection say. */
  readonly query_timeout?: number;
}

/** Makes a statement whose name is the digest of its text. */
export function named(prefix: string, text: string): Statement {
  return { name: `${prefix}-${createHash("sha256").update(text).digest("hex").slice(0, 24)}`, text };
}

/** Value of a parameter: text (also for arrays and numbers, as PostgreSQL writes them) or bytes, which travel unencoded. */
export type Parameter = string | number | boolean | null | Buffer;

/** Runs statements. Errors of the connection are `StoreUnavailable`. */
export interface Runner {
  /** Runs one statement and gives its rows. Outside of `transaction` it commits before it resolves. */
  run<Row>(statement: Statement, parameters: readonly Parameter[]): Promise<Row[]>;
}

/** Settings of the pool. Times in ms. */
export interface DatabaseSettings {
  readonly connections: number;
  readonly connectMs: number;
  /** Time after which the server cancels a statement; the client gives up a little later. */
  readonly statementMs: number;
}

const INT8 = 20;
const BYTEA = 17;
const BOOL = 16;
const NUMBERS = new Set([INT8, 21, 23, 26, 701]);
const JSONS = new Set([114, 3802]);

/** Reads columns: 8-byte integers as numbers (ms, positions below 2^53), JSON parsed, xid8 and uuid as text. */
const TYPES = {
  getTypeParser(oid: number): (value: string) => unknown {
    if (NUMBERS.has(oid)) return Number;
    if (oid === BYTEA) return (value) => Buffer.from(value.slice(2), "hex");
    if (oid === BOOL) return (value) => value === "t";
    if (JSONS.has(oid)) return (value) => JSON.parse(value) as unknown;
    return (value) => value;
  },
};

/**
 * Makes the statement that gives a new connection its settings. They do not go with the login: a pooler such as PgBouncer
 * refuses them there, and `options` of the URL would displace them.
 */
export function sessionOf(settings: Readonly<Record<string, string | number>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `set ${name} = ${value}`)
    .join("; ");
}

/** A pool of connections. A broken connection is thrown away, and the next use opens a new one. */
export class Database implements Runner {
  readonly pool: pg.Pool;
  /** Called with every error of a statement. Set once, by the part that watches the disks. */
  onFailure: (error: unknown) => void = () => undefined;

  /** @param lookup looks up the server's name; without it the system's resolver does */
  constructor(url: string, settings: DatabaseSettings, logger: Logger, lookup?: LookupFunction) {
    const session = sessionOf({
      statement_timeout: settings.statementMs,
      idle_in_transaction_session_timeout: settings.statementMs,
      // Each statement has one good plan, whatever its arrays hold, and is too short for compilation to pay.
      plan_cache_mode: "force_generic_plan",
      jit: "off",
    });
    this.pool = new pg.Pool({
      connectionString: url,
      application_name: "aidx",
      max: settings.connections,
      connectionTimeoutMillis: settings.connectMs,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      ...(lookup === undefined ? {} : { stream: namedSockets(lookup) }),
      query_timeout: settings.statementMs + 5_000,
      // The pool waits for it, although its type does not say so.
      onConnect: (client): unknown => client.query(session),
    });
    // Without a listener the loss of a connection, idle or in use, would end the process: for a connection in use pg
    // emits the error on its client too, after it has rejected the statement.
    this.pool.on("connect", (client) => client.on("error", () => undefined));
    this.pool.on("error", (error) => logger.warn({ reason: error.message }, "a connection to the database was lost"));
  }

  async run<Row>(statement: Statement, parameters: readonly Parameter[]): Promise<Row[]> {
    return this.#withClient((client) => query<Row>(client, statement, parameters));
  }

  /** Runs `work` in a transaction: commits when it resolves, rolls back when it throws. */
  async transaction<T>(work: (runner: Runner) => Promise<T>): Promise<T> {
    return this.#withClient(async (client) => {
      await client.query("begin");
      try {
        const result = await work({ run: (statement, parameters) => query(client, statement, parameters) });
        await client.query("commit");
        return result;
      } catch (error) {
        if (!isUnavailable(error)) await client.query("rollback");
        throw error;
      }
    });
  }

  async #withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    let client: pg.PoolClient | undefined;
    try {
      client = await this.pool.connect();
      const result = await work(client);
      client.release();
      return result;
    } catch (error) {
      // The connection is thrown away when it may be broken, or still busy with a statement that timed out.
      client?.release(isUnavailable(error));
      this.onFailure(error);
      throw asStoreError(error);
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

/** Runs statements on one connection outside of the pool. Its owner ends it after an error. */
export function runOn(client: pg.Client): Runner {
  return {
    run: async (statement, parameters) => {
      try {
        return await query(client, statement, parameters);
      } catch (error) {
        throw asStoreError(error);
      }
    },
  };
}

async function query<Row>(
  client: pg.ClientBase,
  statement: Statement,
  parameters: readonly Parameter[],
): Promise<Row[]> {
  const result = await client.query({ ...statement, values: [...parameters], types: TYPES });
  return result.rows as Row[];
}
