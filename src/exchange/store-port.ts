/**
 * The contract of the one store: the rows of the exchange and what may be done to them, each in a
 * transaction of its own.
 */
import type { RecordedEntry } from "../domain/audit-entry.ts";
import type { MessageType } from "../domain/message.ts";
import type { PacketState } from "../domain/packet.ts";
import type { ReceiptOutcome, RejectReason } from "../domain/receipt.ts";
import type { NewPacket, Packet } from "./packet.ts";

/** Everything that one accepted message commits, in one transaction. */
export interface NewMessage {
  readonly id: string;
  readonly thread: string;
  readonly type: MessageType;
  readonly version: string;
  readonly sender: string;
  /** The sender's own id of the message: with `sender` the idempotency key. */
  readonly jti: string;
  /** Keyed digest of the claims without `iat` and `exp`, 32 bytes: tells a repeat from another message. */
  readonly claimsMac: Buffer;
  /** SHA-256 of the request body. */
  readonly requestDigest: Buffer;
  /** SHA-256 of the sender's inner signed object. */
  readonly originDigest: Buffer;
  readonly policy: string;
  readonly issuedAt: number;
  readonly acceptedAt: number;
  /** The 202 answer as JSON text, without where its entry stands: a repeat gets the same. */
  readonly answer: string;
  /** Leaf hash of the entry `accepted`, 32 bytes. */
  readonly leafHash: Buffer;
  /** The sender's envelope as received (ciphertext for the gateway), kept so that a packet can be sealed again. */
  readonly envelope: Buffer;
  readonly envelopeMediaType: string;
  readonly packets: readonly NewPacket[];
  /** The blind index of the persons in it, 16 bytes each, each once. */
  readonly persons: readonly Buffer[];
  readonly entries: readonly RecordedEntry[];
  /** The push packets are claimed by `lease.owner` from the start: it attempts them from memory at once. */
  readonly lease: { readonly owner: string; readonly until: number } | null;
}

/** A sender's envelope as it was kept, and the digest of what was signed in it. */
export type KeptEnvelope = Pick<NewMessage, "envelope" | "envelopeMediaType" | "originDigest">;

/** What a repeat is compared with, and answered from. */
export type EarlierMessage = Pick<NewMessage, "id" | "claimsMac" | "answer" | "leafHash">;

/** What the flow needs to know of a thread. */
export interface Thread {
  readonly id: string;
  /** Type and sender of the message that opened it. */
  readonly openedBy: { readonly message: string; readonly type: MessageType; readonly sender: string };
  /** Everyone who got a packet of the thread. */
  readonly recipients: readonly string[];
}

/** A message as it is stored, without its envelope. */
export type Message = Pick<
  NewMessage,
  "id" | "thread" | "type" | "version" | "sender" | "policy" | "issuedAt" | "acceptedAt"
>;

/** A receipt as it is stored. */
export interface StoredReceipt {
  readonly packet: string;
  readonly jti: string;
  /** The signed receipt, verbatim. */
  readonly jws: string;
  readonly outcome: ReceiptOutcome;
  readonly reason: RejectReason | null;
  readonly issuedAt: number;
  readonly receivedAt: number;
  /** Leaf hash of the receipt's audit entry. */
  readonly leafHash: Buffer;
}

/** A claimed packet, ready to be pushed. */
export type ClaimedPacket = Pick<
  Packet,
  "id" | "message" | "thread" | "recipient" | "mediaType" | "digest" | "sealedAt"
> & {
  readonly bytes: Buffer;
  /** Number of this attempt, from 1. */
  readonly attempt: number;
  readonly windowUntil: number;
};

/** How an attempt, a fetch or a receipt changes a packet. Applied only while `guard` holds; see `settle`. */
export interface Settlement {
  readonly packet: string;
  /** The state it becomes; absent when only attempt data change (a retry). */
  readonly to?: PacketState;
  /** Present when a push attempt ends: it is applied only while this owner still holds the lease. */
  readonly lease?: { readonly owner: string };
  /** A push attempt was made (adds one to `attempts`). */
  readonly attempted?: boolean;
  /** Next push, ms; null: none. */
  readonly nextAt?: number | null;
  readonly at: number;
  /** The recipient fetched the bytes for the first time; without `to`, applied only while `fetchedAt` is null. */
  readonly fetched?: true;
  readonly receipt?: StoredReceipt;
  readonly entries: readonly RecordedEntry[];
}

/**
 * `done`: applied with its entries. `stale`: the packet's state, lease or receipt did not allow it and
 * nothing was written; `now` is the row as it is.
 */
export type SettleOutcome =
  | { readonly done: true }
  | { readonly done: false; readonly now: Packet | undefined; readonly receipt: StoredReceipt | undefined };

/** One page of an inbox. */
export interface InboxPage {
  readonly items: readonly Packet[];
  /** Opaque cursor after the last item; the one that came in when there is none. */
  readonly next: string;
}

/** What of the configuration is recorded: the parties, the gateway's own public keys, the rules of sharing. */
export type SnapshotKind = "directory" | "gateway-keys" | "policy" | "schemas";

/** A document of the configuration as it was recorded, and the version that names it. */
export interface Snapshot {
  readonly version: string;
  readonly document: string;
}

/** The one store. Every method that writes commits before it resolves. All throw `StoreUnavailable` when the database cannot. */
export interface Store {
  /** Commits a message whole, or returns the earlier one with the same sender and jti and writes nothing. */
  accept(message: NewMessage): Promise<EarlierMessage | null>;
  /**
   * The same for a withdrawal: also turns the named packets that may still change to `withdrawn`,
   * writing `entryFor(packet)` for each that did.
   */
  acceptWithdrawal(
    message: NewMessage,
    packets: readonly string[],
    entryFor: (packet: Packet) => RecordedEntry,
  ): Promise<EarlierMessage | null>;
  findEarlier(sender: string, jti: string): Promise<EarlierMessage | undefined>;
  thread(id: string): Promise<Thread | undefined>;
  message(id: string): Promise<Message | undefined>;
  envelope(message: string): Promise<KeptEnvelope | undefined>;
  messagesOfThread(thread: string): Promise<Message[]>;
  packet(id: string): Promise<Packet | undefined>;
  packetBytes(id: string): Promise<Buffer | undefined>;
  packetsOfMessage(message: string): Promise<Packet[]>;
  packetsOfThread(thread: string): Promise<Packet[]>;
  receiptOf(packet: string): Promise<StoredReceipt | undefined>;
  /** Entries about a message, oldest first. */
  entriesOfMessage(message: string): Promise<RecordedEntry[]>;
  /** Packets of a recipient without a receipt, oldest first; never skips one that commits later. Throws Refusal `malformed-request` for a cursor it did not make. */
  inbox(recipient: string, after: string | undefined, limit: number): Promise<InboxPage>;
  /** Of these recipients, those whose inbox has grown since the given positions. For held polls of other processes' commits. */
  inboxHeads(recipients: readonly string[]): Promise<ReadonlyMap<string, string>>;
  settle(settlement: Settlement): Promise<SettleOutcome>;
  /** Entries that belong to no other change: refusals, refused tokens, conflicts, directory and key changes. */
  record(entries: readonly RecordedEntry[]): Promise<void>;
  /** Ids of packets whose push is due (state queued, next time reached, no live lease, first of its thread for its recipient, endpoint on), oldest due first. */
  duePackets(now: number, limit: number): Promise<{ packet: string; attempt: number }[]>;
  /** Claims a due packet for `owner`; undefined when it is not due any more. */
  claim(packet: string, owner: string, now: number, leaseUntil: number): Promise<ClaimedPacket | undefined>;
  /** Gives all leases of `owner` back (stopping). */
  releaseLeases(owner: string): Promise<void>;
  /** `failed` → `queued` with a new window. */
  requeue(packet: string, at: number, windowUntil: number | null, entry: RecordedEntry): Promise<SettleOutcome>;
  /** Adds a packet that replaces a rejected, undecryptable one. False when one replaces it already. */
  addReplacement(
    message: string,
    packet: NewPacket,
    sealedAt: number,
    entries: readonly RecordedEntry[],
  ): Promise<boolean>;
  /** Turns a party's endpoint off (410) or on again. */
  endpointOff(party: string, at: number): Promise<void>;
  endpointOn(party: string): Promise<void>;
  /** Remembers a client assertion's jti until `expires` (s). False when it was used already. */
  useAssertion(party: string, jti: string, expires: number): Promise<boolean>;
  /** The configuration recorded last: what this start is compared with, so that each change becomes an audit entry. */
  lastSnapshot(kind: SnapshotKind): Promise<Snapshot | undefined>;
  /** Records a new version of it with the entries that tell what changed, unless that version is the last one already. */
  saveSnapshot(kind: SnapshotKind, version: string, document: string, entries: readonly RecordedEntry[]): Promise<void>;
  /** A read or write that proves that the database can commit. */
  ping(): Promise<void>;
}

/** The database cannot be reached or cannot commit. Nothing was written. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}
