/** Answers of a recipient to a packet (protocol section 6). */
export type ReceiptOutcome = "accepted" | "rejected";

/** Reasons of a recipient to refuse a packet (protocol section 6). */
export const REJECT_REASONS = [
  "undecryptable",
  "bad-signature",
  "bad-content",
  "not-responsible",
  "duplicate",
  "unknown-subject",
  "other",
] as const;

/** Reason to refuse a packet. */
export type RejectReason = (typeof REJECT_REASONS)[number];

/** Claims of a recipient's receipt (protocol section 6). `iat` in seconds; `digest` is `sha-256=:…:`. */
export interface ReceiptClaims {
  readonly iss: string;
  readonly aud: string;
  readonly iat: number;
  readonly jti: string;
  readonly sub: string;
  readonly digest: string;
  readonly outcome: ReceiptOutcome;
  readonly reason?: RejectReason;
  readonly note?: string;
}
