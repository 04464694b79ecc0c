import { plainArray } from "../columns.ts";
import type { Runner, Statement } from "../database.ts";

/**
 * Finds the packets of a statement.
 * $1 party, $2 from, $3 to, $4 size of the tree, $5 how many at most. Rows: packet, message, in the order of the log.
 */
const SEALED: Statement = {
  name: "statement-packets",
  text: `
  select s.packet, s.message from audit_entries s
  where s.type = 'sealed' and s.at >= $2::bigint and s.at < $3::bigint and s.leaf_index < $4::bigint
    and (s.recipient = $1 or exists (
      select from audit_entries a where a.message = s.message and a.type = 'accepted' and a.actor = $1))
  order by s.leaf_index limit $5::int`,
};

/** $1 packets, $2 their messages, $3 size of the tree. Rows: index, bytes, in order: the messages' own entries and all of the packets. */
const ENTRIES: Statement = {
  name: "statement-entries",
  text: `
  select leaf_index as index, bytes from (
    select e.leaf_index, e.bytes from audit_entries e where e.packet = any ($1::uuid[])
    union
    select e.leaf_index, e.bytes from audit_entries e where e.message = any ($2::uuid[]) and e.type = 'accepted'
  ) as found
  where leaf_index < $3::bigint order by leaf_index`,
};

/** $1 size of a tree. One row: at, the time of the first entry beyond it or of the first that waits, whichever is older. */
const BEYOND: Statement = {
  name: "statement-beyond",
  text: `
  select least(
    (select at from audit_entries where leaf_index >= $1::bigint order by leaf_index limit 1),
    (select at from audit_pending order by id limit 1)) as at`,
};

/** Reads the time of the oldest entry beyond a tree of that size, ms; undefined when there is none. */
export async function oldestBeyond(db: Runner, size: number): Promise<number | undefined> {
  const [row] = await db.run<{ at: number | null }>(BEYOND, [size]);
  return row?.at ?? undefined;
}

/** Number of packets whose entries are read at once. */
const CHUNK = 1_000;

/** An entry of a statement, with its index in the log. */
export interface StatementEntry {
  readonly index: number;
  readonly bytes: Buffer;
}

/** Reads the entries of a statement in chunks of packets; packets and entries in the order of the log. */
export async function* statementEntries(
  db: Runner,
  scope: { readonly party: string; readonly from: number; readonly to: number; readonly size: number },
  most: number,
): AsyncGenerator<StatementEntry> {
  const { party, from, to, size } = scope;
  const sealed = await db.run<{ packet: string; message: string }>(SEALED, [party, from, to, size, most]);
  for (let at = 0; at < sealed.length; at += CHUNK) {
    const chunk = sealed.slice(at, at + CHUNK);
    const messages = [...new Set(chunk.map(({ message }) => message))];
    const parameters = [plainArray(chunk.map(({ packet }) => packet)), plainArray(messages), size];
    yield* await db.run<StatementEntry>(ENTRIES, parameters);
  }
}
