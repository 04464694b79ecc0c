/** Differences between two sides, or of one side with itself. */
import type { ReplacementCode } from "../replacement.ts";

/** Code of a difference; a closed list. */
export type DifferenceCode =
  /** The sender has a receipt of a message that the log does not have. */
  | "message-not-in-log"
  /** The log has a message of the sender that the sender has no receipt of. */
  | "submission-receipt-missing"
  /** Receipt and entry of a message differ: sender, digest, leaf hash, log. */
  | "message-differs"
  /** The sender has two different receipts for one message. */
  | "submission-receipt-twice"
  /** The sender keeps a receipt of another party's message. */
  | "submission-of-another"
  /** The sender pushed a message and has no answer: the result is unknown. */
  | "submission-unanswered"
  /** The sender's receipt names a packet that the log does not have. */
  | "packet-not-in-log"
  /** The log has a packet of the message that the sender's receipt does not name. */
  | "packet-not-in-receipt"
  /** Receipt and entry of a packet differ: recipient, digest. */
  | "packet-differs"
  /** The recipient has a receipt that the log does not have. */
  | "receipt-not-in-log"
  /** The log has a receipt of the recipient that the recipient does not have. */
  | "receipt-missing"
  /** Receipt and entry differ: outcome, reason, digest of the packet, or the signed text itself. */
  | "receipt-differs"
  /** The recipient has two different receipts for one packet. */
  | "receipt-twice"
  /** The recipient signed for a packet that was never sealed for it. */
  | "receipt-for-nothing"
  /** The recipient keeps a packet without a receipt that was never sealed for it. */
  | "kept-packet-not-in-log"
  /** Kept packet and entry differ: message, digest. */
  | "kept-packet-differs"
  /** The log says that a packet was handed to the recipient, but the recipient keeps nothing of it. */
  | "kept-packet-missing"
  /** Entries of the log contradict each other: one is there twice, or is about something that the log never had. */
  | "log-contradicts"
  /** The number of a message's packets is not the one in its entry. */
  | "packets-miscounted"
  | ReplacementCode;

/** One difference. */
export interface Difference {
  readonly code: DifferenceCode;
  readonly message?: string;
  readonly packet?: string;
  readonly party?: string;
  /** File that it was found in, when it has no other name. */
  readonly file?: string;
}
