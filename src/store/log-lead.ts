/** The lead of the log: an advisory lock on a connection of its own, on which alone the log is written. */
import pg from "pg";
import { LeadLost, LogRefusal } from "../audit/log/log-refusal.ts";
import type { LogLead, LogState, LogStore, PlacedEntry } from "../audit/log/log-store.ts";
import type { RecordedEntry } from "../domain/audit-entry.ts";
import { recordEntries } from "./audit-entries.ts";
import { Blob, plainArray } from "./columns.ts";
import { type Parameter, type Runner, runOn, type Statement } from "./database.ts";
import { databaseIdentity } from "./inbox-epoch.ts";
import type { StoreLog } from "./log.ts";
import { ENTRIES, placedEntry, readTiles } from "./log-rows.ts";
import { asStoreError } from "./unavailable.ts";

/** "aidx log" in ASCII: who has it sequences. */
const LOCK = "7019261905715683175";
/** How long a statement of a batch may take, ms. */
const STATEMENT_MS = 60_000;

/** $1 the lock. Rows: whether it is ours now. It is the connection's: lost with it, and given back with it. */
const TRY_LOCK: Statement = { name: "log-try-lock", text: "select pg_try_advisory_lock($1::bigint) as locked" };
/** Rows: the number that every write must carry from now on. */
const RAISE_FENCE: Statement = {
  name: "log-raise-fence",
  text: "update log_state set fence = fence + 1 returning fence",
};
/** Rows: whether an entry waits. */
const HAS_PENDING: Statement = {
  name: "log-has-pending",
  text: "select exists (select from audit_pending) as waits",
};
/** $1 fence. Rows: the state, locked until the transaction ends; none for an old fence. */
const STATE: Statement = {
  name: "log-state",
  text: `
  select identity, checkpoint, size, published, (select coalesce(max(leaf_index) + 1, 0) from audit_entries) as entries
  from log_state where fence = $1::bigint for update`,
};
/** $1 first index, $2 how many at most. Rows: leaf_index, leaf_hash, bytes as they are stored now. */
const PLACE: Statement = {
  name: "log-place",
  text: `
  with taken as (
    delete from audit_pending
    where id = any (array(select id from audit_pending order by id limit $2::int))
    returning *
  )
  insert into audit_entries (leaf_index, type, at, actor, message, packet, thread, recipient, leaf_hash, bytes)
  select $1::bigint + row_number() over (order by id) - 1,
         type, at, actor, message, packet, thread, recipient, leaf_hash, bytes
  from taken order by id
  returning leaf_index, leaf_hash, bytes`,
};
/** $1 levels, $2 indexes, $3 starts and $4 lengths in $5, the hashes. Rows: one for each tile that was stored. */
const WIDEN: Statement = {
  name: "log-widen",
  text: `
  insert into log_tiles as stored (level, index, hashes)
  select level, index, substring($5::bytea from start for length)
  from unnest($1::int[], $2::bigint[], $3::int[], $4::int[]) as grown (level, index, start, length)
  on conflict (level, index) do update set hashes = excluded.hashes
  where stored.hashes = substring(excluded.hashes for octet_length(stored.hashes))
    and octet_length(stored.hashes) < octet_length(excluded.hashes)
  returning level`,
};
/** $1 fence, $2 the note before, $3 the new note, $4 its size, $5 identity. Rows: one, or none when it was another. */
const SWAP: Statement = {
  name: "log-swap",
  text: `
  update log_state set checkpoint = $3, size = $4::bigint, identity = coalesce(identity, $5)
  where fence = $1::bigint and checkpoint is not distinct from $2::text
  returning size`,
};
/** $1 fence, $2 identity. Rows: one, or none for an old fence. */
const ADOPT: Statement = {
  name: "log-adopt",
  text: "update log_state set identity = $2 where fence = $1::bigint returning size",
};
/** $1 fence, $2 note, $3 its size, $4 time. Rows: one, or none for an old fence. */
const PUBLISH: Statement = {
  name: "log-publish",
  text: `
  update log_state set published = $2, published_size = $3::bigint, published_at = $4::bigint
  where fence = $1::bigint and published_size <= $3::bigint
  returning published_size`,
};

/** The log in the database of that URL. */
export function logStore(url: string, log: StoreLog): LogStore {
  let waiting: pg.Client | undefined;

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: url,
      application_name: "aidx log",
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      statement_timeout: STATEMENT_MS,
      query_timeout: STATEMENT_MS + 5_000,
      idle_in_transaction_session_timeout: STATEMENT_MS,
      options: "-c plan_cache_mode=force_generic_plan -c jit=off",
    });
    client.on("error", (error) => {
      if (waiting === client) waiting = undefined;
      log.warn({ reason: error.message }, "the connection of the audit log was lost");
    });
    await client.connect();
    return client;
  }

  return {
    async lead() {
      const client = (waiting ??= await connect().catch((error: unknown) => {
        throw asStoreError(error);
      }));
      const runner = runOn(client);
      try {
        const [row] = await runner.run<{ locked: boolean }>(TRY_LOCK, [LOCK]);
        if (row?.locked !== true) return undefined;
        const here = await databaseIdentity(runner);
        const [raised] = await runner.run<{ fence: number }>(RAISE_FENCE, []);
        waiting = undefined;
        return new PostgresLead(client, runner, raised?.fence ?? 0, here);
      } catch (error) {
        waiting = undefined;
        await client.end().catch(() => undefined);
        throw error;
      }
    },
    async close() {
      const client = waiting;
      waiting = undefined;
      await client?.end().catch(() => undefined);
    },
  };
}

class PostgresLead implements LogLead {
  readonly #client: pg.Client;
  readonly #runner: Runner;
  readonly #fence: number;
  readonly #here: string;

  constructor(client: pg.Client, runner: Runner, fence: number, here: string) {
    this.#client = client;
    this.#runner = runner;
    this.#fence = fence;
    this.#here = here;
  }

  async hasPending(): Promise<boolean> {
    const [row] = await this.#run<{ waits: boolean }>(HAS_PENDING, []);
    return row?.waits === true;
  }

  async begin(): Promise<void> {
    await this.#run({ name: "log-begin", text: "begin" }, []);
  }

  async state(): Promise<LogState> {
    const [row] = await this.#run<Omit<LogState, "here">>(STATE, [this.#fence]);
    if (row === undefined) throw new LeadLost("another process leads the log");
    return { ...row, here: this.#here };
  }

  tiles(names: readonly { readonly level: number; readonly index: number }[]) {
    return readTiles(this.#runner, names);
  }

  async entries(begin: number, end: number): Promise<PlacedEntry[]> {
    return (await this.#run<Parameters<typeof placedEntry>[0]>(ENTRIES, [begin, end])).map(placedEntry);
  }

  async place(first: number, limit: number): Promise<PlacedEntry[]> {
    const rows = await this.#run<Parameters<typeof placedEntry>[0]>(PLACE, [first, limit]);
    return rows.map(placedEntry).toSorted((a, b) => a.index - b.index);
  }

  async widen(tiles: Parameters<LogLead["widen"]>[0]): Promise<void> {
    const blob = new Blob();
    const starts = tiles.map(({ bytes }) => blob.add(bytes));
    const stored = await this.#run(WIDEN, [
      plainArray(tiles.map(({ level }) => level)),
      plainArray(tiles.map(({ index }) => index)),
      plainArray(starts),
      plainArray(tiles.map(({ bytes }) => bytes.length)),
      blob.bytes(),
    ]);
    // A row that is there and is not the beginning of its successor was not written.
    if (stored.length !== tiles.length) throw new LogRefusal("tiles");
  }

  async swap(before: string | null, note: string, size: number): Promise<void> {
    const swapped = await this.#run(SWAP, [this.#fence, before, note, size, this.#here]);
    if (swapped.length !== 1) throw new LogRefusal("swap");
  }

  async adopt(entry: RecordedEntry): Promise<void> {
    const adopted = await this.#run(ADOPT, [this.#fence, this.#here]);
    if (adopted.length !== 1) throw new LeadLost("another process leads the log");
    await recordEntries(this.#runner, [entry]);
  }

  async commit(): Promise<void> {
    await this.#run({ name: "log-commit", text: "commit" }, []);
  }

  async rollback(): Promise<void> {
    await this.#run({ name: "log-rollback", text: "rollback" }, []);
  }

  async publish(note: string, size: number, at: number): Promise<void> {
    const shown = await this.#run(PUBLISH, [this.#fence, note, size, at]);
    if (shown.length !== 1) throw new LeadLost("another process leads the log");
  }

  async release(): Promise<void> {
    // The end of the connection ends its transaction and gives its lock back, whatever state it is in.
    await this.#client.end().catch(() => undefined);
  }

  #run<Row>(statement: Statement, parameters: readonly Parameter[]): Promise<Row[]> {
    return this.#runner.run<Row>(statement, parameters);
  }
}
