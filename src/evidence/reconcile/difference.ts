/** What two sides, or one with itself, do not agree on. */
import type { ReplacementCode } from "../replacement.ts";

/** What is wrong; a closed list. */
export type DifferenceCode =
  /** The sender has a receipt of a message that the log has not. */
  | "message-not-in-log"
  /** The log has a message of the sender, the sender no receipt. */
  | "submission-receipt-missing"
  /** Receipt and entry of a message differ: sender, digest, leaf hash, log. */
  | "message-differs"
  /** The sender has two receipts that are not the same for one message. */
  | "submission-receipt-twice"
  /** The sender keeps a receipt of another's message. */
  | "submission-of-another"
  /** The sender keeps a message that it pushed and has no answer to: nobody can tell what became of it. */
  | "submission-unanswered"
  /** The sender's receipt names a packet that the log has not. */
  | "packet-not-in-log"
  /** The log has a packet of the message that the sender's receipt does not name. */
  | "packet-not-in-receipt"
  /** Receipt and entry of a packet differ: recipient, digest. */
  | "packet-differs"
  /** The recipient has a receipt that the log has not. */
  | "receipt-not-in-log"
  /** The log has a receipt of the recipient that the recipient has not. */
  | "receipt-missing"
  /** Receipt and entry differ: outcome, reason, digest of the packet, or the signed text itself. */
  | "receipt-differs"
  /** The recipient has two receipts that are not the same for one packet. */
  | "receipt-twice"
  /** The recipient signed for a packet that was never sealed for it. */
  | "receipt-for-nothing"
  /** The recipient keeps a packet, without a receipt yet, that was never sealed for it. */
  | "kept-packet-not-in-log"
  /** Kept packet and entry differ: message, digest. */
  | "kept-packet-differs"
  /** The log says that a packet was handed to the recipient, who keeps nothing of it. */
  | "kept-packet-missing"
  /** The log has an entry that cannot stand beside the others: one twice, or one of something it never had. */
  | "log-contradicts"
  /** The log has not as many packets of a message as the message's own entry counts. */
  | "packets-miscounted"
  | ReplacementCode;

/** One difference. */
export interface Difference {
  readonly code: DifferenceCode;
  readonly message?: string;
  readonly packet?: string;
  readonly party?: string;
  /** The file that it was found in, where it has no other name. */
  readonly file?: string;
}
