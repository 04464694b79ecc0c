import { compactVerify } from "jose";

import type { PublicKey } from "../../crypto/suite.ts";
import { algorithmsOf, keyKind, SIGNATURE_ALGORITHMS } from "../../wire/algorithms.ts";
import { decodeBase64url } from "../../wire/base64.ts";
import { JsonError, parseStrict } from "../../wire/json.ts";
import { ASSERTION, type Header, HeaderError, readHeader, splitToken } from "../../wire/token.ts";
import { isObject } from "../../wire/value.ts";
import type { Directory, Party, SoundClock } from "../../exchange/ports.ts";
import type { Store } from "../../exchange/store-port.ts";
import type { HttpSettings } from "../settings.ts";
import type { AuthenticatedParty } from "./access-token.ts";
import { TokenRefused } from "./token-refused.ts";

/** Longest assertion, characters: header and claims are short, a PS256 signature has at most 512 bytes. */
const MAX_LENGTH = 8192;
const MAX_JTI = 256;
/** Most keys that are tried for an assertion without a `kid`. */
const MAX_TRIES = 4;

type JsonObject = Readonly<Record<string, unknown>>;

/** Finds out which party signed a client assertion. @throws TokenRefused, StoreUnavailable */
export type AssertionVerifier = (assertion: string) => Promise<AuthenticatedParty>;

/**
 * Makes the verifier of client assertions (RFC 7523 section 3, RFC 7521 section 4.2; protocol section 3). It checks in this
 * order: form, header, party, key, signature, claims, and last that the assertion is used once. Only an assertion that is
 * good in everything else spends its `jti`.
 */
export function createAssertionVerifier(
  directory: () => Directory,
  store: Pick<Store, "useAssertion">,
  settings: HttpSettings,
  clock: Pick<SoundClock, "now" | "vouch">,
): AssertionVerifier {
  const audiences = new Set<unknown>([settings.issuer, `${settings.publicUrl}/oauth/token`]);

  return async (assertion) => {
    const { header, claims } = parseCompact(assertion);
    const algorithm = SIGNATURE_ALGORITHMS.find((name) => name === header.alg);
    if (algorithm === undefined) throw new TokenRefused("algorithm");

    const party = typeof claims.iss === "string" ? directory().party(claims.iss) : undefined;
    if (party === undefined) throw new TokenRefused("unknown-party");
    const key = await signerOf(assertion, algorithm, candidateKeys(party, header.kid, algorithm), party);

    const refuse = (reason: TokenRefused["reason"]) => new TokenRefused(reason, { party: party.id, proved: true });
    if (!party.active) throw refuse("suspended");
    if (claims.sub !== claims.iss) throw refuse("issuer-subject");
    // One audience alone: an assertion that is also meant for another server could be handed on by that server.
    const [audience, ...others] = Array.isArray(claims.aud) ? (claims.aud as readonly unknown[]) : [claims.aud];
    if (!audiences.has(audience) || others.length > 0) throw refuse("audience");
    const expires = checkTimes(claims, clock.now() / 1000, settings.auth, refuse);
    const { jti } = claims;
    if (typeof jti !== "string" || jti === "" || jti.length > MAX_JTI || jti.includes("\0")) throw refuse("id");

    const fresh = await store.useAssertion(party.id, jti, Math.ceil(expires + settings.auth.clockSkewSeconds));
    if (!fresh) throw refuse("replayed");
    // The party signed when this ends, so its clock and the gateway's agree to within the longest life of an assertion.
    clock.vouch();
    return { party, key };
  };
}

function parseCompact(assertion: string): { header: Header; claims: JsonObject } {
  const [header, claims] = (assertion.length <= MAX_LENGTH && splitToken(assertion, 3)) || [];
  if (header === undefined || claims === undefined) throw new TokenRefused("malformed");
  return { header: parseHeader(header), claims: parseClaims(claims) };
}

function parseHeader(part: string): Header {
  try {
    return readHeader(part, ASSERTION);
  } catch (error) {
    if (!(error instanceof HeaderError)) throw error;
    throw new TokenRefused(error.fault === "form" ? "malformed" : "header");
  }
}

function parseClaims(part: string): JsonObject {
  let value: unknown;
  try {
    value = parseStrict(decodeBase64url(part) ?? "", { maxDepth: 8 });
  } catch (error) {
    if (error instanceof JsonError) throw new TokenRefused("malformed");
    throw error;
  }
  if (!isObject(value)) throw new TokenRefused("malformed");
  return value;
}

/** Finds the party's own keys that may have signed: the one that `kid` names, or those of the algorithm. @throws TokenRefused */
function candidateKeys(party: Party, kid: unknown, algorithm: string): PublicKey[] {
  const fits = (key: PublicKey) => key.use === "sig" && algorithmsOf(keyKind(key.jwk), "sig").includes(algorithm);
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

/** Finds which of the keys signed: its thumbprint. @throws TokenRefused `signature` */
async function signerOf(
  assertion: string,
  algorithm: string,
  keys: readonly PublicKey[],
  party: Party,
): Promise<string> {
  for (const { key, kid } of keys) {
    try {
      await compactVerify(assertion, key, { algorithms: [algorithm] });
      return kid;
    } catch {
      // Not this key: the next one is tried.
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
