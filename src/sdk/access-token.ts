import { unlessAborted } from "./environment.ts";

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
