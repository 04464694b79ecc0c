/**
 * Rebuilds the tree of a log from its files (C2SP tlog-tiles). Reads in the order of the tree and keeps only its right
 * edge.
 */
import { concatBytes, equalBytes } from "../../wire/bytes.ts";
import { HASH_BYTES, type TreeHasher } from "../../tlog/merkle.ts";
import { ProofError } from "../../tlog/proof-error.ts";
import { isCanonicalEntry } from "../../tlog/read-entry.ts";
import { decodeBundle, hashOfSlice, TILE_WIDTH, type TileName, tilePath, tileWidth } from "../../tlog/tile.ts";
import { rootOf } from "../../tlog/tree-edge.ts";
import type { Findings } from "./finding.ts";

/**
 * Reads a file of a log by its path below the log's prefix (`checkpoint`, `tile/0/000`); undefined when there is none.
 */
export type LogFileReader = (path: string) => Promise<Uint8Array | undefined>;

/** How the leaves of a log are read. */
export interface LogReading {
  readonly hasher: TreeHasher;
  /** False: only the tree is read, because the entries may not be. The step for entries is then not checked. */
  readonly entries?: boolean;
  /**
   * Called with the entries of each bundle, in order, from leaf `first`. They are verified only when the whole log is.
   */
  readonly onEntries?: (first: number, entries: readonly Uint8Array[]) => void;
  /** Called from time to time with the number of verified leaves. */
  readonly onProgress?: (leaves: number, size: number) => void;
}

/** Bundles that are read ahead, so that reading and hashing overlap. */
const AHEAD = 8;

/** Files of one tree. When the log has grown, partial ones are taken from wider ones. */
class TreeFiles {
  readonly #read: LogFileReader;
  readonly #size: number;

  constructor(read: LogFileReader, size: number) {
    this.#read = read;
    this.#size = size;
  }

  /** Bytes of a tile of hashes, exactly as wide as the tree has it. */
  async tile(level: number, index: number): Promise<Uint8Array | undefined> {
    const width = tileWidth(level, index, this.#size);
    const found = await readAtLeast(this.#read, { level, index, width });
    if (found === undefined) return undefined;
    const { bytes, exact } = found;
    const length = width * HASH_BYTES;
    return (exact ? bytes.length === length : bytes.length > length) ? bytes.subarray(0, length) : undefined;
  }

  /** Entries of a bundle, exactly as many as the tree has. */
  async bundle(index: number): Promise<Uint8Array[] | undefined> {
    const width = tileWidth("entries", index, this.#size);
    const found = await readAtLeast(this.#read, { level: "entries", index, width });
    if (found === undefined) return undefined;
    const { bytes, exact } = found;
    try {
      const entries = decodeBundle(bytes);
      return (exact ? entries.length === width : entries.length > width) ? entries.slice(0, width) : undefined;
    } catch (error) {
      if (error instanceof ProofError) return undefined;
      throw error;
    }
  }
}

/**
 * Reads a tile or a bundle, or the full one in its place: a partial one may be gone once the full one exists (C2SP
 * tlog-tiles).
 * @returns its bytes, and whether it is the very file that was asked for
 */
export async function readAtLeast(
  read: LogFileReader,
  name: TileName,
): Promise<{ readonly bytes: Uint8Array; readonly exact: boolean } | undefined> {
  const exact = await read(tilePath(name));
  if (exact !== undefined) return { bytes: exact, exact: true };
  const full = name.width === TILE_WIDTH ? undefined : await read(tilePath({ ...name, width: TILE_WIDTH }));
  return full && { bytes: full, exact: false };
}

/** What the leaves of a log make. */
export interface Rebuilt {
  /** Undefined when leaves are missing. */
  readonly root?: Uint8Array;
  /** Roots of the earlier trees that were asked for, by size, as far as the leaves reached. */
  readonly earlier: ReadonlyMap<number, Uint8Array>;
}

/**
 * Rebuilds the tree of `size` entries from its leaves, in their order, and compares every tile.
 * @param wanted sizes of earlier trees whose roots are wanted too; `onEntries` may add the index of an entry that it gets
 * @param found collects the faults
 */
export async function rebuildLog(
  read: LogFileReader,
  size: number,
  wanted: readonly number[],
  { hasher, entries: withEntries = true, onEntries, onProgress }: LogReading,
  found: { readonly entries: Findings; readonly tiles: Findings },
): Promise<Rebuilt> {
  const files = new TreeFiles(read, size);
  const earlier = new Map<number, Uint8Array>();
  const edges: Uint8Array[] = [];
  const counts: number[] = [];
  const compare = async (level: number, index: number, made: Uint8Array) => {
    const stored = await files.tile(level, index);
    const place = `${level}/${index}`;
    found.tiles.expect(
      stored !== undefined && equalBytes(stored, made),
      `tile ${place} is missing or not what the leaves make it`,
      `哈希块 ${place} 缺失或与叶节点不符`,
    );
  };
  /** Adds a hash to a level. A full tile is compared, and its root goes up. */
  const raise = async (level: number, hash: Uint8Array): Promise<void> => {
    const tile = concatBytes(edges[level] ?? new Uint8Array(), hash);
    edges[level] = tile;
    if (tile.length === TILE_WIDTH * HASH_BYTES) await close(level, tile);
  };
  const close = async (level: number, tile: Uint8Array): Promise<void> => {
    const index = counts[level] ?? 0;
    counts[level] = index + 1;
    edges[level] = new Uint8Array();
    if (level > 0) await compare(level, index, tile);
    await raise(level + 1, hashOfSlice(hasher, tile, { tile: { level, index: 0 }, begin: 0, width: TILE_WIDTH }));
  };
  const bundles = Math.ceil(size / TILE_WIDTH);
  const readLeaf = (index: number) =>
    Promise.all([files.tile(0, index), withEntries ? files.bundle(index) : Promise.resolve(undefined)]);
  const ahead = new Map<number, ReturnType<typeof readLeaf>>();
  for (let index = 0; index < bundles; index++) {
    for (let next = index; next < Math.min(bundles, index + AHEAD); next++) {
      if (ahead.has(next)) continue;
      const reading = readLeaf(next);
      // A failure is thrown where its turn comes; when an earlier one ended everything, nobody waits for it.
      reading.catch(() => undefined);
      ahead.set(next, reading);
    }
    const [stored, entries] = (await ahead.get(index)) ?? [undefined, undefined];
    ahead.delete(index);
    if (entries !== undefined) onEntries?.(index * TILE_WIDTH, entries);
    // Asked for only now, when the tile before is taken up already.
    if (index > 0 && wanted.includes(index * TILE_WIDTH)) {
      earlier.set(index * TILE_WIDTH, rootOf(hasher, { size: index * TILE_WIDTH, tiles: edges }));
    }
    const tile = withEntries ? leavesOf(hasher, entries, index, found.entries) : stored;
    if (tile === undefined || stored === undefined || !equalBytes(tile, stored)) {
      found.tiles.expect(
        false,
        `tile 0/${index} is missing or not what the entries make it`,
        `哈希块 0/${index} 缺失或与条目不符`,
      );
      // The levels above cannot be rebuilt without the leaves.
      if (tile === undefined) return { earlier };
    } else found.tiles.expect(true, "", "");
    const begin = index * TILE_WIDTH;
    const end = begin + tile.length / HASH_BYTES;
    // In the middle of a tile, an earlier tree's edge is the present edge above and the tile's first leaves.
    for (const inside of wanted.filter((one) => begin < one && one < end)) {
      const leaves = tile.subarray(0, (inside - begin) * HASH_BYTES);
      earlier.set(inside, rootOf(hasher, { size: inside, tiles: [leaves, ...edges.slice(1)] }));
    }
    if (tile.length === TILE_WIDTH * HASH_BYTES) await close(0, tile);
    else edges[0] = tile;
    if (wanted.includes(end)) earlier.set(end, rootOf(hasher, { size: end, tiles: edges }));
    onProgress?.(Math.min(size, (index + 1) * TILE_WIDTH), size);
  }
  for (const [level, tile] of edges.entries()) {
    if (level > 0 && tile.length > 0) await compare(level, counts[level] ?? 0, tile);
  }
  return { root: rootOf(hasher, { size, tiles: edges }), earlier };
}

/** Tile that the entries of a bundle make. */
function leavesOf(
  hasher: TreeHasher,
  entries: readonly Uint8Array[] | undefined,
  index: number,
  findings: Findings,
): Uint8Array | undefined {
  if (entries === undefined) {
    findings.expect(false, `bundle ${index} is missing or cut short`, `条目包 ${index} 缺失或不完整`);
    return undefined;
  }
  const tile = new Uint8Array(entries.length * HASH_BYTES);
  for (const [n, entry] of entries.entries()) {
    const place = index * TILE_WIDTH + n;
    if (!isCanonicalEntry(entry)) {
      findings.expect(false, `entry ${place} is not in canonical form`, `条目 ${place} 不符合规范格式`);
    } else findings.checked++;
    tile.set(hasher.leaf(entry), n * HASH_BYTES);
  }
  return tile;
}
