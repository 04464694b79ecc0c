/**
 * Watching a log from outside: each look reads its checkpoint, then only what is new, and counts on from what was
 * verified before. What does not lead from the last verified tree to the signed one is named. Pure but for its reader.
 */
import { concatBytes, equalBytes } from "../audit/base64.ts";
import { openCheckpoint, type SignedCheckpoint } from "../audit/checkpoint.ts";
import { HASH_BYTES, type TreeHasher } from "../audit/merkle.ts";
import { ProofError } from "../audit/proof-error.ts";
import { isCanonicalEntry } from "../audit/read-entry.ts";
import { decodeBundle, TILE_WIDTH, tilePath, tileWidth } from "../audit/tile.ts";
import { EMPTY_EDGE, grow, type GrownTile, rootOf, type TreeEdge } from "../audit/tree-edge.ts";
import { cosignedBy } from "../audit/verify/cosigned.ts";
import type { Trust } from "../audit/verify/trust.ts";
import type { LogFileReader } from "../audit/verify/verify-log.ts";

/** What is wrong with a log; a closed list. */
export type AlarmCode =
  /** No checkpoint could be read. */
  | "unreachable"
  /** It is not signed by a key that is trusted for the log. */
  | "bad-signature"
  /** It is smaller than one that was seen before. */
  | "rollback"
  /** The tree that was seen before is not the beginning of this one. */
  | "fork"
  /** Entries are missing, not canonical, or not what their hashes say. */
  | "entries"
  /** No quorum of witnesses has cosigned for longer than is allowed. */
  | "unwitnessed"
  /** The log has not grown for longer than is allowed. */
  | "stall";

/** What was verified so far. */
export interface Watched {
  /** The last checkpoint that was verified, verbatim. */
  readonly checkpoint: string;
  readonly edge: TreeEdge;
  /** When it was first seen, and when a quorum had last cosigned, ms. */
  readonly grewAt: number;
  readonly cosignedAt: number;
}

/** What one look came to. */
export interface Look {
  /** The state to go on from; the one before when anything did not hold. */
  readonly watched: Watched | undefined;
  readonly alarms: readonly Alarm[];
  /** Verified files of the log that are new, for a mirror: path and bytes. */
  readonly files: readonly (readonly [string, Uint8Array])[];
}

/** An alarm. */
export interface Alarm {
  readonly code: AlarmCode;
  readonly size?: number;
  /** Of a rollback or a fork: the two checkpoints that cannot both be true, both signed by the log. */
  readonly evidence?: readonly [before: string, now: string];
}

/** How a log is watched. */
export interface MonitorOptions {
  readonly read: LogFileReader;
  readonly trust: Trust;
  readonly hasher: TreeHasher;
  /** Entries are read and hashed too; false: only their hashes. */
  readonly entries: boolean;
  /** How long the log may not grow, and go without a quorum, ms; infinite: for ever. */
  readonly stallMs: number;
  readonly unwitnessedMs: number;
}

/** Bundles that are read at a time: memory is bounded by them. */
const AT_ONCE = 16;

/** Looks at the log once. @param now ms */
export async function look(before: Watched | undefined, options: MonitorOptions, now: number): Promise<Look> {
  const text = await options.read("checkpoint").catch(() => undefined);
  if (text === undefined) return { watched: before, alarms: [{ code: "unreachable" }], files: [] };
  let checkpoint: SignedCheckpoint;
  try {
    checkpoint = await openCheckpoint(new TextDecoder().decode(text), options.trust.log);
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    return { watched: before, alarms: [{ code: "bad-signature" }], files: [] };
  }
  const edge = before?.edge ?? EMPTY_EDGE;
  const { size } = checkpoint;
  const evidence = before === undefined ? {} : { evidence: [before.checkpoint, checkpoint.text] as const };
  if (size < edge.size) return { watched: before, alarms: [{ code: "rollback", size, ...evidence }], files: [] };
  const counted = await countOn(edge, checkpoint, options);
  if (typeof counted === "string")
    return { watched: before, alarms: [{ code: counted, size, ...evidence }], files: [] };
  const grew = before === undefined || size > edge.size;
  const cosigned = await isCosigned(checkpoint, options.trust);
  const watched: Watched = {
    checkpoint: checkpoint.text,
    edge: counted.edge,
    grewAt: grew ? now : before.grewAt,
    cosignedAt: cosigned ? now : (before?.cosignedAt ?? now),
  };
  const alarms: Alarm[] = [];
  if (now - watched.grewAt > options.stallMs) alarms.push({ code: "stall", size });
  if (now - watched.cosignedAt > options.unwitnessedMs) alarms.push({ code: "unwitnessed", size });
  return { watched, alarms, files: [...counted.files, ["checkpoint", text]] };
}

async function isCosigned({ note }: SignedCheckpoint, trust: Trust): Promise<boolean> {
  const outcome = await cosignedBy(note, trust);
  return "skipped" in outcome || outcome.findings.length === 0;
}

type Counted = { readonly edge: TreeEdge; readonly files: Look["files"] };

/**
 * Grows the verified tree by what is new and compares the root: what leads there is a continuation, and nothing
 * else is. Returns what is wrong when it does not.
 */
async function countOn(
  from: TreeEdge,
  { size, root }: SignedCheckpoint,
  { read, hasher, entries }: MonitorOptions,
): Promise<Counted | "fork" | "entries"> {
  let edge = from;
  const files = new Map<string, Uint8Array>();
  const last = Math.ceil(size / TILE_WIDTH);
  for (let first = Math.floor(from.size / TILE_WIDTH); first < last && edge.size < size; first += AT_ONCE) {
    const indexes = Array.from({ length: Math.min(AT_ONCE, last - first) }, (_, n) => first + n);
    const leaves = await Promise.all(indexes.map((index) => leavesOf(read, hasher, index, size, entries)));
    const fresh: Uint8Array[] = [];
    for (const [n, found] of leaves.entries()) {
      if (found === undefined) return "entries";
      const index = indexes[n] ?? 0;
      if (found.bundle !== undefined) {
        const width = tileWidth("entries", index, size);
        files.set(tilePath({ level: "entries", index, width }), found.bundle);
      }
      const known = Math.max(0, edge.size + fresh.length - index * TILE_WIDTH);
      // What was verified before must still be there, in its place.
      if (index === Math.floor(from.size / TILE_WIDTH) && known > 0) {
        const tile = from.tiles[0] ?? new Uint8Array();
        if (!equalBytes(concatBytes(...found.hashes.slice(0, known)), tile)) return "fork";
      }
      fresh.push(...found.hashes.slice(known));
    }
    const grown = grow(hasher, edge, fresh);
    edge = grown.edge;
    for (const tile of grown.tiles) files.set(pathOf(tile), tile.bytes);
  }
  if (edge.size !== size || !equalBytes(rootOf(hasher, edge), root)) return "fork";
  return { edge, files: [...files] };
}

function pathOf({ level, index, width }: GrownTile): string {
  return tilePath({ level, index, width });
}

interface Leaves {
  readonly hashes: readonly Uint8Array[];
  /** The entries as they were served, cut to the tree. */
  readonly bundle: Uint8Array | undefined;
}

/** The hashes of a tile's leaves, and with `entries` of what they are said to be; undefined when they do not agree. */
async function leavesOf(
  read: LogFileReader,
  hasher: TreeHasher,
  index: number,
  size: number,
  entries: boolean,
): Promise<Leaves | undefined> {
  const width = tileWidth(0, index, size);
  const tile = await atLeast(read, { level: 0, index, width });
  if (tile === undefined || tile.length < width * HASH_BYTES) return undefined;
  const hashes = Array.from({ length: width }, (_, n) => tile.slice(n * HASH_BYTES, (n + 1) * HASH_BYTES));
  if (!entries) return { hashes, bundle: undefined };
  const bundle = await atLeast(read, { level: "entries", index, width });
  if (bundle === undefined) return undefined;
  let found: Uint8Array[];
  try {
    found = decodeBundle(bundle).slice(0, width);
  } catch {
    return undefined;
  }
  const good =
    found.length === width &&
    found.every((entry, n) => isCanonicalEntry(entry) && equalBytes(hasher.leaf(entry), hashes[n] ?? new Uint8Array()));
  const bytes = found.reduce((sum, entry) => sum + 2 + entry.length, 0);
  return good ? { hashes, bundle: bundle.slice(0, bytes) } : undefined;
}

/** A partial tile may be gone once the full one is there (C2SP tlog-tiles). */
async function atLeast(read: LogFileReader, name: Parameters<typeof tilePath>[0]): Promise<Uint8Array | undefined> {
  const found = await read(tilePath(name)).catch(() => undefined);
  if (found !== undefined || name.width === TILE_WIDTH) return found;
  return read(tilePath({ ...name, width: TILE_WIDTH })).catch(() => undefined);
}
