import type { LookupFunction } from "node:net";
import pg from "pg";
import { namedSockets } from "../names/named-socket.ts";
import type { Logger } from "pino";
import { asStoreError, isUnavailable } from "./unavailable.ts";

/** A statement that a connection prepares once under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  /** How long the client waits for its answer, ms; without it as long as its connection's settings say. */
  readonly query_timeout?: number;
}

/** What may be a parameter: text (also for arrays and numbers, as PostgreSQL writes them) or bytes, which travel unencoded. */
export type Parameter = string | number | boolean | null | Buffer;

/** Runs statements. Errors of the connection are `StoreUnavailable`. */
export interface Runner {
  /** Rows of one statement; outside `transaction` it commits before it resolves. */
  run<Row>(statement: Statement, parameters: readonly Parameter[]): Promise<Row[]>;
}

/** How the pool behaves. Milliseconds. */
export interface DatabaseSettings {
  readonly connections: number;
  readonly connectMs: number;
  /** The server breaks a statement off after this long, the client a little later. */
  readonly statementMs: number;
}

const INT8 = 20;
const BYTEA = 17;
const BOOL = 16;
const NUMBERS = new Set([INT8, 21, 23, 26, 701]);
const JSONS = new Set([114, 3802]);

/** Columns as our tables have them: 8-byte integers are numbers (ms, positions below 2^53), JSON is parsed, xid8 and uuid are text. */
const TYPES = {
  getTypeParser(oid: number): (value: string) => unknown {
    if (NUMBERS.has(oid)) return Number;
    if (oid === BYTEA) return (value) => Buffer.from(value.slice(2), "hex");
    if (oid === BOOL) return (value) => value === "t";
    if (JSONS.has(oid)) return (value) => JSON.parse(value) as unknown;
    return (value) => value;
  },
};

/** A pool of connections that reconnects by itself: a broken connection is thrown away, the next use makes a new one. */
export class Database implements Runner {
  readonly pool: pg.Pool;

  /** @param lookup looks up the server's name; without it the system's resolver does */
  constructor(url: string, settings: DatabaseSettings, logger: Logger, lookup?: LookupFunction) {
    this.pool = new pg.Pool({
      connectionString: url,
      application_name: "aidx",
      max: settings.connections,
      connectionTimeoutMillis: settings.connectMs,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      ...(lookup === undefined ? {} : { stream: namedSockets(lookup) }),
      statement_timeout: settings.statementMs,
      query_timeout: settings.statementMs + 5_000,
      idle_in_transaction_session_timeout: settings.statementMs,
      // Our statements have one good plan each, whatever their arrays hold; compiling them would never pay.
      options: "-c plan_cache_mode=force_generic_plan -c jit=off",
    });
    // Without a listener the loss of a connection, idle or in use, would end the process: pg emits the error
    // of a connection in use on its client too, after it has failed the statement.
    this.pool.on("connect", (client) => client.on("error", () => undefined));
    this.pool.on("error", (error) => logger.warn({ reason: error.message }, "a connection to the database was lost"));
  }

  async run<Row>(statement: Statement, parameters: readonly Parameter[]): Promise<Row[]> {
    return this.#withClient((client) => query<Row>(client, statement, parameters));
  }

  /** Commits what `work` did, or rolls it back when `work` throws. */
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
      // Thrown away when it may be broken or still busy with a statement that ran out of time.
      client?.release(isUnavailable(error));
      throw asStoreError(error);
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

/** Statements on one connection that is not of a pool; its owner ends it after an error. */
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
