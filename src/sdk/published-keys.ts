import { UnreachableError, UntrustedError } from "./problem-error.ts";
import { importKey, isRetired, type JwkSet, type Key } from "./jwk.ts";

/** Shortest time between two look-ups of keys, ms: an unknown `kid` in a forged token is no way to make us ask. */
const COOLDOWN = 10_000;

/** How long the key to encrypt for is used without asking whether it is still the present one, ms. */
const MAX_AGE = 3_600_000;

/**
 * The public keys that the gateway publishes, its own or a party's, by `kid`. An unknown `kid` makes it
 * look again, since there may be new keys; keys that were known stay known.
 */
export class PublishedKeys {
  readonly #fetch: () => Promise<JwkSet>;
  readonly #now: () => number;
  readonly #keys = new Map<string, Key>();
  #encryption: Key | undefined;
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #running: Promise<void> | undefined;

  constructor(fetch: () => Promise<JwkSet>, now: () => number) {
    this.#fetch = fetch;
    this.#now = now;
  }

  /**
   * The key that verifies what was signed under `kid`; undefined when there is no such key.
   * @throws UnreachableError while that cannot be told: the keys cannot be had, or were looked up so
   * recently that they are not looked up again. A key may be new since; what it signed must not be
   * refused for good.
   */
  async signing(kid: string): Promise<Key | undefined> {
    if (!this.#keys.has(kid)) {
      const justNow = this.#now() - this.#fetchedAt < COOLDOWN;
      if (justNow && this.#running === undefined) throw new UnreachableError({ cause: "looked up just now" });
      await this.refresh();
    }
    const key = this.#keys.get(kid);
    return key?.use === "sig" ? key : undefined;
  }

  /** The present key to encrypt for: the first `enc` key of the set that is not retired. */
  async encryption(): Promise<Key> {
    const known = this.#encryption;
    if (known === undefined) await this.refresh();
    // A gateway keeps its old keys to decrypt with: the known one will do while it cannot be asked.
    else if (this.#now() - this.#fetchedAt >= MAX_AGE) await this.refresh().catch(() => undefined);
    if (this.#encryption === undefined) {
      throw new UntrustedError("no-key", "no key to encrypt for is published");
    }
    return this.#encryption;
  }

  /** Looks the keys up now. Callers at the same time share one look-up. */
  refresh(): Promise<void> {
    this.#running ??= this.#load().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #load(): Promise<void> {
    const { keys } = await this.#fetch();
    let encryption: Key | undefined;
    for (const jwk of keys) {
      if ("d" in jwk) throw new UntrustedError("private-key", "a published key set holds a private key");
      // A key of a kind we do not know is another client's: it is passed over, not an error.
      const key = await importKey(jwk).catch(() => undefined);
      if (key === undefined) continue;
      this.#keys.set(key.kid, key);
      if (key.use === "enc" && !isRetired(jwk)) encryption ??= key;
    }
    this.#encryption = encryption;
    // Last: who finds the keys fresh must find them here.
    this.#fetchedAt = this.#now();
  }
}
