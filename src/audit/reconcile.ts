/**
 * Three-way reconciliation: what the sender keeps (its submission receipts), what the recipients keep (their
 * receipts), and the log. Each side was verified before it comes here: signatures, and the log to a signed root.
 * Whatever one of them has and another has not, or has otherwise, is named. Pure.
 */
import type { AuditEntry } from "../domain/audit-entry.ts";

/** What is wrong; a closed list. */
export type DifferenceCode =
  /** The sender has a receipt of a message that the log has not. */
  | "message-not-in-log"
  /** The log has a message of the sender, the sender no receipt. */
  | "submission-receipt-missing"
  /** Receipt and entry of a message differ: digest, leaf hash. */
  | "message-differs"
  /** The sender has two receipts that are not the same for one message. */
  | "submission-receipt-twice"
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
  /** The log itself has an entry that cannot stand beside the others: one twice, or one of something it never had. */
  | "log-contradicts";

/** One difference. */
export interface Difference {
  readonly code: DifferenceCode;
  readonly message?: string;
  readonly packet?: string;
  readonly party?: string;
}

/** A submission receipt whose signature holds (protocol section 4). */
export interface KeptSubmission {
  readonly message: string;
  readonly sender: string;
  readonly digest: string;
  /** Base64url. */
  readonly leafHash: string;
  readonly packets: readonly { readonly id: string; readonly recipient: string; readonly digest: string }[];
}

/** A recipient's receipt whose signature holds (protocol section 6). */
export interface KeptReceipt {
  readonly packet: string;
  readonly recipient: string;
  readonly digest: string;
  readonly outcome: string;
  readonly reason?: string;
  /** `sha-256=:…:` of the signed receipt, verbatim. */
  readonly receipt: string;
}

/** Who keeps what; a side that was not given is not compared. */
export interface Kept {
  /** Whose submission receipts these are; the log's messages of others are left out. */
  readonly submissions?: { readonly sender: string; readonly receipts: readonly KeptSubmission[] };
  readonly receipts?: { readonly recipient: string; readonly receipts: readonly KeptReceipt[] };
}

interface LoggedPacket {
  readonly message: string;
  readonly recipient: string;
  readonly digest: string;
  readonly again: boolean;
  receipt?: {
    readonly outcome: unknown;
    readonly reason: unknown;
    readonly digest: unknown;
    readonly receipt: unknown;
  };
}

/** Reads the log's entries, in their order, and compares. */
export class Reconciliation {
  readonly #messages = new Map<string, { sender: string; digest: string; leafHash: string; packets: string[] }>();
  readonly #packets = new Map<string, LoggedPacket>();
  readonly #contradictions: Difference[] = [];

  /** Takes the next entry. @param leafHash base64url */
  add(entry: AuditEntry, leafHash: () => string): void {
    const { type, message = "", packet = "", recipient = "", digest = "", actor, replaces } = entry;
    const contradicts = (about: Omit<Difference, "code">) =>
      this.#contradictions.push({ code: "log-contradicts", ...about });
    if (type === "accepted") {
      if (this.#messages.has(message)) contradicts({ message });
      else this.#messages.set(message, { sender: actor, digest, leafHash: leafHash(), packets: [] });
    }
    if (type === "sealed") {
      const known = this.#messages.get(message);
      const replaced = replaces === undefined || this.#packets.has(String(replaces));
      if (known === undefined || !replaced || this.#packets.has(packet))
        contradicts({ message, packet, party: recipient });
      else {
        this.#packets.set(packet, { message, recipient, digest, again: replaces !== undefined });
        known.packets.push(packet);
      }
    }
    if (type === "receipt") {
      const known = this.#packets.get(packet);
      const { outcome, reason, receipt } = entry;
      if (known === undefined || known.receipt !== undefined) contradicts({ message, packet, party: recipient });
      else known.receipt = { outcome, reason, digest, receipt };
    }
  }

  /** What the log says against itself. */
  get contradictions(): readonly Difference[] {
    return this.#contradictions;
  }

  /** Every difference, in the order sender, recipient. None: the sides agree. */
  differences({ submissions, receipts }: Kept): Difference[] {
    return [
      ...(submissions === undefined ? [] : this.#submissions(submissions.sender, submissions.receipts)),
      ...(receipts === undefined ? [] : this.#receipts(receipts.recipient, receipts.receipts)),
    ];
  }

  #submissions(sender: string, kept: readonly KeptSubmission[]): Difference[] {
    const found: Difference[] = [];
    const byMessage = new Map<string, KeptSubmission>();
    for (const receipt of kept) {
      const { message } = receipt;
      const before = byMessage.get(message);
      if (before !== undefined && !same(before, receipt)) found.push({ code: "submission-receipt-twice", message });
      byMessage.set(message, receipt);
    }
    for (const [message, receipt] of byMessage) {
      const logged = this.#messages.get(message);
      if (logged === undefined) {
        found.push({ code: "message-not-in-log", message });
        continue;
      }
      const agrees =
        logged.sender === receipt.sender && logged.digest === receipt.digest && logged.leafHash === receipt.leafHash;
      if (!agrees) found.push({ code: "message-differs", message });
      found.push(...this.#packetsOf(message, logged.packets, receipt));
    }
    for (const [message, logged] of this.#messages)
      if (logged.sender === sender && !byMessage.has(message))
        found.push({ code: "submission-receipt-missing", message });
    return found;
  }

  #packetsOf(message: string, logged: readonly string[], { packets }: KeptSubmission): Difference[] {
    const found: Difference[] = [];
    for (const { id: packet, recipient: party, digest } of packets) {
      const known = this.#packets.get(packet);
      if (known === undefined || known.message !== message)
        found.push({ code: "packet-not-in-log", message, packet, party });
      else if (known.recipient !== party || known.digest !== digest)
        found.push({ code: "packet-differs", message, packet, party });
    }
    const named = new Set(packets.map(({ id }) => id));
    for (const packet of logged) {
      const known = this.#packets.get(packet);
      // One that was sealed again later cannot be in a receipt of the day of acceptance.
      if (known !== undefined && !known.again && !named.has(packet))
        found.push({ code: "packet-not-in-receipt", message, packet, party: known.recipient });
    }
    return found;
  }

  #receipts(party: string, kept: readonly KeptReceipt[]): Difference[] {
    const found: Difference[] = [];
    const byPacket = new Map<string, KeptReceipt>();
    for (const receipt of kept) {
      const { packet } = receipt;
      const before = byPacket.get(packet);
      if (before !== undefined && !same(before, receipt)) found.push({ code: "receipt-twice", packet, party });
      byPacket.set(packet, receipt);
    }
    for (const [packet, receipt] of byPacket) {
      const known = this.#packets.get(packet);
      if (known === undefined || known.recipient !== receipt.recipient)
        found.push({ code: "receipt-for-nothing", packet, party });
      else if (known.receipt === undefined) found.push({ code: "receipt-not-in-log", packet, party });
      else if (!agree(known, receipt)) found.push({ code: "receipt-differs", packet, party });
    }
    for (const [packet, known] of this.#packets)
      if (known.recipient === party && known.receipt !== undefined && !byPacket.has(packet))
        found.push({ code: "receipt-missing", packet, party });
    return found;
  }
}

function agree({ digest, receipt: logged }: LoggedPacket, kept: KeptReceipt): boolean {
  return (
    logged !== undefined &&
    kept.digest === digest &&
    logged.digest === digest &&
    logged.outcome === kept.outcome &&
    logged.reason === kept.reason &&
    logged.receipt === kept.receipt
  );
}

function same(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
