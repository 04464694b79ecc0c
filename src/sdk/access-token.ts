import { isObject } from "../wire/value.ts";
import { sign } from "./compact.ts";
import { unlessAborted } from "./environment.ts";
import type { Key } from "./jwk.ts";
import { UntrustedError } from "./problem-error.ts";

/** Time before its end from which a token is no longer used, ms: it must still be valid when it arrives. */
const MARGIN = 30_000;

/** A token as the token endpoint grants it (RFC 6749 section 5.1). */
export interface Grant {
  readonly accessToken: string;
  /** End of its validity, ms since the epoch. */
  readonly expiresAt: number;
}

/**
 * The present access token. It is requested when it is needed, kept until shortly before it ends, and
 * requested once however many calls wait for it.
 */
export class AccessToken {
  readonly #request: () => Promise<Grant>;
  readonly #now: () => number;
  #grant: Grant | undefined;
  #pending: Promise<Grant> | undefined;

  constructor(request: () => Promise<Grant>, now: () => number) {
    this.#request = request;
    this.#now = now;
  }

  /**
   * Gives a token that is valid for at least another 30 s. `signal` ends the waiting of this caller only: others may
   * wait for the same token.
   */
  async get(signal?: AbortSignal): Promise<string> {
    const grant = this.#grant;
    if (grant !== undefined && this.#now() < grant.expiresAt - MARGIN) return grant.accessToken;
    this.#pending ??= this.#renew();
    return (await unlessAborted(this.#pending, signal)).accessToken;
  }

  /** Drops a token that the gateway refused, unless a newer one has replaced it already. */
  forget(token: string): void {
    if (this.#grant?.accessToken === token) this.#grant = undefined;
  }

  async #renew(): Promise<Grant> {
    try {
      this.#grant = await this.#request();
      return this.#grant;
    } finally {
      this.#pending = undefined;
    }
  }
}

/**
 * Makes the form of a token request (RFC 6749 section 4.4 with RFC 7523), with a new assertion: its `jti` is good once.
 * @param about.iat seconds since the epoch
 */
export async function tokenForm(
  about: {
    readonly party: string;
    readonly issuer: string;
    readonly key: Key;
    readonly jti: string;
    readonly iat: number;
  },
  scope: string | undefined,
): Promise<string> {
  const { party, issuer, key, jti, iat } = about;
  const assertion = await sign({ iss: party, sub: party, aud: issuer, jti, iat, exp: iat + 60 }, "JWT", key);
  return new URLSearchParams({
    grant_type: "client_credentials",
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: assertion,
    ...(scope === undefined ? {} : { scope }),
  }).toString();
}

/** Reads the answer of the token endpoint. @throws UntrustedError `token` */
export function grantOf(document: unknown, askedAt: number): Grant {
  const { access_token, expires_in, token_type } = isObject(document) ? document : {};
  if (typeof access_token !== "string" || typeof token_type !== "string" || !/^bearer$/i.test(token_type)) {
    throw new UntrustedError("token", "the token endpoint's answer holds no bearer token");
  }
  const lifetime = typeof expires_in === "number" && expires_in > 0 ? expires_in : 60;
  return { accessToken: access_token, expiresAt: askedAt + lifetime * 1000 };
}
