/** Growth of the tree: to append, a log needs its right edge only. */
import { concatBytes } from "../wire/bytes.ts";
import { foldRight, HASH_BYTES, perfectNodes, type TreeHasher } from "./merkle.ts";
import { ProofError } from "./proof-error.ts";
import { hashOfSlice, sliceOf, TILE_WIDTH, tileWidth } from "./tile.ts";

/** Right edge of a tree: the partial tile of each level, from level 0; empty where the level's last tile is full. */
export interface TreeEdge {
  readonly size: number;
  readonly tiles: readonly Uint8Array[];
}

/** A tile that is new or wider after an append. */
export interface GrownTile {
  readonly level: number;
  readonly index: number;
  /** `width · 32` bytes; full at 256. */
  readonly width: number;
  readonly bytes: Uint8Array;
}

/** Edge of the empty tree. */
export const EMPTY_EDGE: TreeEdge = { size: 0, tiles: [] };

/**
 * Appends entries by their leaf hashes.
 * @returns the new edge, and every tile that is new or wider than before
 */
export function grow(
  hasher: TreeHasher,
  edge: TreeEdge,
  leaves: readonly Uint8Array[],
): { readonly edge: TreeEdge; readonly tiles: readonly GrownTile[] } {
  const tiles: GrownTile[] = [];
  const edges: Uint8Array[] = [];
  let added: readonly Uint8Array[] = leaves;
  for (let level = 0; added.length > 0 || level < edge.tiles.length; level++) {
    const before = edge.tiles[level] ?? new Uint8Array();
    const all = concatBytes(before, ...added);
    const full = Math.floor(all.length / HASH_BYTES / TILE_WIDTH);
    const first = Math.floor(Math.floor(edge.size / TILE_WIDTH ** level) / TILE_WIDTH);
    const upward: Uint8Array[] = [];
    for (let n = 0; n < full; n++) {
      const bytes = all.slice(n * TILE_WIDTH * HASH_BYTES, (n + 1) * TILE_WIDTH * HASH_BYTES);
      tiles.push({ level, index: first + n, width: TILE_WIDTH, bytes });
      upward.push(hashOfSlice(hasher, bytes, { tile: { level, index: 0 }, begin: 0, width: TILE_WIDTH }));
    }
    const rest = all.slice(full * TILE_WIDTH * HASH_BYTES);
    if (rest.length > 0 && added.length > 0) {
      tiles.push({ level, index: first + full, width: rest.length / HASH_BYTES, bytes: rest });
    }
    edges.push(rest);
    added = upward;
  }
  return { edge: { size: edge.size + leaves.length, tiles: edges }, tiles };
}

/**
 * Computes the root of the tree with this right edge.
 * @throws {ProofError} `missing` when the edge is not as wide as its size says
 */
export function rootOf(hasher: TreeHasher, { size, tiles }: TreeEdge): Uint8Array {
  const hashes = perfectNodes(0, size).map((node) => {
    const slice = sliceOf(node);
    const { level } = slice.tile;
    const tile = tiles[level] ?? new Uint8Array();
    const width = tileWidth(level, slice.tile.index, size) % TILE_WIDTH;
    if (tile.length !== width * HASH_BYTES) throw new ProofError("missing", "the edge of the tree is not whole");
    return hashOfSlice(hasher, tile, slice);
  });
  return foldRight(hasher, hashes);
}
