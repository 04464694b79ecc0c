/** Tiles of the log (C2SP tlog-tiles): their names, their widths, the hashes in them, and bundles of entries. */
import { concatBytes } from "../wire/bytes.ts";
import { foldRight, HASH_BYTES, isSize, perfectNodes, type TreeHasher, type TreeNode } from "./merkle.ts";
import { ProofError } from "./proof-error.ts";

/** Hashes in a full tile. */
export const TILE_WIDTH = 256;
/** Levels of the tree between one level of tiles and the next. */
const TILE_HEIGHT = 8;
/** Highest level of C2SP tlog-tiles. Sizes of 53 bits need no more than 7. */
const MAX_LEVEL = 63;

/** Name of a tile. Its level is `entries` for a bundle of entries. */
export interface TileName {
  readonly level: number | "entries";
  readonly index: number;
  /** 1 to 255 for a partial tile, 256 for a full one. */
  readonly width: number;
}

/** Writes the path of a tile below the log's prefix, such as `tile/0/x001/x234/067` or `tile/entries/000.p/17`. */
export function tilePath({ level, index, width }: TileName): string {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, "0");
  const groups = padded.match(/.{3}/g) ?? [];
  const n = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join("/");
  return `tile/${level}/${n}${width === TILE_WIDTH ? "" : `.p/${width}`}`;
}

const PATH = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/)*)(\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** Reads a path that is exactly what `tilePath` writes; undefined for any other text. */
export function parseTilePath(path: string): TileName | undefined {
  const match = PATH.exec(path);
  if (match === null) return undefined;
  const [, level = "", upper = "", last = "", partial] = match;
  const name: TileName = {
    level: level === "entries" ? level : Number(level),
    index: Number(upper.replaceAll(/[x/]/g, "") + last),
    width: partial === undefined ? TILE_WIDTH : Number(partial),
  };
  const fits = isSize(name.index) && name.width <= TILE_WIDTH && (name.level === "entries" || name.level <= MAX_LEVEL);
  return fits && tilePath(name) === path ? name : undefined;
}

/** Computes the width of a tile in a tree of `size` entries: 0 when the tree does not reach it, 256 when it is full. */
export function tileWidth(level: number | "entries", index: number, size: number): number {
  const hashes = Math.floor(size / TILE_WIDTH ** (level === "entries" ? 0 : level));
  return Math.max(0, Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH));
}

/** Source of the hash of a perfect subtree: a tile, and the run of its hashes to combine. */
export interface TileSlice {
  readonly tile: { readonly level: number; readonly index: number };
  readonly begin: number;
  readonly width: number;
}

/** Finds the part of a tile that has the hash of a perfect subtree. */
export function sliceOf({ level, index }: TreeNode): TileSlice {
  const width = 2 ** (level % TILE_HEIGHT);
  const first = index * width;
  return {
    tile: { level: Math.floor(level / TILE_HEIGHT), index: Math.floor(first / TILE_WIDTH) },
    begin: first % TILE_WIDTH,
    width,
  };
}

/**
 * Combines a run of a tile's hashes, a power of two of them, into one hash.
 * @throws {ProofError} `missing` when the tile is too narrow
 */
export function hashOfSlice(hasher: TreeHasher, tile: Uint8Array, { begin, width }: TileSlice): Uint8Array {
  if (tile.length < (begin + width) * HASH_BYTES) throw new ProofError("missing", "a tile is narrower than its tree");
  if (width === 1) return tile.subarray(begin * HASH_BYTES, (begin + 1) * HASH_BYTES);
  const half = width / 2;
  const part = (at: number): TileSlice => ({ tile: { level: 0, index: 0 }, begin: at, width: half });
  return hasher.node(hashOfSlice(hasher, tile, part(begin)), hashOfSlice(hasher, tile, part(begin + half)));
}

/** Reads a tile of at least this width; it may be wider. Throws ProofError `missing` when there is none. */
export type TileReader = (tile: TileName & { readonly level: number }) => Promise<Uint8Array>;

/**
 * Computes hashes of runs of entries from tiles: the lines of a proof in a tree of `size` entries. Each tile is read
 * once. The tiles are not verified: that takes a signed root.
 */
export async function hashesOfRanges(
  hasher: TreeHasher,
  read: TileReader,
  ranges: readonly { readonly begin: number; readonly end: number }[],
  size: number,
): Promise<Uint8Array[]> {
  const tiles = new Map<string, Promise<Uint8Array>>();
  const tileOf = ({ tile: { level, index } }: TileSlice) => {
    const name = { level, index, width: tileWidth(level, index, size) };
    const key = `${level}/${index}`;
    const reading = tiles.get(key) ?? read(name);
    tiles.set(key, reading);
    return reading;
  };
  return Promise.all(
    ranges.map(async ({ begin, end }) => {
      const slices = perfectNodes(begin, end).map(sliceOf);
      const hashes = await Promise.all(slices.map(async (slice) => hashOfSlice(hasher, await tileOf(slice), slice)));
      return foldRight(hasher, hashes);
    }),
  );
}

/** Writes a bundle of entries: each behind its length in two bytes, big-endian. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  return concatBytes(
    ...entries.flatMap((entry) => {
      if (entry.length > 0xffff) throw new RangeError("an entry has at most 65,535 bytes");
      return [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry];
    }),
  );
}

/** Reads the entries of a bundle. @throws {ProofError} `malformed` when it ends in the middle of one */
export function decodeBundle(bundle: Uint8Array): Uint8Array[] {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bundle.length; ) {
    const [high, low] = bundle.subarray(at, at + 2);
    const end = at + 2 + (high ?? 0) * 256 + (low ?? 0);
    if (low === undefined || end > bundle.length) throw new ProofError("malformed", "a bundle of entries is cut short");
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  return entries;
}
