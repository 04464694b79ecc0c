/** Reason for which a key is refused. */
export type KeyErrorCode =
  | "malformed" // not a JWK, or a member that is missing or not canonical base64url of the right length
  | "symmetric"
  | "unsupported" // a type or curve that the suite does not have
  | "not-public" // a public key with private members
  | "not-private" // a private key without private members
  | "use" // `use` is missing, unknown, or not for this kind of key
  | "alg" // `alg` is not in the table, or not for this use and kind
  | "key-ops" // `key_ops` contradicts `use`
  | "off-curve"
  | "low-order"
  | "rsa-size" // under 2048 or over 8192 bits
  | "rsa-exponent"
  | "rsa-weak" // a modulus of the ROCA generator
  | "mismatch" // the private part does not belong to the public part
  | "kid" // `kid` is not the RFC 7638 thumbprint
  | "duplicate-kid";

/** Thrown for a key that may not be registered or used. The message never holds key material. */
export class KeyError extends Error {
  override readonly name = "KeyError";
  readonly code: KeyErrorCode;

  constructor(code: KeyErrorCode, options?: { cause?: unknown }) {
    super(`the key is refused: ${code}`, options);
    this.code = code;
  }
}
