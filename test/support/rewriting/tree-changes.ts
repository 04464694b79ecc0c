/** Seeded changes of the rows of tiles and of the log's state. */
import { below, type Chance, MUTATIONS, oneOf } from "../mutation.ts";
import { type Maker, mutated, type Rows } from "./row-change.ts";

const OF_TILE = "where level = $1 and index = $2";

function tileHashes(chance: Chance, rows: Rows): ReturnType<Maker> {
  const { level, index, hashes } = oneOf(chance, rows.tiles);
  const at = 32 * below(chance, hashes.length / 32);
  const kinds: Readonly<Record<string, () => Buffer>> = {
    flip: () => Buffer.from(MUTATIONS.flip?.(chance, hashes) ?? []),
    delete: () => Buffer.concat([hashes.subarray(0, at), hashes.subarray(at + 32)]),
    insert: () => Buffer.concat([hashes.subarray(0, at), hashes.subarray(-32), hashes.subarray(at)]),
    truncate: () => hashes.subarray(0, at),
    reorder: () => Buffer.concat([hashes.subarray(at), hashes.subarray(0, at)]),
    any: () => mutated(chance, hashes).bytes,
  };
  const kind = oneOf(chance, Object.keys(kinds));
  const changed = kinds[kind]?.() ?? hashes;
  if (changed.equals(hashes)) return tileHashes(chance, rows);
  return {
    kind: `hashes: ${kind}`,
    statements: [[`update log_tiles set hashes = $3 ${OF_TILE}`, level, index, changed]] as const,
  };
}

function tilePlace(chance: Chance, { tiles }: Rows) {
  const { level, index } = oneOf(chance, tiles);
  const other = oneOf(
    chance,
    tiles.filter((tile) => tile.level !== level || tile.index !== index),
  );
  const kind = oneOf(chance, ["deleted", "index", "level", "exchanged", "copied"]);
  const sql = {
    deleted: `delete from log_tiles ${OF_TILE}`,
    index: `update log_tiles set index = index + 7 ${OF_TILE}`,
    level: `update log_tiles set level = level + 3 ${OF_TILE}`,
    exchanged: `update log_tiles a set hashes = b.hashes from log_tiles b
                where (a.level, a.index, b.level, b.index) in (($1::int, $2::bigint, $3::int, $4::bigint), ($3, $4, $1, $2))`,
    copied:
      "update log_tiles a set hashes = b.hashes from log_tiles b where (a.level, a.index, b.level, b.index) = ($1::int, $2::bigint, $3::int, $4::bigint)",
  }[kind];
  const two = kind === "exchanged" || kind === "copied";
  return {
    kind: `tile: ${kind}`,
    statements: [[sql ?? "", level, index, ...(two ? [other.level, other.index] : [])]] as const,
  };
}

function state(chance: Chance, { checkpoint, size }: Rows) {
  const text = () => mutated(chance, Buffer.from(checkpoint)).bytes.toString();
  const number = () => size + oneOf(chance, [-1, 1, -below(chance, size) - 1, 1 + below(chance, 1000)]);
  const columns: Readonly<Record<string, () => unknown>> = {
    checkpoint: chance() < 0.1 ? () => null : text,
    published: chance() < 0.1 ? () => null : text,
    size: number,
    published_size: number,
    identity: () => "another/database",
    fence: () => below(chance, 1000) + 1000,
  };
  const column = oneOf(chance, [
    "checkpoint",
    "checkpoint",
    "published",
    "published",
    "size",
    "published_size",
    "identity",
    "fence",
  ]);
  return {
    kind: `${column}: changed`,
    statements: [[`update log_state set ${column} = $1`, columns[column]?.()]] as const,
  };
}

/** The log as it was earlier, in one column or in all. */
function rolledBack(chance: Chance, { earlier }: Rows) {
  const { text, size } = oneOf(chance, earlier);
  const which = oneOf(chance, ["published", "checkpoint", "both"]);
  const columns = {
    published: "published = $1, published_size = $2",
    checkpoint: "checkpoint = $1, size = $2",
    both: "published = $1, published_size = $2, checkpoint = $1, size = $2",
  }[which];
  const set = `update log_state set ${columns}` as const;
  return { kind: `${which}: rolled back`, statements: [[set, text, size]] as const };
}

/** Weight of each among all changes. */
export const TILE_CHANGES: readonly (readonly [times: number, make: Maker])[] = [
  [3, tileHashes],
  [2, tilePlace],
];

export const STATE_CHANGES: readonly (readonly [times: number, make: Maker])[] = [
  [3, state],
  [2, rolledBack],
];
