/** Reason for which a time stamp is refused. A closed list: callers decide by it. */
export type TimestampCode =
  /** It is not an RFC 3161 answer in the form that is kept. */
  | "malformed"
  /** The authority refused to stamp. */
  | "not-granted"
  /** It stamps something else. */
  | "wrong-imprint"
  /** It answers another request. */
  | "wrong-nonce"
  /** Its certificate is not for time stamps, or is not the one that signed. */
  | "wrong-certificate"
  /** Its certificate does not lead to a trusted authority, or was not valid at that time. */
  | "untrusted"
  | "bad-signature";

/** Thrown for a time stamp that is refused. The message is in English and repeats no input. */
export class TimestampError extends Error {
  override readonly name = "TimestampError";
  readonly code: TimestampCode;

  constructor(code: TimestampCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
