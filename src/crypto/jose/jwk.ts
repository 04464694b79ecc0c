import { decodeBase64url } from "../../wire/base64.ts";
import {
  constants,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  sign,
  verify,
} from "node:crypto";
import type { Jwk, PrivateKey, PublicKey } from "../suite.ts";
import { algorithmFits, algorithmsOf, type KeyKind, keyKind } from "../../wire/algorithms.ts";
import { ed25519Fault, x25519Fault } from "./curve-points.ts";
import { KeyError } from "./key-error.ts";
import { checkRsa } from "./rsa-modulus.ts";
import { thumbprint } from "./thumbprint.ts";

/** Members of a public key besides `kty`, and those that a private key adds, by kind of key. */
const MEMBERS: Readonly<Record<KeyKind, { readonly public: readonly string[]; readonly private: readonly string[] }>> =
  {
    "P-256": { public: ["crv", "x", "y"], private: ["d"] },
    Ed25519: { public: ["crv", "x"], private: ["d"] },
    X25519: { public: ["crv", "x"], private: ["d"] },
    RSA: { public: ["n", "e"], private: ["d", "p", "q", "dp", "dq", "qi"] },
  };

/** Private and secret members of every type of key (RFC 7518 section 6). */
const SECRET = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/** `key_ops` values (RFC 7517 section 4.3) that a use allows. */
const OPERATIONS = {
  sig: ["sign", "verify"],
  enc: ["encrypt", "decrypt", "wrapKey", "unwrapKey", "deriveKey", "deriveBits"],
} as const;

/**
 * Imports a party's public key (RFC 7517) after every check of protocol section 2. The `jwk` of the result
 * has only members that were checked, and can be published.
 *
 * @throws {KeyError}
 */
export function importPublicJwk(jwk: unknown): PublicKey {
  const candidate = asJwk(jwk);
  if (candidate.kty === "oct") throw new KeyError("symmetric");
  if (SECRET.some((member) => member in candidate)) throw new KeyError("not-public");
  return checkPublic(candidate);
}

/**
 * Imports a private key after the checks of `importPublicJwk` and one that its private part belongs to the
 * public one.
 *
 * @throws {KeyError}
 */
export function importPrivateJwk(jwk: unknown): PrivateKey {
  const candidate = asJwk(jwk);
  if (candidate.kty === "oct") throw new KeyError("symmetric");
  if (!("d" in candidate)) throw new KeyError("not-private");
  const { key, jwk: published, ...rest } = checkPublic(candidate);
  const kind = keyKind(candidate) as KeyKind;
  if ("oth" in candidate) throw new KeyError("unsupported");
  const secret = MEMBERS[kind].private.map(
    (member) => [member, decode(candidate, member).toString("base64url")] as const,
  );
  if (kind !== "RSA" && decode(candidate, "d").length !== 32) throw new KeyError("malformed");
  const whole: Jwk = { ...published, ...Object.fromEntries(secret) };
  const privateKey = attempt("mismatch", () => createPrivateKey({ key: whole, format: "jwk" }));
  if (!attempt("mismatch", () => isPair(rest.use, kind, privateKey, key))) throw new KeyError("mismatch");
  return { ...rest, key, privateKey, jwk: whole };
}

/**
 * Imports the private keys of a JWK set (RFC 7517 section 5), by kid, in the set's order.
 *
 * @throws {KeyError} when any key of the set is refused, so that no key is dropped silently; `duplicate-kid` when
 *   two are the same key, as when one key is meant for both uses
 */
export function importPrivateJwkSet(set: unknown): ReadonlyMap<string, PrivateKey> {
  return byKid(keysOf(set).map(importPrivateJwk));
}

/** Gives the public part of a private JWK. */
export function publicJwk(jwk: Jwk): Jwk {
  const members = Object.entries(jwk).filter(([member]) => !SECRET.includes(member));
  return Object.fromEntries(members) as Jwk;
}

/**
 * Makes a new private JWK with `kid`, `use` and `alg`.
 *
 * @param alg by default ES256 to sign and ECDH-ES to decrypt, both on P-256
 * @param curve of a key for ECDH-ES
 * @throws {KeyError} `alg` when the suite's table does not have that algorithm for the use
 */
export function generateJwk(use: "sig" | "enc", alg?: string, curve: "P-256" | "X25519" = "P-256"): Jwk {
  const name = alg ?? (use === "sig" ? "ES256" : "ECDH-ES");
  const kinds: readonly KeyKind[] = use === "sig" ? ["P-256", "Ed25519", "RSA"] : [curve, "RSA"];
  const kind = kinds.find((kind) => algorithmFits(name, use, kind));
  if (kind === undefined) throw new KeyError("alg");
  const jwk = generate(kind).export({ format: "jwk" }) as Jwk;
  return { ...jwk, kid: thumbprint(jwk), use, alg: name };
}

function generate(kind: KeyKind): KeyObject {
  switch (kind) {
    case "P-256":
      return generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    case "Ed25519":
      return generateKeyPairSync("ed25519").privateKey;
    case "X25519":
      return generateKeyPairSync("x25519").privateKey;
    case "RSA":
      return generateKeyPairSync("rsa", { modulusLength: 3072 }).privateKey;
  }
}

function checkPublic(jwk: Jwk): PublicKey {
  const kind = keyKind(jwk);
  if (kind === undefined) throw new KeyError("unsupported");
  const use = jwk.use;
  if (use !== "sig" && use !== "enc") throw new KeyError("use");
  const fitting = algorithmsOf(kind, use)[0];
  if (fitting === undefined) throw new KeyError("use");
  const given = jwk["alg"];
  if (given !== undefined && !algorithmFits(given, use, kind)) throw new KeyError("alg");
  checkOperations(jwk["key_ops"], use);
  checkNumbers(jwk, kind);

  const members = MEMBERS[kind].public.map((member) => [member, jwk[member]] as const);
  const bare = { kty: jwk.kty, ...Object.fromEntries(members) } as Jwk;
  const kid = thumbprint(bare);
  if (jwk.kid !== undefined && jwk.kid !== kid) throw new KeyError("kid");
  // OpenSSL checks here that an EC point is on its curve (SP 800-56A section 5.6.2.3.3).
  const key = attempt("off-curve", () => createPublicKey({ key: bare, format: "jwk" }));
  const published = { ...bare, kid, use, ...(given === undefined ? {} : { alg: given }) };
  return { kid, use, alg: given ?? fitting, jwk: published, key };
}

function checkOperations(operations: unknown, use: "sig" | "enc"): void {
  if (operations === undefined) return;
  const allowed: readonly unknown[] = OPERATIONS[use];
  const fine =
    Array.isArray(operations) &&
    new Set(operations).size === operations.length &&
    operations.every((operation) => allowed.includes(operation));
  if (!fine) throw new KeyError("key-ops");
}

function checkNumbers(jwk: Jwk, kind: KeyKind): void {
  if (kind === "RSA") {
    checkRsa(decode(jwk, "n"), decode(jwk, "e"));
    return;
  }
  const x = decode(jwk, "x");
  if (x.length !== 32 || (kind === "P-256" && decode(jwk, "y").length !== 32)) throw new KeyError("malformed");
  if (kind === "P-256") return;
  const fault = kind === "Ed25519" ? ed25519Fault(x) : x25519Fault(x);
  if (fault !== undefined) throw new KeyError(fault === "not-canonical" ? "malformed" : fault);
}

/** Tells whether two keys are a pair: one undoes what the other does (pairwise consistency test, SP 800-56A and B). */
function isPair(use: "sig" | "enc", kind: KeyKind, privateKey: KeyObject, publicKey: KeyObject): boolean {
  const probe = Buffer.from("pairwise consistency");
  if (use === "sig") {
    const hash = kind === "Ed25519" ? null : "sha256";
    const padding = kind === "RSA" ? { padding: constants.RSA_PKCS1_PSS_PADDING } : {};
    return verify(hash, probe, { key: publicKey, ...padding }, sign(hash, probe, { key: privateKey, ...padding }));
  }
  if (kind === "RSA") {
    const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" };
    return privateDecrypt({ key: privateKey, ...oaep }, publicEncrypt({ key: publicKey, ...oaep }, probe)).equals(
      probe,
    );
  }
  const other = kind === "X25519" ? generateKeyPairSync("x25519") : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const ours = diffieHellman({ privateKey, publicKey: other.publicKey });
  return ours.equals(diffieHellman({ privateKey: other.privateKey, publicKey }));
}

function byKid(keys: readonly PrivateKey[]): ReadonlyMap<string, PrivateKey> {
  const map = new Map<string, PrivateKey>();
  for (const key of keys) {
    if (map.has(key.kid)) throw new KeyError("duplicate-kid");
    map.set(key.kid, key);
  }
  return map;
}

function keysOf(set: unknown): readonly unknown[] {
  const keys = typeof set === "object" && set !== null && "keys" in set ? set.keys : undefined;
  if (!Array.isArray(keys)) throw new KeyError("malformed");
  return keys;
}

function asJwk(jwk: unknown): Jwk {
  if (typeof jwk !== "object" || jwk === null || Array.isArray(jwk)) throw new KeyError("malformed");
  if (!("kty" in jwk) || typeof jwk.kty !== "string") throw new KeyError("malformed");
  return jwk as Jwk;
}

function text(jwk: Jwk, member: string): string {
  const value = jwk[member];
  if (typeof value !== "string") throw new KeyError("malformed");
  return value;
}

function decode(jwk: Jwk, member: string): Buffer {
  const bytes = decodeBase64url(text(jwk, member));
  if (bytes === undefined) throw new KeyError("malformed");
  return Buffer.from(bytes);
}

function attempt<T>(code: "off-curve" | "mismatch", work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new KeyError(code, { cause });
  }
}
