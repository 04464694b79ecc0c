/** What the gateway answers to auditors (protocol section 7): the shapes that its transports send and its clients read. */
import type { AuditEntry } from "./audit-entry.ts";
import type { LogPosition } from "./log-stage.ts";
import type { MessageType } from "./message.ts";
import type { Due, PacketState } from "./packet.ts";
import type { ReceiptOutcome, RejectReason } from "./receipt.ts";

/** A packet as auditors see it: neither payload nor person. Times RFC 3339. */
export interface Delivery {
  readonly packet: string;
  readonly message: string;
  readonly thread: string;
  readonly type: MessageType;
  readonly version: string;
  readonly sender: string;
  readonly recipient: string;
  readonly state: PacketState;
  /** How it reaches its recipient. */
  readonly way: "push" | "pull";
  /** Pushes made so far. */
  readonly attempts: number;
  readonly size: number;
  readonly digest: string;
  /** The groups of fields in it. */
  readonly disclosed: readonly string[];
  readonly due: Due;
  /** There is no receipt although it was due. */
  readonly overdue: boolean;
  readonly sealedAt: string;
  readonly deliveredAt?: string;
  readonly fetchedAt?: string;
  readonly settledAt?: string;
  readonly outcome?: ReceiptOutcome;
  readonly reason?: RejectReason;
  readonly replaces?: string;
  /** When its payload was destroyed. */
  readonly erasedAt?: string;
}

/** A page of something, newest first. */
export interface AuditPage<Item> {
  readonly items: readonly Item[];
  /** Cursor of the next page; absent: this is the last. */
  readonly next?: string;
}

/** An entry of the log as it is shown: `entry` is what was hashed, in RFC 8785 form. */
export interface LoggedEvent {
  readonly log: LogPosition;
  readonly entry: AuditEntry;
}

/** A packet with all that the log says of it, oldest first, and the recipient's signed receipt. */
export interface DeliveryDetail extends Delivery {
  readonly timeline: readonly LoggedEvent[];
  readonly receipt?: {
    readonly outcome: ReceiptOutcome;
    readonly reason?: RejectReason;
    /** When the recipient signed it, by its own clock. */
    readonly issuedAt: string;
    readonly receivedAt: string;
    /** The recipient's signed receipt. */
    readonly jws: string;
    readonly log: LogPosition;
  };
}

/** One line of a summary. */
export interface SummaryLine {
  /** Party, type or day; absent in the line of all packets. */
  readonly key?: string;
  readonly packets: number;
  readonly states: Readonly<Record<PacketState, number>>;
  readonly overdue: number;
  /** From sealing to delivery and to the receipt, seconds, each to within one percent; null: there were none. */
  readonly secondsToDelivery: { readonly p50: number | null; readonly p95: number | null };
  readonly secondsToReceipt: { readonly p50: number | null; readonly p95: number | null };
}

/** Counts and times of a period. */
export interface AuditSummary {
  readonly by: "recipient" | "sender" | "type" | "day";
  /** Of the sealing, as asked; absent: open. */
  readonly from?: string;
  readonly to?: string;
  readonly total: SummaryLine;
  readonly lines: readonly SummaryLine[];
}
