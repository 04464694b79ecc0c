/** Seeded changes of the rows that a log and its evidence lie in: each is one change behind the gateway's back. */
import { ENTRY_CHANGES } from "./entry-changes.ts";
import { type Chance, oneOf } from "../mutation.ts";
import { type Changed, type Maker, mutated, type RowChange, type Rows, type Text, TEXTS } from "./row-change.ts";
import { STATE_CHANGES, TILE_CHANGES } from "./tree-changes.ts";

/** Weight of each table among all changes. */
const TEXT_CHANGES = { receipts: 3, messages: 3, public_keys: 1, snapshots: 1 } as const;

const KINDS: readonly (readonly [Changed, Maker])[] = [
  ...weighted("audit_entries", ENTRY_CHANGES),
  ...weighted("log_tiles", TILE_CHANGES),
  ...weighted("log_state", STATE_CHANGES),
  ...TEXTS.flatMap((text) =>
    weighted(text.table, [[TEXT_CHANGES[text.table], (chance, rows) => ofText(chance, rows, text)]]),
  ),
];

function weighted(
  table: Changed,
  makers: readonly (readonly [times: number, make: Maker])[],
): (readonly [Changed, Maker])[] {
  return makers.flatMap(([times, make]) => Array.from({ length: times }, () => [table, make] as const));
}

/** One change of any kind. */
export function rowChange(chance: Chance, rows: Rows): RowChange {
  const [table, make] = oneOf(chance, KINDS);
  return { table, leaves: [], ...make(chance, rows) };
}

function ofText(chance: Chance, { texts }: Rows, { table, id, column }: Text) {
  const rows = texts[table];
  const one = oneOf(chance, rows);
  const where = `where ${id}::text =`;
  const kind = oneOf(chance, ["bytes", "bytes", "bytes", "receipt", "deleted", "exchanged"]);
  if (kind === "deleted") {
    return { kind: `${column}: deleted`, statements: [[`delete from ${table} ${where} $1`, one.id]] as const };
  }
  const others = rows.filter((row) => row.id !== one.id);
  if (kind === "exchanged" && others.length > 0) {
    const other = oneOf(chance, others);
    const sql = `update ${table} set ${column} = $1 ${where} $2`;
    return {
      kind: `${column}: exchanged`,
      statements: [
        [sql, other.text, one.id],
        [sql, one.text, other.id],
      ] as const,
    };
  }
  // A signed receipt inside of an answer, with the JSON around it whole.
  const inside = kind === "receipt" ? /"receipt":"([^"]+)"/.exec(one.text)?.[1] : undefined;
  const change = (text: string) => mutated(chance, Buffer.from(text)).bytes.toString();
  const changed =
    inside === undefined
      ? change(one.text)
      : one.text.replace(inside, () => JSON.stringify(change(inside)).slice(1, -1));
  const how = inside === undefined ? "changed" : "its receipt changed";
  return {
    kind: `${column}: ${how}`,
    statements: [[`update ${table} set ${column} = $1 ${where} $2`, changed, one.id]] as const,
  };
}
