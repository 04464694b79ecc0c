import { hash } from "node:crypto";

import type { FastifyJWTOptions, JWT } from "@fastify/jwt";

import type { PrivateKey } from "../../crypto/suite.ts";
import { decodeBase64url } from "../../wire/base64.ts";
import type { Caller } from "../../exchange/service.ts";
import type { Clock, Directory, NewId, Party } from "../../exchange/ports.ts";
import type { Confirmation } from "./sender-constraint.ts";
import type { HttpSettings } from "../settings.ts";
import { TokenRefused } from "./token-refused.ts";

/** Most verified tokens that are remembered: 300 bytes each, and a party needs one in five minutes. */
const MAX_REMEMBERED = 10_000;
/** Longest token that is looked at; those of this gateway are far shorter. */
const MAX_TOKEN_LENGTH = 4096;

/** Issues and verifies access tokens (RFC 9068) of this gateway. */
export interface AccessTokens {
  /** Issues a token to a party with these scopes. */
  issue(party: Party, scopes: readonly string[], confirmation: Confirmation | undefined): string;
  /**
   * Finds out who calls with this token now.
   * @throws TokenRefused
   */
  verify(token: string): { readonly caller: Caller; readonly confirmation: Confirmation | undefined };
}

/** The claims of an access token, RFC 9068 section 2.2. */
interface AccessClaims {
  readonly sub: string;
  readonly scope: string;
  readonly exp: number;
  readonly cnf?: Confirmation;
}

interface Remembered {
  readonly claims: AccessClaims;
  readonly directory: string;
  readonly caller: Caller;
}

/**
 * Options of @fastify/jwt for access tokens: one algorithm, one type, one issuer and one audience are taken, whatever the
 * header says. `createAccessTokens` checks the expiry, against the injected clock and for remembered tokens too.
 */
export function accessTokenOptions(key: PrivateKey, settings: HttpSettings): FastifyJWTOptions {
  return {
    secret: {
      private: key.privateKey.export({ type: "pkcs8", format: "pem" }),
      public: key.key.export({ type: "spki", format: "pem" }),
    },
    sign: { algorithm: "ES256", header: { alg: "ES256", typ: "at+jwt", kid: key.kid } },
    verify: {
      algorithms: ["ES256"],
      checkTyp: "at+jwt",
      allowedIss: settings.issuer,
      allowedAud: settings.gatewayId,
      requiredClaims: ["iss", "aud", "sub", "client_id", "scope", "iat", "exp", "jti"],
      ignoreExpiration: true,
      cache: false,
    },
  };
}

/**
 * Makes the issuer and verifier of access tokens. Verifying costs an ES256 signature the first time and a hash after that:
 * the outcome is remembered under the hash of the token's exact text, so a token changed in any bit is verified anew.
 * Whether the party may still call is looked up every time.
 *
 * @param jwt the decorator of @fastify/jwt, registered with `accessTokenOptions`
 */
export function createAccessTokens(
  jwt: () => JWT,
  directory: () => Directory,
  settings: HttpSettings,
  clock: Clock,
  newId: NewId,
): AccessTokens {
  const remembered = new Map<string, Remembered>();

  function firstLook(token: string): AccessClaims {
    // The library takes a signature with stray trailing bits, with which one token would have two texts.
    if (decodeBase64url(token.slice(token.lastIndexOf(".") + 1)) === undefined) throw new TokenRefused("malformed");
    let claims: AccessClaims;
    try {
      claims = jwt().verify<AccessClaims>(token);
    } catch {
      throw new TokenRefused("signature");
    }
    if (typeof claims.sub !== "string" || typeof claims.scope !== "string" || !Number.isFinite(claims.exp)) {
      throw new TokenRefused("claims");
    }
    return claims;
  }

  return {
    issue(party, scopes, confirmation) {
      const iat = Math.floor(clock.now() / 1000);
      return jwt().sign({
        iss: settings.issuer,
        sub: party.id,
        aud: settings.gatewayId,
        client_id: party.id,
        scope: scopes.join(" "),
        iat,
        exp: iat + settings.auth.tokenSeconds,
        jti: newId(),
        ...(confirmation === undefined ? {} : { cnf: confirmation }),
      });
    },

    verify(token) {
      if (token.length > MAX_TOKEN_LENGTH) throw new TokenRefused("malformed");
      const key = hash("sha256", token, "base64");
      let entry = remembered.get(key);
      const claims = entry?.claims ?? firstLook(token);
      if (claims.exp * 1000 <= clock.now()) {
        remembered.delete(key);
        throw new TokenRefused("expired", { party: claims.sub, proved: true });
      }
      const present = directory();
      const party = present.party(claims.sub);
      if (party === undefined) throw new TokenRefused("unknown-party");
      if (!party.active) throw new TokenRefused("suspended", { party: party.id, proved: true });
      if (entry === undefined || entry.directory !== present.version) {
        entry = { claims, directory: present.version, caller: callerOf(claims, party) };
        remembered.delete(key);
        if (remembered.size >= MAX_REMEMBERED) forgetOldest(remembered);
        remembered.set(key, entry);
      }
      return { caller: entry.caller, confirmation: claims.cnf };
    },
  };
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
