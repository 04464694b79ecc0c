/**
 * Hashes of a signed tree: no tile is used before it leads to the signed root. The right edge is read and verified first; a
 * full tile is verified by its hash in the tile above it.
 */
import { equalBytes } from "../../wire/bytes.ts";
import type { Checkpoint } from "../../tlog/checkpoint.ts";
import { HASH_BYTES, type TreeHasher } from "../../tlog/merkle.ts";
import { ProofError } from "../../tlog/proof-error.ts";
import { hashOfSlice, TILE_WIDTH, type TileName } from "../../tlog/tile.ts";
import { rootOf } from "../../tlog/tree-edge.ts";
import { type LogFileReader, readAtLeast } from "./rebuild-log.ts";

type HashTile = TileName & { readonly level: number };

/** Reads tiles and verifies each. */
export interface SignedTiles {
  /** Tile at this place, exactly as wide as in the tree. @throws {ProofError} `missing`, `bad-proof` */
  tile(level: number, index: number): Promise<Uint8Array>;
  /** Hash of a leaf. @throws {ProofError} as `tile` */
  leafAt(index: number): Promise<Uint8Array>;
  /** Root of the tree of the first `size` entries. @throws {ProofError} as `tile` */
  rootAt(size: number): Promise<Uint8Array>;
  /** The partial tiles at the right edge. */
  readonly edge: readonly (readonly [HashTile, Uint8Array])[];
  /** Full tiles from a leaf up to the edge: with the edge they prove the leaf's place. @throws {ProofError} as `tile` */
  pathOf(leaf: number): Promise<(readonly [HashTile, Uint8Array])[]>;
  /** Full tiles above the leaves that were verified since the last call. */
  fresh(): readonly (readonly [HashTile, Uint8Array])[];
}

const NOTHING = new Uint8Array();

/** Tiles at the right edge of a tree, one a level from level 0; `width` is 0 where the tile before it is full. */
export function edgeOf(size: number): HashTile[] {
  const tiles: HashTile[] = [];
  for (let level = 0, hashes = size; hashes > 0; level++, hashes = Math.floor(hashes / TILE_WIDTH)) {
    tiles.push({ level, index: Math.floor(hashes / TILE_WIDTH), width: hashes % TILE_WIDTH });
  }
  return tiles;
}

/**
 * Reads the right edge, and verifies that it leads to the root.
 *
 * @throws {ProofError} `missing`, `bad-proof`; and what the reader throws
 */
export async function openSignedTiles(
  read: LogFileReader,
  hasher: TreeHasher,
  { size, root }: Pick<Checkpoint, "size" | "root">,
): Promise<SignedTiles> {
  const last = edgeOf(size);
  const edge = await Promise.all(last.map(async (place) => (place.width === 0 ? NOTHING : readTile(read, place))));
  if (!equalBytes(rootOf(hasher, { size, tiles: edge }), root)) {
    throw new ProofError("bad-proof", "the edge of the tree does not lead to the root that was signed");
  }
  /** Last verified full tile by level; enough, because the tree is read in order. */
  const held = new Map<number, { readonly index: number; readonly bytes: Promise<Uint8Array> }>();
  let fresh: (readonly [HashTile, Uint8Array])[] = [];

  async function tile(level: number, index: number): Promise<Uint8Array> {
    const place = last[level];
    if (place === undefined || index > place.index) throw new ProofError("out-of-range", "the tree has no such tile");
    if (index === place.index) return edge[level] ?? NOTHING;
    const before = held.get(level);
    if (before?.index === index) return before.bytes;
    const bytes = verified({ level, index, width: TILE_WIDTH });
    if (level > 0) held.set(level, { index, bytes });
    return bytes;
  }

  async function verified(name: HashTile): Promise<Uint8Array> {
    const { level, index } = name;
    const [bytes, above] = await Promise.all([readTile(read, name), tile(level + 1, Math.floor(index / TILE_WIDTH))]);
    const at = (index % TILE_WIDTH) * HASH_BYTES;
    const hash = hashOfSlice(hasher, bytes, { tile: { level, index }, begin: 0, width: TILE_WIDTH });
    if (!equalBytes(hash, above.subarray(at, at + HASH_BYTES))) {
      throw new ProofError("bad-proof", "a tile is not what was signed");
    }
    if (level > 0) fresh.push([name, bytes]);
    return bytes;
  }

  return {
    tile,
    async leafAt(index) {
      const leaves = await tile(0, Math.floor(index / TILE_WIDTH));
      const begin = (index % TILE_WIDTH) * HASH_BYTES;
      return leaves.subarray(begin, begin + HASH_BYTES);
    },
    async rootAt(smaller) {
      const tiles = await Promise.all(
        edgeOf(smaller).map(async ({ level, index, width }) =>
          width === 0 ? NOTHING : (await tile(level, index)).subarray(0, width * HASH_BYTES),
        ),
      );
      return rootOf(hasher, { size: smaller, tiles });
    },
    edge: last.flatMap((place, level) => (place.width === 0 ? [] : [[place, edge[level] ?? NOTHING] as const])),
    async pathOf(leaf) {
      const path: (readonly [HashTile, Uint8Array])[] = [];
      let index = Math.floor(leaf / TILE_WIDTH);
      for (const [level, { index: end }] of last.entries()) {
        if (index < end) path.push([{ level, index, width: TILE_WIDTH }, await tile(level, index)]);
        index = Math.floor(index / TILE_WIDTH);
      }
      return path;
    },
    fresh() {
      const some = fresh;
      fresh = [];
      return some;
    },
  };
}

/** Reads a tile, cut to the width that is asked for. @throws {ProofError} `missing` */
async function readTile(read: LogFileReader, name: HashTile): Promise<Uint8Array> {
  const found = await readAtLeast(read, name);
  if (found === undefined) throw new ProofError("missing", "a tile of the log is missing");
  return found.bytes.subarray(0, name.width * HASH_BYTES);
}
