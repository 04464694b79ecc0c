import type { ErasureAnswer, Health, PersonThreadsAnswer } from "../domain/generated/answers.ts";
import type { Probe } from "./readiness.ts";
import type { Logger } from "pino";

import type { CoseReceipts } from "../log/cose-receipts.ts";
import type { LogReader } from "../log/log-reader.ts";
import type { Auditing } from "../audit/auditing.ts";
import type { Statements } from "../audit/statements.ts";
import type { Readings } from "../audit/readings.ts";
import type { ErasureRequest } from "../persons/erase.ts";
import type { PersonLookup } from "../persons/person-lookup.ts";
import type { PrivateKey, SuiteId } from "../crypto/suite.ts";
import type { Caller, Exchange } from "../exchange/service.ts";
import type { Directory, GatewayKeys, NewId, SoundClock } from "../exchange/ports.ts";
import type { Store } from "../exchange/store-port.ts";
import type { AccessTokens } from "./auth/access-token.ts";
import type { AssertionVerifier } from "./auth/client-assertion.ts";
import type { RefusedLog } from "./auth/refused-log.ts";
import type { HeldPolls } from "./held-polls.ts";
import type { HttpMetrics } from "./metrics.ts";
import type { RateLimiter } from "./rate-limit.ts";
import type { Readiness } from "./readiness.ts";
import type { SenderConstraint } from "./auth/sender-constraint.ts";
import type { HttpSettings } from "./settings.ts";

/** The published schemas, as files. */
export interface SchemaTexts {
  /** A schema as JSON text, complete in itself; undefined when there is none. */
  text(type: string, version: string): string | undefined;
  /** All that there are. */
  list(): readonly { readonly type: string; readonly version: string }[];
}

/** What the server is made of; the edge puts it together. */
export interface HttpDeps {
  readonly exchange: Exchange;
  /** Destroys the payloads of a thread on a recorded request. Throws `Refusal` for a coded no. */
  readonly erase: (caller: Caller, request: ErasureRequest) => Promise<ErasureAnswer>;
  /** Finds the threads that hold a person's data, on a recorded request. */
  readonly lookUpPerson: (caller: Caller, request: PersonLookup) => Promise<PersonThreadsAnswer>;
  /** Auditors' questions. */
  readonly auditing: Auditing;
  /** Signed statements of a party's packets. */
  readonly statements: Statements;
  readonly directory: () => Directory;
  readonly keys: () => GatewayKeys;
  /** Signs access tokens, ES256; never published. */
  readonly tokenKey: PrivateKey;
  readonly schemas: SchemaTexts;
  readonly suites: { byMediaType(mediaType: string): { readonly id: SuiteId } | undefined };
  readonly store: Pick<Store, "useAssertion" | "record" | "ping">;
  /** The audit log, for its public endpoints. */
  readonly auditLog: LogReader;
  /** COSE receipts of the same log. */
  readonly coseReceipts: CoseReceipts;
  /** Makes the evidence of a thread. Throws Refusal `not-found`, `unavailable`, `too-large`. */
  readonly evidence: (thread: string) => Promise<Uint8Array>;
  /** Besides the store: the queue. */
  readonly probes: readonly Probe[];
  readonly settings: HttpSettings;
  readonly clock: SoundClock;
  /** What works with less than it should have and wants an operator, in short words: `clock`. */
  readonly degraded: () => NonNullable<Health["degraded"]>;
  readonly newId: NewId;
  readonly logger: Logger;
  readonly metrics: HttpMetrics;
}

/** The dependencies and what the server made of them: what an endpoint may use. */
export interface Services extends HttpDeps {
  readonly tokens: AccessTokens;
  readonly assertions: AssertionVerifier;
  readonly refused: RefusedLog;
  readonly readings: Readings;
  readonly constraint: SenderConstraint;
  readonly rates: { readonly party: RateLimiter; readonly address: RateLimiter };
  readonly polls: HeldPolls;
  readonly readiness: Readiness;
  /** Aborted when the server begins to stop. */
  readonly stopping: AbortSignal;
}
