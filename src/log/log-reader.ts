/** The log as everyone else sees it: what is read, never how it grows. */
import type { EntryType } from "../domain/audit-entry.ts";
import type { LogPosition } from "../domain/log-stage.ts";
import type { SignedCheckpoint } from "../tlog/checkpoint.ts";
import type { VerifierKey } from "../tlog/note.ts";
import type { TileReader } from "../tlog/tile.ts";

/** An entry as it was stored. */
export interface LoggedEntry {
  /** Index in the tree; null while it is pending. */
  readonly index: number | null;
  /** RFC 8785 bytes: exactly what was hashed. */
  readonly bytes: Buffer;
  readonly leafHash: Buffer;
}

/** The checkpoints that the log stands by now. */
export interface LogHeads {
  /** Served to everyone; undefined only before the very first publication. With the cosignatures that came so far. */
  readonly published: SignedCheckpoint | undefined;
  /** The largest one that a quorum of the configured witnesses has cosigned, verified; undefined while there is none. */
  readonly witnessed: SignedCheckpoint | undefined;
  /**
   * True when the published checkpoint is signed by a key that this process does not have (yet), or altered:
   * what is given is the last that it could verify.
   */
  readonly unverified?: true;
}

/**
 * Read access to the log. Methods throw StoreUnavailable when the database cannot answer, and LogRefusal `tiles` or
 * `entries` when a part of the published log is not stored any more.
 */
export interface LogReader {
  /** Name of the log in its checkpoints. */
  readonly origin: string;
  /** The log's keys, the present one first: what its checkpoints verify with. */
  keys(): readonly VerifierKey[];
  heads(): Promise<LogHeads>;
  /** Whether the published tree has so many entries. What it reached once it has for good. */
  reaches(size: number): Promise<boolean>;
  /** A tile of hashes of the published tree. @throws {ProofError} `out-of-range` for one that is not there yet */
  readonly tile: TileReader;
  /** A bundle of entries of the published tree (C2SP tlog-tiles). @throws {ProofError} `out-of-range` */
  bundle(index: number, width: number): Promise<Uint8Array>;
  /** Index of the first entry with that leaf hash; undefined when it has none (yet). */
  indexOf(leafHash: Uint8Array): Promise<number | undefined>;
  /** How far entries have come, in the order asked. */
  positions(leafHashes: readonly Uint8Array[]): Promise<LogPosition[]>;
  /** @throws {ProofError} `out-of-range` unless `index < size` and `size` is published */
  inclusionProof(index: number, size: number): Promise<Uint8Array[]>;
  /** @throws {ProofError} `out-of-range` unless `from <= to` and `to` is published */
  consistencyProof(from: number, to: number): Promise<Uint8Array[]>;
  /** All entries that name the thread, pending ones last. */
  entriesOfThread(thread: string): Promise<LoggedEntry[]>;
  /** All sequenced entries of these types, oldest first, in constant memory; from leaf `first` on. */
  entriesOfTypes(types: readonly EntryType[], first?: number): AsyncIterable<LoggedEntry>;
  /** All sequenced entries from `begin` to `end` (not included), oldest first, in constant memory. */
  entries(begin: number, end: number): AsyncIterable<LoggedEntry>;
}
