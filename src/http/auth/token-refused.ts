/** Reason why a client assertion or access token was refused: for the audit log, not for the caller. */
export type TokenRefusedReason =
  | "malformed"
  | "header"
  | "algorithm"
  | "signature"
  | "claims"
  | "unknown-party"
  | "suspended"
  | "unknown-key"
  | "retired-key"
  | "issuer-subject"
  | "audience"
  | "expired"
  | "not-yet-valid"
  | "lifetime"
  | "id"
  | "replayed"
  | "not-bound";

/** Refusal of a client assertion or an access token. The endpoint decides what the caller is told. */
export class TokenRefused extends Error {
  override readonly name = "TokenRefused";
  readonly reason: TokenRefusedReason;
  /** Party of the directory that the token names, proved or not. */
  readonly party: string | undefined;
  /** True when the signature is the party's own: then it may be told what is wrong with the rest. */
  readonly proved: boolean;

  /** Reason for metrics: what a caller could not prove tells which parties and keys there are, so it is one word. */
  get counted(): TokenRefusedReason | "not-proved" {
    return this.proved ? this.reason : "not-proved";
  }

  constructor(reason: TokenRefusedReason, about: { readonly party?: string; readonly proved?: boolean } = {}) {
    super(`token refused: ${reason}`);
    this.reason = reason;
    this.party = about.party;
    this.proved = about.proved ?? false;
  }
}
