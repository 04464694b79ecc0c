import type { KeyObject } from "node:crypto";

/** Names of the suites of protocol section 2. */
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
  /** Algorithm that the key is used with, from the suite's table. */
  readonly alg: string;
  readonly jwk: Jwk;
  readonly key: KeyObject;
}

/** A private key of the gateway, with its public half. */
export interface PrivateKey extends PublicKey {
  readonly privateKey: KeyObject;
}

/** Content of an envelope, decrypted and verified. */
export interface Opened {
  /** The signed content: the bytes that were signed. */
  readonly payload: Buffer;
  /** SHA-256 of the inner signed object (for jose: of the compact JWS's ASCII), the `origin` of protocol section 5. */
  readonly signedDigest: Buffer;
  /** The key that signed. */
  readonly signer: PublicKey;
}

/** An envelope's content. */
export interface OpenedEnvelope extends Opened {
  /** The key that opened it. */
  readonly recipient: PrivateKey;
}

/** A value, or a promise of it: the usual algorithms of a suite are synchronous, others may not be. */
export type MaybePromise<T> = T | Promise<T>;

/**
 * One way to sign and encrypt (protocol section 2). The core takes a suite and never names an algorithm.
 * Every failure to open or verify throws `EnvelopeError`, which a party sees as the same problem
 * whichever step failed.
 */
export interface Suite {
  readonly id: SuiteId;
  /** Media type of an envelope of this suite. */
  readonly mediaType: string;
  /** Signs `payload` as `typ` with `signer`, then encrypts the result for `recipient`. */
  seal(payload: Uint8Array, typ: string, signer: PrivateKey, recipient: PublicKey): MaybePromise<Buffer>;
  /**
   * Decrypts with one of the keys of `ring` and verifies with the key that `signerOf` gives for a kid.
   * @param typ media type that must have been signed
   */
  open(
    envelope: Uint8Array,
    typ: string,
    ring: ReadonlyMap<string, PrivateKey>,
    signerOf: (kid: string) => PublicKey | undefined,
  ): MaybePromise<OpenedEnvelope>;
  /** Signs `payload` as `typ` without encrypting it, as for receipts. */
  sign(payload: Uint8Array, typ: string, signer: PrivateKey): MaybePromise<string>;
  /** Verifies what `sign` made. */
  verify(signed: string, typ: string, signerOf: (kid: string) => PublicKey | undefined): MaybePromise<Opened>;
}

/** The suites that a gateway has. */
export interface Suites {
  /** Finds a suite by its name. @throws {RangeError} when this gateway does not have it */
  get(id: SuiteId): Suite;
  /** Finds the suite of an envelope's media type, which is without parameters and in lower case. */
  byMediaType(mediaType: string): Suite | undefined;
}

/** Step at which opening an envelope failed. For the audit log only: a party sees the same problem for all. */
export type EnvelopeStep =
  | "parse"
  | "header"
  | "key"
  | "decrypt"
  | "inner-parse"
  | "inner-header"
  | "signer"
  | "signature";

/** Thrown for an envelope or signed object that cannot be opened or verified. */
export class EnvelopeError extends Error {
  override readonly name = "EnvelopeError";
  readonly step: EnvelopeStep;

  constructor(step: EnvelopeStep, options?: { cause?: unknown }) {
    super("the envelope cannot be opened or verified", options);
    this.step = step;
  }
}
