/** Why a client assertion or access token was refused: for the audit log, never for the caller. */
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

/** A client assertion or an access token that was refused. The transport decides what its caller is told. */
export class TokenRefused extends Error {
  override readonly name = "TokenRefused";
  readonly reason: TokenRefusedReason;
  /** The party of the directory that the token names, whether or not it was proved. */
  readonly party: string | undefined;
  /** The signature was the party's own: it may be told what is wrong with the rest. */
  readonly proved: boolean;

  constructor(reason: TokenRefusedReason, about: { readonly party?: string; readonly proved?: boolean } = {}) {
    super(`token refused: ${reason}`);
    this.reason = reason;
    this.party = about.party;
    this.proved = about.proved ?? false;
  }
}
