import type { RetrySettings } from "../domain/retry-schedule.ts";
import type {
  SoundClock,
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
import type { CaseKeys } from "../casework/ports.ts";
import type { Casework } from "../casework/take.ts";
import type { Suites } from "../crypto/suite.ts";
import type { Store } from "./store-port.ts";

/** Settings of the flow. Durations in milliseconds. */
export interface FlowSettings {
  /** The gateway's party id: `aud` of what it receives, `iss` of what it signs. */
  readonly gatewayId: string;
  /** Origin of the audit log (C2SP tlog-checkpoint), named in receipts. */
  readonly logOrigin: string;
  /** Greatest age of a message at its arrival (protocol section 4). */
  readonly issuedWithin: number;
  /** Greatest difference of other clocks. */
  readonly clockSkew: number;
  /** Deepest nesting of a document, levels. */
  readonly maxDepth: number;
  /** Time for which a packet is pushed before it counts as failed. */
  readonly deliveryWindow: number;
  /** Time for which a worker owns a packet that it pushes: longer than the courier's total time limit. */
  readonly lease: number;
  /** Name under which this process claims leases; no other living process has it. */
  readonly owner: string;
  /** Time for which a stopping process waits for its pushes before it breaks them off. */
  readonly stopGrace: number;
  /** Pushes at once in this process. */
  readonly concurrency: number;
  /** Time from one look of the relay for due packets to the next. */
  readonly relayEvery: number;
  /** Most packets a second that the relay of this process hands out for one recipient. */
  readonly catchUpPerSecond: number;
  /** Time from one look of held polls for commits of other processes to the next. */
  readonly inboxEvery: number;
  readonly retry: RetrySettings;
}

/** Everything that the steps of the flow need from outside. `src/gateway` puts it together. */
export interface Flow {
  readonly settings: FlowSettings;
  readonly clock: SoundClock;
  readonly random: () => number;
  readonly newId: NewId;
  readonly store: Store;
  readonly queue: DeliveryQueue;
  readonly courier: Courier;
  readonly suites: Suites;
  readonly schemas: Schemas;
  readonly keys: () => GatewayKeys;
  /** Looks for keys that another gateway of the database has put in force; tells whether there are. */
  readonly lookAgain: () => Promise<boolean>;
  readonly directory: () => Directory;
  readonly policy: () => Policy;
  /** Computes a keyed digest, 32 bytes: guessable values are never stored as a plain digest. */
  readonly mac: (data: string) => Buffer;
  /** Computes the blind index of a person's document (`documentKey`), 16 bytes, under a key of its own. */
  readonly blindIndex: (document: string) => Buffer;
  /** Encrypts the numbers of documents (文号) that are kept to be shown (src/exchange/shown-number.ts). */
  readonly documentNumbers: Pick<CaseKeys, "seal" | "open">;
  /** Takes the facts of the closed loop from a document that is accepted. */
  readonly casework: Casework;
  readonly log: LogPositions;
  readonly observer: Observer;
}
