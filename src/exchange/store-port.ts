/** The contract of the store: the rows of the exchange, and what may be done to them, each in a transaction of its own. */
import type { RecordedEntry } from "../domain/recorded-entry.ts";
import type { Changes } from "../casework/changes-port.ts";
import type { MessageType } from "../domain/message.ts";
import type { PacketState } from "../domain/packet.ts";
import type { ReceiptOutcome, RejectReason } from "../domain/receipt.ts";
import type {
  EndpointOff,
  EndpointStanding,
  EndpointWhy,
  FailedFilter,
  GoneGround,
  TakenOver,
} from "./operator-port.ts";
import type { NewPacket, Packet } from "./packet.ts";
import type { Snapshot, SnapshotKind } from "./snapshots-port.ts";

/** Everything that is committed, in one transaction, when a message is accepted. */
export interface NewMessage extends Changes {
  readonly id: string;
  readonly thread: string;
  readonly type: MessageType;
  readonly version: string;
  readonly sender: string;
  /** The sender's own id of the message; with `sender` it is the idempotency key. */
  readonly jti: string;
  /** Keyed digest of the claims without `iat` and `exp`, 32 bytes: a repeat has the same one. */
  readonly claimsMac: Buffer;
  /** SHA-256 of the request body. */
  readonly requestDigest: Buffer;
  /** SHA-256 of the sender's inner signed object. */
  readonly originDigest: Buffer;
  readonly policy: string;
  readonly issuedAt: number;
  readonly acceptedAt: number;
  /** The 202 answer as JSON text, without the position of its entry: a repeat gets the same text. */
  readonly answer: string;
  /** Leaf hash of the entry `accepted`, 32 bytes. */
  readonly leafHash: Buffer;
  /** The sender's envelope as received, ciphertext for the gateway; kept so that a packet can be sealed again. */
  readonly envelope: Buffer;
  readonly envelopeMediaType: string;
  readonly packets: readonly NewPacket[];
  /** Blind index of each person in it, 16 bytes; no person twice. */
  readonly persons: readonly Buffer[];
  /** Keyed digests of the numbers of its document that no earlier message used, 32 bytes each. */
  readonly documentKeys: readonly Buffer[];
  /** Number of its document (文号), encrypted; null: it has none. Destroyed with the envelope. */
  readonly documentNumber: Buffer | null;
  readonly entries: readonly RecordedEntry[];
  /** Lease on those of its packets that are `leased`; `duration` in ms. */
  readonly lease: { readonly owner: string; readonly duration: number } | null;
}

/** A sender's envelope as it was kept, and the digest of what was signed in it. */
export type KeptEnvelope = Pick<NewMessage, "envelope" | "envelopeMediaType" | "originDigest">;

/** Members of an earlier message with which a repeat is compared, and from which it is answered. */
export type EarlierMessage = Pick<NewMessage, "id" | "claimsMac" | "answer" | "leafHash">;

/** Parties of a thread. */
export interface Thread {
  /** Id of the message that opened it. */
  readonly id: string;
  /** Sender of that message. */
  readonly sender: string;
  /** Every party that got a packet of the thread. */
  readonly recipients: readonly string[];
}

/** A message's kept number of its document (文号), encrypted. */
export type KeptNumber = Pick<NewMessage, "id" | "thread"> & { readonly documentNumber: Buffer };

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

/** A packet that is due: what is handed to the workers. */
export interface DuePacket {
  readonly packet: string;
  readonly recipient: string;
  /** Number of its next attempt, from 1. */
  readonly attempt: number;
}

/** Most packets of a party that are looked for at once. */
export interface DueShare {
  readonly party: string;
  readonly share: number;
}

/** Due packets, those of all parties in turn; `more`: one of the parties may have more. */
export interface DuePackets {
  readonly due: readonly DuePacket[];
  readonly more: boolean;
}

/** A packet whose window is over before it was delivered, claimed to be failed. `attempts`: pushes made. */
export type OverduePacket = Pick<Packet, "id" | "message" | "thread" | "recipient" | "digest" | "attempts">;

/** Change of a packet by an attempt, a fetch or a receipt. */
export interface Settlement {
  readonly packet: string;
  /** The new state; absent when only data of attempts change (a retry). Applied only from a state that may become it. */
  readonly to?: PacketState;
  /** State in which the packet was read, when the entries depend on it: applied only from this one. */
  readonly from?: PacketState;
  /** Present when a push attempt ends: applied only while this owner still holds the lease. */
  readonly lease?: { readonly owner: string };
  /** A push attempt was made: adds one to `attempts`. */
  readonly attempted?: boolean;
  /** Time of the next push, ms; null: none. */
  readonly nextAt?: number | null;
  /** New end of its push window; absent: as before. */
  readonly windowUntil?: number;
  readonly at: number;
  /** Code of the push that failed, or of the delivery. */
  readonly cause?: string;
  /** The recipient fetched the bytes; without `to`, applied only while `fetchedAt` is null. */
  readonly fetched?: true;
  readonly receipt?: StoredReceipt;
  readonly entries: readonly RecordedEntry[];
}

/** Times with which a packet's times are compared. Ms since the epoch. */
export interface DueTime {
  readonly now: number;
  /** Latest time of a next push or a lease; one beyond it was set by a clock that was ahead, and counts as reached. */
  readonly horizon: number;
}

/** Outcome of a settlement. Not done: state, lease or receipt did not allow it; `now` and `receipt` are what is stored. */
export type SettleOutcome =
  | { readonly done: true }
  | { readonly done: false; readonly now: Packet | undefined; readonly receipt: StoredReceipt | undefined };

/** One page of an inbox. */
export interface InboxPage {
  readonly items: readonly Packet[];
  /** Opaque cursor behind the last item; without items the position of the cursor that came in. */
  readonly next: string;
}

/** The store. Every method that writes commits before it resolves. All throw `StoreUnavailable` when the database cannot work. */
export interface Store {
  /**
   * Commits a whole message. When one with the same sender and jti is stored already, writes nothing and returns it.
   * Throws `DocumentKeyTaken` when another message took one of its `documentKeys` meanwhile, and `CaseMoved` when another one
   * changed the case of its thread.
   */
  accept(message: NewMessage): Promise<EarlierMessage | null>;
  /**
   * Commits a withdrawal like any message, and turns those of the named packets that may still change to
   * `withdrawn`, with the entry `entryFor(packet)` for each of them.
   */
  acceptWithdrawal(
    message: NewMessage,
    packets: readonly string[],
    entryFor: (packet: Packet) => RecordedEntry,
  ): Promise<EarlierMessage | null>;
  findEarlier(sender: string, jti: string): Promise<EarlierMessage | undefined>;
  /** Finds the messages that first used these numbers of documents: their ids, by digest in hex. */
  messagesByKey(documentKeys: readonly Buffer[]): Promise<ReadonlyMap<string, string>>;
  /** Reads the numbers of documents that these messages have and whose envelopes are there. */
  documentNumbers(messages: readonly string[]): Promise<readonly KeptNumber[]>;
  thread(id: string): Promise<Thread | undefined>;
  message(id: string): Promise<Message | undefined>;
  envelope(message: string): Promise<KeptEnvelope | undefined>;
  messagesOfThread(thread: string): Promise<Message[]>;
  packet(id: string): Promise<Packet | undefined>;
  packetBytes(id: string): Promise<Buffer | undefined>;
  packetsOfMessage(message: string): Promise<Packet[]>;
  packetsOfThread(thread: string): Promise<Packet[]>;
  /** Reads the records of what the packets of a thread hold, by packet; none for those of older versions and erased ones. */
  holdsOfThread(thread: string): Promise<ReadonlyMap<string, Buffer>>;
  receiptOf(packet: string): Promise<StoredReceipt | undefined>;
  /** Entries about a message and its packets, oldest first. */
  entriesOfMessage(message: string): Promise<RecordedEntry[]>;
  /**
   * A page of the packets of a recipient that have no receipt, oldest first. Going on from the returned cursor
   * never skips a packet that commits later. Throws Refusal `malformed-request` for a cursor that this store did not
   * make for this recipient.
   */
  inbox(recipient: string, after: string | undefined, limit: number): Promise<InboxPage>;
  /**
   * For each of these recipients with a packet in its inbox, a text that changes when a newer packet can be listed.
   * It tells held polls of commits in other processes.
   */
  inboxHeads(recipients: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Applies a settlement, if the packet still allows it. */
  settle(settlement: Settlement): Promise<SettleOutcome>;
  /** Writes entries that come with no other change: refusals, refused tokens, conflicts. */
  record(entries: readonly RecordedEntry[]): Promise<void>;
  /**
   * Finds packets of these parties whose push is due: queued, its time reached, no live lease, and no earlier packet of the
   * same thread for the same recipient still to be pushed. First the longest due of each party, then the second of each,
   * and so on.
   */
  duePackets(time: DueTime, shares: readonly DueShare[], limit: number): Promise<DuePackets>;
  /** Claims a due packet for `owner`; undefined when it is no longer due, or its endpoint is off. @param lease its duration, ms */
  claim(packet: string, owner: string, time: DueTime, lease: number): Promise<ClaimedPacket | undefined>;
  /** Claims packets whose window is over, whoever they are for: most of them would never be pushed. */
  claimOverdue(owner: string, time: DueTime, lease: number, limit: number): Promise<OverduePacket[]>;
  /** Gives back all leases of `owner`, when it stops. */
  releaseLeases(owner: string): Promise<void>;
  /**
   * Puts those of these packets that are failed back into the queue (`failed` → `queued`), in one transaction with the entry
   * `entryFor(packet)` for each. Those for `pushed.recipients` are pushed until `pushed.until`, the others are fetched.
   * Gives the packets as they are now.
   */
  requeue(
    packets: readonly string[],
    at: number,
    pushed: { readonly recipients: readonly string[]; readonly until: number },
    entryFor: (packet: Packet) => RecordedEntry,
  ): Promise<Packet[]>;
  /** Reads failed packets that can be queued again, in the order of acceptance, after the packet `after`. */
  failedPackets(filter: FailedFilter, after: string | undefined, limit: number): Promise<Packet[]>;
  /** Counts them, up to 100,000. */
  countFailed(filter: FailedFilter): Promise<number>;
  /** Adds a packet that replaces a rejected, undecryptable one. False when that one has been replaced already. */
  addReplacement(
    message: string,
    packet: NewPacket,
    sealedAt: number,
    entries: readonly RecordedEntry[],
  ): Promise<boolean>;
  /** Turns a party's endpoint off, or pauses it, with its entry. False: it was so, and no entry is written. */
  endpointOff(party: string, at: number, why: EndpointWhy, entry: RecordedEntry): Promise<boolean>;
  /** Turns it on again, with its entry. False: it was on, and no entry is written. */
  endpointOn(party: string, entry: RecordedEntry): Promise<boolean>;
  /** Where the deliveries of these parties stand, and of all that ever had a packet. @param since pushes are counted from then on */
  endpointStandings(parties: readonly string[], since: number): Promise<EndpointStanding[]>;
  /** Turns endpoints on for which the ground is gone, with the entry `entryFor(party)` for each. */
  endpointsBack(ground: GoneGround, entryFor: (party: string) => RecordedEntry): Promise<readonly string[]>;
  /**
   * Gives a portion of a recipient's queued packets the way of delivery that holds now: pushed from `push.at` until
   * `push.until`, or, without `push`, fetched.
   * @param after `next` of the portion before
   */
  takeOver(
    recipient: string,
    push: { readonly at: number; readonly until: number } | undefined,
    after: string | undefined,
    limit: number,
  ): Promise<TakenOver>;
  /** Parties whose endpoint is off. */
  endpointsOff(): Promise<readonly EndpointOff[]>;
  /** Remembers the jti of a client assertion until `expires` (s since the epoch). False when it was used before. */
  useAssertion(party: string, jti: string, expires: number): Promise<boolean>;
  /** The configuration recorded last. This start is compared with it, so that each change becomes an audit entry. */
  lastSnapshot(kind: SnapshotKind): Promise<Snapshot | undefined>;
  /** Versions of these kinds that were recorded last; empty texts where there is none. */
  snapshotVersions(kinds: readonly SnapshotKind[]): Promise<string[]>;
  /** Records a new version with the entries that tell what changed; nothing when it is the last one already. */
  saveSnapshot(kind: SnapshotKind, version: string, document: string, entries: readonly RecordedEntry[]): Promise<void>;
  /** Writes something, which proves that the database can commit. */
  ping(): Promise<void>;
}

/** Error: another message used a number of this document first. */
export class DocumentKeyTaken extends Error {
  override readonly name = "DocumentKeyTaken";
}

/** Error: the database cannot be reached or cannot commit. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}
