/** Seeded changes of the rows of entries. */
import { NATIVE_HASHER } from "../../../src/tlog/native-hasher.ts";
import { EMPTY_EDGE, grow } from "../../../src/tlog/tree-edge.ts";
import { below, type Chance, oneOf } from "../mutation.ts";
import { type Maker, mutated, type Rows } from "./row-change.ts";

const SET = (columns: string) => `update audit_entries set ${columns} where leaf_index =`;

function entryBytes(chance: Chance, { entries }: Rows) {
  const { leaf_index: at, bytes } = oneOf(chance, entries);
  const { kind, bytes: changed } = mutated(chance, bytes);
  return { kind: `bytes: ${kind}`, statements: [[`${SET("bytes = $1")} $2`, changed, at]] as const, leaves: [at] };
}

function leafHash(chance: Chance, { entries }: Rows) {
  const { leaf_index: at, leaf_hash } = oneOf(chance, entries);
  const { kind, bytes } = mutated(chance, leaf_hash);
  return {
    kind: `leaf_hash: ${kind}`,
    statements: [[`${SET("leaf_hash = $1")} $2`, bytes, at]] as const,
    leaves: [at],
  };
}

/** An entry that says something else, with the leaf hash that belongs to it. */
function forgery(chance: Chance, { entries }: Rows) {
  const { leaf_index: at, bytes } = oneOf(chance, entries);
  // Another time: an entry in every form.
  const later = (digit: string) => String((Number(digit) + 1 + below(chance, 9)) % 10);
  const forged = Buffer.from(bytes.toString().replace(/\d(?=Z")/, later));
  const leafHash = Buffer.from(NATIVE_HASHER.leaf(forged));
  return { at, leafHash, update: [`${SET("bytes = $1, leaf_hash = $2")} $3`, forged, leafHash, at] as const };
}

function forged(chance: Chance, rows: Rows) {
  const { at, update } = forgery(chance, rows);
  return { kind: "bytes and leaf_hash: forged", statements: [update], leaves: [at] };
}

/** The same, with every tile that it is in: nothing but the signed root contradicts. */
function rewritten(chance: Chance, rows: Rows): ReturnType<Maker> {
  const { at, leafHash, update } = forgery(chance, rows);
  const leaves = rows.entries.map(({ leaf_hash }, index) => (index === at ? leafHash : leaf_hash));
  const tiles = grow(NATIVE_HASHER, EMPTY_EDGE, leaves).tiles.map(
    ({ level, index, bytes }) =>
      ["update log_tiles set hashes = $1 where level = $2 and index = $3", Buffer.from(bytes), level, index] as const,
  );
  return {
    kind: "bytes, leaf_hash and tiles: rewritten",
    also: ["log_tiles"],
    statements: [update, ...tiles],
    leaves: [at],
  };
}

function moved(chance: Chance, { entries, size }: Rows) {
  const { leaf_index: at } = oneOf(chance, entries);
  const to = oneOf(chance, [size, size + 1 + below(chance, 300), -1 - below(chance, 5)]);
  return { kind: "leaf_index: moved", statements: [[`${SET("leaf_index = $1")} $2`, to, at]] as const, leaves: [at] };
}

/** Parts of two entries that are exchanged: the whole rows except their indexes, or one column. */
function exchanged(chance: Chance, { entries }: Rows) {
  const one = oneOf(chance, entries);
  const near = entries.filter(
    ({ leaf_index: at, bytes }) => Math.abs(at - one.leaf_index) < 20 && !bytes.equals(one.bytes),
  );
  const other = oneOf(chance, near);
  const what = oneOf(chance, ["leaf_index", "bytes", "leaf_hash", "bytes, leaf_hash"]);
  const [a, b] = [one.leaf_index, other.leaf_index];
  const leaves = [a, b];
  if (what === "leaf_index") {
    return {
      kind: "leaf_index: exchanged",
      statements: [
        [`${SET("leaf_index = -1000")} $1`, a],
        [`${SET("leaf_index = $1")} $2`, a, b],
        [`${SET("leaf_index = $1")} -1000`, b],
      ] as const,
      leaves,
    };
  }
  const columns = what.split(", ").map((column) => `${column} = o.${column}`);
  const sql = `update audit_entries e set ${columns.join(", ")} from audit_entries o
               where (e.leaf_index, o.leaf_index) in (($1::bigint, $2::bigint), ($2, $1))`;
  return { kind: `${what}: exchanged`, statements: [[sql, a, b]] as const, leaves };
}

function deleted(chance: Chance, { entries, size }: Rows) {
  const { leaf_index: at } = oneOf(chance, entries);
  if (chance() < 0.5) {
    return {
      kind: "entry: deleted",
      statements: [["delete from audit_entries where leaf_index = $1", at]] as const,
      leaves: [at],
    };
  }
  const from = size - 1 - below(chance, 40);
  return {
    kind: "entries: truncated",
    statements: [["delete from audit_entries where leaf_index >= $1", from]] as const,
    leaves: [from],
  };
}

function added(chance: Chance, { entries, size }: Rows) {
  const { leaf_index: at } = oneOf(chance, entries);
  const to = chance() < 0.5 ? size : at;
  const shift = "update audit_entries set leaf_index = leaf_index + $2::bigint where leaf_index >= $1";
  const copy = `insert into audit_entries select $1::bigint, type, at, actor, message, packet, thread, recipient, leaf_hash, bytes
                from audit_entries where leaf_index = $2`;
  const from = to === size ? at : at + 1;
  return {
    kind: to === size ? "entry: added behind" : "entry: inserted",
    // All behind it one place farther, over places that nobody has.
    statements: [
      [shift, to, 100_000],
      [copy, to, from === at ? at : at + 100_000],
      ["update audit_entries set leaf_index = leaf_index - 99999 where leaf_index >= 100000"],
    ] as const,
    leaves: [at],
  };
}

/** Columns beside an entry's bytes, by which it is found. */
const FINDERS: Readonly<Record<string, string>> = {
  type: "'read'",
  at: "at - 5184000000",
  actor: "'nobody'",
  message: "null",
  packet: "null",
  thread: "null",
  recipient: "'nobody'",
};

/** A column that is only for finding, of an entry about a message or a packet. */
export function finder(chance: Chance, { entries }: Rows) {
  const { leaf_index: at } = oneOf(
    chance,
    entries.filter(({ bytes }) => bytes.includes('"message":')),
  );
  const column = oneOf(chance, Object.keys(FINDERS));
  const sql = `${SET(`${column} = ${FINDERS[column]}`)} $1 and ${column} is distinct from ${FINDERS[column]}`;
  return { kind: `${column}: changed`, statements: [[sql, at]] as const, leaves: [at] };
}

/** Weight of each among all changes. */
export const ENTRY_CHANGES: readonly (readonly [times: number, make: Maker])[] = [
  [6, entryBytes],
  [3, leafHash],
  [2, forged],
  [2, rewritten],
  [2, moved],
  [3, exchanged],
  [2, deleted],
  [2, added],
];
