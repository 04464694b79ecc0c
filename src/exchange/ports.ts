/**
 * The contracts through which the flow sees the world. `src/gateway` wires them; the flow imports neither store
 * nor queue nor courier nor transport. The contract of the store is in `store-port.ts`; what the flow itself
 * offers to the transports is in `service.ts`.
 */
import type { Bilingual } from "../domain/bilingual.ts";
import type { PrivateKey, PublicKey, SuiteId } from "../crypto/suite.ts";
import type { LogPosition } from "../domain/log-stage.ts";
import type { MessageType } from "../domain/message.ts";
import type { Due, PacketState } from "../domain/packet.ts";
import type { DeliveryMode, Office, PartyKind, Successor } from "../domain/party.ts";
import type { ReceiptOutcome } from "../domain/receipt.ts";
import type { Faults, Issue } from "../domain/refusal.ts";
import type { DuePacket } from "./store-port.ts";

/** Tells the time in ms since the epoch. Injected, so that no test sleeps. */
export interface Clock {
  now(): number;
}

/**
 * A clock that can tell when it may be wrong. Nothing is closed, failed or destroyed because time has passed while it is
 * not sound.
 */
export interface SoundClock extends Clock {
  /** Tells whether a party's signed time has agreed with this clock since it was started, or since it jumped. */
  sound(): boolean;
  /** A party's signed time, not much older than this moment, agrees. */
  vouch(): void;
}

/** Makes UUIDv7 (RFC 9562) in lower case, increasing within a process. */
export type NewId = () => string;

// ---------------------------------------------------------------- directory

/** A party as the flow needs it. */
export interface Party {
  readonly id: string;
  readonly kind: PartyKind;
  /** Function of a department: names its column of the sharing policy and its word in the routing table. Without it the id does. */
  readonly role?: string;
  /** Chinese and English name. */
  readonly name: Bilingual;
  /** GB/T 2260 division code, 6 digits. */
  readonly division: string;
  /** Scopes that the party's tokens may carry (protocol section 3). */
  readonly scopes: readonly string[];
  /** Suite in which packets for this party are sealed. */
  readonly suite: SuiteId;
  readonly delivery: { readonly mode: DeliveryMode; readonly endpoint?: string };
  /** All public keys by kid, with the retired ones: those still verify what was signed before. */
  readonly keys: ReadonlyMap<string, PublicKey>;
  /** Kids in `keys` of keys that no longer sign or decrypt anything new. */
  readonly retired?: ReadonlySet<string>;
  /** The newest present key to encrypt for; undefined when the party has none. */
  readonly encryptionKey: PublicKey | undefined;
  /** False when the party was suspended by the operator. */
  readonly active: boolean;
  /** Responsible offices, the one without dates and needs last; absent: none is named. */
  readonly offices?: readonly Office[];
  /** Who takes over, and from which day on. */
  readonly successor?: Successor;
  /** The party that has taken over, through all successors up to the present day; absent: none has. */
  readonly succeededBy?: string;
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
  /** Decryption keys by kid, with the retired ones. */
  readonly decryption: ReadonlyMap<string, PrivateKey>;
  /** Retirements of keys by kid: since when (seconds), and why. */
  readonly retired: ReadonlyMap<string, { readonly at: number; readonly reason: "superseded" | "compromised" }>;
  /** Public keys to publish, as a JWK set (RFC 7517). */
  readonly jwks: { readonly keys: readonly object[] };
  /** Statements of former keys that name their successors, each a JWS (protocol section 2). */
  readonly successions: readonly string[];
}

// ---------------------------------------------------------------- schemas, policy

/** Outcome of a validation. `body` is a copy with folded values when anything was folded, else the document as it came. */
export type Validation =
  | {
      readonly ok: true;
      readonly body: Record<string, unknown>;
      readonly folded: readonly Issue[];
      readonly warnings: readonly Issue[];
    }
  | ({ readonly ok: false } & Faults);

/** The compiled schemas and code rules. */
export interface Schemas {
  has(type: MessageType, version: string): boolean;
  /** Validates a document; pointers in the outcome start with `/body`. `today` is used by rules about ages and dates. */
  validate(type: MessageType, version: string, body: unknown, today: Date): Validation;
  /** Adds the person's ordinal and the field's titles to faults that others than `validate` found. */
  locate(type: MessageType, version: string, issues: readonly Issue[]): Issue[];
}

/** Level at which a recipient sees a group of fields. */
export type DisclosureLevel = "full" | "reduced";

/** Need of a subject that concerns a recipient. */
export interface Duty {
  /** Place of the subject in the whole document. */
  readonly index: number;
  /** Code N01–N17. */
  readonly need: string;
  /** True when the recipient only takes part in it: others lead, and nobody named it. */
  readonly co: boolean;
}

/** The part of a document that one recipient may see. */
export interface Disclosure {
  /** The document, cut down. */
  readonly body: Record<string, unknown>;
  /** The groups of fields in it, in the policy's order. */
  readonly groups: readonly { readonly group: string; readonly level: DisclosureLevel }[];
  /** Places of its subjects in the whole document, when it is cut by subjects. */
  readonly subjects?: readonly number[];
  /** Needs of these subjects that the recipient is asked to meet, or takes part in. */
  readonly duties?: readonly Duty[];
  /** Places of the subjects that concern the recipient and were left out as the caller asked. */
  readonly leftOut?: readonly number[];
  /** Groups that the subjects' consents do not give to this recipient, where the policy refuses the message for them. */
  readonly faults?: readonly Issue[];
  /** Groups that the consents do not give to this recipient, where the policy withholds them. */
  readonly warnings?: readonly Issue[];
}

/** One version of the sharing policy, the routing table and the rules about deadlines. */
export interface Policy {
  /** `{id}@{version}` of the sharing policy, named in every packet. */
  readonly id: string;
  /** Tells whether `from` may send `type` to `to`. */
  permits(from: Party, type: MessageType, to: Party): boolean;
  /** Finds the recipients of a list by the needs in it. Ids in the directory's order, each once. */
  route(type: MessageType, body: Record<string, unknown>, directory: Directory): readonly string[];
  /** Lists the groups that a subject must have for a recipient that gets it for the first time by this type. */
  newcomerGroups(type: MessageType, to: Party): readonly string[];
  /**
   * Reads a document once and cuts it down for each recipient, which gets nothing of the subjects at the places `without`.
   * Never changes `body`.
   */
  disclose(
    type: MessageType,
    body: Record<string, unknown>,
    today: Date,
  ): (to: Party, without?: ReadonlySet<number>) => Disclosure;
  /**
   * Computes what `to` is expected to do by when, counted from `from` (ms). `body` is the recipient's own cut
   * (`Disclosure.body`), so that only needs that it sees shorten its time limits. A need that was
   * re-routed counts from its first sealing, but is due no earlier than the rules give from the re-routing on.
   */
  due(
    type: MessageType,
    body: Readonly<Record<string, unknown>>,
    from: number,
    to: Pick<Party, "division">,
    originalStart?: number,
  ): Due;
}

// ---------------------------------------------------------------- queue, courier

/** Due packet as a worker gets it. */
export type DeliveryJob = Pick<DuePacket, "packet" | "recipient">;

/** Hands ids of due packets to workers, on this machine or another. Nothing is lost when it is emptied. */
export interface DeliveryQueue {
  /** Adds jobs; a job of the same packet and attempt is added once. Rejects when nobody may get them. */
  add(jobs: readonly DuePacket[]): Promise<void>;
  /** Starts to work: calls `handle` with each job, at most `concurrency` at once. */
  work(handle: (job: DeliveryJob) => Promise<void>, concurrency: number): Promise<void>;
  /** Checks that the queue can be reached; rejects when it cannot. */
  ping(): Promise<void>;
  /** Takes no more jobs, waits for those in hand, closes. */
  close(): Promise<void>;
}

/** Outcome of one push, by what follows from it. */
export type PushResult =
  /** 2xx. `receipt` is the body when the answer was 200 `application/jwt`. */
  | { readonly kind: "delivered"; readonly status: number; readonly receipt?: string }
  /** No answer, or any but the others here: tried again. `code` is a short word such as `timeout`, `http-503`. */
  | { readonly kind: "retry"; readonly code: string; readonly status?: number; readonly retryAfterMs?: number }
  /** 422, which refuses this packet: no further try. */
  | { readonly kind: "failed"; readonly code: string; readonly status?: number }
  /** 410: no further try, and the endpoint is turned off. */
  | { readonly kind: "gone"; readonly code: string; readonly status: number }
  /**
   * Nothing went out: the endpoint's circuit is open, it asked for a pause, or all its slots are taken
   * (`circuit-open`, `endpoint-paused`, `endpoint-busy`, `aborted`). This is no attempt: it is neither
   * counted nor recorded, and the packet is due again after `retryAfterMs`.
   */
  | { readonly kind: "deferred"; readonly code: string; readonly retryAfterMs: number };

/** One push to make. */
export interface Push {
  readonly endpoint: string;
  /** The party whose endpoint it is. */
  readonly recipient: string;
  readonly packet: string;
  readonly message: string;
  readonly attempt: number;
  readonly bytes: Buffer;
  readonly mediaType: string;
  readonly digest: Buffer;
}

/** A request without a packet, which tries whether an endpoint answers. */
export type EndpointTry = Pick<Push, "endpoint" | "recipient"> & { readonly id: string };

/** State of the circuit breaker of an endpoint. */
export type Circuit = "closed" | "open" | "half-open";

/** Sends packets over HTTP. Never throws for what the other side does. */
export interface Courier {
  /** Number of pushes to an endpoint that would go out at once: 0 while one would be deferred, 1 while it is being tried again. */
  room(endpoint: string): number;
  push(push: Push, signal: AbortSignal): Promise<PushResult>;
  /**
   * Sends a signed request without a packet. Gives the answer's status as `http-204`, or the code of the fault. The circuit
   * takes no note of it.
   */
  test(what: EndpointTry): Promise<string>;
  /** Tells whether this process pushes to an endpoint: its circuit is closed, open after failures, or half-open (one push tries). */
  circuit(endpoint: string): Circuit;
  close(): Promise<void>;
}

// ---------------------------------------------------------------- the audit log

/** Tells how far entries have come in the log. */
export interface LogPositions {
  /** Positions of entries by leaf hash, in the order asked. Throws StoreUnavailable. */
  positions(leafHashes: readonly Uint8Array[]): Promise<LogPosition[]>;
}

// ---------------------------------------------------------------- being watched

/** Observes the flow, for metrics and logs. It is given codes and ids only. */
export interface Observer {
  accepted(type: MessageType, packets: number): void;
  refused(code: string): void;
  /** A packet changed its state to `to`. */
  changed(to: PacketState): void;
  /** A packet's delivery ended without success: a person must act. */
  failed(packet: { readonly packet: string; readonly recipient: string; readonly code: string }): void;
  attempted(attempt: {
    readonly packet: string;
    readonly recipient: string;
    readonly attempt: number;
    readonly kind: PushResult["kind"];
    readonly code: string;
    readonly seconds: number;
  }): void;
  receipt(outcome: ReceiptOutcome | "conflict"): void;
  /** So many queued packets of a party follow its present way of delivery. */
  takenOver(party: string, mode: DeliveryMode, packets: number): void;
  /** So many endpoints are off. */
  endpointsOff(count: number): void;
  /** The relay handed out so many due packets; to so many recipients nothing is pushed now. */
  relayed(packets: number, heldBack: number): void;
  /** Work in the background failed and will be tried again. */
  fault(where: string, error: unknown): void;
}
