/** Brings a database to the schema of this version, while gateways of the version before use it. */
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { checksumOf, type Migration, MigrationError, needsOf, type Step, stepsOf } from "./migration.ts";
import type { MigrationProgress } from "./migration-progress.ts";

/** Surroundings of a migration. */
export interface MigrateOptions {
  /** Opens a connection without time-outs of the client. Called twice: for the work and for looking at its progress. */
  readonly connect: () => Promise<pg.Client>;
  readonly progress: (progress: MigrationProgress) => void;
  /** Breaks off. What was begun is continued by the next call. */
  readonly signal?: AbortSignal;
}

/** Advisory lock, "aidxmigr" in ASCII: gateways that start at once migrate one after the other. */
const LOCK = "7019261905914980210";
/** Longest wait for a lock, ms: whoever comes behind waits as long. */
const LOCK_MS = 500;
/** Pause before what was locked is tried again, ms. */
const RETRY_MS = 1_000;
/** Tries before a step gives up: some minutes. */
const TRIES = 300;
/** Time between two looks at an index that is built, ms. */
const LOOK_MS = 2_000;
/** SQLSTATEs after which a step is tried again: lock not available, deadlock. */
const LOCKED: ReadonlySet<unknown> = new Set(["55P03", "40P01"]);

/** No limit but that of locks, whatever role and database say. */
const NO_LIMITS = `
  select set_config(name, '0', false) from pg_settings where name like '%\\_timeout' and context = 'user'`;

/** Ends the statement of a client that is gone. Servers on some systems cannot; there it ends by itself. */
const ENDS_WITH_CLIENT = "set client_connection_check_interval = '2s'";

/** History of the schema. `needs` is null in rows of programs that did not know it. A migration under way counts its steps. */
const HISTORY = `
  create table if not exists schema_migrations (
    number integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now());
  alter table schema_migrations add column if not exists needs integer;
  create table if not exists schema_progress (number integer primary key, steps integer not null)`;

interface Applied {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
  readonly needs: number | null;
}

/**
 * Brings the database to this version, forward only. A new database gets each migration in a transaction. In one with
 * data, indexes are built concurrently, everything else is done in short transactions that wait half a second for a lock at
 * most, and a migration that was broken off goes on behind its last finished step.
 *
 * @throws MigrationError when the database needs a newer program, or was migrated with another text
 */
export async function migrate(options: MigrateOptions, migrations: readonly Migration[]): Promise<void> {
  const client = await options.connect();
  const run = new Run(client, options);
  const { signal } = options;
  const cancel = () => void run.cancel();
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    await client.query(NO_LIMITS);
    await client.query(ENDS_WITH_CLIENT).catch(() => undefined);
    await run.lock();
    const done = await run.history();
    if (check(done, migrations)) options.progress({ what: "newer" });
    for (const migration of migrations.slice(done.length)) {
      await run.apply(migration, done.length === 0);
      options.progress({ what: "applied", migration: migration.name });
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", cancel);
    // The lock ends with the connection.
    await client.end().catch(() => undefined);
  }
}

/** Compares the database with this program. Returns whether it is newer. @throws MigrationError unless they fit */
function check(done: readonly Applied[], migrations: readonly Migration[]): boolean {
  for (const { number, name, checksum, needs } of done) {
    const migration = migrations[number - 1];
    if (migration === undefined && (needs === null || needs > migrations.length)) {
      throw new MigrationError(
        `the database has migration ${name}, which this version does not know: it was used by a newer gateway`,
      );
    }
    if (migration !== undefined && checksumOf(migration) !== checksum) {
      throw new MigrationError(`migration ${name} was applied with another text`);
    }
  }
  return done.length > migrations.length;
}

/** One run, on one connection. */
class Run {
  readonly #client: pg.Client;
  readonly #options: MigrateOptions;
  #pid = 0;

  constructor(client: pg.Client, options: MigrateOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** Takes the lock. Asks again and again, for a statement that waits in the server holds up every index built there. */
  async lock(): Promise<void> {
    for (let tries = 0; ; tries++) {
      const [row] = await this.#rows<{ locked: boolean; pid: number }>(TRY_LOCK, [LOCK]);
      this.#pid = row?.pid ?? 0;
      if (row?.locked === true) return;
      if (tries === 0) this.#options.progress({ what: "other-process" });
      await this.#pause();
    }
  }

  async history(): Promise<Applied[]> {
    const [row] = await this.#rows<{ there: boolean }>("select to_regclass('schema_progress') is not null as there");
    if (row?.there !== true) await this.#transaction(HISTORY);
    return this.#rows<Applied>("select number, name, checksum, needs from schema_migrations order by number");
  }

  /** Applies a migration. @param whole in one transaction, when nobody uses the database yet */
  async apply(migration: Migration, whole: boolean): Promise<void> {
    const { number, name, sql } = migration;
    const steps: Step[] = whole ? [{ kind: "transaction", sql }] : stepsOf(migration);
    const [begun] = await this.#rows<{ steps: number }>("select steps from schema_progress where number = $1", [
      number,
    ]);
    try {
      for (const [n, step] of [...steps.entries()].slice(begun?.steps ?? 0)) {
        const note = n + 1 === steps.length ? appliedNote(migration) : progressNote(number, n + 1);
        if (step.kind === "transaction") await this.#transaction(`${step.sql}\n; ${note}`, name);
        else await this.#transaction(`${await this.#onIndex(step, name)}${note}`, name);
      }
    } catch (cause) {
      throw new MigrationError(`migration ${name} failed`, { cause });
    }
  }

  /** Ends the statement under way, from another connection. */
  async cancel(): Promise<void> {
    const other = await this.#options.connect().catch(() => undefined);
    await other?.query("select pg_cancel_backend($1)", [this.#pid]).catch(() => undefined);
    await other?.end().catch(() => undefined);
  }

  /** Builds or drops an index. Returns what is left to do in a short transaction. */
  async #onIndex(step: Exclude<Step, { kind: "transaction" }>, migration: string): Promise<string> {
    const { index } = step;
    const { progress } = this.#options;
    if (step.kind === "drop") {
      progress({ what: "dropping", migration, index });
      await this.#again(() => this.#query(`drop index concurrently if exists ${index}`), migration);
      return "";
    }
    const name = step.replaces ? `${index}_next` : index;
    await this.#again(async () => {
      const [built] = await this.#rows<{ valid: boolean }>(
        "select indisvalid as valid from pg_index where indexrelid = to_regclass($1)",
        [name],
      );
      if (built?.valid === true) return;
      // One that was broken off is of no use.
      if (built !== undefined) await this.#query(`drop index concurrently ${name}`);
      progress({ what: "building", migration, index, percent: 0 });
      await this.#watched(migration, index, () => this.#query(step.as(name)));
    }, migration);
    return step.replaces ? `drop index if exists ${index}; alter index ${name} rename to ${index};` : "";
  }

  /** Tells, now and then, how far the index is that `work` builds. */
  async #watched(migration: string, index: string, work: () => Promise<unknown>): Promise<void> {
    const watcher = await this.#options.connect();
    const look = async () => {
      const { rows } = await watcher.query<{ percent: number; pid: number | null }>(PROGRESS, [this.#pid]);
      const [{ percent, pid } = { percent: 0, pid: null }] = rows;
      this.#options.progress({
        migration,
        index,
        ...(pid === null ? { what: "building", percent } : { what: "waiting", pid }),
      });
    };
    const timer = setInterval(() => void look().catch(() => undefined), LOOK_MS);
    try {
      await work();
    } finally {
      clearInterval(timer);
      await watcher.end().catch(() => undefined);
    }
  }

  /** Runs statements in a transaction, again and again while others hold its locks. */
  async #transaction(sql: string, migration?: string): Promise<void> {
    await this.#again(() => this.#query(`begin; set local lock_timeout = ${LOCK_MS}; ${sql}; commit`), migration);
  }

  /** Does work, again and again while others hold its locks, with a pause after each try. */
  async #again(work: () => Promise<unknown>, migration?: string): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await work();
        return;
      } catch (error) {
        await this.#client.query("rollback").catch(() => undefined);
        if (tries === TRIES) throw error;
        unlessLocked(error);
        this.#options.progress({ what: "waiting", ...(migration === undefined ? {} : { migration }) });
        await this.#pause();
      }
    }
  }

  async #rows<Row extends pg.QueryResultRow>(sql: string, values: readonly (string | number)[] = []): Promise<Row[]> {
    return (await this.#query<Row>(sql, values)).rows;
  }

  /** Runs a statement. One that begins after the call to stop is not run, one that began before is cancelled. */
  #query<Row extends pg.QueryResultRow>(
    sql: string,
    values: readonly (string | number)[] = [],
  ): Promise<pg.QueryResult<Row>> {
    this.#options.signal?.throwIfAborted();
    return values.length === 0 ? this.#client.query<Row>(sql) : this.#client.query<Row>(sql, [...values]);
  }

  async #pause(): Promise<void> {
    await sleep(RETRY_MS, undefined, this.#options.signal === undefined ? {} : { signal: this.#options.signal });
  }
}

/** $1 the lock. Rows: whether this connection has it now, and its server process. */
const TRY_LOCK = "select pg_try_advisory_lock($1) as locked, pg_backend_pid() as pid";

/** $1 server process. Rows: percent of the two passes over the table, and whom it waits for. */
const PROGRESS = `
  select round(50.0 * blocks_done / greatest(blocks_total, 1))::int + case when phase like 'index validation%' then 50 else 0 end
         as percent, nullif(current_locker_pid, 0)::int as pid
  from pg_stat_progress_create_index where pid = $1`;

function progressNote(number: number, steps: number): string {
  return `insert into schema_progress values (${number}, ${steps}) on conflict (number) do update set steps = excluded.steps`;
}

function appliedNote(migration: Migration): string {
  const { number, name } = migration;
  return `
    delete from schema_progress where number = ${number};
    insert into schema_migrations (number, name, checksum, needs)
    values (${number}, '${name}', '${checksumOf(migration)}', ${needsOf(migration)})`;
}

/** Throws the error unless it means that others held a lock. */
function unlessLocked(error: unknown): void {
  if (!LOCKED.has((error as { code?: unknown } | undefined)?.code)) throw error;
}
