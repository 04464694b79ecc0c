/** Reading the log that is kept in the database, within the limits of what is published. */
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

/** Entries read at a time where all of them are wanted. */
const PAGE = 1000;

type HashTile = TileName & { readonly level: number };

/** What a reader may be told, and tell. */
export interface LogReaderOptions {
  /** Whose cosignatures make a checkpoint witnessed; without it nothing ever is. */
  readonly quorum?: WitnessQuorum;
  /** Told when a part of the published log is not stored any more. Must not throw. */
  readonly damaged?: (refusal: LogRefusal) => void;
}

/** @param signer the log's name and keys now; they change with a rotation */
export function createLogReader(
  rows: LogRows,
  signer: () => LogSigner,
  hasher: TreeHasher,
  { quorum = NO_WITNESSES, damaged = () => undefined }: LogReaderOptions = {},
): LogReader {
  const heads = createStoredHeads(rows, signer, quorum);

  /** The largest published size that was seen here: what was published once stays so. */
  let known = 0;

  /** Whether the published tree has so many entries; asks only when it had not when it was asked last. */
  async function reaches(size: number): Promise<boolean> {
    if (size > known) known = Math.max(known, (await heads()).published?.size ?? 0);
    return size <= known;
  }

  /** Reads the tiles that are asked for in one turn of the event loop in one go. */
  function together(): TileReader {
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
      if (bytes === undefined || bytes.length < name.width * HASH_BYTES) throw lost("tiles");
      return bytes;
    };
  }

  /** Whatever is read is published, so it was stored: it was taken away since. */
  function lost(code: "tiles" | "entries"): LogRefusal {
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

  /** Pages by index, oldest first. */
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
      return together()(name);
    },
    async bundle(index, width) {
      await checkTile({ level: "entries", index, width });
      const begin = index * TILE_WIDTH;
      const entries = await rows.entries(begin, begin + width);
      if (entries.length !== width) throw lost("entries");
      return encodeBundle(entries.map(({ bytes }) => bytes));
    },
    async indexOf(leafHash) {
      return (await rows.indexes([leafHash])).get(textOf(leafHash));
    },
    async positions(leafHashes) {
      if (leafHashes.length === 0) return [];
      // Heads first: an entry that got its place between the two is told as less far than it is, never as farther.
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
      return hashesOfRanges(hasher, together(), inclusionRanges(index, size), size);
    },
    async consistencyProof(from, to) {
      if (!isSize(from) || !isSize(to) || from > to || !(await reaches(to))) {
        throw new ProofError("out-of-range", "the published log has no such sizes");
      }
      return hashesOfRanges(hasher, together(), consistencyRanges(from, to), to);
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

function textOf(hash: Uint8Array): string {
  return Buffer.from(hash).toString("base64url");
}
