/** The log's rows for its readers. */
import type { LoggedEntry } from "../../log/log-reader.ts";
import type { LogRows, PlacedEntry, StoredHeads, StoredTile } from "../../log/log-store.ts";
import { isUuid7 } from "../../wire/uuid7.ts";
import { Blob, plainArray, textArray } from "../columns.ts";
import type { Runner, Statement } from "../database.ts";

/** Rows: published, cosigned, witnessed, publishedAt. */
const HEADS: Statement = {
  name: "log-heads",
  text: `select published, cosigned, witnessed, published_at as "publishedAt" from log_state`,
};

/** $1 levels, $2 indexes. Rows: level, index, hashes of those that there are. */
export const TILES: Statement = {
  name: "log-tiles",
  text: `
  select level, index, hashes
  from unnest($1::int[], $2::bigint[]) as asked (level, index) join log_tiles using (level, index)`,
};

/** $1 first leaf, $2 the one after the last. Rows: leaf_index, leaf_hash, bytes, in order. */
export const ENTRIES: Statement = {
  name: "log-entries",
  text: `
  select leaf_index, leaf_hash, bytes from audit_entries
  where leaf_index >= $1::bigint and leaf_index < $2::bigint order by leaf_index`,
};

/** $1 hashes end to end, $2 where each starts. Rows: number of the hash from 1, its first index. */
const INDEXES: Statement = {
  name: "log-indexes",
  text: `
  select asked.n, found.leaf_index
  from unnest($2::int[]) with ordinality as asked (start, n)
  cross join lateral (
    select min(leaf_index) as leaf_index from audit_entries
    where leaf_hash = substring($1::bytea from asked.start for 32)
  ) as found
  where found.leaf_index is not null`,
};

/** $1 thread. Rows: leaf_index or null, leaf_hash, bytes, pending ones last. */
const OF_THREAD: Statement = {
  name: "log-entries-of-thread",
  text: `
  select leaf_index, leaf_hash, bytes from recorded_entries
  where thread = $1::uuid order by leaf_index nulls last, pending_id`,
};

/** $1 types, $2 first leaf, $3 how many. Rows: leaf_index, leaf_hash, bytes, in order. */
const OF_TYPES: Statement = {
  name: "log-entries-of-types",
  text: `
  select leaf_index, leaf_hash, bytes
  from unnest($1::text[]) as asked (type) cross join lateral (
    select e.leaf_index, e.leaf_hash, e.bytes from audit_entries e
    where e.type = asked.type and e.leaf_index >= $2::bigint order by e.leaf_index limit $3::int
  ) as found
  order by leaf_index limit $3::int`,
};

/** $1 how many at most. Rows: how many entries wait. */
const PENDING: Statement = {
  name: "log-pending",
  text: "select count(*) as pending from (select from audit_pending limit $1::int) as waiting",
};

/**
 * $1 note, $2 its size, $3 whether it has a quorum. Rows: none. Processes that ask witnesses at the same time are
 * held apart here: the size of the kept note is its second line.
 */
const SAVE_COSIGNED: Statement = {
  name: "log-save-cosigned",
  text: `
  update log_state set
    cosigned = case
      when $2::bigint >= coalesce(substring(cosigned from E'^[^\n]*\n([0-9]{1,16})\n')::bigint, 0) then $1::text
      else cosigned end,
    witnessed = case when $3::boolean and $2::bigint >= witnessed_size then $1::text else witnessed end,
    witnessed_size = case when $3::boolean then greatest(witnessed_size, $2::bigint) else witnessed_size end
  where published_size >= $2::bigint`,
};

interface EntryRow {
  readonly leaf_index: number;
  readonly leaf_hash: Buffer;
  readonly bytes: Buffer;
}

/** An entry as the log's contracts have it. */
export function placedEntry({ leaf_index: index, leaf_hash: leafHash, bytes }: EntryRow): PlacedEntry {
  return { index, leafHash, bytes };
}

/** Tiles by their places. */
export async function readTiles(
  db: Runner,
  names: readonly { readonly level: number; readonly index: number }[],
): Promise<StoredTile[]> {
  if (names.length === 0) return [];
  const rows = await db.run<{ level: number; index: number; hashes: Buffer }>(TILES, [
    plainArray(names.map(({ level }) => level)),
    plainArray(names.map(({ index }) => index)),
  ]);
  return rows.map(({ hashes, ...name }) => ({ ...name, bytes: hashes }));
}

/** The rows of the log in a database. */
export function logRows(db: Runner): LogRows {
  return {
    async heads() {
      const [row] = await db.run<StoredHeads>(HEADS, []);
      return row ?? { published: null, cosigned: null, witnessed: null, publishedAt: null };
    },
    tiles: (names) => readTiles(db, names),
    async indexes(leafHashes) {
      const blob = new Blob();
      const starts = leafHashes.map((hash) => blob.add(hash));
      const rows = await db.run<{ n: number; leaf_index: number }>(INDEXES, [blob.bytes(), plainArray(starts)]);
      return new Map(
        rows.map(({ n, leaf_index }) => [Buffer.from(leafHashes[n - 1] ?? []).toString("base64url"), leaf_index]),
      );
    },
    async entriesOfThread(thread) {
      if (!isUuid7(thread)) return [];
      const rows = await db.run<Omit<EntryRow, "leaf_index"> & { leaf_index: number | null }>(OF_THREAD, [thread]);
      return rows.map(({ leaf_index: index, leaf_hash: leafHash, bytes }): LoggedEntry => ({ index, leafHash, bytes }));
    },
    async entriesOfTypes(types, first, limit) {
      return (await db.run<EntryRow>(OF_TYPES, [textArray(types), first, limit])).map(placedEntry);
    },
    async entries(begin, end) {
      return (await db.run<EntryRow>(ENTRIES, [begin, end])).map(placedEntry);
    },
    async pending(most) {
      const [row] = await db.run<{ pending: number }>(PENDING, [most]);
      return row?.pending ?? 0;
    },
    async saveCosigned(note, size, quorum) {
      await db.run(SAVE_COSIGNED, [note, size, quorum]);
    },
  };
}
