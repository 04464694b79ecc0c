/**
 * Verifying a whole log from scratch out of its files (C2SP tlog-tiles): every entry hashed, every tile
 * rebuilt and compared, the root rebuilt, the checkpoint's signatures. Reads in the order of the tree and
 * keeps no more than its right edge. Runs in Node and in browsers.
 */
import { concatBytes, equalBytes } from "../base64.ts";
import { openCheckpoint, type SignedCheckpoint } from "../checkpoint.ts";
import type { Bilingual } from "../evidence-model.ts";
import { HASH_BYTES, type TreeHasher } from "../merkle.ts";
import { ProofError } from "../proof-error.ts";
import { isCanonicalEntry } from "../read-entry.ts";
import { decodeBundle, hashOfSlice, TILE_WIDTH, type TileName, tilePath, tileWidth } from "../tile.ts";
import { rootOf } from "../tree-edge.ts";
import { cosignedBy } from "./cosigned.ts";
import { Findings } from "./finding.ts";
import { stepOf, type Verification, verificationOf } from "./step.ts";
import type { Trust } from "./trust.ts";

/** Reads a file of a log by its path below the log's prefix (`checkpoint`, `tile/0/000`); undefined when there is none. */
export type LogFileReader = (path: string) => Promise<Uint8Array | undefined>;

/** How a log is verified. */
export interface LogOptions {
  readonly trust: Trust;
  readonly hasher: TreeHasher;
  /** False: only the tree, because the entries may not be read. That step is then not checked. */
  readonly entries?: boolean;
  /** Size of an earlier tree whose root is wanted too. */
  readonly earlier?: number;
  /** Called with the entries of each bundle, in order, from leaf `first`; believed only when all of it verified. */
  readonly onEntries?: (first: number, entries: readonly Uint8Array[]) => void;
  /** Called now and then with the leaves that were verified so far. */
  readonly onProgress?: (leaves: number, size: number) => void;
}

/** What a log came to. */
export interface LogVerification extends Verification {
  /** Believed only when `ok`. */
  readonly origin?: string;
  readonly size?: number;
  /** 32 bytes. */
  readonly root?: Uint8Array;
  /** Root of the first `earlier` entries, when it was wanted and there are as many. */
  readonly earlierRoot?: Uint8Array;
}

/** Bundles that are read ahead, so that reading and hashing overlap. */
const AHEAD = 8;

const STEPS = {
  checkpoint: { id: "checkpoint", title: { zh: "检查点由受信任的日志签名", en: "The log signed the checkpoint" } },
  witnesses: { id: "witnesses", title: { zh: "见证方联署", en: "Witnesses cosigned the checkpoint" } },
  entries: { id: "entries", title: { zh: "逐条核验条目", en: "Every entry is canonical and hashes to its leaf" } },
  tiles: { id: "tiles", title: { zh: "逐块核验哈希", en: "Every tile is what the leaves make it" } },
  root: { id: "root", title: { zh: "树根一致", en: "The root is the one that was signed" } },
} as const;

/**
 * Verifies a log. Never throws for what its files are: the answer says what does not hold.
 */
export async function verifyLog(read: LogFileReader, options: LogOptions): Promise<LogVerification> {
  const { trust, entries: withEntries = true } = options;
  const text = await read("checkpoint");
  const checkpoint = await signedCheckpoint(text, trust);
  if ("fault" in checkpoint) return unsigned(checkpoint.fault, trust, withEntries);
  const found = { entries: new Findings(), tiles: new Findings() };
  const { root, earlierRoot } = await rebuild(new TreeFiles(read, checkpoint.size), options, checkpoint, found);
  const matches = new Findings();
  matches.expect(
    root !== undefined && equalBytes(root, checkpoint.root),
    "the leaves do not make the root that was signed",
    "叶节点无法得出所签名的树根",
  );
  const cosigned = await cosignedBy(checkpoint.note, trust);
  const required = true;
  const steps = [
    stepOf({ ...STEPS.checkpoint, required }, { checked: 1, findings: [] }),
    stepOf({ ...STEPS.witnesses, required: trust.quorum > 0 }, cosigned),
    stepOf({ ...STEPS.entries, required: withEntries }, withEntries ? found.entries.outcome : { skipped: NO_ENTRIES }),
    stepOf({ ...STEPS.tiles, required }, found.tiles.outcome),
    stepOf({ ...STEPS.root, required }, matches.outcome),
  ];
  const { origin, size, root: signed } = checkpoint;
  return { ...verificationOf(steps), origin, size, root: signed, ...(earlierRoot && { earlierRoot }) };
}

const NO_ENTRIES = { zh: "未读取条目，只核验了哈希树", en: "the entries were not read, only the tree" };

async function signedCheckpoint(
  bytes: Uint8Array | undefined,
  trust: Trust,
): Promise<SignedCheckpoint | { readonly fault: Bilingual }> {
  if (bytes === undefined) return { fault: { zh: "没有检查点", en: "there is no checkpoint" } };
  try {
    return await openCheckpoint(new TextDecoder().decode(bytes), trust.log);
  } catch (error) {
    if (error instanceof ProofError) return { fault: { zh: "检查点无有效签名", en: error.message } };
    throw error;
  }
}

function unsigned(fault: Bilingual, { quorum }: Trust, withEntries: boolean): LogVerification {
  const skipped = { zh: "没有可信的检查点", en: "there is no checkpoint to verify it against" };
  const { checkpoint, ...others } = STEPS;
  return verificationOf([
    stepOf({ ...checkpoint, required: true }, { checked: 1, findings: [fault] }),
    ...Object.values(others).map((step) => {
      const required = step.id === "witnesses" ? quorum > 0 : step.id !== "entries" || withEntries;
      return stepOf({ ...step, required }, { skipped });
    }),
  ]);
}

/** The files of one tree, partial ones taken from wider ones when the log has grown since. */
class TreeFiles {
  readonly #read: LogFileReader;
  readonly #size: number;

  constructor(read: LogFileReader, size: number) {
    this.#read = read;
    this.#size = size;
  }

  /** Bytes of a tile of hashes, exactly as wide as the tree has it. */
  async tile(level: number, index: number): Promise<Uint8Array | undefined> {
    const { bytes, width, exact } = await this.#atLeast({ level, index });
    const length = width * HASH_BYTES;
    return bytes !== undefined && (exact ? bytes.length === length : bytes.length > length)
      ? bytes.subarray(0, length)
      : undefined;
  }

  /** The entries of a bundle, exactly as many as the tree has. */
  async bundle(index: number): Promise<Uint8Array[] | undefined> {
    const { bytes, width, exact } = await this.#atLeast({ level: "entries", index });
    if (bytes === undefined) return undefined;
    try {
      const entries = decodeBundle(bytes);
      return (exact ? entries.length === width : entries.length > width) ? entries.slice(0, width) : undefined;
    } catch (error) {
      if (error instanceof ProofError) return undefined;
      throw error;
    }
  }

  /** The file of a tile; of a partial one that is gone, the full one. */
  async #atLeast(place: Omit<TileName, "width">): Promise<{ bytes?: Uint8Array; width: number; exact: boolean }> {
    const width = tileWidth(place.level, place.index, this.#size);
    const bytes = await this.#read(tilePath({ ...place, width }));
    if (bytes !== undefined || width === TILE_WIDTH) return { ...(bytes && { bytes }), width, exact: true };
    const wider = await this.#read(tilePath({ ...place, width: TILE_WIDTH }));
    return { ...(wider && { bytes: wider }), width, exact: false };
  }
}

/** Rebuilds the tree from its leaves; its root, or none when there are leaves missing. */
async function rebuild(
  files: TreeFiles,
  { hasher, entries: withEntries = true, earlier, onEntries, onProgress }: LogOptions,
  { size }: SignedCheckpoint,
  found: { readonly entries: Findings; readonly tiles: Findings },
): Promise<{ readonly root?: Uint8Array; readonly earlierRoot?: Uint8Array }> {
  let earlierRoot: Uint8Array | undefined;
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
  /** Adds a hash to a level; a tile that is full is compared, and its root goes up. */
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
    for (let next = index; next < Math.min(bundles, index + AHEAD); next++)
      if (!ahead.has(next)) ahead.set(next, readLeaf(next));
    const [stored, entries] = (await ahead.get(index)) ?? [undefined, undefined];
    ahead.delete(index);
    if (entries !== undefined) onEntries?.(index * TILE_WIDTH, entries);
    const tile = withEntries ? leavesOf(hasher, entries, index, found.entries) : stored;
    if (tile === undefined || stored === undefined || !equalBytes(tile, stored)) {
      found.tiles.expect(
        false,
        `tile 0/${index} is missing or not what the entries make it`,
        `哈希块 0/${index} 缺失或与条目不符`,
      );
      // Nothing above can be rebuilt without its leaves.
      if (tile === undefined) return {};
    } else found.tiles.expect(true, "", "");
    const begin = index * TILE_WIDTH;
    // In the middle of a tile the earlier tree's edge is what stands above now, and the tile's first leaves.
    if (earlier !== undefined && begin < earlier && earlier < begin + tile.length / HASH_BYTES) {
      const leaves = tile.subarray(0, (earlier - begin) * HASH_BYTES);
      earlierRoot = rootOf(hasher, { size: earlier, tiles: [leaves, ...edges.slice(1)] });
    }
    if (tile.length === TILE_WIDTH * HASH_BYTES) await close(0, tile);
    else edges[0] = tile;
    if (earlier === begin + tile.length / HASH_BYTES) earlierRoot = rootOf(hasher, { size: earlier, tiles: edges });
    onProgress?.(Math.min(size, (index + 1) * TILE_WIDTH), size);
  }
  for (const [level, tile] of edges.entries())
    if (level > 0 && tile.length > 0) await compare(level, counts[level] ?? 0, tile);
  return { root: rootOf(hasher, { size, tiles: edges }), ...(earlierRoot && { earlierRoot }) };
}

/** The tile that the entries of a bundle make. */
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
    if (!isCanonicalEntry(entry))
      findings.expect(false, `entry ${place} is not in canonical form`, `条目 ${place} 不符合规范格式`);
    else findings.checked++;
    tile.set(hasher.leaf(entry), n * HASH_BYTES);
  }
  return tile;
}
