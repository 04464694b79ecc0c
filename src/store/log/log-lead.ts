/** The lead of the log: the connection that holds the advisory lock. Only on it the log is written. */
import type pg from "pg";
import { LeadLost, LogRefusal } from "../../log/log-refusal.ts";
import type { LogLead, LogState, PlacedEntry } from "../../log/log-store.ts";
import type { RecordedEntry } from "../../domain/recorded-entry.ts";
import { ENTRY_COLUMNS, recordEntries } from "./audit-entries.ts";
import { Blob, plainArray } from "../columns.ts";
import type { Parameter, Runner, Statement } from "../database.ts";
import { databaseIdentity, type IdentityQuestion } from "../database-identity.ts";
import { LEADING, POLLED } from "./log-lock.ts";
import { ENTRIES, readTiles } from "./log-rows.ts";

/** $1 id. Rows: the lowest id behind it, if an entry waits there. Entries that were taken are not looked at again. */
const FIRST_PENDING: Statement = {
  ...POLLED,
  name: "log-first-pending",
  text: "select id from audit_pending where id > $1::bigint order by id limit 1",
};
/** Rows: the transactions that may still commit an entry: each inserts under this lock, which it takes before its ids. */
const WRITERS: Statement = {
  ...POLLED,
  name: "log-writers",
  text: `
  select distinct virtualtransaction as writer from pg_locks
  where relation = 'audit_pending'::regclass and mode = 'RowExclusiveLock'
    and database = (select oid from pg_database where datname = current_database())`,
};
/** $1 the lock. Rows: one. Only a lead asks for this lock. */
const STAND: Statement = { ...POLLED, name: "log-stand", text: "select pg_advisory_lock($1::bigint)::text" };
/** $1 fence. Rows: the state, locked until the transaction ends; none for an old fence. */
const STATE: Statement = {
  ...POLLED,
  name: "log-state",
  text: `
  select identity, checkpoint, size, published, published_size as "publishedSize",
         (select coalesce(max(leaf_index) + 1, 0) from audit_entries) as entries
  from log_state where fence = $1::bigint for update`,
};
/** $1 first index, $2 how many at most, $3 the id behind which they wait. Rows: entries as they are stored now, and the last id. */
const PLACE: Statement = {
  name: "log-place",
  text: `
  with taken as (
    delete from audit_pending
    where id = any (array(
      select id from audit_pending where id > $3::bigint order by id limit $2::int
    ))
    returning *
  )
  insert into audit_entries (leaf_index, type, at, actor, message, packet, thread, recipient, leaf_hash, bytes)
  select $1::bigint + row_number() over (order by id) - 1,
         type, at, actor, message, packet, thread, recipient, leaf_hash, bytes
  from taken order by id
  returning ${ENTRY_COLUMNS}, (select max(id) from taken) as last`,
};
/** $1 levels, $2 indexes, $3 starts and $4 lengths in $5, which has the hashes. Rows: one for each tile that was stored. */
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
/** $1 fence, $2 the note before, $3 the new note, $4 its size, $5 identity, $6 id. Rows: one; none when another note was stored. */
const SWAP: Statement = {
  name: "log-swap",
  text: `
  update log_state set checkpoint = $3, size = $4::bigint, identity = coalesce(identity, $5), pending_after = $6::bigint
  where fence = $1::bigint and checkpoint is not distinct from $2::text
  returning size`,
};
/** $1 fence, $2 identity. Rows: one, or none for an old fence. */
const ADOPT: Statement = {
  name: "log-adopt",
  text: "update log_state set identity = $2 where fence = $1::bigint returning size",
};
/**
 * $1 index, $2 type, $3 time, $4 actor, $5 leaf hash, $6 bytes. Rows: the entry as it is stored now. It gets its index before the
 * entries that wait, since it begins a log.
 */
const FIRST_ENTRY: Statement = {
  name: "log-first-entry",
  text: `
  insert into audit_entries (leaf_index, type, at, actor, leaf_hash, bytes)
  values ($1::bigint, $2, $3::bigint, $4, $5::bytea, $6::bytea) returning ${ENTRY_COLUMNS}`,
};
/** $1 fence, $2 the note before, $3 the new note, $4 its size, $5 identity. Rows: one; none when another note was stored. */
const BEGIN_LOG: Statement = {
  name: "log-begin-successor",
  text: `
  update log_state set checkpoint = $3, size = $4::bigint, identity = $5, published = null, published_size = 0,
    published_at = null, cosigned = null, witnessed = null, witnessed_size = 0
  where fence = $1::bigint and checkpoint is not distinct from $2::text
  returning size`,
};
/** $1 fence, $2 note, $3 its size, $4 time. Rows: one; none for an old fence, or when a larger tree is published. */
const PUBLISH: Statement = {
  name: "log-publish",
  text: `
  update log_state set published = $2, published_size = $3::bigint, published_at = $4::bigint
  where fence = $1::bigint and published_size <= $3::bigint
  returning published_size`,
};
/** $1 fence. Rows: one while it is the present one. */
const IS_FENCE: Statement = {
  ...POLLED,
  name: "log-is-fence",
  text: "select fence from log_state where fence = $1::bigint",
};

/** Number of taken entries that may be passed over in each look for new ones. */
const PASSED_OVER = 1_000;

/** Parts of a lead. */
export interface LeadOptions {
  readonly client: pg.Client;
  readonly runner: Runner;
  /** Number that each of its writes carries. */
  readonly fence: number;
  /** Question for the identity of the database, asked again for each batch, for a pooler may move a connection. */
  readonly identity: IdentityQuestion;
  /** Id behind which entries wait or will. */
  readonly pendingAfter: number;
}

/** Makes the lead over a connection that holds the lock. */
export function createLead({ client, runner, fence, identity, ...from }: LeadOptions): LogLead {
  let here = "";
  let { pendingAfter } = from;
  /** Last id that was taken. */
  let taken = pendingAfter;
  /** Id that `pendingAfter` becomes when these transactions have ended. */
  let next: { readonly id: number; readonly writers: readonly string[] } | undefined;
  const run = <Row>(statement: Statement, parameters: readonly Parameter[] = []) =>
    runner.run<Row>(statement, parameters);

  /** Row that a write with this fence found. @throws {LeadLost} */
  function one<Row>([row]: readonly Row[]): Row {
    if (row === undefined) throw new LeadLost("another process leads the log");
    return row;
  }

  async function firstPending(after: number): Promise<number> {
    const [row] = await run<{ id: number }>(FIRST_PENDING, [after]);
    return row?.id ?? Number.POSITIVE_INFINITY;
  }

  /**
   * Raises `pendingAfter` to an id below which none can come any more. Rows that were taken stay in table and index while any
   * transaction of the server may still see them, such as that of pg_dump, and each look would pass over all of them.
   */
  async function raise(): Promise<void> {
    if (taken - pendingAfter < PASSED_OVER) return;
    const writers = (await run<{ writer: string }>(WRITERS)).map(({ writer }) => writer);
    next ??= { id: taken, writers };
    if (next.writers.some((writer) => writers.includes(writer))) return;
    // Asked last: now it shows what those transactions have committed.
    if ((await firstPending(pendingAfter)) > next.id) pendingAfter = next.id;
    next = undefined;
  }

  return {
    async hasPending() {
      await raise();
      return (await firstPending(pendingAfter)) < Number.POSITIVE_INFINITY;
    },
    async announce() {
      await run(STAND, [LEADING]);
    },
    async begin() {
      await run({ ...POLLED, name: "log-begin", text: "begin" });
    },
    async state() {
      const rows = await run<Omit<LogState, "here">>(STATE, [fence]);
      const [row] = rows;
      if (row === undefined) throw new LeadLost("another process leads the log");
      here = await databaseIdentity(runner, identity);
      return { ...row, here };
    },
    tiles: (names) => readTiles(runner, names),
    entries: (begin, end) => run<PlacedEntry>(ENTRIES, [begin, end]),
    async place(first, limit) {
      const rows = await run<PlacedEntry & { readonly last: number }>(PLACE, [first, limit, pendingAfter]);
      taken = Math.max(taken, rows[0]?.last ?? 0);
      return rows.map(({ last: _last, ...entry }) => entry).toSorted((a, b) => a.index - b.index);
    },
    async widen(tiles) {
      const blob = new Blob();
      const starts = tiles.map(({ bytes }) => blob.add(bytes));
      const stored = await run(WIDEN, [
        plainArray(tiles.map(({ level }) => level)),
        plainArray(tiles.map(({ index }) => index)),
        plainArray(starts),
        plainArray(tiles.map(({ bytes }) => bytes.length)),
        blob.bytes(),
      ]);
      // A stored tile that is not the beginning of the new one was not overwritten.
      if (stored.length !== tiles.length) throw new LogRefusal("tiles");
    },
    async swap(before, note, size) {
      const swapped = await run(SWAP, [fence, before, note, size, here, pendingAfter]);
      if (swapped.length !== 1) throw new LogRefusal("swap");
    },
    async adopt(entry: RecordedEntry) {
      one(await run(ADOPT, [fence, here]));
      await recordEntries(runner, [entry]);
    },
    async placeFirst(index, { entry, leafHash, bytes }: RecordedEntry) {
      const { type, time, actor } = entry;
      return one(await run<PlacedEntry>(FIRST_ENTRY, [index, type, Date.parse(time), actor, leafHash, bytes]));
    },
    async beginLog(before, note, size) {
      if ((await run(BEGIN_LOG, [fence, before, note, size, here])).length !== 1) throw new LogRefusal("swap");
    },
    async commit() {
      await run({ name: "log-commit", text: "commit" });
    },
    async rollback() {
      await run({ ...POLLED, name: "log-rollback", text: "rollback" });
    },
    async publish(note, size, at) {
      if ((await run(PUBLISH, [fence, note, size, at])).length === 1) return;
      one(await run(IS_FENCE, [fence]));
      // This process leads, so no other can have published more: the row was changed by other means.
      throw new LogRefusal("checkpoint");
    },
    async release() {
      // The end of the connection ends its transaction and gives its locks back, in any state.
      await client.end().catch(() => undefined);
    },
  };
}
