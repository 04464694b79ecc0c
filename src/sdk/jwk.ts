import { calculateJwkThumbprint, type CryptoKey, importJWK } from "jose";
import { algorithmsOf, keyKind, type KeyUse } from "../wire/algorithms.ts";

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
  readonly use: KeyUse;
  /** The JOSE algorithm that it signs or encrypts with. */
  readonly alg: string;
  /** Algorithms that a token for this key may name, `alg` among them: those of its kind. */
  readonly algorithms: readonly string[];
  readonly key: CryptoKey;
  /** Its public half, as the directory shows it. */
  readonly publicJwk: Jwk;
}

/** Members of a public key of any kind. */
const PUBLIC = ["kty", "crv", "x", "y", "n", "e"];

/**
 * Tells whether a key of a set is no longer used for anything new: it has `revoked` (OpenID Federation 1.0 section
 * 8.7), or `retired` in the gateway's directory. It still verifies and decrypts what is older.
 */
export function isRetired(jwk: Jwk): boolean {
  return jwk.revoked !== undefined || jwk.retired === true;
}

/**
 * Imports a key for its one purpose.
 * @throws TypeError for a key without `use`, of an unknown kind, or whose `kid` is not its thumbprint.
 */
export async function importKey(jwk: Jwk): Promise<Key> {
  const { use } = jwk;
  const allowed = use === "sig" || use === "enc" ? algorithmsOf(keyKind(jwk), use) : [];
  const alg = jwk.alg === undefined ? allowed[0] : allowed.find((name) => name === jwk.alg);
  if (alg === undefined) throw new TypeError("a key must be P-256, Ed25519, X25519 or RSA, with its use and alg");
  const kid = await calculateJwkThumbprint(jwk, "sha256");
  if (jwk.kid !== undefined && jwk.kid !== kid) throw new TypeError("a key's kid must be its RFC 7638 thumbprint");
  // `use` tells the purpose: the members that could contradict it are left out.
  const { ext: _ext, key_ops: _keyOps, ...members } = jwk;
  const key = await importJWK(members, alg, { extractable: false });
  if (key instanceof Uint8Array) throw new TypeError("a symmetric key has no place here");
  const half = Object.fromEntries(PUBLIC.flatMap((name) => (jwk[name] === undefined ? [] : [[name, jwk[name]]])));
  const publicJwk = { ...half, kty: jwk.kty, use, alg, kid };
  return { kid, use: use as KeyUse, alg, algorithms: allowed, key, publicJwk };
}
