/** Records that sender and recipient keep on their own disks. They were verified before they come here. */

/** Submission receipt whose signature is valid (protocol section 4). */
export interface KeptSubmission {
  readonly message: string;
  readonly sender: string;
  readonly digest: string;
  /** Name of the log, and leaf hash of the message's entry in base64url. */
  readonly origin: string;
  readonly leafHash: string;
  readonly packets: readonly { readonly id: string; readonly recipient: string; readonly digest: string }[];
}

/** Receipt of a recipient whose signature is valid (protocol section 6). */
export interface KeptReceipt {
  readonly packet: string;
  readonly digest: string;
  readonly outcome: string;
  readonly reason?: string;
  /** `sha-256=:…:` of the signed receipt, verbatim. */
  readonly receipt: string;
}

/** Packet as the recipient keeps it. */
export interface KeptPacket {
  readonly packet: string;
  readonly digest: string;
  /** Absent when it could not be opened. */
  readonly message?: string;
}

/** Records of both sides. A side that was not given is not compared. */
export interface Kept {
  readonly sender?: {
    /** Party that keeps the records. Messages of others in the log are left out. */
    readonly party: string;
    readonly submissions: readonly KeptSubmission[];
    /** Files of messages that were pushed and not answered. */
    readonly unanswered: readonly string[];
  };
  readonly recipient?: {
    readonly party: string;
    /** Every packet, with or without a receipt. */
    readonly packets: readonly KeptPacket[];
    readonly receipts: readonly KeptReceipt[];
  };
}
