/** Contract for reading the log. */
import type { EntryType } from "../domain/audit-entry.ts";
import type { LogPosition } from "../domain/log-stage.ts";
import type { SignedCheckpoint } from "../tlog/checkpoint.ts";
import type { VerifierKey } from "../tlog/note.ts";
import type { TileReader } from "../tlog/tile.ts";

/** A stored entry. */
export interface LoggedEntry {
  /** Index in the tree; null while it is pending. */
  readonly index: number | null;
  /** Canonical JSON (RFC 8785): the bytes that were hashed. */
  readonly bytes: Buffer;
  /** RFC 6962 leaf hash, 32 bytes. */
  readonly leafHash: Buffer;
}

/** The newest checkpoints. */
export interface LogHeads {
  /** The one that everyone gets, with the cosignatures that came so far; undefined only before the first publication. */
  readonly published: SignedCheckpoint | undefined;
  /** The largest one that a quorum of the configured witnesses has verifiably cosigned; undefined while there is none. */
  readonly witnessed: SignedCheckpoint | undefined;
  /**
   * True when the published checkpoint is altered, or signed by a key that this process does not have (yet);
   * `published` is then the last one that it could verify.
   */
  readonly unverified?: true;
}

/**
 * Read access to the log. Methods throw StoreUnavailable when the database cannot answer, and LogRefusal `tiles` or
 * `entries` when a part of the published log is missing from the database.
 */
export interface LogReader {
  /** Name of the log in its checkpoints. */
  readonly origin: string;
  /** The log's public keys, the present one first, then former ones. */
  keys(): readonly VerifierKey[];
  heads(): Promise<LogHeads>;
  /** Tells whether the published tree has at least `size` entries. Once true it stays so. */
  reaches(size: number): Promise<boolean>;
  /** A tile of hashes of the published tree. @throws {ProofError} `out-of-range` beyond what is published */
  readonly tile: TileReader;
  /** A bundle of entries of the published tree (C2SP tlog-tiles). @throws {ProofError} `out-of-range` */
  bundle(index: number, width: number): Promise<Uint8Array>;
  /** Index of the first entry with that leaf hash; undefined when no entry with it has an index (yet). */
  indexOf(leafHash: Uint8Array): Promise<number | undefined>;
  /** Positions of entries, in the order of the leaf hashes. */
  positions(leafHashes: readonly Uint8Array[]): Promise<LogPosition[]>;
  /**
   * Proof that the entry is in the tree (RFC 6962).
   *
   * @throws {ProofError} `out-of-range` unless `index < size` and `size` is published
   */
  inclusionProof(index: number, size: number): Promise<Uint8Array[]>;
  /**
   * Proof that one tree continues another (RFC 6962).
   *
   * @throws {ProofError} `out-of-range` unless `from <= to` and `to` is published
   */
  consistencyProof(from: number, to: number): Promise<Uint8Array[]>;
  /** All entries that name the thread, pending ones last. */
  entriesOfThread(thread: string): Promise<LoggedEntry[]>;
  /** Sequenced entries of these types from index `first` on, oldest first, in constant memory. */
  entriesOfTypes(types: readonly EntryType[], first?: number): AsyncIterable<LoggedEntry>;
  /** Sequenced entries from `begin` to `end` (not included), oldest first, in constant memory. */
  entries(begin: number, end: number): AsyncIterable<LoggedEntry>;
}
