import { unlessAborted } from "./environment.ts";

/** How long before its end a token is no longer used: it must still be valid when it arrives. */
const MARGIN = 30_000;

/** A token as RFC 6749 section 5.1 gives it. */
export interface Grant {
  readonly accessToken: string;
  /** When it ends, ms since the epoch. */
  readonly expiresAt: number;
}

/**
 * The present access token. It is asked for when it is needed, kept until shortly before it ends, and
 * asked for once however many calls wait for it.
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
   * A token that is still valid for a while. `signal` ends the caller's waiting only: others may wait
   * for the same token.
   */
  async get(signal?: AbortSignal): Promise<string> {
    const grant = this.#grant;
    if (grant !== undefined && this.#now() < grant.expiresAt - MARGIN) return grant.accessToken;
    this.#pending ??= this.#renew();
    return (await unlessAborted(this.#pending, signal)).accessToken;
  }

  /** Forgets a token that the gateway refused, unless a newer one has taken its place already. */
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
