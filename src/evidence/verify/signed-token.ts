/** Verifies the compact JWS of receipts, statements and manifests with public keys from a file. Runs in browsers. */
import { isObject } from "../../wire/value.ts";
import { sha256 } from "@noble/hashes/sha2.js";
import type { JWK } from "jose";
import { decodeBase64url, encodeBase64url } from "../../wire/base64.ts";
import { verifyJwsSignature } from "../../wire/signatures.ts";
import { thumbprintInput } from "../../wire/thumbprint.ts";
import { algorithmsOf, keyKind } from "../../wire/algorithms.ts";
import { parseStrict } from "../../wire/json.ts";
import {
  type Header,
  HeaderError,
  readHeader,
  SIGNED,
  signedAs,
  type SignedRules,
  splitToken,
} from "../../wire/token.ts";

/** A public key of a party. Its thumbprint is computed here. */
export interface PartyKey {
  readonly party: string;
  /** RFC 7638 thumbprint, SHA-256. */
  readonly kid: string;
  readonly use: unknown;
  readonly jwk: JWK;
}

/** Content of a verified token. */
export interface SignedToken {
  readonly kid: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Shortest base64url of an RSA modulus: 2048 bits (protocol section 2), six in a character. */
const RSA_CHARACTERS = Math.ceil(2048 / 6);
const MAX_DEPTH = 8;
/** Most keys of a set: more than a party uses in a century. */
const MAX_KEYS = 1_000;

/**
 * Reads the keys of a JWK set (RFC 7517); undefined when it is malformed. Each key's `kid` must be its thumbprint, and
 * its `alg`, where there is one, of its kind, because people and other programs read them too.
 */
export async function readKeySet(party: string, bytes: Uint8Array): Promise<readonly PartyKey[] | undefined> {
  try {
    const set = parseStrict(bytes, { maxDepth: 4 });
    if (!isObject(set) || !Array.isArray(set.keys) || set.keys.length > MAX_KEYS) return undefined;
    if (!set.keys.every(isObject)) return undefined;
    const keys = set.keys as readonly JWK[];
    const read = keys.map((jwk) => ({ party, kid: thumbprintOf(jwk), use: jwk.use, jwk }));
    return read.every(({ kid, jwk }) => jwk.kid === kid && namesItsAlgorithm(jwk)) ? read : undefined;
  } catch {
    return undefined;
  }
}

/** Thumbprint of a key (RFC 7638), without Web Crypto, which a page over plain http does not have. @throws {TypeError} */
function thumbprintOf(jwk: JWK): string {
  return encodeBase64url(sha256(new TextEncoder().encode(thumbprintInput(jwk))));
}

/** Tells whether a signing key names no algorithm, or one of its kind. Ed25519 has two names. */
function namesItsAlgorithm(jwk: JWK): boolean {
  const allowed = algorithmsOf(keyKind(jwk), "sig");
  return jwk.use !== "sig" || jwk.alg === undefined || allowed.length === 0 || allowed.includes(jwk.alg);
}

/** Reads the `kid` of a token. Nothing of the token is verified. */
export function kidOf(jws: string): string | undefined {
  return headerOf(jws, SIGNED)?.kid;
}

/**
 * Verifies a token: its header has `alg`, `kid` and this `typ` only, and one of these keys, which it names, signed it.
 * Undefined for any other token.
 * @throws {UnsupportedHere} when this platform cannot verify the signature
 */
export async function verifyToken(
  jws: string,
  typ: string,
  keys: readonly PartyKey[],
): Promise<SignedToken | undefined> {
  const header = headerOf(jws, signedAs(typ));
  const key = keys.find(({ kid, use }) => kid === header?.kid && use === "sig");
  if (header === undefined || key === undefined) return undefined;
  const { kty, n } = key.jwk;
  // jose refuses small keys too, but a library must not decide which keys are too small.
  if (kty === "RSA" && (n?.length ?? 0) < RSA_CHARACTERS) return undefined;
  if (!algorithmsOf(keyKind(key.jwk), "sig").includes(header.alg)) return undefined;
  const [protectedPart = "", payload = "", signature = ""] = jws.split(".");
  const signed = new TextEncoder().encode(`${protectedPart}.${payload}`);
  const bytes = decodeBase64url(signature) ?? new Uint8Array();
  if (!(await verifyJwsSignature(header.alg, key.jwk, signed, bytes))) return undefined;
  try {
    const claims = parseStrict(decodeBase64url(payload) ?? "", { maxDepth: MAX_DEPTH });
    return isObject(claims) ? { kid: key.kid, claims } : undefined;
  } catch {
    return undefined;
  }
}

function headerOf(jws: string, rules: SignedRules): Header<"alg" | "kid"> | undefined {
  const [header] = splitToken(jws, 3) ?? [];
  try {
    return header === undefined ? undefined : readHeader(header, rules);
  } catch (error) {
    if (error instanceof HeaderError) return undefined;
    throw error;
  }
}
