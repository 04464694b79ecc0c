/** A seeded change of a row that a log or its evidence lies in, and the rows as they are before any. */
import { type Chance, MUTATIONS, oneOf } from "../mutation.ts";
import type { StoredThread } from "./stored-thread.ts";

/** Tables that are changed. */
export const CHANGED = [
  "audit_entries",
  "log_tiles",
  "log_state",
  "receipts",
  "messages",
  "public_keys",
  "snapshots",
] as const;

export type Changed = (typeof CHANGED)[number];

/** One change: its kind, and statements that make it. */
export interface RowChange {
  readonly table: Changed;
  /** Other tables that it changes too. */
  readonly also?: readonly Changed[];
  readonly kind: string;
  readonly statements: readonly (readonly [sql: string, ...values: unknown[]])[];
  /** Leaf indexes of the entries that were touched. */
  readonly leaves: readonly number[];
}

/** The rows as they are before any change. */
export interface Rows {
  readonly entries: readonly { readonly leaf_index: number; readonly leaf_hash: Buffer; readonly bytes: Buffer }[];
  readonly tiles: readonly { readonly level: number; readonly index: number; readonly hashes: Buffer }[];
  readonly checkpoint: string;
  readonly size: number;
  /** Earlier checkpoints of the same log. */
  readonly earlier: readonly { readonly text: string; readonly size: number }[];
  /** Rows of which one text is changed, by table. */
  readonly texts: Readonly<Record<TextTable, readonly { readonly id: string; readonly text: string }[]>>;
}

/** Tables of which a text is changed. */
export type TextTable = "receipts" | "messages" | "public_keys" | "snapshots";

/** A column of texts, and the one that names its rows. */
export interface Text {
  readonly table: TextTable;
  readonly id: string;
  readonly column: string;
}

export const TEXTS: readonly Text[] = [
  { table: "receipts", id: "packet", column: "jws" },
  { table: "messages", id: "id", column: "answer" },
  { table: "public_keys", id: "kid", column: "jwk" },
  { table: "snapshots", id: "id", column: "document" },
];

/** Makes changes of one kind. */
export type Maker = (
  chance: Chance,
  rows: Rows,
) => Pick<RowChange, "kind" | "statements"> & Partial<Pick<RowChange, "leaves" | "also">>;

/** Reads the rows. */
export async function rowsOf({ log }: StoredThread): Promise<Rows> {
  const { pool } = log.store;
  const all = async <Row extends object>(sql: string) => (await pool.query<Row>(sql)).rows;
  const texts = Object.fromEntries(
    await Promise.all(
      TEXTS.map(async ({ table, id, column }) => [
        table,
        await all(`select ${id}::text as id, ${column} as text from ${table} order by 1`),
      ]),
    ),
  ) as Rows["texts"];
  const [latest] = log.shown.slice(-1);
  return {
    entries: await all<Rows["entries"][number]>(
      "select leaf_index::int, leaf_hash, bytes from audit_entries order by 1",
    ),
    tiles: await all("select level, index::int, hashes from log_tiles order by 1, 2"),
    checkpoint: latest?.text ?? "",
    size: latest?.size ?? 0,
    earlier: log.shown.slice(0, -1).map(({ text, size }) => ({ text, size })),
    texts,
  };
}

/** Bytes that are not what they were, and how. */
export function mutated(chance: Chance, bytes: Uint8Array): { readonly kind: string; readonly bytes: Buffer } {
  for (;;) {
    const kind = oneOf(chance, Object.keys(MUTATIONS));
    const changed = Buffer.from(MUTATIONS[kind]?.(chance, bytes) ?? []);
    if (!changed.equals(bytes)) return { kind, bytes: changed };
  }
}
