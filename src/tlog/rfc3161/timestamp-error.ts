/** Why a time stamp does not hold. A closed list: callers decide by it. */
export type TimestampCode =
  /** Not an RFC 3161 answer of the form that is required. */
  | "malformed"
  /** The authority granted nothing. */
  | "not-granted"
  /** It is over something else. */
  | "wrong-imprint"
  /** It answers another request. */
  | "wrong-nonce"
  /** Its certificate is not one for time stamps, or not the one that signed. */
  | "wrong-certificate"
  /** No trusted authority stands behind the certificate at that time. */
  | "untrusted"
  | "bad-signature";

/** A time stamp that does not hold. The message is in English and repeats nothing that came in. */
export class TimestampError extends Error {
  override readonly name = "TimestampError";
  readonly code: TimestampCode;

  constructor(code: TimestampCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
