import type { Jwk } from "../suite.ts";

/** The kinds of key that the suite knows: curve, or RSA. */
export type KeyKind = "P-256" | "Ed25519" | "X25519" | "RSA";

interface Algorithm {
  readonly use: "sig" | "enc";
  readonly kinds: readonly KeyKind[];
}

/**
 * All algorithms of protocol section 2, by their registered names (RFC 7518, RFC 8037, RFC 9864): a
 * name that is not here is refused. The first that fits a key is the one the gateway uses with it
 * when its JWK names none.
 */
const ALGORITHMS: ReadonlyMap<string, Algorithm> = new Map<string, Algorithm>([
  ["ES256", { use: "sig", kinds: ["P-256"] }],
  ["EdDSA", { use: "sig", kinds: ["Ed25519"] }],
  ["Ed25519", { use: "sig", kinds: ["Ed25519"] }],
  ["PS256", { use: "sig", kinds: ["RSA"] }],
  ["ECDH-ES", { use: "enc", kinds: ["P-256", "X25519"] }],
  ["ECDH-ES+A256KW", { use: "enc", kinds: ["P-256", "X25519"] }],
  ["RSA-OAEP-256", { use: "enc", kinds: ["RSA"] }],
]);

/** The one content encryption, JWE `enc`. */
export const CONTENT_ENCRYPTION = "A256GCM";

/** Whether an algorithm is in the table, for that purpose and kind of key. */
export function algorithmFits(alg: unknown, use: "sig" | "enc", kind: KeyKind): alg is string {
  const algorithm = typeof alg === "string" ? ALGORITHMS.get(alg) : undefined;
  return algorithm !== undefined && algorithm.use === use && algorithm.kinds.includes(kind);
}

/** What a key is used with when its JWK does not say; undefined when nothing fits. */
export function defaultAlgorithm(use: "sig" | "enc", kind: KeyKind): string | undefined {
  for (const alg of ALGORITHMS.keys()) if (algorithmFits(alg, use, kind)) return alg;
  return undefined;
}

/** The kind of a JWK by `kty` and `crv`; undefined for one that the suite does not know. */
export function keyKind(jwk: Jwk): KeyKind | undefined {
  if (jwk.kty === "RSA") return "RSA";
  if (jwk.kty === "EC") return jwk["crv"] === "P-256" ? "P-256" : undefined;
  if (jwk.kty === "OKP") return jwk["crv"] === "Ed25519" || jwk["crv"] === "X25519" ? jwk["crv"] : undefined;
  return undefined;
}
