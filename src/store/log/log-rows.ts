/** Rows of the log for its readers. */
import type { LogRows, PlacedEntry, StoredHeads, StoredTile } from "../../log/log-store.ts";
import { Blob, plainArray, textArray } from "../columns.ts";
import type { Runner, Statement } from "../database.ts";
import { ENTRY_COLUMNS, entriesAbout } from "./audit-entries.ts";

/** Rows: published, cosigned, witnessed, publishedAt. */
const HEADS: Statement = {
  name: "log-heads",
  text: `select published, cosigned, witnessed, published_at as "publishedAt" from log_state`,
};

/** $1 levels, $2 indexes. Rows: the tiles that there are. */
export const TILES: Statement = {
  name: "log-tiles",
  text: `
  select level, index, hashes as bytes
  from unnest($1::int[], $2::bigint[]) as asked (level, index) join log_tiles using (level, index)`,
};

/** $1 first leaf, $2 the one after the last. Rows: entries, in order. */
export const ENTRIES: Statement = {
  name: "log-entries",
  text: `
  select ${ENTRY_COLUMNS} from audit_entries
  where leaf_index >= $1::bigint and leaf_index < $2::bigint order by leaf_index`,
};

/** $1 hashes end to end, $2 where each starts. Rows: number of the hash from 1, its first index. */
const INDEXES: Statement = {
  name: "log-indexes",
  text: `
  select asked.n, found.index
  from unnest($2::int[]) with ordinality as asked (start, n)
  cross join lateral (
    select min(leaf_index) as index from audit_entries
    where leaf_hash = substring($1::bytea from asked.start for 32)
  ) as found
  where found.index is not null`,
};

/** $1 types, $2 first leaf, $3 how many. Rows: entries, in order. */
const OF_TYPES: Statement = {
  name: "log-entries-of-types",
  text: `
  select ${ENTRY_COLUMNS}
  from unnest($1::text[]) as asked (type) cross join lateral (
    select e.leaf_index, e.leaf_hash, e.bytes from audit_entries e
    where e.type = asked.type and e.leaf_index >= $2::bigint order by e.leaf_index limit $3::int
  ) as found
  order by leaf_index limit $3::int`,
};

/** $1 how many at most. Rows: how many entries wait. */
const PENDING: Statement = {
  name: "log-pending",
  text: `select count(*) as pending from (
           select from audit_pending where id > (select pending_after from log_state) order by id limit $1::int
         ) as waiting`,
};

/**
 * Keeps a cosigned note, unless a larger one is kept: several processes may ask witnesses at the same time. The size of the
 * kept note is read from its second line. $1 note, $2 its size, $3 whether it has a quorum. Rows: none.
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

/** Reads tiles by level and index; those that there are. */
export async function readTiles(
  db: Runner,
  names: readonly { readonly level: number; readonly index: number }[],
): Promise<StoredTile[]> {
  if (names.length === 0) return [];
  return db.run<StoredTile>(TILES, [
    plainArray(names.map(({ level }) => level)),
    plainArray(names.map(({ index }) => index)),
  ]);
}

/** Makes the rows over a database. */
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
      const rows = await db.run<{ n: number; index: number }>(INDEXES, [blob.bytes(), plainArray(starts)]);
      return new Map(rows.map(({ n, index }) => [Buffer.from(leafHashes[n - 1] ?? []).toString("base64url"), index]));
    },
    entriesOfThread: (thread) => entriesAbout(db, "thread", thread),
    entriesOfTypes: (types, first, limit) => db.run<PlacedEntry>(OF_TYPES, [textArray(types), first, limit]),
    entries: (begin, end) => db.run<PlacedEntry>(ENTRIES, [begin, end]),
    async pending(most) {
      const [row] = await db.run<{ pending: number }>(PENDING, [most]);
      return row?.pending ?? 0;
    },
    async saveCosigned(note, size, quorum) {
      await db.run(SAVE_COSIGNED, [note, size, quorum]);
    },
  };
}
