import type { Bilingual } from "../domain/bilingual.ts";
import type { GuidelineDocument } from "../casework/guideline/guideline-document.ts";
import type { RetentionDocument } from "../persons/retention/retention-document.ts";
import type { RoutingDocument } from "../disclosure/routing-document.ts";
import type { SharingPolicyDocument } from "../disclosure/policy-document.ts";
import type { DeadlinesDocument } from "../casework/clock/deadlines-document.ts";
import type { CalendarDocument } from "../domain/deadline.ts";
import type { DirectoryDocument } from "../directory/directory-document.ts";
import type { Load } from "../limits/in-flight.ts";
import type { Environment } from "./environment.ts";

/** Rate and size of a leaky bucket; `perSecond` 0: no limit. */
export interface RateSetting {
  readonly perSecond: number;
  readonly burst: number;
}

/** Content of `config/gateway.json` with every default filled in. Schema and docs/config.md describe each member. */
export interface GatewaySettings {
  readonly id: string;
  /** Without it the issuer is the public URL. */
  readonly issuer?: string;
  readonly mode: "development" | "production";
  readonly auth: {
    readonly senderConstraint: "none" | "dpop" | "mtls";
    readonly tokenSeconds: number;
    readonly assertionMaxSeconds: number;
    readonly clockSkewSeconds: number;
    readonly keyChanges: "confirm" | "accept";
  };
  readonly limits: {
    readonly messageBytes: number;
    readonly maxDepth: number;
    readonly issuedWithinSeconds: number;
    readonly headerBytes: number;
    readonly heldPolls: number;
    readonly personLookups: number;
    readonly inFlight: { readonly party: Load; readonly address: Load; readonly total: Load };
    readonly work: { readonly atOnce: number; readonly waitMs: number };
    readonly rate: { readonly party: RateSetting; readonly address: RateSetting };
  };
  readonly http: {
    readonly trustedProxies: readonly string[];
    readonly metricsFrom: readonly string[];
    readonly headersMs: number;
    readonly requestMs: number;
    readonly idleMs: number;
    readonly keepAliveMs: number;
    readonly unreadBodyMs: number;
    readonly drainSeconds: number;
    readonly shutdownSeconds: number;
  };
  readonly delivery: {
    readonly windowHours: number;
    readonly concurrency: number;
    readonly catchUpPerSecond: number;
    readonly retry: { readonly baseSeconds: number; readonly maxSeconds: number };
    readonly connectTimeoutMs: number;
    readonly responseTimeoutMs: number;
    readonly responseBytes: number;
    readonly leaseSeconds: number;
    readonly relayIntervalMs: number;
    readonly inboxIntervalMs: number;
    readonly requireHttps: boolean;
    /** Networks in CIDR notation; `true` in the file stands for every address. */
    readonly allowPrivateAddresses: readonly string[];
  };
  readonly log: {
    readonly origin: string;
    readonly intervalMs: number;
    readonly batch: number;
    readonly publicEntries: boolean;
    /** Witnesses: address and public key (vkey). */
    readonly witnesses: readonly { readonly url: string; readonly key: string }[];
    /** Cosignatures that make a checkpoint witnessed; absent: those of all witnesses. */
    readonly quorum?: number;
    /** Time-stamping authority of checkpoints (RFC 3161); absent: none. */
    readonly timestamp?: { readonly url: string; readonly everySeconds: number; readonly roots: string };
  };
  /** Day of the month with which the period of a report ends; absent: the month's last. */
  readonly reports: { readonly settlementDay?: number };
  /** Notices of deadlines; `at` is a local time, `08:30`. */
  readonly notices: { readonly enabled: boolean; readonly at: string };
  readonly store: { readonly connections: number };
}

/** Whole configuration of a gateway. No part reads the environment or a file of `config/` besides it. */
export interface GatewayConfig {
  readonly environment: Environment;
  readonly gateway: GatewaySettings;
  readonly directory: DirectoryDocument;
  readonly sharingPolicy: SharingPolicyDocument;
  readonly routing: RoutingDocument;
  readonly calendar: CalendarDocument;
  readonly deadlines: DeadlinesDocument;
  readonly retention: RetentionDocument;
  /** Guidelines of all localities; none: no aid is suggested. */
  readonly guidelines: readonly GuidelineDocument[];
  readonly warnings: readonly Bilingual[];
}
