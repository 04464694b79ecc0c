/** Verifying the compact JWS of receipts and manifests with public keys from a file. Runs in browsers. */
import { isObject } from "../../wire/value.ts";
import { base64url, calculateJwkThumbprint, compactVerify, importJWK, type JWK } from "jose";
import { parseStrict } from "../../wire/json.ts";

/** A public key of a party, its thumbprint computed, never believed. */
export interface PartyKey {
  readonly party: string;
  /** RFC 7638 thumbprint, SHA-256. */
  readonly kid: string;
  readonly use: unknown;
  readonly jwk: JWK;
}

/** What a token says once its signature holds. */
export interface SignedToken {
  readonly kid: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Signature algorithms by what a key is; nothing of a token or a key set chooses among others (protocol section 2). */
const ALGORITHMS: Readonly<Record<string, readonly string[]>> = {
  "EC P-256": ["ES256"],
  "OKP Ed25519": ["EdDSA", "Ed25519"],
  RSA: ["PS256"],
};

const HEADER_MEMBERS: ReadonlySet<string> = new Set(["alg", "kid", "typ"]);
/** Bits of an RSA modulus at least (protocol section 2); its base64url has a character for six of them. */
const RSA_CHARACTERS = Math.ceil(2048 / 6);
const MAX_DEPTH = 8;
/** More than a party uses in a century. */
const MAX_KEYS = 1_000;

/**
 * The keys of a JWK set's text (RFC 7517); undefined when it is none. What a key says of itself must be true, for people
 * and other programs read it too: its `kid` is its thumbprint, and an `alg`, where there is one, is of its kind.
 */
export async function readKeySet(party: string, bytes: Uint8Array): Promise<readonly PartyKey[] | undefined> {
  try {
    const set = parseStrict(bytes, { maxDepth: 4 });
    if (!isObject(set) || !Array.isArray(set.keys) || set.keys.length > MAX_KEYS) return undefined;
    if (!set.keys.every(isObject)) return undefined;
    const keys = set.keys as readonly JWK[];
    const read = await Promise.all(
      keys.map(async (jwk) => ({ party, kid: await calculateJwkThumbprint(jwk), use: jwk.use, jwk })),
    );
    return read.every(({ kid, jwk }) => jwk.kid === kid && namesItsAlgorithm(jwk)) ? read : undefined;
  } catch {
    return undefined;
  }
}

/** The algorithms that a key signs with, by their names; undefined for a kind that verifies nothing here, as SM2. */
function algorithmsOf({ kty, crv }: JWK): readonly string[] | undefined {
  return ALGORITHMS[crv === undefined ? (kty ?? "") : `${kty ?? ""} ${crv}`];
}

/** Whether a signing key names no algorithm, or one of its kind's: Ed25519 has two names, and tokens bear either. */
function namesItsAlgorithm(jwk: JWK): boolean {
  const allowed = algorithmsOf(jwk);
  return jwk.use !== "sig" || jwk.alg === undefined || allowed === undefined || allowed.includes(jwk.alg);
}

/** The `kid` that a token names, nothing of it verified. */
export function kidOf(jws: string): string | undefined {
  return headerOf(jws)?.kid;
}

/**
 * Verifies a token: its header says no more than `alg`, `kid` and this `typ`, and the key it names, one of
 * these, signed it. Undefined when anything does not hold.
 */
export async function verifyToken(
  jws: string,
  typ: string,
  keys: readonly PartyKey[],
): Promise<SignedToken | undefined> {
  const header = headerOf(jws);
  const key = keys.find(({ kid, use }) => kid === header?.kid && use === "sig");
  if (header === undefined || key === undefined || !namesType(header.typ, typ)) return undefined;
  const { kty, n } = key.jwk;
  // jose refuses them too; which keys are too small is not for a library to change.
  if (kty === "RSA" && (n?.length ?? 0) < RSA_CHARACTERS) return undefined;
  if (algorithmsOf(key.jwk)?.includes(header.alg) !== true) return undefined;
  try {
    const publicKey = await importJWK(publicMembers(key.jwk), header.alg);
    const { payload } = await compactVerify(jws, publicKey, { algorithms: [header.alg] });
    const claims = parseStrict(payload, { maxDepth: MAX_DEPTH });
    return isObject(claims) ? { kid: key.kid, claims } : undefined;
  } catch {
    return undefined;
  }
}

const KEY_MEMBERS = ["kty", "crv", "x", "y", "n", "e"] as const;

/** The key itself; what else its JWK says (kid, use, algorithm) was looked at here. */
function publicMembers(jwk: JWK): JWK {
  return Object.fromEntries(KEY_MEMBERS.filter((name) => jwk[name] !== undefined).map((name) => [name, jwk[name]]));
}

/** RFC 7515 section 4.1.9: media types compare without case, and `application/` may be left out. */
function namesType(value: string, type: string): boolean {
  // ASCII only: toLowerCase turns some other characters into ASCII letters.
  return /^[\x21-\x7e]{1,100}$/.test(value) && value.toLowerCase().replace(/^application\//, "") === type;
}

function headerOf(jws: string): { alg: string; kid: string; typ: string } | undefined {
  const parts = jws.split(".");
  if (parts.length !== 3 || !parts.every(isCanonicalBase64url)) return undefined;
  try {
    const header = parseStrict(base64url.decode(parts[0] ?? ""), { maxDepth: 1 });
    if (!isObject(header) || !Object.keys(header).every((name) => HEADER_MEMBERS.has(name))) return undefined;
    const { alg, kid, typ } = header;
    return typeof alg === "string" && typeof kid === "string" && typeof typ === "string"
      ? { alg, kid, typ }
      : undefined;
  } catch {
    return undefined;
  }
}

/** One byte string has one text (RFC 4648 section 3.5): a second spelling would be a second token. */
function isCanonicalBase64url(part: string): boolean {
  try {
    return base64url.encode(base64url.decode(part)) === part;
  } catch {
    // Some platforms' decoders pass over what is no base64url, others throw.
    return false;
  }
}
