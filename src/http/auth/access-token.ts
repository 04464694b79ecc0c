import { hash } from "node:crypto";

import { verifyJws, signEs256Jws } from "../../crypto/jose/jws.ts";
import type { Keyring } from "../../crypto/keyring.ts";
import { EnvelopeError } from "../../crypto/suite.ts";
import { JsonError, parseStrict } from "../../wire/json.ts";
import { signedAs } from "../../wire/token.ts";
import { isObject } from "../../wire/value.ts";
import type { Caller } from "../../exchange/service.ts";
import type { Clock, Directory, NewId, Party } from "../../exchange/ports.ts";
import type { Confirmation } from "./sender-constraint.ts";
import type { HttpSettings } from "../settings.ts";
import { TokenRefused } from "./token-refused.ts";

/** Most verified tokens that are remembered: 300 bytes each, and a party needs one in five minutes. */
const MAX_REMEMBERED = 10_000;
/** Longest token that is looked at; those of this gateway are far shorter. */
const MAX_TOKEN_LENGTH = 4096;
/** Media type of an access token (RFC 9068 section 2.1). */
const TYP = "at+jwt";
const RULES = signedAs(TYP);

/** Keys for access tokens; a reload replaces them. */
export type TokenKeys = Pick<Keyring, "token" | "tokens" | "retired">;

/** A party with the key that it proved to have. */
export interface AuthenticatedParty {
  readonly party: Party;
  /** Thumbprint of the key that signed its assertion. */
  readonly key: string;
}

/** Issues and verifies access tokens (RFC 9068) of this gateway. */
export interface AccessTokens {
  /** Issues a token to a party with these scopes. */
  issue(to: AuthenticatedParty, scopes: readonly string[], confirmation: Confirmation | undefined): string;
  /**
   * Finds out who calls with this token now.
   * @throws TokenRefused
   */
  verify(token: string): { readonly caller: Caller; readonly confirmation: Confirmation | undefined };
}

/** The claims of an access token, RFC 9068 section 2.2. */
interface AccessClaims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string;
  readonly client_id: string;
  readonly scope: string;
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
  /** Thumbprint of the party's key that got the token. */
  readonly key: string;
  readonly cnf?: Confirmation;
}

interface Remembered {
  readonly claims: AccessClaims;
  /** The gateway's key that signed it. */
  readonly kid: string;
  readonly directory: string;
  readonly caller: Caller;
}

/**
 * Makes the issuer and verifier of access tokens. Verifying costs an ES256 signature the first time and a hash after that:
 * the outcome is remembered under the hash of the token's exact text, so a token changed in any bit is verified anew. The
 * token's time, the gateway's key, the party and the party's key are looked at every time: a token ends with any of them.
 *
 * @param keys the present keys; a retired one counts for what it signed before, unless others may have it
 */
export function createAccessTokens(
  keys: () => TokenKeys,
  directory: () => Directory,
  settings: HttpSettings,
  clock: Clock,
  newId: NewId,
): AccessTokens {
  const remembered = new Map<string, Remembered>();
  const { tokenSeconds, clockSkewSeconds } = settings.auth;

  function firstLook(token: string): Pick<Remembered, "claims" | "kid"> {
    try {
      const opened = verifyJws(Buffer.from(token, "latin1"), RULES, (kid) => keys().tokens.get(kid));
      if (opened instanceof Promise) throw new TypeError("the gateway signs its tokens with ES256");
      const claims = parseStrict(opened.payload, { maxDepth: 4 });
      if (isObject(claims) && isAccess(claims, settings)) return { claims, kid: opened.signer.kid };
    } catch (error) {
      if (error instanceof EnvelopeError) {
        throw new TokenRefused(error.step === "signature" || error.step === "signer" ? "signature" : "malformed");
      }
      if (!(error instanceof JsonError)) throw error;
    }
    throw new TokenRefused("claims");
  }

  /** Checks what may change while a token lives. @throws TokenRefused */
  function check({ claims, kid }: Pick<Remembered, "claims" | "kid">): Party {
    const { sub, iat, exp, key } = claims;
    const about = { party: sub, proved: true };
    const { tokens, retired } = keys();
    const retirement = retired.get(kid);
    if (!tokens.has(kid) || (retirement !== undefined && !countsFor(iat, retirement))) {
      throw new TokenRefused("signature");
    }
    const now = clock.now() / 1000;
    if (exp <= now) throw new TokenRefused("expired", about);
    // Whoever has a key of the gateway could sign any time: a token never lives longer than one of these.
    if (exp - iat > tokenSeconds || iat > now + clockSkewSeconds) throw new TokenRefused("lifetime");
    const party = directory().party(sub);
    if (party === undefined) throw new TokenRefused("unknown-party");
    if (!party.active) throw new TokenRefused("suspended", about);
    if (!party.keys.has(key) || party.retired?.has(key) === true) throw new TokenRefused("retired-key", about);
    return party;
  }

  return {
    issue({ party, key }, scopes, confirmation) {
      const iat = Math.floor(clock.now() / 1000);
      const claims: AccessClaims = {
        iss: settings.issuer,
        sub: party.id,
        aud: settings.gatewayId,
        client_id: party.id,
        scope: scopes.join(" "),
        iat,
        exp: iat + tokenSeconds,
        jti: newId(),
        key,
        ...(confirmation === undefined ? {} : { cnf: confirmation }),
      };
      return signEs256Jws(Buffer.from(JSON.stringify(claims)), TYP, keys().token).toString("latin1");
    },

    verify(token) {
      if (token.length > MAX_TOKEN_LENGTH) throw new TokenRefused("malformed");
      const digest = hash("sha256", token, "base64");
      const known = remembered.get(digest);
      const looked = known ?? firstLook(token);
      let party: Party;
      try {
        party = check(looked);
      } catch (error) {
        remembered.delete(digest);
        throw error;
      }
      const { version } = directory();
      if (known?.directory === version) return { caller: known.caller, confirmation: known.claims.cnf };
      const caller = callerOf(looked.claims, party);
      remembered.delete(digest);
      if (remembered.size >= MAX_REMEMBERED) forgetOldest(remembered);
      remembered.set(digest, { ...looked, directory: version, caller });
      return { caller, confirmation: looked.claims.cnf };
    },
  };
}

/** Tells whether a retired key counts for a token that it signed at that time. */
function countsFor(iat: number, { at, reason }: { readonly at: number; readonly reason: string }): boolean {
  return reason === "superseded" && iat <= at;
}

/** Tells whether claims are those of an access token of this gateway. */
function isAccess(
  claims: Readonly<Record<string, unknown>>,
  { issuer, gatewayId }: HttpSettings,
): claims is Readonly<Record<string, unknown>> & AccessClaims {
  const { iss, sub, aud, client_id, scope, iat, exp, jti, key } = claims;
  return (
    iss === issuer &&
    aud === gatewayId &&
    sub === client_id &&
    [sub, scope, jti, key].every((value) => typeof value === "string") &&
    [iat, exp].every((value) => typeof value === "number" && Number.isFinite(value))
  );
}

/** Makes the caller of a token, with the granted scopes that are still the party's. */
function callerOf(claims: AccessClaims, party: Party): Caller {
  const granted = claims.scope.split(" ");
  return { party: party.id, scopes: new Set(granted.filter((scope) => party.scopes.includes(scope))) };
}

function forgetOldest(remembered: Map<string, Remembered>): void {
  for (const key of remembered.keys()) {
    remembered.delete(key);
    return;
  }
}
