/** Fault of a proof, a note or a part of the log. A closed list: callers decide by it. */
export type ProofCode =
  /** Its form is not that of its specification. */
  | "malformed"
  /** It names another log. */
  | "wrong-origin"
  /** No trusted key signed it, or the signature of one is invalid. */
  | "bad-signature"
  /** Its hashes do not lead to the signed root. */
  | "bad-proof"
  /** Its index or size is beyond the end of the log. */
  | "out-of-range"
  /** A part that it needs is missing. */
  | "missing";

/** Thrown for a proof, a note or a part of the log that is refused. The message is in English and repeats no input. */
export class ProofError extends Error {
  override readonly name = "ProofError";
  readonly code: ProofCode;

  constructor(code: ProofCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
