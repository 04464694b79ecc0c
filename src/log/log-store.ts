/**
 * What the log needs of its store: a lead, which one process has at a time and which alone writes, and rows
 * to read. Each step of a batch is a method of its own, so that tests can make each fail.
 */
import type { RecordedEntry } from "../domain/audit-entry.ts";
import type { GrownTile } from "../tlog/tree-edge.ts";
import type { LoggedEntry } from "./log-reader.ts";

/** Where the stored log stands. */
export interface LogState {
  /** The database that the log belongs to; null before its first entry. */
  readonly identity: string | null;
  /** The database that this is. */
  readonly here: string;
  readonly size: number;
  /** The signed note over everything that has an index; null before the first. */
  readonly checkpoint: string | null;
  readonly published: string | null;
  /** Beside the published note, and never anything else than what it says. */
  readonly publishedSize: number;
  /** One more than the largest index of an entry. */
  readonly entries: number;
}

/** The stored log as one that does not lead sees it. Methods throw StoreUnavailable when the database cannot answer. */
export interface LogView extends Pick<LogLead, "tiles"> {
  state(): Promise<Omit<LogState, "entries">>;
  /** Whether one leads now that has found the stored log good, and has not just the lock while it looks. */
  isLed(): Promise<boolean>;
}

/** A stored entry with its place, as it was read back. */
export interface PlacedEntry {
  readonly index: number;
  readonly bytes: Buffer;
  readonly leafHash: Buffer;
}

/** The tile of one place, and its hashes. */
export interface StoredTile {
  readonly level: number;
  readonly index: number;
  readonly bytes: Uint8Array;
}

/**
 * The one that may write. All methods throw `LeadLost` when it is not the one any more, and StoreUnavailable
 * when the database cannot answer; after either, only `release` may be called.
 */
export interface LogLead {
  /** Whether an entry waits for its place. */
  hasPending(): Promise<boolean>;
  /** Tells those that follow on this database that the stored log was found good; it holds until `release`. */
  stand(): Promise<void>;
  /** Opens the transaction of a batch. */
  begin(): Promise<void>;
  /** Where the log stands; nobody else can change it until the transaction ends. */
  state(): Promise<LogState>;
  /** These tiles, those that there are. */
  tiles(names: readonly { readonly level: number; readonly index: number }[]): Promise<StoredTile[]>;
  /** The entries from `begin` to `end` (not included), those that there are, in order. */
  entries(begin: number, end: number): Promise<PlacedEntry[]>;
  /** Gives the oldest waiting entries their places from `first` on, and reads back what is stored for them. */
  place(first: number, limit: number): Promise<PlacedEntry[]>;
  /** Stores tiles that are new or wider. @throws {LogRefusal} `tiles` unless each stored one is the beginning of its successor */
  widen(tiles: readonly GrownTile[]): Promise<void>;
  /** Puts the new checkpoint in the place of the old one. @throws {LogRefusal} `swap` when that is not the stored one */
  swap(before: string | null, note: string, size: number): Promise<void>;
  /** Makes this database the log's own, and records the entry that says so. */
  adopt(entry: RecordedEntry): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  /** Shows a stored checkpoint to everyone. @throws {LogRefusal} `checkpoint` when a larger one is said to be shown already */
  publish(note: string, size: number, at: number): Promise<void>;
  /** Gives the lock back. Never throws. */
  release(): Promise<void>;
}

/** Where the log is kept. */
export interface LogStore {
  /** Becomes the one that writes; undefined while another one is. */
  lead(): Promise<LogLead | undefined>;
  /** The log while another one leads it. */
  view(): LogView;
  /** Frees what waits for the lead; it may be asked for again. */
  close(): Promise<void>;
}

/** The notes that readers get. */
export interface StoredHeads {
  readonly published: string | null;
  /** The published one, or an earlier one, with the cosignatures that came so far. */
  readonly cosigned: string | null;
  readonly witnessed: string | null;
  /** When the published one became so, ms. */
  readonly publishedAt: number | null;
}

/** Rows of the log, for readers. All methods throw StoreUnavailable when the database cannot answer. */
export interface LogRows {
  heads(): Promise<StoredHeads>;
  tiles(names: readonly { readonly level: number; readonly index: number }[]): Promise<StoredTile[]>;
  /** The first index of each leaf hash (base64url), those that have one. */
  indexes(leafHashes: readonly Uint8Array[]): Promise<ReadonlyMap<string, number>>;
  entriesOfThread(thread: string): Promise<LoggedEntry[]>;
  /** At most `limit` sequenced entries of these types, from leaf `first` on, in order. */
  entriesOfTypes(types: readonly string[], first: number, limit: number): Promise<PlacedEntry[]>;
  entries(begin: number, end: number): Promise<PlacedEntry[]>;
  /** How many entries wait, counted up to `most`. */
  pending(most: number): Promise<number>;
  /**
   * Keeps a published checkpoint with its cosignatures, when none of a larger size is kept already; with
   * `quorum` it also becomes what is `witnessed`, unless a larger one is. The note must have been verified.
   */
  saveCosigned(note: string, size: number, quorum: boolean): Promise<void>;
}
