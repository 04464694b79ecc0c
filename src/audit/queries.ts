/** What auditors ask of the exchange and its log (protocol section 7), and the rows that answer. */
import type { EntryType, RecordedEntry } from "../domain/audit-entry.ts";
import type { MessageType } from "../domain/message.ts";
import type { PacketState } from "../domain/packet.ts";
import type { Packet } from "../exchange/packet.ts";

/** Which packets; absent: any. Times are ms since the epoch, `to` not included. */
export interface DeliveryFilter {
  readonly sender?: string;
  readonly recipient?: string;
  readonly state?: PacketState;
  readonly type?: MessageType;
  readonly thread?: string;
  /** Of the sealing. */
  readonly from?: number;
  readonly to?: number;
  /** Without a receipt although it was due. */
  readonly overdue?: boolean;
}

/** Which entries of the log; absent: any. */
export interface EventFilter {
  readonly type?: EntryType;
  readonly actor?: string;
  /** Id of a message, packet or thread. */
  readonly subject?: string;
  /** Of the recipient: a subject that is a party. */
  readonly recipient?: string;
  readonly from?: number;
  readonly to?: number;
}

/** An entry of the log. */
export interface EventRow {
  readonly index: number;
  readonly at: number;
  readonly leafHash: Buffer;
  /** RFC 8785 bytes: exactly what was hashed. */
  readonly bytes: Buffer;
}

/** After which entry a page goes on: entries are listed newest first. */
export interface EventPosition {
  readonly at: number;
  readonly index: number;
}

/** What a summary has one line for. */
export const SUMMARY_KEYS = ["recipient", "sender", "type", "day"] as const;

/** One of those. */
export type SummaryKey = (typeof SUMMARY_KEYS)[number];

/** One line of a summary; of all packets of the period when `key` is null. */
export interface SummaryRow {
  readonly key: string | null;
  readonly packets: number;
  readonly states: Readonly<Record<PacketState, number>>;
  readonly overdue: number;
  /** Times from sealing, ms, to within one percent; null when there are none. */
  readonly delivery: { readonly p50: number | null; readonly p95: number | null };
  readonly receipt: { readonly p50: number | null; readonly p95: number | null };
}

/** What a summary asks. */
export interface SummaryQuery {
  readonly by: SummaryKey;
  readonly from?: number;
  readonly to?: number;
  /** Now, ms: what is past its due time is overdue. */
  readonly now: number;
  /** Minutes east of UTC: where the days begin. */
  readonly offset: number;
}

/** What a question can name. `subject`: a message, packet or thread. */
export type Nameable = "party" | "packet" | "thread" | "subject";

/** The rows that auditors' queries read. Methods throw StoreUnavailable when the database cannot answer. */
export interface AuditRows {
  /** Packets, newest first, behind packet `after`. @param now for `overdue`, ms */
  deliveries(filter: DeliveryFilter, after: string | undefined, limit: number, now: number): Promise<Packet[]>;
  delivery(packet: string): Promise<Packet | undefined>;
  /** Entries of the log, newest first, behind a position. */
  events(filter: EventFilter, after: EventPosition | undefined, limit: number): Promise<EventRow[]>;
  /** All entries about a packet, in their order, with those that are pending. */
  entriesOfPacket(packet: string): Promise<Pick<RecordedEntry, "bytes" | "leafHash">[]>;
  summary(query: SummaryQuery): Promise<SummaryRow[]>;
  /**
   * Entries below `size` that a statement is made of: of each packet that was sealed in the period for the party or
   * for a message of its own, and of their messages. Times in ms. @param most packets
   */
  statementEntries(
    scope: { readonly party: string; readonly from: number; readonly to: number; readonly size: number },
    most: number,
  ): AsyncIterable<{ readonly index: number; readonly bytes: Buffer }>;
  /** Time of the first entry that a tree of that size has not, placed or waiting, ms; undefined when it has all. */
  oldestBeyond(size: number): Promise<number | undefined>;
  /** Whether there is, or ever was, what an id names: a party of the directory, or what the gateway itself gave an id. */
  knows(what: Nameable, id: string): Promise<boolean>;
  /** Authenticates a cursor: 8 bytes over its text and what it belongs to. */
  cursorCheck(text: string): Buffer;
}
