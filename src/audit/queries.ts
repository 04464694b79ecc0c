/** Questions that auditors ask of the exchange and its log (protocol section 7), and the rows that answer them. */
import type { EntryType, LegalBasis } from "../domain/audit-entry.ts";
import type { RecordedEntry } from "../domain/recorded-entry.ts";
import type { MessageType } from "../domain/message.ts";
import type { PacketState } from "../domain/packet.ts";
import type { RejectReason } from "../domain/receipt.ts";
import type { Packet } from "../exchange/packet.ts";

/** Filter of packets; an absent member allows any value. Times are ms since the epoch, `to` not included. */
export interface DeliveryFilter {
  readonly sender?: string;
  readonly recipient?: string;
  readonly state?: PacketState;
  readonly type?: MessageType;
  readonly thread?: string;
  /** Time of the sealing. */
  readonly from?: number;
  readonly to?: number;
  /** True when the receipt is overdue. */
  readonly overdue?: boolean;
  /** Why the recipient refused it. */
  readonly reason?: RejectReason;
  /** An entry about it has this index in the log or a later one, or none yet. */
  readonly beyond?: number;
}

/** Filter of entries; an absent member allows any value. */
export interface EventFilter {
  readonly type?: EntryType;
  readonly actor?: string;
  /** Id of a message, packet or thread. */
  readonly subject?: string;
  /** The recipient's id, for a subject that is a party. */
  readonly recipient?: string;
  readonly from?: number;
  readonly to?: number;
}

/** Entry of the log. */
export interface EventRow {
  readonly index: number;
  readonly at: number;
  readonly leafHash: Buffer;
  /** RFC 8785 bytes: exactly what was hashed. */
  readonly bytes: Buffer;
}

/** Entry that the next page goes on from. Entries are listed newest first. */
export interface EventPosition {
  readonly at: number;
  readonly index: number;
}

/** Keys by which a summary can be grouped. */
export const SUMMARY_KEYS = ["recipient", "sender", "type", "day"] as const;

/** One of them. */
export type SummaryKey = (typeof SUMMARY_KEYS)[number];

/** Keys that a matrix can have a row for. */
export const MATRIX_ROWS = ["recipient", "sender", "type"] as const;
/** Periods that a matrix can have a column for: days and months of the locality. */
export const MATRIX_COLUMNS = ["day", "month"] as const;

/** One of them. */
export type MatrixColumn = (typeof MATRIX_COLUMNS)[number];

/** Times from sealing, ms: percentiles to within one percent, null when there are none, and how many took how long. */
export interface TimesRow {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  /** Bars, shortest first; `upTo` in ms, null in the last one. */
  readonly histogram: readonly { readonly upTo: number | null; readonly packets: number }[];
}

/** Line of a summary. With the key null it counts all packets of the period. */
export interface SummaryRow {
  readonly key: string | null;
  readonly packets: number;
  readonly states: Readonly<Record<PacketState, number>>;
  readonly overdue: number;
  /** Number of refused packets for each reason that a recipient gave. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly delivery: TimesRow;
  readonly receipt: TimesRow;
}

/** Question of a summary. */
export interface SummaryQuery {
  readonly by: SummaryKey;
  readonly from?: number;
  readonly to?: number;
  /** Present time, ms. A packet is overdue when its due time is earlier. */
  readonly now: number;
  /** Minutes east of UTC: where the days begin. */
  readonly offset: number;
}

/** Question of a matrix: a period as of a summary, and which packets. */
export interface MatrixQuery extends Omit<SummaryQuery, "by">, Pick<DeliveryFilter, "sender" | "recipient" | "type"> {
  readonly rows: (typeof MATRIX_ROWS)[number];
  readonly columns: MatrixColumn;
}

/** Rows of a matrix in the order of their keys, cells in the order of their columns; a cell without packets is absent. */
export type Matrix = readonly {
  readonly key: string;
  readonly cells: readonly { readonly column: string; readonly packets: number; readonly overdue: number }[];
}[];

/** Kinds of things that a question can name. A `subject` is a message, packet or thread. */
export type Nameable = "party" | "packet" | "thread" | "subject";

/** Legal basis that a document names, and purpose of an inquiry. */
export interface Grounds {
  readonly basis?: LegalBasis;
  readonly purpose?: string;
}

/** Rows that auditors' questions read. Methods throw StoreUnavailable when the database cannot answer. */
export interface AuditRows {
  /** Packets, newest first, that follow packet `after`. @param now for `overdue`, ms */
  deliveries(filter: DeliveryFilter, after: string | undefined, limit: number, now: number): Promise<Packet[]>;
  delivery(packet: string): Promise<Packet | undefined>;
  /** Legal bases that the documents of messages name, and purposes of inquiries, by message. */
  groundsOf(messages: readonly string[]): Promise<ReadonlyMap<string, Grounds>>;
  /** Entries of the log, newest first, that follow a position. */
  events(filter: EventFilter, after: EventPosition | undefined, limit: number): Promise<EventRow[]>;
  /** All entries about a packet in their order, pending ones too. */
  entriesOfPacket(packet: string): Promise<Pick<RecordedEntry, "bytes" | "leafHash">[]>;
  summary(query: SummaryQuery): Promise<SummaryRow[]>;
  matrix(query: MatrixQuery): Promise<Matrix>;
  /**
   * Counts the next entries of the log into the roll-up from which summaries are read.
   * @param offset minutes east of UTC: where the days begin
   * @param batch how many entries at once
   * @returns true when there may be more
   */
  foldDays(offset: number, batch?: number): Promise<boolean>;
  /**
   * Entries below `size` that a statement needs: those of each packet that was sealed in the period for the party or
   * for one of its messages, and those of their messages. Times in ms.
   * @param most packets
   */
  statementEntries(
    scope: { readonly party: string; readonly from: number; readonly to: number; readonly size: number },
    most: number,
  ): AsyncIterable<{ readonly index: number; readonly bytes: Buffer }>;
  /** Time of the first entry, placed or pending, that a tree of that size lacks, ms; undefined when it lacks none. */
  oldestBeyond(size: number): Promise<number | undefined>;
  /**
   * Tells whether an id names, or ever named, something of the gateway: a party of its directory, or a thing that it
   * gave the id to.
   */
  knows(what: Nameable, id: string): Promise<boolean>;
  /** Authenticates a cursor with 8 bytes over its text and its question. */
  cursorCheck(text: string): Buffer;
}
