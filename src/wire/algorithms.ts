/**
 * Algorithms of the suite `jose` (protocol section 2) by kind of key, with their registered names (RFC 7518, RFC 8037,
 * RFC 9864): a name that is not here is refused. Runs in browsers.
 */

/** Kinds of key: a curve, or RSA. */
export type KeyKind = "P-256" | "Ed25519" | "X25519" | "RSA";

/** Purpose of a key (JWK `use`). */
export type KeyUse = "sig" | "enc";

/** The first algorithm of a list is the one that a key is used with when its JWK names none. */
const ALGORITHMS: Readonly<Record<KeyKind, Readonly<Record<KeyUse, readonly string[]>>>> = {
  "P-256": { sig: ["ES256"], enc: ["ECDH-ES", "ECDH-ES+A256KW"] },
  // EdDSA is the older name of Ed25519 (RFC 9864): tokens bear either, whichever the key's JWK has.
  Ed25519: { sig: ["EdDSA", "Ed25519"], enc: [] },
  X25519: { sig: [], enc: ["ECDH-ES", "ECDH-ES+A256KW"] },
  RSA: { sig: ["PS256"], enc: ["RSA-OAEP-256"] },
};

/** Every algorithm that signs. */
export const SIGNATURE_ALGORITHMS: readonly string[] = Object.values(ALGORITHMS).flatMap(({ sig }) => sig);

/** The one content encryption, JWE `enc`. */
export const CONTENT_ENCRYPTION = "A256GCM";

/** The kind of a JWK by `kty` and `crv`; undefined for one that the suite does not know. */
export function keyKind({ kty, crv }: { readonly kty?: unknown; readonly crv?: unknown }): KeyKind | undefined {
  if (kty === "RSA") return "RSA";
  if (kty === "EC") return crv === "P-256" ? "P-256" : undefined;
  if (kty === "OKP") return crv === "Ed25519" || crv === "X25519" ? crv : undefined;
  return undefined;
}

/** Algorithms that a key of that kind may be used with, the preferred one first; empty when it is not for that use. */
export function algorithmsOf(kind: KeyKind | undefined, use: KeyUse): readonly string[] {
  return kind === undefined ? [] : ALGORITHMS[kind][use];
}

/** Tells whether an algorithm is in the table for that use and kind of key. */
export function algorithmFits(alg: unknown, use: KeyUse, kind: KeyKind): alg is string {
  return algorithmsOf(kind, use).some((name) => name === alg);
}
