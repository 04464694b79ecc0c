import type { CaseChange } from "../casework/ports.ts";
import type { RecordedEntry } from "../domain/recorded-entry.ts";
import type { MessageType } from "../domain/message.ts";
import type { Due, PacketState } from "../domain/packet.ts";
import type { ReceiptOutcome, RejectReason } from "../domain/receipt.ts";
import { formatDigest } from "../wire/digest.ts";
import { present } from "../wire/present.ts";
import { rfc3339, rfc3339OrNull } from "../wire/rfc3339.ts";

/** A stored packet without its bytes. Times in ms since the epoch. */
export interface Packet {
  readonly id: string;
  readonly message: string;
  readonly thread: string;
  readonly type: MessageType;
  readonly version: string;
  readonly sender: string;
  readonly recipient: string;
  readonly state: PacketState;
  readonly sealedAt: number;
  /** Length of its bytes. */
  readonly size: number;
  /** SHA-256 of its bytes, 32 bytes. */
  readonly digest: Buffer;
  readonly mediaType: string;
  /** The recipient's key that it was sealed for. */
  readonly kid: string;
  /** The groups of fields in it. */
  readonly disclosed: readonly string[];
  readonly due: Due;
  /** True when the gateway pushes it; otherwise the recipient fetches it. */
  readonly push: boolean;
  /** Pushes made so far. */
  readonly attempts: number;
  /** Next push; null: none. */
  readonly nextAt: number | null;
  /** End of the push window; null: it is not pushed. */
  readonly windowUntil: number | null;
  readonly deliveredAt: number | null;
  /** First time that the recipient fetched the bytes. */
  readonly fetchedAt: number | null;
  /** Time when its delivery failed; null in any state but `failed`. */
  readonly failedAt: number | null;
  /** Code of its last failed push, or of its failed delivery; null once it was delivered or queued again. */
  readonly cause: string | null;
  /** Time of its receipt or withdrawal. */
  readonly settledAt: number | null;
  readonly outcome: ReceiptOutcome | null;
  readonly reason: RejectReason | null;
  /** The rejected packet that this one replaces (resealing). */
  readonly replaces: string | null;
  /** Time at which its bytes were destroyed. */
  readonly erasedAt: number | null;
}

/** A new packet with its bytes. Its other members come from its message, and from what happens to it. */
export type NewPacket = Pick<
  Packet,
  "id" | "recipient" | "digest" | "mediaType" | "kid" | "disclosed" | "due" | "push" | "windowUntil" | "replaces"
> & {
  readonly bytes: Buffer;
  /** Record of what it holds, or takes back (src/exchange/holdings.ts). */
  readonly holds: Buffer;
  /** Whether the process that accepts it has claimed it, with the lease of its message, and pushes it at once. */
  readonly leased: boolean;
};

/** The members of a packet that its sender, its recipient and auditors see, in the form of JSON answers. */
export function shownPacket(packet: Packet) {
  const { recipient, state, size, due, attempts, disclosed, replaces } = packet;
  return {
    recipient,
    state,
    digest: formatDigest(packet.digest),
    size,
    sealedAt: rfc3339(packet.sealedAt),
    due,
    attempts,
    disclosed,
    ...present({
      deliveredAt: rfc3339OrNull(packet.deliveredAt),
      failedAt: rfc3339OrNull(packet.failedAt),
      cause: packet.cause,
      settledAt: rfc3339OrNull(packet.settledAt),
      replaces,
      erasedAt: rfc3339OrNull(packet.erasedAt),
    }),
  };
}

/** A packet for the department to which a need was re-routed, with what that adds to the case. */
interface Rerouted {
  /** Message that sent the need. */
  readonly message: string;
  readonly sealedAt: number;
  readonly packet: NewPacket;
  readonly change: CaseChange;
  readonly entries: readonly RecordedEntry[];
}

/** Writes re-routings. */
export interface RerouteRows {
  /** Adds the packet in one transaction with its item and its entries. False when the message was erased. @throws CaseMoved */
  addRerouted(rerouted: Rerouted): Promise<boolean>;
}
