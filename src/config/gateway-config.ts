import type { Bilingual } from "../domain/bilingual.ts";
import type { RetentionDocument } from "../persons/retention/retention-document.ts";
import type { RoutingDocument } from "../disclosure/routing-document.ts";
import type { SharingPolicyDocument } from "../disclosure/policy-document.ts";
import type { CalendarDocument } from "../domain/deadline.ts";
import type { DirectoryDocument } from "../directory/directory-document.ts";
import type { Environment } from "./environment.ts";

/** A leaky bucket's size; `perSecond` 0: not limited. */
export interface RateSetting {
  readonly perSecond: number;
  readonly burst: number;
}

/** `config/gateway.json` with every default filled in. Each member is documented in its schema and in docs/config.md. */
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
  };
  readonly limits: {
    readonly messageBytes: number;
    readonly maxDepth: number;
    readonly issuedWithinSeconds: number;
    readonly headerBytes: number;
    readonly heldPolls: number;
    readonly rate: { readonly party: RateSetting; readonly address: RateSetting };
  };
  readonly http: {
    readonly trustedProxies: readonly string[];
    readonly headersMs: number;
    readonly requestMs: number;
    readonly idleMs: number;
    readonly keepAliveMs: number;
    readonly unreadBodyMs: number;
    readonly shutdownSeconds: number;
  };
  readonly delivery: {
    readonly windowHours: number;
    readonly concurrency: number;
    readonly retry: { readonly baseSeconds: number; readonly maxSeconds: number };
    readonly connectTimeoutMs: number;
    readonly responseTimeoutMs: number;
    readonly responseBytes: number;
    readonly leaseSeconds: number;
    readonly relayIntervalMs: number;
    readonly inboxIntervalMs: number;
    readonly requireHttps: boolean;
    /** Networks in CIDR notation, whatever way the file says it. */
    readonly allowPrivateAddresses: readonly string[];
  };
  readonly log: {
    readonly origin: string;
    readonly intervalMs: number;
    readonly batch: number;
    readonly publicEntries: boolean;
    /** Who cosigns checkpoints: address and vkey. */
    readonly witnesses: readonly { readonly url: string; readonly key: string }[];
    /** Cosignatures that make a checkpoint witnessed; absent: all. */
    readonly quorum?: number;
    /** An authority that stamps checkpoints (RFC 3161); absent: none. */
    readonly timestamp?: { readonly url: string; readonly everySeconds: number; readonly roots: string };
  };
  readonly store: { readonly connections: number };
}

/** Everything that the gateway is told at its start. Nothing reads files of `config/` or the environment after it. */
export interface GatewayConfig {
  readonly environment: Environment;
  readonly gateway: GatewaySettings;
  readonly directory: DirectoryDocument;
  readonly sharingPolicy: SharingPolicyDocument;
  readonly routing: RoutingDocument;
  readonly calendar: CalendarDocument;
  readonly retention: RetentionDocument;
  readonly warnings: readonly Bilingual[];
}
