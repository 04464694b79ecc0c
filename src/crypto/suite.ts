import type { KeyObject } from "node:crypto";

/** The suites of protocol section 2. */
export type SuiteId = "jose" | "cms" | "gm";

/** A public or private JSON Web Key (RFC 7517); members by their registered names. */
export type Jwk = Readonly<Record<string, unknown>> & {
  readonly kty: string;
  readonly kid?: string;
  readonly use?: string;
};

/** A public key of a party, checked at registration and bound to one purpose. */
export interface PublicKey {
  /** RFC 7638 SHA-256 thumbprint. */
  readonly kid: string;
  readonly use: "sig" | "enc";
  /** The algorithm the key is used with, from the suite's table. */
  readonly alg: string;
  readonly jwk: Jwk;
  readonly key: KeyObject;
}

/** A private key of the gateway (or of a party, in the SDK and the tests). */
export interface PrivateKey extends PublicKey {
  readonly privateKey: KeyObject;
}

/** What came out of an envelope. */
export interface Opened {
  /** The signed content, as the bytes that were signed over. */
  readonly payload: Buffer;
  /** SHA-256 of the inner signed object (for jose: of the compact JWS's ASCII), protocol section 5 `origin`. */
  readonly signedDigest: Buffer;
  /** The key that signed. */
  readonly signer: PublicKey;
}

/** A value now or later: the fast path of a suite is synchronous, a general one may not be. */
export type MaybePromise<T> = T | Promise<T>;

/**
 * One way to sign and encrypt (protocol section 2). An entry of the suite table; the core takes an
 * entry and never names an algorithm. All failures to open or verify throw `EnvelopeError`, which
 * looks the same to a caller whichever step failed.
 */
export interface Suite {
  readonly id: SuiteId;
  /** Media type of an envelope of this suite. */
  readonly mediaType: string;
  /** Sign `payload` as `typ` with `signer`, then encrypt the result for `recipient`. */
  seal(payload: Uint8Array, typ: string, signer: PrivateKey, recipient: PublicKey): MaybePromise<Buffer>;
  /**
   * Decrypt with one of `ring` and verify with a key that `signerOf` knows by its kid; `typ` must be
   * the one signed.
   */
  open(
    envelope: Uint8Array,
    typ: string,
    ring: ReadonlyMap<string, PrivateKey>,
    signerOf: (kid: string) => PublicKey | undefined,
  ): MaybePromise<Opened>;
  /** Sign `payload` as `typ`, without encryption: receipts. */
  sign(payload: Uint8Array, typ: string, signer: PrivateKey): MaybePromise<string>;
  /** Verify what `sign` made. */
  verify(signed: string, typ: string, signerOf: (kid: string) => PublicKey | undefined): MaybePromise<Opened>;
}

/** The suites that a gateway has. */
export interface Suites {
  /** @throws {RangeError} when this gateway has no such suite */
  get(id: SuiteId): Suite;
  /** The suite of envelopes of a media type, which is written without parameters and in lower case. */
  byMediaType(mediaType: string): Suite | undefined;
}

/** Where opening an envelope failed. For the audit log only: callers see one and the same problem. */
export type EnvelopeStep =
  | "parse"
  | "header"
  | "key"
  | "decrypt"
  | "inner-parse"
  | "inner-header"
  | "signer"
  | "signature";

/** An envelope or signed object that cannot be opened or verified. */
export class EnvelopeError extends Error {
  override readonly name = "EnvelopeError";
  readonly step: EnvelopeStep;

  constructor(step: EnvelopeStep, options?: { cause?: unknown }) {
    super("the envelope cannot be opened or verified", options);
    this.step = step;
  }
}
