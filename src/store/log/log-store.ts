/** The lock of the log's lead, and the view of processes that do not have it. */
import type { LookupFunction } from "node:net";
import pg from "pg";
import type { LogState, LogStore, LogView } from "../../log/log-store.ts";
import { namedSockets } from "../../names/named-socket.ts";
import { type Runner, runOn, sessionOf, type Statement } from "../database.ts";
import { databaseIdentity, type IdentityQuestion, identityQuestion } from "../database-identity.ts";
import type { Logger } from "pino";
import { createLead, type LeadOptions } from "./log-lead.ts";
import { LEAD, LEADING, POLLED, SESSION, STATEMENT_MS } from "./log-lock.ts";
import { readTiles } from "./log-rows.ts";
import { asStoreError } from "../unavailable.ts";

/** $1 the lock. Rows: whether this connection has it now. */
const TRY_LOCK: Statement = {
  ...POLLED,
  name: "log-try-lock",
  text: "select pg_try_advisory_lock($1::bigint) as locked",
};
/** Rows: the fence, a number that every write must carry from now on, and the id behind which entries wait. */
const RAISE_FENCE: Statement = {
  ...POLLED,
  name: "log-raise-fence",
  text: 'update log_state set fence = fence + 1 returning fence, pending_after as "pendingAfter"',
};
type Raised = Pick<LeadOptions, "fence" | "pendingAfter">;
/** Rows: the present state. */
const STATE: Statement = {
  ...POLLED,
  name: "log-view-state",
  text: `select identity, checkpoint, size, published, published_size as "publishedSize" from log_state`,
};
/** $1 the lock. Rows: whether any connection to this database has it. A lock of one 64-bit number has objsubid 1. */
const IS_LED: Statement = {
  ...POLLED,
  name: "log-is-led",
  text: `
  select exists (
    select from pg_locks
    where locktype = 'advisory' and granted and objsubid = 1
      and database = (select oid from pg_database where datname = current_database())
      and (classid::bigint << 32) | objid::bigint = $1::bigint
  ) as led`,
};

/**
 * The log in the database of that URL.
 * @param lookup looks up the server's name; without it the system's resolver does
 */
export function logStore(url: string, logger: Logger, lookup?: LookupFunction): LogStore {
  let waiting: { readonly client: pg.Client; readonly runner: Runner; identity?: IdentityQuestion } | undefined;

  async function connect(): Promise<NonNullable<typeof waiting>> {
    const client = new pg.Client({
      connectionString: url,
      application_name: "aidx log",
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      ...(lookup === undefined ? {} : { stream: namedSockets(lookup) }),
      query_timeout: STATEMENT_MS + 5_000,
    });
    client.on("error", (error) => {
      if (waiting?.client === client) waiting = undefined;
      logger.warn({ reason: error.message }, "the connection of the audit log was lost");
    });
    try {
      await client.connect();
      await client.query(sessionOf(SESSION));
    } catch (error) {
      void client.end().catch(() => undefined);
      throw asStoreError(error);
    }
    return { client, runner: runOn(client) };
  }

  /** Works on the connection that waits for the lead. After a failure it is closed. */
  async function onWaiting<T>(
    work: (runner: Runner, connection: NonNullable<typeof waiting>) => Promise<T>,
  ): Promise<T> {
    const connection = (waiting ??= await connect());
    try {
      return await work(connection.runner, connection);
    } catch (error) {
      if (waiting === connection) waiting = undefined;
      await connection.client.end().catch(() => undefined);
      throw error;
    }
  }

  const view: LogView = {
    state: () =>
      onWaiting(async (runner, connection) => {
        connection.identity ??= await identityQuestion(runner);
        const [row] = await runner.run<Omit<LogState, "here" | "entries">>(STATE, []);
        if (row === undefined) throw new Error("the table log_state is empty");
        return { ...row, here: await databaseIdentity(runner, connection.identity) };
      }),
    isLed: () =>
      onWaiting(async (runner) => {
        const [row] = await runner.run<{ led: boolean }>(IS_LED, [LEADING]);
        return row?.led === true;
      }),
    tiles: (names) => onWaiting((runner) => readTiles(runner, names)),
  };

  return {
    lead: () =>
      onWaiting(async (runner, { client }) => {
        const [row] = await runner.run<{ locked: boolean }>(TRY_LOCK, [LEAD]);
        if (row?.locked !== true) return undefined;
        // Fails on a standby, and is tried again later: the identity after a promotion is not known before.
        const [raised] = await runner.run<Raised>(RAISE_FENCE, []);
        const identity = await identityQuestion(runner);
        waiting = undefined;
        if (raised === undefined) throw new Error("the table log_state is empty");
        return createLead({ client, runner, identity, ...raised });
      }),
    view: () => view,
    async close() {
      const connection = waiting;
      waiting = undefined;
      await connection?.client.end().catch(() => undefined);
    },
  };
}
