/** Reads the stored log, up to the published size. */
import type { EntryType } from "../domain/audit-entry.ts";
import type { LogPosition, LogStage } from "../domain/log-stage.ts";
import { consistencyRanges, HASH_BYTES, inclusionRanges, isSize, type TreeHasher } from "../tlog/merkle.ts";
import { ProofError } from "../tlog/proof-error.ts";
import { encodeBundle, hashesOfRanges, TILE_WIDTH, type TileName, type TileReader } from "../tlog/tile.ts";
import { LogRefusal } from "./log-refusal.ts";
import type { LogReader, LoggedEntry } from "./log-reader.ts";
import type { LogSigner } from "./log-signer.ts";
import type { LogRows, PlacedEntry } from "./log-store.ts";
import { createStoredHeads } from "./stored-heads.ts";
import { NO_WITNESSES, type WitnessQuorum } from "./witness-quorum.ts";

/** Entries of one query where many are read. */
const PAGE = 1000;

type HashTile = TileName & { readonly level: number };

/** Options of a reader. */
export interface LogReaderOptions {
  /** Makes a checkpoint witnessed; without it none ever is. */
  readonly quorum?: WitnessQuorum;
  /** Called when a part of the published log is missing from the database. Must not throw. */
  readonly damaged?: (refusal: LogRefusal) => void;
}

/** Makes a reader. @param signer the log's name and keys now; they change with a rotation */
export function createLogReader(
  rows: LogRows,
  signer: () => LogSigner,
  hasher: TreeHasher,
  { quorum = NO_WITNESSES, damaged = () => undefined }: LogReaderOptions = {},
): LogReader {
  const heads = createStoredHeads(rows, signer, quorum);

  /** Largest published size that was read so far: the published tree never shrinks. */
  let known = 0;

  /** Tells whether the published tree has `size` entries; asks the database only when the last known tree had not. */
  async function reaches(size: number): Promise<boolean> {
    if (size > known) known = Math.max(known, (await heads()).published?.size ?? 0);
    return size <= known;
  }

  /** Makes a reader that gets all tiles asked for in one turn of the event loop with one query. */
  function batched(): TileReader {
    let asked: HashTile[] = [];
    let reading: Promise<ReadonlyMap<string, Uint8Array>> | undefined;
    const read = async () => {
      await Promise.resolve();
      const names = asked;
      asked = [];
      reading = undefined;
      return new Map((await rows.tiles(names)).map((tile) => [`${tile.level}/${tile.index}`, tile.bytes]));
    };
    return async (name) => {
      asked.push(name);
      const bytes = (await (reading ??= read())).get(`${name.level}/${name.index}`);
      if (bytes === undefined || bytes.length < name.width * HASH_BYTES) throw reportLost("tiles");
      return bytes;
    };
  }

  /** Reports a missing part: what is published was stored, so it was taken away since. */
  function reportLost(code: "tiles" | "entries"): LogRefusal {
    const refusal = new LogRefusal(code);
    damaged(refusal);
    return refusal;
  }

  async function checkTile({ level, index, width }: TileName): Promise<void> {
    const needed = (index * TILE_WIDTH + width) * TILE_WIDTH ** (level === "entries" ? 0 : level);
    if (!isSize(index) || width < 1 || width > TILE_WIDTH || !(await reaches(needed))) {
      throw new ProofError("out-of-range", "the log has no such tile yet");
    }
  }

  /** Reads page by page, oldest first. */
  async function* paged(read: (first: number) => Promise<readonly PlacedEntry[]>, first: number) {
    for (let next = first; ; ) {
      const page = await read(next);
      yield* page satisfies readonly LoggedEntry[];
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return;
      next = last.index + 1;
    }
  }

  return {
    get origin() {
      return signer().origin;
    },
    keys: () => signer().keys,
    heads,
    reaches,
    async tile(name) {
      await checkTile(name);
      return batched()(name);
    },
    async bundle(index, width) {
      await checkTile({ level: "entries", index, width });
      const begin = index * TILE_WIDTH;
      const entries = await rows.entries(begin, begin + width);
      if (entries.length !== width) throw reportLost("entries");
      return encodeBundle(entries.map(({ bytes }) => bytes));
    },
    async indexOf(leafHash) {
      return (await rows.indexes([leafHash])).get(textOf(leafHash));
    },
    async positions(leafHashes) {
      if (leafHashes.length === 0) return [];
      // Heads first: an entry that gets its index between the two reads is reported as less far than it is, never farther.
      const { published, witnessed } = await heads();
      const indexes = await rows.indexes(leafHashes);
      return leafHashes.map((leafHash): LogPosition => {
        const hash = textOf(leafHash);
        const index = indexes.get(hash);
        const about = { origin: signer().origin, leafHash: hash };
        if (index === undefined) return { ...about, stage: "pending" };
        return { ...about, stage: stageOf(index, published?.size ?? 0, witnessed?.size ?? 0), index };
      });
    },
    async inclusionProof(index, size) {
      if (!isSize(index) || !isSize(size) || index >= size || !(await reaches(size))) {
        throw new ProofError("out-of-range", "the published log has no such entry or size");
      }
      return hashesOfRanges(hasher, batched(), inclusionRanges(index, size), size);
    },
    async consistencyProof(from, to) {
      if (!isSize(from) || !isSize(to) || from > to || !(await reaches(to))) {
        throw new ProofError("out-of-range", "the published log has no such sizes");
      }
      return hashesOfRanges(hasher, batched(), consistencyRanges(from, to), to);
    },
    entriesOfThread: (thread) => rows.entriesOfThread(thread),
    entriesOfTypes: (types: readonly EntryType[], first = 0) =>
      paged((next) => rows.entriesOfTypes(types, next, PAGE), first),
    entries: (begin, end) => paged((next) => rows.entries(next, Math.min(next + PAGE, end)), begin),
  };
}

function stageOf(index: number, published: number, witnessed: number): LogStage {
  if (index < witnessed) return "witnessed";
  return index < published ? "published" : "sequenced";
}

/** Leaf hash as base64url. */
function textOf(hash: Uint8Array): string {
  return Buffer.from(hash).toString("base64url");
}
