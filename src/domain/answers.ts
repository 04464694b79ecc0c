/** What the gateway answers (protocol sections 4 and 5): the shapes that its transports send and its clients read. */
import type { LogPosition } from "./log-stage.ts";
import type { MessageType } from "./message.ts";
import type { Due, PacketState } from "./packet.ts";
import type { ReceiptOutcome, RejectReason } from "./receipt.ts";
import type { Issue } from "./refusal.ts";

/** The answer to a submitted message (protocol section 4). Times RFC 3339. */
export interface SubmissionAnswer {
  /** Message id, given by the gateway. */
  readonly id: string;
  readonly thread: string;
  readonly type: MessageType;
  readonly packets: readonly {
    readonly id: string;
    readonly recipient: string;
    readonly state: PacketState;
    readonly digest: string;
    readonly due: string;
  }[];
  /** The gateway's signed word, a compact JWS. */
  readonly receipt: string;
  /** How far the entry of the acceptance has come: in a repeat by now, all else being the first answer. */
  readonly log: LogPosition;
  /** What input folding changed. */
  readonly normalized?: readonly Issue[];
  /** What a person should look at. */
  readonly warnings?: readonly Issue[];
}

/** What a check finds: who would get a document, and which groups of its fields. */
export interface CheckAnswer {
  readonly recipients: readonly string[];
  readonly disclosures: readonly {
    readonly recipient: string;
    readonly groups: Readonly<Record<string, "full" | "reduced">>;
  }[];
  readonly normalized?: readonly Issue[];
  readonly warnings?: readonly Issue[];
}

/** A packet of a message as its sender and its recipient see it. */
export interface PacketView {
  readonly id: string;
  readonly recipient: string;
  readonly state: PacketState;
  readonly digest: string;
  readonly size: number;
  readonly sealedAt: string;
  readonly due: Due;
  /** Pushes made so far. */
  readonly attempts: number;
  readonly nextAttempt?: string;
  readonly deliveredAt?: string;
  readonly settledAt?: string;
  /** The groups of fields in it. */
  readonly disclosed: readonly string[];
  /** The refused packet that this one was sealed again for. */
  readonly replaces?: string;
  /** When its payload was destroyed; digest, receipt and entries stay. */
  readonly erasedAt?: string;
  readonly receipt?: {
    readonly outcome: ReceiptOutcome;
    readonly reason?: RejectReason;
    readonly receivedAt: string;
    /** The recipient's signed receipt. */
    readonly jws: string;
    /** How far its audit entry has come. */
    readonly log: LogPosition;
  };
}

/** An audit entry as users see it: what it says, and how far it has come in the log. */
export interface TimelineItem {
  readonly type: string;
  readonly time: string;
  readonly actor: string;
  readonly log: LogPosition;
  readonly [more: string]: unknown;
}

/** The answer to a receipt (protocol section 6): its audit entry. */
export interface ReceiptAnswer {
  readonly packet: string;
  readonly outcome: ReceiptOutcome;
  readonly receivedAt: string;
  readonly log: LogPosition;
}

/** A message: its packets' states now, and every change with its time. */
export interface MessageView {
  readonly id: string;
  readonly thread: string;
  readonly type: MessageType;
  readonly version: string;
  readonly from: string;
  readonly acceptedAt: string;
  readonly policy: string;
  readonly packets: readonly PacketView[];
  /** Oldest first. */
  readonly timeline: readonly TimelineItem[];
}

/** What a recorded request for erasure came to. */
export interface ErasureAnswer {
  readonly thread: string;
  readonly erasedAt: string;
  /** Packets whose bytes were destroyed now. */
  readonly packets: readonly string[];
}

/** The threads that hold a person's data, newest first. */
export interface PersonThreadsAnswer {
  readonly threads: readonly {
    readonly thread: string;
    /** Type and sender of the message that opened it. */
    readonly type: MessageType;
    readonly sender: string;
    readonly acceptedAt: string;
    /** How many of its messages are about the person. */
    readonly messages: number;
    /** How many of its packets are on their way: those are withdrawn before the thread can be erased. */
    readonly open: number;
  }[];
  /** There are more. */
  readonly more?: true;
}

/** A packet that waits in the inbox (protocol section 5). */
export interface InboxItem {
  readonly packet: string;
  readonly message: string;
  readonly thread: string;
  readonly type: MessageType;
  readonly from: string;
  readonly sealedAt: string;
  readonly size: number;
  readonly digest: string;
  readonly due: string;
}
