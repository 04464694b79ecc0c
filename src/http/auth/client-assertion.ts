import { decodeBase64url } from "../../wire/base64.ts";
import { compactVerify } from "jose";

import type { PublicKey } from "../../crypto/suite.ts";
import { JsonError, parseStrict } from "../../wire/json.ts";
import type { Clock, Directory, Party } from "../../exchange/ports.ts";
import type { Store } from "../../exchange/store-port.ts";
import type { HttpSettings } from "../settings.ts";
import { TokenRefused } from "./token-refused.ts";

/** Longest assertion: header and claims are short, a PS256 signature has 512 bytes at most. */
const MAX_LENGTH = 8192;
const MAX_JTI = 256;
/** Keys that are tried for an assertion without a `kid`. */
const MAX_TRIES = 4;

/** Signature algorithms of a client assertion (protocol section 2), and the `alg` of the keys that make them. */
export const ASSERTION_ALGORITHMS: Readonly<Record<string, readonly string[]>> = {
  ES256: ["ES256"],
  EdDSA: ["EdDSA", "Ed25519"],
  Ed25519: ["EdDSA", "Ed25519"],
  PS256: ["PS256"],
};

/** `typ` values that a client assertion may have (RFC 7519 section 5.1); none of them is another document's. */
const TYPES = new Set(["jwt", "client-authentication+jwt"]);
/** Header members that would let the signer choose the key or the rules (protocol section 2). */
const REFUSED_MEMBERS = ["crit", "jwk", "jku", "x5u", "b64", "zip"];

type JsonObject = Readonly<Record<string, unknown>>;

/** Finds out which party signed a client assertion. @throws TokenRefused, StoreUnavailable */
export type AssertionVerifier = (assertion: string) => Promise<Party>;

/**
 * The check of a client assertion (RFC 7523 section 3, RFC 7521 section 4.2) as protocol section 3
 * fixes it, in this order: form, header, party, key, signature, claims, and last its single use. The
 * `jti` is spent only by an assertion that is good in everything else.
 */
export function createAssertionVerifier(
  directory: () => Directory,
  store: Pick<Store, "useAssertion">,
  settings: HttpSettings,
  clock: Clock,
): AssertionVerifier {
  const audiences = new Set<unknown>([settings.issuer, `${settings.publicUrl}/oauth/token`]);

  return async (assertion) => {
    const { header, claims } = parseCompact(assertion);
    const algorithm = checkHeader(header);

    const party = typeof claims.iss === "string" ? directory().party(claims.iss) : undefined;
    if (party === undefined) throw new TokenRefused("unknown-party");
    await verifySignature(assertion, algorithm, candidateKeys(party, header.kid, algorithm), party);

    const refuse = (reason: TokenRefused["reason"]) => new TokenRefused(reason, { party: party.id, proved: true });
    if (!party.active) throw refuse("suspended");
    if (claims.sub !== claims.iss) throw refuse("issuer-subject");
    const audience: readonly unknown[] = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
    if (!audience.some((one) => audiences.has(one))) throw refuse("audience");
    const expires = checkTimes(claims, clock.now() / 1000, settings.auth, refuse);
    const { jti } = claims;
    if (typeof jti !== "string" || jti === "" || jti.length > MAX_JTI || jti.includes("\0")) throw refuse("id");

    const fresh = await store.useAssertion(party.id, jti, Math.ceil(expires + settings.auth.clockSkewSeconds));
    if (!fresh) throw refuse("replayed");
    return party;
  };
}

function parseCompact(assertion: string): { header: JsonObject; claims: JsonObject } {
  if (assertion.length > MAX_LENGTH) throw new TokenRefused("malformed");
  const parts = assertion.split(".", 4);
  const [header, claims, signature] = parts.map(decodeBase64url);
  if (parts.length !== 3 || header === undefined || claims === undefined || signature === undefined) {
    throw new TokenRefused("malformed");
  }
  return { header: parseObject(header), claims: parseObject(claims) };
}

function parseObject(bytes: Uint8Array): JsonObject {
  let value: unknown;
  try {
    value = parseStrict(bytes, { maxDepth: 8 });
  } catch (error) {
    if (error instanceof JsonError) throw new TokenRefused("malformed");
    throw error;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new TokenRefused("malformed");
  return value as JsonObject;
}

/** The algorithm of a header that is as it must be. */
function checkHeader(header: JsonObject): string {
  if (REFUSED_MEMBERS.some((member) => Object.hasOwn(header, member))) throw new TokenRefused("header");
  const { typ, alg, kid } = header;
  if (typ !== undefined && !(typeof typ === "string" && TYPES.has(typ.toLowerCase().replace(/^application\//, "")))) {
    throw new TokenRefused("header");
  }
  if (kid !== undefined && typeof kid !== "string") throw new TokenRefused("header");
  if (typeof alg !== "string" || !Object.hasOwn(ASSERTION_ALGORITHMS, alg)) throw new TokenRefused("algorithm");
  return alg;
}

/** The party's own keys that may have signed: the one that is named, or those of the algorithm. */
function candidateKeys(party: Party, kid: unknown, algorithm: string): PublicKey[] {
  const fits = (key: PublicKey) => key.use === "sig" && (ASSERTION_ALGORITHMS[algorithm] ?? []).includes(key.alg);
  const retired = (key: PublicKey) => party.retired?.has(key.kid) === true;
  if (typeof kid === "string") {
    const key = party.keys.get(kid);
    if (key === undefined || key.use !== "sig") throw new TokenRefused("unknown-key", { party: party.id });
    if (!fits(key)) throw new TokenRefused("algorithm", { party: party.id });
    if (retired(key)) throw new TokenRefused("retired-key", { party: party.id });
    return [key];
  }
  const keys = [...party.keys.values()].filter((key) => fits(key) && !retired(key)).slice(0, MAX_TRIES);
  if (keys.length === 0) throw new TokenRefused("unknown-key", { party: party.id });
  return keys;
}

async function verifySignature(
  assertion: string,
  algorithm: string,
  keys: readonly PublicKey[],
  party: Party,
): Promise<void> {
  for (const { key } of keys) {
    try {
      await compactVerify(assertion, key, { algorithms: [algorithm] });
      return;
    } catch {
      // The next key, if there is one.
    }
  }
  throw new TokenRefused("signature", { party: party.id });
}

/** Checks `exp`, `iat` and `nbf` against `now` (seconds); returns `exp`. */
function checkTimes(
  claims: JsonObject,
  now: number,
  { assertionMaxSeconds, clockSkewSeconds: skew }: HttpSettings["auth"],
  refuse: (reason: TokenRefused["reason"]) => TokenRefused,
): number {
  const { exp, iat, nbf } = claims;
  if (!isTime(exp) || !(iat === undefined || isTime(iat)) || !(nbf === undefined || isTime(nbf))) {
    throw refuse("claims");
  }
  if (exp + skew <= now) throw refuse("expired");
  if (exp > now + assertionMaxSeconds + skew) throw refuse("lifetime");
  if ((iat ?? 0) > now + skew || (nbf ?? 0) > now + skew) throw refuse("not-yet-valid");
  return exp;
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
