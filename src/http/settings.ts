import type { SuiteId } from "../crypto/suite.ts";
import type { Load } from "../limits/in-flight.ts";

/** Binding of an access token to the party that uses it (protocol section 3). */
export type SenderConstraintMode = "none" | "dpop" | "mtls";

/** Rate of a leaky bucket: calls a second on average, and calls at once. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** Settings of the HTTP side. */
export interface HttpSettings {
  /** The gateway's party id: audience of messages, receipts and access tokens. */
  readonly gatewayId: string;
  /** Issuer of access tokens (RFC 8414), an https URL in production. */
  readonly issuer: string;
  /** URL at which parties reach this gateway, without a slash at the end. */
  readonly publicUrl: string;
  /** Version of this program, for the metadata. */
  readonly softwareVersion: string;
  /** Suites to announce, the default first. */
  readonly suites: readonly SuiteId[];
  readonly auth: {
    readonly senderConstraint: SenderConstraintMode;
    /** Life of an access token, seconds. */
    readonly tokenSeconds: number;
    /** Furthest `exp` of a client assertion from now, seconds. */
    readonly assertionMaxSeconds: number;
    /** Largest difference of two clocks, seconds. */
    readonly clockSkewSeconds: number;
  };
  readonly limits: {
    /** Largest envelope, bytes. */
    readonly messageBytes: number;
    /** Longest request line and header fields together, bytes. */
    readonly headerBytes: number;
    /** Inbox calls that one party may have held at a time. */
    readonly heldPolls: number;
    /** Calls under way, and the bytes of their bodies and answers: of a party, of an address (IPv6: /64), in all. */
    readonly inFlight: { readonly party: Load; readonly address: Load; readonly total: Load };
    /** Calls that are worked on at once, and how long a call waits for that, milliseconds. */
    readonly work: { readonly atOnce: number; readonly waitMs: number };
  };
  readonly timeouts: {
    /** Longest time until the header fields of a request have come, milliseconds. */
    readonly headersMs: number;
    /** Longest time until a whole request has come, milliseconds. */
    readonly requestMs: number;
    /** Longest silence of a connection with a request under way, milliseconds; longer than an inbox call may be held. */
    readonly idleMs: number;
    /** Longest wait of a connection for its next request, milliseconds. */
    readonly keepAliveMs: number;
    /** Time for which the rest of a refused body is read after the answer, milliseconds. */
    readonly unreadBodyMs: number;
  };
  readonly rates: {
    /** Rate of calls with a valid token, for each party; null: not limited. */
    readonly party: Rate | null;
    /** Rate of calls without one, for each address (IPv6: /64); null: not limited. */
    readonly address: Rate | null;
  };
  /** Addresses and networks of reverse proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** Networks from which the metrics may be read. */
  readonly metricsFrom: readonly string[];
  /** Minutes east of UTC: where the locality's days and months begin. */
  readonly utcOffset: number;
  /** True when the entries of the audit log are open to everyone. */
  readonly publicEntries: boolean;
  /** Verifier keys (vkey) of the witnesses that are asked, and how many of them make a quorum; none and 0 without witnesses. */
  readonly witnesses: readonly string[];
  readonly quorum: number;
}

/** Largest signed receipt (protocol section 6) and largest token request, bytes. */
export const SMALL_BODY_BYTES = 16 * 1024;

/** Most items of an inbox page, and longest time that an inbox call is held, seconds (protocol section 5). */
export const INBOX_MAX_ITEMS = 500;
export const INBOX_MAX_WAIT_SECONDS = 30;
