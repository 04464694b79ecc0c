/** Checks of the stored log before anything more is signed. */
import { equalBytes } from "../wire/bytes.ts";
import { type Checkpoint, openCheckpoint, parseCheckpoint, type SignedCheckpoint } from "../tlog/checkpoint.ts";
import {
  consistencyRanges,
  type EntryRange,
  HASH_BYTES,
  inclusionRanges,
  type TreeHasher,
  verifyConsistency,
  verifyInclusion,
} from "../tlog/merkle.ts";
import { parseNote } from "../tlog/note.ts";
import { ProofError } from "../tlog/proof-error.ts";
import { hashesOfRanges, TILE_WIDTH, type TileReader, tileWidth } from "../tlog/tile.ts";
import { EMPTY_EDGE, rootOf, type TreeEdge } from "../tlog/tree-edge.ts";
import { LogRefusal } from "./log-refusal.ts";
import type { LogSigner } from "./log-signer.ts";
import type { LogLead, LogState } from "./log-store.ts";

/** The stored log after its checks. */
export interface CheckedLog {
  readonly edge: TreeEdge;
  /** Undefined before the first entry. */
  readonly checkpoint: SignedCheckpoint | undefined;
}

/** Stored parts that a check reads. */
type Source = Pick<LogLead, "tiles" | "entries">;

/**
 * Checks the stored log: the database is the log's own, its checkpoint is signed by one of its keys, the right edge of its
 * tree leads to the signed root, the entries at the edge are those of the tree, and no entry lies beyond it.
 *
 * @throws {LogRefusal}
 */
export async function checkStored(
  source: Source,
  state: LogState,
  signer: LogSigner,
  hasher: TreeHasher,
): Promise<CheckedLog> {
  const { checkpoint: note, size, entries } = state;
  if (state.identity !== null && state.identity !== state.here) throw new LogRefusal("copied");
  checkPublished(state, signer);
  if (note === null) {
    if (size !== 0) throw new LogRefusal("checkpoint");
    if (entries !== 0) throw new LogRefusal("entries");
    return { edge: EMPTY_EDGE, checkpoint: undefined };
  }
  const checkpoint = await openOwn(note, signer);
  return { edge: await checkTree(source, { size, entries }, checkpoint, hasher), checkpoint };
}

/** Checks that the published checkpoint is not larger than the stored log, and has the size that is stored beside it. */
function checkPublished({ published, publishedSize, size }: LogState, { origin }: LogSigner): void {
  const said = published === null ? 0 : readOwn(published, origin).size;
  if (said !== publishedSize || publishedSize > size) throw new LogRefusal("checkpoint");
}

/**
 * Checks the stored tree and the entries at its edge against a checkpoint.
 *
 * @throws {LogRefusal} `checkpoint`, `tiles`, `entries`
 */
export async function checkTree(
  source: Source,
  { size, entries }: Pick<LogState, "size" | "entries">,
  checkpoint: Pick<SignedCheckpoint, "size" | "root">,
  hasher: TreeHasher,
): Promise<TreeEdge> {
  if (checkpoint.size !== size) throw new LogRefusal("checkpoint");
  const edge = await readEdge(source, size);
  checkRoot(hasher, edge, checkpoint);
  if (entries !== size) throw new LogRefusal("entries");
  await checkLastEntries(source, edge, checkpoint, hasher);
  return edge;
}

/** Opens a checkpoint of this log and verifies its signature. @throws {LogRefusal} `checkpoint`, `origin`, `key` */
export async function openOwn(note: string, { origin, keys }: LogSigner): Promise<SignedCheckpoint> {
  readOwn(note, origin);
  try {
    return await openCheckpoint(note, keys);
  } catch (cause) {
    throw new LogRefusal("key", { cause });
  }
}

/**
 * Reads a note of this log without verifying its signature, since the key may be lost. The caller compares it with the tree;
 * a forged note can stop the log, which deleting the note could do as well, but makes it sign nothing.
 *
 * @throws {LogRefusal} `checkpoint`, `origin`
 */
export function readOwn(note: string, origin: string): Checkpoint {
  let checkpoint: Checkpoint;
  try {
    checkpoint = parseCheckpoint(parseNote(note).text);
  } catch (cause) {
    throw new LogRefusal("checkpoint", { cause });
  }
  if (checkpoint.origin !== origin) throw new LogRefusal("origin");
  return checkpoint;
}

/**
 * Checks that the stored log continues a checkpoint that was seen before.
 *
 * @throws {LogRefusal} `behind`, `forked`, `tiles`
 */
export async function checkContinues(
  source: Pick<LogLead, "tiles">,
  stored: Pick<SignedCheckpoint, "size" | "root"> | undefined,
  seen: Pick<SignedCheckpoint, "size" | "root">,
  hasher: TreeHasher,
): Promise<void> {
  if (seen.size > (stored?.size ?? 0)) throw new LogRefusal("behind");
  if (stored === undefined) return;
  const ranges = consistencyRanges(seen.size, stored.size);
  const proof = await hashes(source, ranges, stored.size, hasher);
  const claim = { from: seen.size, to: stored.size, oldRoot: seen.root, newRoot: stored.root, proof };
  if (!verifyConsistency(hasher, claim)) throw new LogRefusal("forked");
}

function tileReaderOf(source: Pick<LogLead, "tiles">): TileReader {
  // One after the other: there is one connection, and usually one or two tiles.
  let before: Promise<unknown> = Promise.resolve();
  return (name) => {
    const reading = before.then(async () => {
      const [tile] = await source.tiles([name]);
      if (tile === undefined) throw new ProofError("missing", "a tile is not stored");
      return tile.bytes;
    });
    before = reading.catch(() => undefined);
    return reading;
  };
}

/** Reads the last tile of each level where it is not full. */
async function readEdge(source: Source, size: number): Promise<TreeEdge> {
  const names: { level: number; index: number; width: number }[] = [];
  for (let level = 0, hashes = size; hashes > 0; level++, hashes = Math.floor(hashes / TILE_WIDTH)) {
    const index = Math.floor(hashes / TILE_WIDTH);
    names.push({ level, index, width: tileWidth(level, index, size) });
  }
  const stored = await source.tiles(names.filter(({ width }) => width > 0));
  const tiles = names.map(({ level, index, width }) => {
    if (width === 0) return new Uint8Array();
    const bytes = stored.find((tile) => tile.level === level && tile.index === index)?.bytes;
    if (bytes?.length !== width * HASH_BYTES) throw new LogRefusal("tiles");
    return bytes;
  });
  return { size, tiles };
}

function checkRoot(hasher: TreeHasher, edge: TreeEdge, { root }: Pick<SignedCheckpoint, "root">): void {
  let computed: Uint8Array;
  try {
    computed = rootOf(hasher, edge);
  } catch (cause) {
    throw new LogRefusal("tiles", { cause });
  }
  if (!equalBytes(computed, root)) throw new LogRefusal("tiles");
}

/** Checks the entries under the last tile of level 0, also when it is full. */
async function checkLastEntries(
  source: Source,
  { size, tiles }: TreeEdge,
  { root }: Pick<SignedCheckpoint, "root">,
  hasher: TreeHasher,
): Promise<void> {
  if (size === 0) return;
  const index = Math.floor((size - 1) / TILE_WIDTH);
  let hashes = tiles[0] ?? new Uint8Array();
  if (hashes.length === 0) hashes = await readFullTile(source, index, size, root, hasher);
  const entries = await source.entries(index * TILE_WIDTH, size);
  if (entries.length !== size - index * TILE_WIDTH) throw new LogRefusal("entries");
  for (const [n, { bytes, leafHash }] of entries.entries()) {
    const hash = hasher.leaf(bytes);
    const expected = hashes.subarray(n * HASH_BYTES, (n + 1) * HASH_BYTES);
    if (!equalBytes(hash, expected) || !equalBytes(hash, leafHash)) throw new LogRefusal("entries");
  }
}

/** Reads the last tile of level 0 when it is full. The edge does not have it, so it is proved against the root. */
async function readFullTile(
  source: Source,
  index: number,
  size: number,
  root: Uint8Array,
  hasher: TreeHasher,
): Promise<Uint8Array> {
  const [full] = await source.tiles([{ level: 0, index }]);
  if (full?.bytes.length !== TILE_WIDTH * HASH_BYTES) throw new LogRefusal("tiles");
  const leaf = full.bytes.subarray(-HASH_BYTES);
  // Its other hashes are folded into the proof of its last one.
  const proof = await hashes(source, inclusionRanges(size - 1, size), size, hasher);
  if (!verifyInclusion(hasher, { index: size - 1, size, leaf, proof, root })) throw new LogRefusal("tiles");
  return full.bytes;
}

/** Hashes of ranges of entries, from stored tiles. @throws {LogRefusal} `tiles` when one is missing */
async function hashes(
  source: Pick<LogLead, "tiles">,
  ranges: readonly EntryRange[],
  size: number,
  hasher: TreeHasher,
): Promise<Uint8Array[]> {
  try {
    return await hashesOfRanges(hasher, tileReaderOf(source), ranges, size);
  } catch (cause) {
    throw cause instanceof ProofError ? new LogRefusal("tiles", { cause }) : cause;
  }
}
