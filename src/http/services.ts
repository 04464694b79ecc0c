import type {
  ErasureAnswer,
  Health,
  LookupApprovalAnswer,
  OpsOverview,
  PersonThreadsAnswer,
} from "../domain/generated/answers.ts";
import type { Probe } from "./readiness.ts";
import type { Logger } from "pino";

import type { CoseReceipts } from "../log/cose-receipts.ts";
import type { LogReader } from "../log/log-reader.ts";
import type { Advice } from "../casework/advice.ts";
import type { CaseViews } from "../casework/views.ts";
import type { Drafts } from "../casework/letter/drafts.ts";
import type { Meetings } from "../casework/meeting/pack.ts";
import type { Reports } from "../casework/report/reports.ts";
import type { Auditing } from "../audit/auditing.ts";
import type { Registers } from "../audit/registers.ts";
import type { Statements } from "../audit/statements.ts";
import type { Readings } from "../audit/readings.ts";
import type { SharingPolicyDocument } from "../disclosure/policy-document.ts";
import type { RoutingDocument } from "../disclosure/routing-document.ts";
import type { RetentionDocument } from "../persons/retention/retention-document.ts";
import type { ErasureRequest } from "../persons/erase.ts";
import type { LookupApproval, PersonLookup } from "../persons/person-lookup.ts";
import type { SuiteId } from "../crypto/suite.ts";
import type { Reroute } from "../exchange/reroute.ts";
import type { Caller, Exchange } from "../exchange/service.ts";
import type { KeyChanges } from "../exchange/key-changes.ts";
import type { Clocks } from "../casework/clock/clocks-in-force.ts";
import type { Directory, GatewayKeys, NewId, SoundClock } from "../exchange/ports.ts";
import type { Store } from "../exchange/store-port.ts";
import type { AccessTokens, TokenKeys } from "./auth/access-token.ts";
import type { AssertionVerifier } from "./auth/client-assertion.ts";
import type { RefusedLog } from "./auth/refused-log.ts";
import type { SharedCounters } from "../limits/shared-counters.ts";
import type { Calls } from "./calls.ts";
import type { ConsoleSite } from "./console-site.ts";
import type { HeldPolls } from "./held-polls.ts";
import type { HttpMetrics } from "./metrics.ts";
import type { Readiness } from "./readiness.ts";
import type { SenderConstraint } from "./auth/sender-constraint.ts";
import type { HttpSettings } from "./settings.ts";

/** Published schemas of the message types. */
export interface SchemaTexts {
  /** Text of a schema as JSON, complete in itself; undefined when there is none. */
  text(type: string, version: string): string | undefined;
  /** Lists all of them. */
  list(): readonly { readonly type: string; readonly version: string }[];
}

/** Rules that hold for as long as the gateway runs, as their files have them. */
export interface RulesInForce {
  readonly sharingPolicy: SharingPolicyDocument;
  readonly routing: RoutingDocument;
  readonly retention: RetentionDocument;
}

/** Dependencies of the server; `gateway/start.ts` puts them together. */
export interface HttpDeps {
  readonly exchange: Exchange;
  /** Destroys the payloads of a thread on a recorded request. Throws `Refusal`. */
  readonly erase: (caller: Caller, request: ErasureRequest) => Promise<ErasureAnswer>;
  /** Makes the off-line package of a packet. Throws `Refusal`. */
  readonly packPacket: (caller: Caller, packet: string) => Promise<Uint8Array>;
  /** Finds the threads that hold a person's data, on a recorded request. */
  readonly lookUpPerson: (caller: Caller, request: PersonLookup) => Promise<PersonThreadsAnswer>;
  /** Approves an operator's request for such a search. */
  readonly approveLookup: (caller: Caller, approval: LookupApproval) => Promise<LookupApprovalAnswer>;
  /** Keys that parties send themselves. */
  readonly keyChanges: KeyChanges;
  /** What became of the persons of a list. */
  readonly cases: CaseViews;
  readonly reroute: Reroute;
  /** Drafts of letters about late items. */
  readonly drafts: Drafts;
  /** Advice about a list before it is sent. */
  readonly advice: Advice;
  /** Reports of procuratorates. */
  readonly reports: Reports;
  /** What joint meetings talk about. */
  readonly meetings: Meetings;
  /** How the gateway runs, for its operator. */
  readonly overview: (degraded: OpsOverview["degraded"]) => Promise<OpsOverview>;
  /** Auditors' questions. */
  readonly auditing: Auditing;
  /** Registers of provisions and of persons' requests. */
  readonly registers: Registers;
  /** Signed statements of a party's packets. */
  readonly statements: Statements;
  /** Rules about deadlines and calendar in force. */
  readonly clocks: () => Clocks;
  /** The other rules in force, as their files have them. */
  readonly rules: RulesInForce;
  readonly directory: () => Directory;
  readonly keys: () => GatewayKeys;
  /** Looks for keys that another gateway of the database has put in force; tells whether there are. */
  readonly lookAgain: () => Promise<boolean>;
  /** Keys of access tokens (ES256) as they are now. */
  readonly tokenKeys: () => TokenKeys;
  /** Calls a listener whenever another directory or other keys hold. */
  readonly onChange: (listener: () => void) => void;
  readonly schemas: SchemaTexts;
  readonly suites: { byMediaType(mediaType: string): { readonly id: SuiteId } | undefined };
  readonly store: Pick<Store, "useAssertion" | "record" | "ping">;
  /** The audit log, for its public endpoints. */
  readonly auditLog: LogReader;
  /** COSE receipts of the same log. */
  readonly coseReceipts: CoseReceipts;
  /** Makes the evidence of a thread. Throws Refusal `not-found`, `unavailable`, `too-large`. */
  readonly evidence: (thread: string) => Promise<Uint8Array>;
  /** Parts that must answer for readiness, besides the store: the queue. */
  readonly probes: readonly Probe[];
  readonly settings: HttpSettings;
  /** Counters of callers that all processes of this gateway share; absent: each counts for itself. */
  readonly shared?: SharedCounters;
  readonly clock: SoundClock;
  /** Reads the monotonic clock, ms. */
  readonly elapsed: () => number;
  /** Aborted when the gateway was told to stop; it still answers for a while. */
  readonly draining: AbortSignal;
  /** Names of parts that work with less than they should and need an operator, in short words: `clock`, `inbox`. */
  readonly degraded: () => NonNullable<Health["degraded"]>;
  /** The built web console; absent: it is not built, or switched off. */
  readonly console?: ConsoleSite;
  readonly newId: NewId;
  readonly logger: Logger;
  readonly metrics: HttpMetrics;
}

/** Services that an endpoint may use: the dependencies, and what the server made of them. */
export interface Services extends HttpDeps {
  readonly tokens: AccessTokens;
  readonly assertions: AssertionVerifier;
  readonly refused: RefusedLog;
  readonly readings: Readings;
  readonly constraint: SenderConstraint;
  readonly calls: Calls;
  readonly polls: HeldPolls;
  readonly readiness: Readiness;
  /** Aborted when the server begins to stop. */
  readonly stopping: AbortSignal;
}
