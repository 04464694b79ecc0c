import { calculateJwkThumbprint, importJWK } from "jose";

/** A JSON Web Key (RFC 7517) as it is in a file or an answer. */
export type Jwk = Readonly<Record<string, unknown>> & { readonly kty: string };

/** A JWK set (RFC 7517 section 5). */
export interface JwkSet {
  readonly keys: readonly Jwk[];
}

/** A key imported for one purpose (protocol section 2). */
export interface Key {
  /** RFC 7638 SHA-256 thumbprint. */
  readonly kid: string;
  readonly use: "sig" | "enc";
  /** The JOSE algorithm it is used with; never taken from a token's header. */
  readonly alg: string;
  readonly key: CryptoKey;
}

/** What a key of this kind does, by `kty` and `crv`: the allow-list of protocol section 2. */
const ALGORITHMS: Readonly<Record<string, { readonly sig?: readonly string[]; readonly enc?: readonly string[] }>> = {
  "EC P-256": { sig: ["ES256"], enc: ["ECDH-ES", "ECDH-ES+A256KW"] },
  "OKP Ed25519": { sig: ["Ed25519", "EdDSA"] },
  "OKP X25519": { enc: ["ECDH-ES", "ECDH-ES+A256KW"] },
  RSA: { sig: ["PS256"], enc: ["RSA-OAEP-256"] },
};

/**
 * Whether a key of a set serves for nothing new any more: `revoked` (OpenID Federation 1.0 section 8.7),
 * or `retired` as the gateway's directory says it. It still verifies and decrypts what is older.
 */
export function isRetired(jwk: Jwk): boolean {
  return jwk.revoked !== undefined || jwk.retired === true;
}

/** Content encryption of protocol section 2. */
export const CONTENT_ENCRYPTION = "A256GCM";

/** The algorithms a key may be used with, the preferred one first; empty when it has no place here. */
export function algorithmsOf(jwk: Jwk): readonly string[] {
  const kind = jwk.kty === "RSA" ? "RSA" : `${jwk.kty} ${String(jwk.crv)}`;
  return (jwk.use === "sig" ? ALGORITHMS[kind]?.sig : jwk.use === "enc" ? ALGORITHMS[kind]?.enc : undefined) ?? [];
}

/**
 * Imports a key for its one purpose.
 * @throws TypeError for a key without `use`, of an unknown kind, or whose `kid` is not its thumbprint.
 */
export async function importKey(jwk: Jwk): Promise<Key> {
  const allowed = algorithmsOf(jwk);
  const alg = jwk.alg === undefined ? allowed[0] : allowed.find((name) => name === jwk.alg);
  if (alg === undefined) throw new TypeError("a key must be P-256, Ed25519, X25519 or RSA, with its use and alg");
  const kid = await calculateJwkThumbprint(jwk, "sha256");
  if (jwk.kid !== undefined && jwk.kid !== kid) throw new TypeError("a key's kid must be its RFC 7638 thumbprint");
  // What the purpose is, `use` says: the members that could say otherwise stay behind.
  const { ext: _ext, key_ops: _keyOps, ...members } = jwk;
  const key = await importJWK(members, alg, { extractable: false });
  if (key instanceof Uint8Array) throw new TypeError("a symmetric key has no place here");
  return { kid, use: jwk.use as "sig" | "enc", alg, key };
}
