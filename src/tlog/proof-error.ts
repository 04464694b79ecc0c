/** Why a proof, a note or a part of the log is not what it must be. A closed list: callers decide by it. */
export type ProofCode =
  /** It has not the form that its specification gives it. */
  | "malformed"
  /** It names another log than the one that was asked about. */
  | "wrong-origin"
  /** No signature of a key that is trusted for it, or one that does not verify. */
  | "bad-signature"
  /** Hashes that do not lead to the root that was signed. */
  | "bad-proof"
  /** An index or a size that the log has not reached. */
  | "out-of-range"
  /** What it needs is not there. */
  | "missing";

/** Something about the log does not hold. The message is in English and repeats nothing that came in. */
export class ProofError extends Error {
  override readonly name = "ProofError";
  readonly code: ProofCode;

  constructor(code: ProofCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
