import { UnreachableError, UntrustedError } from "./problem-error.ts";
import type { Admits } from "./key-admission.ts";
import { importKey, isRetired, type Jwk, type JwkSet, type Key } from "./jwk.ts";

/** Shortest time between two look-ups of keys, ms, so that forged tokens with unknown `kid` do not cause requests. */
const COOLDOWN = 10_000;

/** Time for which the key to encrypt for is used without looking it up again, ms. */
const MAX_AGE = 3_600_000;

/** Text for keys that do not follow from the pinned ones. */
const UNTRUSTED_KEYS = {
  zh: "网关公布的加密公钥不在受信任之列，且不能由受信任的公钥经日志证明继任：可能有人居间冒充；请与网关运营方当面或电话核对后执行 aidx trust pin --replace",
  en: "the gateway's published keys are not the trusted ones and do not follow from them: somebody may stand in between. Ask the gateway's operator by another way, then pin anew: aidx trust pin --replace",
};

/**
 * Public keys that the gateway publishes, its own or a party's, by `kid`. An unknown `kid` causes another look-up, since
 * there may be new keys. Known keys stay known. Only keys that are admitted are given.
 */
export class PublishedKeys {
  readonly #fetch: () => Promise<JwkSet>;
  readonly #now: () => number;
  readonly #admits: Admits;
  readonly #cooldown: number;
  readonly #keys = new Map<string, Key>();
  readonly #jwks = new Map<string, Jwk>();
  /** Whether a key is admitted, as decided since the last look-up. */
  readonly #admitted = new Map<string, Promise<boolean>>();
  /** Keys to encrypt for that are not retired, in the order of the set. */
  #encryption: readonly Key[] = [];
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #running: Promise<void> | undefined;

  /**
   * @param admits tells which published keys are trusted; all, when absent
   * @param cooldown shortest time between two look-ups, ms
   */
  constructor(
    fetch: () => Promise<JwkSet>,
    now: () => number,
    admits: Admits = async () => true,
    cooldown: number = COOLDOWN,
  ) {
    this.#fetch = fetch;
    this.#now = now;
    this.#admits = admits;
    this.#cooldown = cooldown;
  }

  /**
   * Finds the key that verifies signatures with that `kid`; undefined when there is no such key.
   * @throws UnreachableError while that is unknown: the keys cannot be fetched, or were fetched too recently to be
   * fetched again. The key may be new, so what it signed must not be refused for good.
   */
  async signing(kid: string): Promise<Key | undefined> {
    if (!this.#keys.has(kid)) {
      const left = this.#fetchedAt + this.#cooldown - this.#now();
      if (left > 0 && this.#running === undefined) {
        throw new UnreachableError({ cause: "looked up just now", retryAfterMs: left });
      }
      await this.refresh();
    }
    const key = this.#keys.get(kid);
    return key?.use === "sig" && (await this.#isAdmitted(key)) ? key : undefined;
  }

  /** Finds the present key to encrypt for: the first admitted `enc` key of the set that is not retired. */
  async encryption(): Promise<Key> {
    if (this.#encryption.length === 0) await this.refresh();
    // A gateway still decrypts with old keys: the known key can be used while no look-up succeeds.
    else if (this.#now() - this.#fetchedAt >= MAX_AGE) await this.refresh().catch(() => undefined);
    for (const key of this.#encryption) if (await this.#isAdmitted(key)) return key;
    throw this.#encryption.length === 0
      ? new UntrustedError("no-key", "no key to encrypt for is published")
      : new UntrustedError("untrusted-keys", UNTRUSTED_KEYS);
  }

  /** Looks up the keys that verify signatures and are admitted, as a JWK set. */
  async trusted(): Promise<JwkSet> {
    await this.refresh();
    const keys: Jwk[] = [];
    for (const [kid, jwk] of this.#jwks) if ((await this.signing(kid)) !== undefined) keys.push(jwk);
    return { keys };
  }

  /** Looks up all keys that verify and those to encrypt for, admitted or not, by `kid`. */
  async all(): Promise<ReadonlyMap<string, Key>> {
    await this.refresh();
    const sig = [...this.#keys.values()].filter(({ use }) => use === "sig");
    return new Map([...sig, ...this.#encryption].map((key) => [key.kid, key]));
  }

  #isAdmitted(key: Key): Promise<boolean> {
    const decided = this.#admitted.get(key.kid);
    if (decided !== undefined) return decided;
    const deciding = this.#admits(key, this.#keys).catch((error: unknown) => {
      // It is unknown: the next call asks again.
      this.#admitted.delete(key.kid);
      throw error;
    });
    this.#admitted.set(key.kid, deciding);
    return deciding;
  }

  /** Makes the next call for a key to encrypt for look it up anew. */
  expire(): void {
    this.#fetchedAt = Number.NEGATIVE_INFINITY;
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
    const encryption: Key[] = [];
    for (const jwk of keys) {
      if ("d" in jwk) throw new UntrustedError("private-key", "a published key set holds a private key");
      // A key of an unknown kind is for other clients: it is skipped.
      const key = await importKey(jwk).catch(() => undefined);
      if (key === undefined) continue;
      this.#keys.set(key.kid, key);
      this.#jwks.set(key.kid, jwk);
      if (key.use === "enc" && !isRetired(jwk)) encryption.push(key);
    }
    this.#admitted.clear();
    this.#encryption = encryption;
    // Set last: until then the keys are not complete.
    this.#fetchedAt = this.#now();
  }
}
