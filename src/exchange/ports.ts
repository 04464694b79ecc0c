/**
 * The few contracts through which the flow sees the world. `main.ts` wires them; the flow imports
 * neither store nor queue nor courier nor transport.
 */
import type { PublicKey, PrivateKey, Suite, SuiteId } from "../crypto/suite.ts";
import type { RecordedEntry } from "../domain/audit-entry.ts";
import type { MessageType } from "../domain/message.ts";
import type { Due, PacketState } from "../domain/packet.ts";
import type { DeliveryMode, PartyKind } from "../domain/party.ts";
import type { ReceiptOutcome, RejectReason } from "../domain/receipt.ts";
import type { Issue } from "../domain/refusal.ts";

/** Milliseconds since the epoch. Injected so that no test sleeps. */
export interface Clock {
  now(): number;
}

/** A source of UUIDv7 (RFC 9562), lower case, increasing within a process. */
export type NewId = () => string;

// ---------------------------------------------------------------- directory

/** A party as the flow needs it. */
export interface Party {
  readonly id: string;
  readonly kind: PartyKind;
  /** Function of a department: its column of the sharing policy and its word in the routing table. Without it, the id. */
  readonly role?: string;
  /** Chinese and English name. */
  readonly name: { readonly zh: string; readonly en: string };
  /** GB/T 2260 division code, 6 digits. */
  readonly division: string;
  /** Scopes that the party's tokens may carry (protocol section 3). */
  readonly scopes: readonly string[];
  /** Suite in which packets for this party are sealed. */
  readonly suite: SuiteId;
  readonly delivery: { readonly mode: DeliveryMode; readonly endpoint?: string };
  /** All public keys by kid, the retired ones too (they still verify what was signed before). */
  readonly keys: ReadonlyMap<string, PublicKey>;
  /** Kids of `keys` that sign or decrypt nothing new any more. */
  readonly retired?: ReadonlySet<string>;
  /** The present key to encrypt for, newest first; undefined when the party has none. */
  readonly encryptionKey: PublicKey | undefined;
  /** False when the party was suspended by the operator. */
  readonly active: boolean;
}

/** The directory of parties, in memory; `version` changes with every change of it. */
export interface Directory {
  readonly version: string;
  party(id: string): Party | undefined;
  parties(): Iterable<Party>;
}

/** The gateway's own keys. */
export interface GatewayKeys {
  /** The present signing key. */
  readonly signing: PrivateKey;
  /** Decryption keys by kid, retired ones included. */
  readonly decryption: ReadonlyMap<string, PrivateKey>;
  /** Public keys to publish, as a JWK set (RFC 7517). */
  readonly jwks: { readonly keys: readonly object[] };
}

/** The suite table. */
export interface Suites {
  get(id: SuiteId): Suite;
  byMediaType(mediaType: string): Suite | undefined;
}

// ---------------------------------------------------------------- schemas, policy

/** What validation found. `body` is the folded copy when anything was folded, else the one that came in. */
export type Validation =
  | {
      readonly ok: true;
      readonly body: Record<string, unknown>;
      readonly folded: readonly Issue[];
      readonly warnings: readonly Issue[];
    }
  | { readonly ok: false; readonly errors: readonly Issue[] };

/** The compiled schemas and code rules. */
export interface Schemas {
  has(type: MessageType, version: string): boolean;
  /** Validates a document; pointers in the outcome start with `/body`. `today` is for age and date rules. */
  validate(type: MessageType, version: string, body: unknown, today: Date): Validation;
}

/** How much of a group of fields a recipient sees. */
export type DisclosureLevel = "full" | "reduced";

/** What one recipient sees of a document. */
export interface Disclosure {
  /** The document, cut down. */
  readonly body: Record<string, unknown>;
  /** The groups it holds, in the policy's order. */
  readonly groups: readonly { readonly group: string; readonly level: DisclosureLevel }[];
}

/** The sharing policy (domain.md 2.4) and the routing table (6.1), one version of each. */
export interface Policy {
  /** `{id}@{version}` of the sharing policy, named in every packet. */
  readonly id: string;
  /** Whether `from` may send `type` to `to`. */
  permits(from: Party, type: MessageType, to: Party): boolean;
  /** Recipients of a list by its needs; ids in the directory's order, without repeats. */
  route(type: MessageType, body: Record<string, unknown>, directory: Directory): readonly string[];
  /** The document cut down for one recipient. Never mutates `body`. */
  disclose(type: MessageType, body: Record<string, unknown>, to: Party, today: Date): Disclosure;
  /**
   * What is expected by when, counted from `from` (ms) on the locality's working days. Of a recipient's
   * cut (`Disclosure.body`) only its own needs shorten its limits.
   */
  due(type: MessageType, body: Record<string, unknown>, from: number): Due;
}

// ---------------------------------------------------------------- store

/** A packet as it is committed with its message. */
export interface NewPacket {
  readonly id: string;
  readonly recipient: string;
  readonly bytes: Buffer;
  readonly mediaType: string;
  /** SHA-256 of `bytes`, 32 bytes. */
  readonly digest: Buffer;
  /** The recipient's key it was sealed for. */
  readonly kid: string;
  readonly disclosed: readonly string[];
  readonly due: Due;
  readonly push: boolean;
  /** Ms since the epoch: when the push window closes; null for pull. */
  readonly windowUntil: number | null;
  /** The rejected packet that this one replaces (resealing). */
  readonly replaces?: string;
}

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
  /** The 202 answer, verbatim JSON: a repeat gets the same. */
  readonly answer: string;
  /** The sender's envelope as received (ciphertext for the gateway), kept so that a packet can be sealed again. */
  readonly envelope: Buffer;
  readonly envelopeMediaType: string;
  readonly packets: readonly NewPacket[];
  readonly entries: readonly RecordedEntry[];
  /** The push packets are claimed by `lease.owner` from the start: it attempts them from memory at once. */
  readonly lease: { readonly owner: string; readonly until: number } | null;
}

/** What a repeat is compared with. */
export interface EarlierMessage {
  readonly id: string;
  readonly claimsMac: Buffer;
  readonly answer: string;
}

/** What the flow needs to know of a thread. */
export interface Thread {
  readonly id: string;
  /** Type and sender of the message that opened it. */
  readonly openedBy: { readonly message: string; readonly type: MessageType; readonly sender: string };
  /** Everyone who got a packet of the thread. */
  readonly recipients: readonly string[];
}

/** A packet's row, without its bytes. Times in ms. */
export interface PacketRow {
  readonly id: string;
  readonly message: string;
  readonly thread: string;
  readonly type: MessageType;
  readonly version: string;
  readonly sender: string;
  readonly recipient: string;
  readonly state: PacketState;
  readonly sealedAt: number;
  readonly size: number;
  readonly digest: Buffer;
  readonly mediaType: string;
  readonly kid: string;
  readonly disclosed: readonly string[];
  readonly due: Due;
  readonly push: boolean;
  readonly attempts: number;
  readonly nextAt: number | null;
  readonly windowUntil: number | null;
  readonly deliveredAt: number | null;
  /** First time the recipient fetched the bytes. */
  readonly fetchedAt: number | null;
  readonly settledAt: number | null;
  readonly outcome: ReceiptOutcome | null;
  readonly reason: RejectReason | null;
  readonly replaces: string | null;
}

/** A message's row, without its envelope. */
export interface MessageRow {
  readonly id: string;
  readonly thread: string;
  readonly type: MessageType;
  readonly version: string;
  readonly sender: string;
  readonly policy: string;
  readonly issuedAt: number;
  readonly acceptedAt: number;
}

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
export interface ClaimedPacket {
  readonly id: string;
  readonly message: string;
  readonly thread: string;
  readonly recipient: string;
  readonly bytes: Buffer;
  readonly mediaType: string;
  readonly digest: Buffer;
  readonly sealedAt: number;
  /** Number of this attempt, from 1. */
  readonly attempt: number;
  readonly windowUntil: number;
}

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
  | { readonly done: false; readonly now: PacketRow | undefined; readonly receipt: StoredReceipt | undefined };

/** One page of an inbox. */
export interface InboxPage {
  readonly items: readonly PacketRow[];
  /** Opaque cursor after the last item; the one that came in when there is none. */
  readonly next: string;
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
    entryFor: (packet: PacketRow) => RecordedEntry,
  ): Promise<EarlierMessage | null>;
  findEarlier(sender: string, jti: string): Promise<EarlierMessage | undefined>;
  thread(id: string): Promise<Thread | undefined>;
  message(id: string): Promise<MessageRow | undefined>;
  envelope(message: string): Promise<{ bytes: Buffer; mediaType: string; originDigest: Buffer } | undefined>;
  messagesOfThread(thread: string): Promise<MessageRow[]>;
  packet(id: string): Promise<PacketRow | undefined>;
  packetBytes(id: string): Promise<Buffer | undefined>;
  packetsOfMessage(message: string): Promise<PacketRow[]>;
  packetsOfThread(thread: string): Promise<PacketRow[]>;
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
  lastSnapshot(kind: "directory" | "policy"): Promise<{ version: string; document: string } | undefined>;
  /** Records a new version of it with the entries that tell what changed, unless that version is the last one already. */
  saveSnapshot(
    kind: "directory" | "policy",
    version: string,
    document: string,
    entries: readonly RecordedEntry[],
  ): Promise<void>;
  /** A read or write that proves that the database can commit. */
  ping(): Promise<void>;
}

/** The database cannot be reached or cannot commit. Nothing was written. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}

// ---------------------------------------------------------------- queue, courier

/** Hands identifiers of due packets to workers, on this machine or another. May be emptied at any moment. */
export interface DeliveryQueue {
  /** Idempotent per packet and attempt. */
  add(jobs: readonly { packet: string; attempt: number }[]): Promise<void>;
  /** Starts to work: `handle` is called with a packet id, at most `concurrency` at once. */
  work(handle: (packet: string) => Promise<void>, concurrency: number): Promise<void>;
  /** Proves that the queue can be reached. */
  ping(): Promise<void>;
  /** Stops to take jobs, waits for those in hand, closes. */
  close(): Promise<void>;
}

/** What one push came to. Typed by what follows from it. */
export type PushResult =
  /** 2xx. `receipt` when the answer was 200 `application/jwt`. */
  | { readonly kind: "delivered"; readonly status: number; readonly receipt?: string }
  /** Time-out, connection error, 408, 429, 5xx: tried again. `code` is a short word such as `timeout`, `http-503`. */
  | { readonly kind: "retry"; readonly code: string; readonly status?: number; readonly retryAfterMs?: number }
  /** Any other answer: no further try. */
  | { readonly kind: "failed"; readonly code: string; readonly status?: number }
  /** 410: no further try, and the endpoint is turned off. */
  | { readonly kind: "gone"; readonly code: string; readonly status: number }
  /**
   * Nothing went out: the endpoint's circuit is open, it asked for a pause, or all its slots are taken
   * (`circuit-open`, `endpoint-paused`, `endpoint-busy`, `aborted`). Not an attempt: it is neither
   * counted nor recorded, the packet is due again after `retryAfterMs`.
   */
  | { readonly kind: "deferred"; readonly code: string; readonly retryAfterMs: number };

/** One push to make. */
export interface Push {
  readonly endpoint: string;
  readonly packet: string;
  readonly message: string;
  readonly attempt: number;
  readonly bytes: Buffer;
  readonly mediaType: string;
  readonly digest: Buffer;
}

/** Outgoing HTTP. Never throws for what the other side does. */
export interface Courier {
  push(push: Push, signal: AbortSignal): Promise<PushResult>;
  close(): Promise<void>;
}

// ---------------------------------------------------------------- being watched

/** What the flow tells its observers (metrics, logs). Codes and ids only. */
export interface Observer {
  accepted(type: MessageType, packets: number): void;
  refused(code: string): void;
  /** A packet changed its state. */
  changed(to: PacketState): void;
  attempted(attempt: {
    readonly packet: string;
    readonly recipient: string;
    readonly attempt: number;
    readonly kind: PushResult["kind"];
    readonly code: string;
    readonly seconds: number;
  }): void;
  receipt(outcome: ReceiptOutcome | "conflict"): void;
  /** Something in the background failed and will be tried again. */
  fault(where: string, error: unknown): void;
}

// ---------------------------------------------------------------- what the flow offers

/** Who calls, from a verified access token. */
export interface Caller {
  readonly party: string;
  readonly scopes: ReadonlySet<string>;
}

/** The 202 answer (protocol section 4), as JSON. `normalized` lists what input folding changed; `warnings` what a person should look at. */
export interface SubmitAnswer {
  readonly id: string;
  readonly thread: string;
  readonly type: MessageType;
  readonly packets: readonly {
    readonly id: string;
    readonly recipient: string;
    readonly state: "queued";
    readonly digest: string;
    readonly due: string;
  }[];
  readonly receipt: string;
  readonly normalized?: readonly Issue[];
  readonly warnings?: readonly Issue[];
}

/** What a check finds: who would get what. */
export interface CheckAnswer {
  readonly recipients: readonly string[];
  readonly disclosures: readonly {
    readonly recipient: string;
    readonly groups: Readonly<Record<string, DisclosureLevel>>;
  }[];
  readonly normalized?: readonly Issue[];
  readonly warnings?: readonly Issue[];
}

/** A packet as the API shows it. Times RFC 3339. */
export interface PacketView {
  readonly id: string;
  readonly recipient: string;
  readonly state: PacketState;
  readonly digest: string;
  readonly size: number;
  readonly sealedAt: string;
  readonly due: Due;
  readonly attempts: number;
  readonly nextAttempt?: string;
  readonly deliveredAt?: string;
  readonly settledAt?: string;
  readonly disclosed: readonly string[];
  readonly replaces?: string;
  readonly receipt?: {
    readonly outcome: ReceiptOutcome;
    readonly reason?: RejectReason;
    readonly receivedAt: string;
    readonly jws: string;
  };
}

/** A message as the API shows it: the state now and every change with its time. */
export interface MessageView {
  readonly id: string;
  readonly thread: string;
  readonly type: MessageType;
  readonly version: string;
  readonly from: string;
  readonly acceptedAt: string;
  readonly policy: string;
  readonly packets: readonly PacketView[];
  /** State changes and attempts, oldest first: the audit entries of this message that concern the caller. */
  readonly timeline: readonly Readonly<Record<string, unknown>>[];
}

/** An inbox item (protocol section 5). */
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

/** What the flow offers to the transports. Every method throws `Refusal` for a coded no. */
export interface Exchange {
  /** `repeat` is true when the same message was accepted before (200 instead of 202). `json` is the answer, verbatim. */
  submit(
    caller: Caller,
    envelope: Buffer,
    mediaType: string,
  ): Promise<{ readonly repeat: boolean; readonly id: string; readonly json: string }>;
  check(caller: Caller, envelope: Buffer, mediaType: string): Promise<CheckAnswer>;
  message(caller: Caller, id: string): Promise<MessageView>;
  thread(caller: Caller, id: string): Promise<{ readonly thread: string; readonly messages: readonly MessageView[] }>;
  /** Held for at most `waitMs` while there is nothing; ends at once when `signal` aborts. */
  inbox(
    caller: Caller,
    query: { readonly after?: string; readonly limit: number; readonly waitMs: number },
    signal: AbortSignal,
  ): Promise<{ readonly items: readonly InboxItem[]; readonly next: string }>;
  /** With `peek` (HEAD) nothing was handed over: the packet's state stays and no `fetched` entry is written. */
  packet(
    caller: Caller,
    id: string,
    options?: { readonly peek?: boolean },
  ): Promise<{ readonly bytes: Buffer; readonly mediaType: string; readonly digest: Buffer }>;
  /** `repeat`: the same receipt came before (200 instead of 201). */
  receipt(
    caller: Caller,
    packet: string,
    jws: string,
  ): Promise<{
    readonly repeat: boolean;
    readonly entry: {
      readonly packet: string;
      readonly outcome: ReceiptOutcome;
      readonly receivedAt: string;
      readonly log: { readonly origin: string; readonly leafHash: string };
    };
  }>;
  /** Operator: `failed` → `queued`. */
  requeue(caller: Caller, packet: string): Promise<PacketView>;
  /** Operator: seals a packet refused as undecryptable again, for the recipient's present key; the new packet. */
  reseal(caller: Caller, packet: string): Promise<PacketView>;
}
