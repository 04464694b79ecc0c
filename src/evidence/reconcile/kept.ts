/** What sender and recipient keep, each on its own disk; verified before it comes here. */

/** A submission receipt whose signature holds (protocol section 4). */
export interface KeptSubmission {
  readonly message: string;
  readonly sender: string;
  readonly digest: string;
  /** Of the message's entry: the name of the log, and its leaf hash in base64url. */
  readonly origin: string;
  readonly leafHash: string;
  readonly packets: readonly { readonly id: string; readonly recipient: string; readonly digest: string }[];
}

/** A recipient's receipt whose signature holds (protocol section 6). */
export interface KeptReceipt {
  readonly packet: string;
  readonly digest: string;
  readonly outcome: string;
  readonly reason?: string;
  /** `sha-256=:…:` of the signed receipt, verbatim. */
  readonly receipt: string;
}

/** A packet as the recipient keeps it. */
export interface KeptPacket {
  readonly packet: string;
  readonly digest: string;
  /** Absent when it could not be opened. */
  readonly message?: string;
}

/** Who keeps what; a side that was not given is not compared. */
export interface Kept {
  readonly sender?: {
    /** Whose records these are; the log's messages of others are left out. */
    readonly party: string;
    readonly submissions: readonly KeptSubmission[];
    /** Files of messages that were pushed and not answered. */
    readonly unanswered: readonly string[];
  };
  readonly recipient?: {
    readonly party: string;
    /** Every packet, with a receipt and without. */
    readonly packets: readonly KeptPacket[];
    readonly receipts: readonly KeptReceipt[];
  };
}
