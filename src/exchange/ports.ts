/**
 * The contracts through which the flow sees the world. `main.ts` wires them; the flow imports neither store
 * nor queue nor courier nor transport. The contract of the store is in `store-port.ts`; what the flow itself
 * offers to the transports is in `service.ts`.
 */
import type { Bilingual } from "../domain/bilingual.ts";
import type { PrivateKey, PublicKey, SuiteId } from "../crypto/suite.ts";
import type { LogPosition } from "../domain/log-stage.ts";
import type { MessageType } from "../domain/message.ts";
import type { Due, PacketState } from "../domain/packet.ts";
import type { DeliveryMode, PartyKind } from "../domain/party.ts";
import type { ReceiptOutcome } from "../domain/receipt.ts";
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
  readonly name: Bilingual;
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

// ---------------------------------------------------------------- the audit log

/** What the flow tells of the log: how far entries have come. */
export interface LogPositions {
  /** In the order asked, by leaf hash. Throws StoreUnavailable. */
  positions(leafHashes: readonly Uint8Array[]): Promise<LogPosition[]>;
}

// ---------------------------------------------------------------- being watched

/** What the flow tells its observers (metrics, logs). Codes and ids only. */
export interface Observer {
  accepted(type: MessageType, packets: number): void;
  refused(code: string): void;
  /** A packet changed its state. */
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
  /** Something in the background failed and will be tried again. */
  fault(where: string, error: unknown): void;
}
