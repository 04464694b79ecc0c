/** Recounts a signed tree from where it was recounted before: each entry is hashed and compared with its leaf. */
import { equalBytes } from "../wire/bytes.ts";
import { HASH_BYTES, type TreeHasher } from "../tlog/merkle.ts";
import { ProofError } from "../tlog/proof-error.ts";
import { isCanonicalEntry } from "../tlog/read-entry.ts";
import { decodeBundle, TILE_WIDTH, tilePath, tileWidth } from "../tlog/tile.ts";
import { type LogFileReader, readAtLeast } from "../evidence/verify/rebuild-log.ts";
import type { SignedTiles } from "../evidence/verify/signed-tiles.ts";

/** A verified file of a log: path below the log's prefix, and bytes. */
export type VerifiedFile = readonly [path: string, bytes: Uint8Array];

/** A recounted part. */
export interface Recounted {
  /** Number of leaves that are recounted now, from the first. */
  readonly counted: number;
  /** Files of this part. */
  readonly files: readonly VerifiedFile[];
}

/** Log that is recounted, and how it is read. */
export interface RecountOptions {
  readonly read: LogFileReader;
  readonly hasher: TreeHasher;
  /** True: entries are read and hashed. False: only their hashes are read. */
  readonly entries: boolean;
}

/** Tiles of one part, with their bundles; they bound the memory. A divisor of 256. */
const AT_ONCE = 16;

/**
 * Recounts the leaves from `from` to the end of the tree.
 *
 * @throws {ProofError} for a part that is missing or not what was signed; and what the reader throws
 */
export async function* recount(
  tiles: SignedTiles,
  { from, size }: { readonly from: number; readonly size: number },
  options: RecountOptions,
): AsyncGenerator<Recounted> {
  if (from === size) return;
  const end = Math.ceil(size / TILE_WIDTH);
  for (let first = Math.floor(from / TILE_WIDTH); first < end; ) {
    // A part never crosses the border of a tile of the level above, which is therefore read once.
    const next = Math.min(end, (Math.floor(first / AT_ONCE) + 1) * AT_ONCE);
    const indexes = Array.from({ length: next - first }, (_, n) => first + n);
    const files = (await Promise.all(indexes.map((index) => leavesOf(tiles, index, size, options)))).flat();
    for (const [name, bytes] of tiles.fresh()) files.push([tilePath(name), bytes]);
    if (next === end) for (const [name, bytes] of tiles.edge) if (name.level > 0) files.push([tilePath(name), bytes]);
    yield { counted: Math.min(size, next * TILE_WIDTH), files };
    first = next;
  }
}

/** Reads a tile of leaves and, with `entries`, its bundle, cut to the tree. */
async function leavesOf(
  tiles: SignedTiles,
  index: number,
  size: number,
  { read, hasher, entries }: RecountOptions,
): Promise<VerifiedFile[]> {
  const width = tileWidth(0, index, size);
  const hashes = await tiles.tile(0, index);
  const tile: VerifiedFile = [tilePath({ level: 0, index, width }), hashes];
  if (!entries) return [tile];
  const name = { level: "entries", index, width } as const;
  const bundle = (await readAtLeast(read, name))?.bytes;
  if (bundle === undefined) throw new ProofError("missing", "entries of the log are missing");
  const found = decodeBundle(bundle).slice(0, width);
  const good =
    found.length === width &&
    found.every(
      (entry, n) =>
        isCanonicalEntry(entry) &&
        equalBytes(hasher.leaf(entry), hashes.subarray(n * HASH_BYTES, (n + 1) * HASH_BYTES)),
    );
  if (!good) throw new ProofError("bad-proof", "entries are not what was signed");
  const bytes = found.reduce((sum, entry) => sum + 2 + entry.length, 0);
  return [tile, [tilePath(name), bundle.subarray(0, bytes)]];
}
