import { UnreachableError, UntrustedError } from "./problem-error.ts";
import { importKey, isRetired, type JwkSet, type Key } from "./jwk.ts";

/** Shortest time between two look-ups of keys, ms, so that forged tokens with unknown `kid` do not cause requests. */
const COOLDOWN = 10_000;

/** Time for which the key to encrypt for is used without looking it up again, ms. */
const MAX_AGE = 3_600_000;

/**
 * Public keys that the gateway publishes, its own or a party's, by `kid`. An unknown `kid` causes another look-up, since
 * there may be new keys. Known keys stay known.
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
   * Finds the key that verifies signatures with that `kid`; undefined when there is no such key.
   * @throws UnreachableError while that is unknown: the keys cannot be fetched, or were fetched too recently to be
   * fetched again. The key may be new, so what it signed must not be refused for good.
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

  /** Finds the present key to encrypt for: the first `enc` key of the set that is not retired. */
  async encryption(): Promise<Key> {
    const known = this.#encryption;
    if (known === undefined) await this.refresh();
    // A gateway still decrypts with old keys: the known key can be used while no look-up succeeds.
    else if (this.#now() - this.#fetchedAt >= MAX_AGE) await this.refresh().catch(() => undefined);
    if (this.#encryption === undefined) {
      throw new UntrustedError("no-key", "no key to encrypt for is published");
    }
    return this.#encryption;
  }

  /** Looks the keys up now. Concurrent callers share one look-up. */
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
      // A key of an unknown kind is for other clients: it is skipped.
      const key = await importKey(jwk).catch(() => undefined);
      if (key === undefined) continue;
      this.#keys.set(key.kid, key);
      if (key.use === "enc" && !isRetired(jwk)) encryption ??= key;
    }
    this.#encryption = encryption;
    // Set last: until then the keys are not complete.
    this.#fetchedAt = this.#now();
  }
}
