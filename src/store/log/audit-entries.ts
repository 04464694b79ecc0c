import { readRecorded } from "../../tlog/entry.ts";
import type { AuditEntry } from "../../domain/audit-entry.ts";
import type { RecordedEntry } from "../../domain/recorded-entry.ts";
import type { LoggedEntry } from "../../log/log-reader.ts";
import { isUuid7 } from "../../wire/uuid7.ts";
import { Blob, plainArray, textArray } from "../columns.ts";
import type { Runner, Statement } from "../database.ts";

/** Types of the parameters that `entryColumns` fills, in their order. */
const TYPES = ["int[]", "text[]", "bigint[]", "text[]", "uuid[]", "uuid[]", "uuid[]", "text[]", "int[]", "int[]"];

/** Number of parameters that `entryColumns` fills. */
export const ENTRY_PARAMETERS = TYPES.length;

/**
 * Makes the columns of entries: item, type, at, actor, message, packet, thread, recipient, and start and length of their
 * bytes in the blob (leaf hash: 32, then entry). The item is the number, from 1, of the element of the batch that the
 * entry belongs to.
 */
export function entryColumns(batch: readonly { readonly entries: readonly RecordedEntry[] }[], blob: Blob): string[] {
  const rows = batch.flatMap(({ entries }, index) => entries.map((recorded) => ({ item: index + 1, ...recorded })));
  const each = <T>(pick: (entry: AuditEntry) => T) => rows.map(({ entry }) => pick(entry));
  return [
    plainArray(rows.map(({ item }) => item)),
    textArray(each(({ type }) => type)),
    plainArray(each(({ time }) => Date.parse(time))),
    textArray(each(({ actor }) => actor)),
    plainArray(each(({ message }) => idOrNull(message))),
    plainArray(each(({ packet }) => idOrNull(packet))),
    plainArray(each(({ thread }) => idOrNull(thread))),
    textArray(each(({ recipient }) => recipient ?? null)),
    plainArray(rows.map(({ leafHash, bytes }) => blob.add(leafHash, bytes))),
    plainArray(rows.map(({ bytes }) => bytes.length)),
  ];
}

/**
 * Makes SQL that inserts the entries whose item is in `applied (item)`, in their order.
 *
 * @param first number of the first of the parameters that `entryColumns` fills
 * @param blob number of the parameter with the bytes
 */
export function insertEntries(first: number, blob: number, applied: string): string {
  const arrays = TYPES.map((type, index) => `$${first + index}::${type}`).join(", ");
  return `
    insert into audit_pending (type, at, actor, message, packet, thread, recipient, leaf_hash, bytes)
    select e.type, e.at, e.actor, e.message, e.packet, e.thread, e.recipient,
           substring($${blob}::bytea from e.start for 32), substring($${blob}::bytea from e.start + 32 for e.length)
    from unnest(${arrays}) with ordinality
         as e (item, type, at, actor, message, packet, thread, recipient, start, length, n)
    join ${applied} as applied on applied.item = e.item
    order by e.n`;
}

/**
 * Inserts entries that come with no other change.
 * The columns, all of item 1, and the bytes. Rows: none.
 */
const RECORD: Statement = {
  name: "record-entries",
  text: insertEntries(1, 1 + ENTRY_PARAMETERS, "(select 1 as item)"),
};

/** Writes entries that come with no other change. */
export async function recordEntries(db: Runner, entries: readonly RecordedEntry[]): Promise<void> {
  const blob = new Blob();
  const columns = entryColumns([{ entries }], blob);
  await db.run(RECORD, [...columns, blob.bytes()]);
}

/** SQL of the columns of a `LoggedEntry`. */
export const ENTRY_COLUMNS = `leaf_index as index, leaf_hash as "leafHash", bytes`;

/** $1 id. Rows: the entries about it, oldest first: those with an index, then the pending ones. */
const ABOUT = Object.fromEntries(
  (["message", "packet", "thread"] as const).map((what) => [
    what,
    {
      name: `entries-about-${what}`,
      text: `
      select ${ENTRY_COLUMNS} from recorded_entries
      where ${what} = $1::uuid order by leaf_index nulls last, pending_id`,
    },
  ]),
) as Readonly<Record<"message" | "packet" | "thread", Statement>>;

/** Reads all entries about a message with its packets, about one packet, or about a thread; oldest first. */
export async function entriesAbout(
  db: Runner,
  what: "message" | "packet" | "thread",
  id: string,
): Promise<LoggedEntry[]> {
  return isUuid7(id) ? db.run<LoggedEntry>(ABOUT[what], [id]) : [];
}

/** Reads the entries about a message and its packets, oldest first. @throws {EntryDamaged} */
export async function entriesOfMessage(db: Runner, message: string): Promise<RecordedEntry[]> {
  return (await entriesAbout(db, "message", message)).map(({ bytes, leafHash }) => readRecorded(bytes, leafHash));
}

/** Gives an id for its column, or null for another text: an entry may hold an id as its sender wrote it. */
function idOrNull(id: string | undefined): string | null {
  return id !== undefined && isUuid7(id) ? id : null;
}
