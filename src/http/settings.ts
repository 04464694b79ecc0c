import type { SuiteId } from "../crypto/suite.ts";

/** How an access token is bound to who uses it (protocol section 3). */
export type SenderConstraintMode = "none" | "dpop" | "mtls";

/** A rate in the sense of a leaky bucket: so many a second on average, and so many at once. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** What the HTTP side needs to know of the configuration. */
export interface HttpSettings {
  /** The gateway's party id: audience of messages, receipts and access tokens. */
  readonly gatewayId: string;
  /** Issuer of access tokens (RFC 8414), an https URL in production. */
  readonly issuer: string;
  /** Where parties reach this gateway, without a slash at the end. */
  readonly publicUrl: string;
  /** Version of this program, told in the metadata. */
  readonly softwareVersion: string;
  /** Suites to announce, the default first. */
  readonly suites: readonly SuiteId[];
  readonly auth: {
    readonly senderConstraint: SenderConstraintMode;
    /** Life of an access token, seconds. */
    readonly tokenSeconds: number;
    /** How far away a client assertion's `exp` may be, seconds. */
    readonly assertionMaxSeconds: number;
    /** How much two clocks may differ, seconds. */
    readonly clockSkewSeconds: number;
  };
  readonly limits: {
    /** Largest envelope, bytes. One more is refused. */
    readonly messageBytes: number;
    /** Longest request line and header fields together, bytes. */
    readonly headerBytes: number;
    /** Inbox calls that one party may have held at a time. */
    readonly heldPolls: number;
  };
  readonly timeouts: {
    /** For the header fields of a request to arrive, milliseconds. */
    readonly headersMs: number;
    /** For a whole request to arrive, milliseconds. */
    readonly requestMs: number;
    /** For a connection with a request under way to be silent, milliseconds; more than an inbox call may be held. */
    readonly idleMs: number;
    /** For a connection to wait for its next request, milliseconds. */
    readonly keepAliveMs: number;
    /** For the rest of a body that nobody wants, after the answer, milliseconds. */
    readonly unreadBodyMs: number;
  };
  readonly rates: {
    /** Calls with a valid token, for each party; null: not limited. */
    readonly party: Rate | null;
    /** Calls without one, for each address (IPv6: /64); null: not limited. */
    readonly address: Rate | null;
  };
  /** Addresses and networks of reverse proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** Minutes east of UTC: where the locality's days and months begin. */
  readonly utcOffset: number;
  /** Whether the entries of the audit log are open to everyone. */
  readonly publicEntries: boolean;
  /** Keys (vkey) of the witnesses that are asked, and how many make a quorum: nothing where none are. */
  readonly witnesses: readonly string[];
  readonly quorum: number;
}

/** Most bytes of a signed receipt (protocol section 6) and of a token request: both are small by nature. */
export const SMALL_BODY_BYTES = 16 * 1024;

/** Most items of an inbox page, and longest time an inbox call is held, seconds (protocol section 5). */
export const INBOX_MAX_ITEMS = 500;
export const INBOX_MAX_WAIT_SECONDS = 30;
