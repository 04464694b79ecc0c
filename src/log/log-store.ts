/**
 * Contract of the log's store: a lead, which one process has at a time and which alone writes, and rows to read. Each step
 * of a batch is a method of its own, so that tests can make each fail.
 */
import type { RecordedEntry } from "../domain/recorded-entry.ts";
import type { GrownTile } from "../tlog/tree-edge.ts";
import type { LoggedEntry } from "./log-reader.ts";

/** State of the stored log. */
export interface LogState {
  /** Identity of the database that the log belongs to; null before the first entry. */
  readonly identity: string | null;
  /** Identity of this database. */
  readonly here: string;
  /** Entries of the tree. */
  readonly size: number;
  /** The signed note over that tree; null before the first. */
  readonly checkpoint: string | null;
  /** The note that everyone gets; null before the first. */
  readonly published: string | null;
  /** The published note's size, stored beside it; the two must agree. */
  readonly publishedSize: number;
  /** One more than the largest index of an entry. */
  readonly entries: number;
}

/** Read access of a process that does not lead. Methods throw StoreUnavailable when the database cannot answer. */
export interface LogView extends Pick<LogLead, "tiles"> {
  state(): Promise<Omit<LogState, "entries">>;
  /** Tells whether a process leads that has called `announce`; one that only has the lock does not count. */
  isLed(): Promise<boolean>;
}

/** A stored entry with its index, as read back from the database. */
export interface PlacedEntry {
  readonly index: number;
  readonly bytes: Buffer;
  readonly leafHash: Buffer;
}

/** A stored tile: its place and its hashes. */
export interface StoredTile {
  readonly level: number;
  readonly index: number;
  readonly bytes: Uint8Array;
}

/**
 * The right to write, which one process has. All methods throw `LeadLost` when it was lost, and StoreUnavailable when the
 * database cannot answer; after either, only `release` may be called.
 */
export interface LogLead {
  /** Tells whether an entry waits for its index. */
  hasPending(): Promise<boolean>;
  /** Tells processes that follow on this database that the stored log was found good; holds until `release`. */
  announce(): Promise<void>;
  /** Opens the transaction of a batch. */
  begin(): Promise<void>;
  /** Reads the state, which no other process can change until the transaction ends. */
  state(): Promise<LogState>;
  /** Reads those of these tiles that are stored. */
  tiles(names: readonly { readonly level: number; readonly index: number }[]): Promise<StoredTile[]>;
  /** Reads the stored entries from `begin` to `end` (not included), in order. */
  entries(begin: number, end: number): Promise<PlacedEntry[]>;
  /** Gives at most `limit` of the oldest waiting entries their indexes from `first` on, and reads back what is stored. */
  place(first: number, limit: number): Promise<PlacedEntry[]>;
  /** Stores tiles that are new or wider. @throws {LogRefusal} `tiles` unless each wider one begins with the stored one */
  widen(tiles: readonly GrownTile[]): Promise<void>;
  /** Replaces the checkpoint (compare and swap). @throws {LogRefusal} `swap` when `before` is not the stored one */
  swap(before: string | null, note: string, size: number): Promise<void>;
  /** Makes this database the log's own, and records the entry of the adoption. */
  adopt(entry: RecordedEntry): Promise<void>;
  /** Gives an entry, which is not a waiting one, the next index, and reads back what is stored. */
  placeFirst(index: number, entry: RecordedEntry): Promise<PlacedEntry>;
  /**
   * Replaces the checkpoint by that of a successor log, of which nothing is published yet, and makes this database its own.
   *
   * @throws {LogRefusal} `swap` when `before` is not the stored one
   */
  beginLog(before: string | null, note: string, size: number): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  /**
   * Publishes a stored checkpoint.
   *
   * @param at ms since the epoch
   * @throws {LogRefusal} `checkpoint` when a larger one is published
   */
  publish(note: string, size: number, at: number): Promise<void>;
  /** Gives the lock back. Never throws. */
  release(): Promise<void>;
}

/** The log's store. */
export interface LogStore {
  /** Takes the lead; undefined while another process has it. */
  lead(): Promise<LogLead | undefined>;
  /** Reads the log while another process leads it. */
  view(): LogView;
  /** Frees the connection that waits for the lead; `lead` may be called again. */
  close(): Promise<void>;
}

/** Stored notes, as text; readers verify them. */
export interface StoredHeads {
  readonly published: string | null;
  /** The published note, or an earlier one, with the cosignatures that came so far. */
  readonly cosigned: string | null;
  readonly witnessed: string | null;
  /** Time of the publication, ms since the epoch. */
  readonly publishedAt: number | null;
}

/** Stored rows of the log, for readers. All methods throw StoreUnavailable when the database cannot answer. */
export interface LogRows {
  heads(): Promise<StoredHeads>;
  tiles(names: readonly { readonly level: number; readonly index: number }[]): Promise<StoredTile[]>;
  /** First index by leaf hash (base64url), for those that have one. */
  indexes(leafHashes: readonly Uint8Array[]): Promise<ReadonlyMap<string, number>>;
  entriesOfThread(thread: string): Promise<LoggedEntry[]>;
  /** At most `limit` sequenced entries of these types, from index `first` on, in order. */
  entriesOfTypes(types: readonly string[], first: number, limit: number): Promise<PlacedEntry[]>;
  entries(begin: number, end: number): Promise<PlacedEntry[]>;
  /** Number of entries that wait, counted up to `most`. */
  pending(most: number): Promise<number>;
  /**
   * Stores a published checkpoint with its cosignatures, unless a larger one is stored; with `quorum` also as `witnessed`,
   * unless a larger one is. The note must have been verified.
   */
  saveCosigned(note: string, size: number, quorum: boolean): Promise<void>;
}
