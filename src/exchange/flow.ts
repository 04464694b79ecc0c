import type { RetrySettings } from "../domain/retry-schedule.ts";
import type {
  Clock,
  Courier,
  DeliveryQueue,
  Directory,
  GatewayKeys,
  LogPositions,
  NewId,
  Observer,
  Policy,
  Schemas,
} from "./ports.ts";
import type { Suites } from "../crypto/suite.ts";
import type { Store } from "./store-port.ts";

/** Settings of the flow. Durations in milliseconds. */
export interface FlowSettings {
  /** The gateway's party id: `aud` of what it gets, `iss` of what it signs. */
  readonly gatewayId: string;
  /** Origin of the audit log (C2SP tlog-checkpoint), named in receipts. */
  readonly logOrigin: string;
  /** How long before its arrival a message may have been issued (protocol section 4). */
  readonly issuedWithin: number;
  /** How far the clocks of others may be ahead. */
  readonly clockSkew: number;
  /** How deep a document may nest. */
  readonly maxDepth: number;
  /** How long a packet is pushed before it counts as failed. */
  readonly deliveryWindow: number;
  /** How long a worker owns a packet that it pushes; longer than the courier's total time limit. */
  readonly lease: number;
  /** Who claims leases: one name per process that lives at a time. */
  readonly owner: string;
  /** How long a stopping process waits for pushes in hand before it breaks them off. */
  readonly stopGrace: number;
  /** Pushes at once in this process. */
  readonly concurrency: number;
  /** How often the relay looks for due packets, and held polls for commits of other processes. */
  readonly relayEvery: number;
  readonly inboxEvery: number;
  readonly retry: RetrySettings;
}

/** Everything that the steps of the flow need from outside. `main.ts` puts it together. */
export interface Flow {
  readonly settings: FlowSettings;
  readonly clock: Clock;
  readonly random: () => number;
  readonly newId: NewId;
  readonly store: Store;
  readonly queue: DeliveryQueue;
  readonly courier: Courier;
  readonly suites: Suites;
  readonly schemas: Schemas;
  readonly keys: () => GatewayKeys;
  readonly directory: () => Directory;
  readonly policy: () => Policy;
  /** Keyed digest, 32 bytes: what could be guessed is never stored as a plain digest. */
  readonly mac: (data: string) => Buffer;
  /** Keyed digest of a person's document (`documentKey`), 16 bytes: under a key of its own, so that it fits no other. */
  readonly blindIndex: (document: string) => Buffer;
  readonly log: LogPositions;
  readonly observer: Observer;
}
