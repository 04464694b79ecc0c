import { importKey, isRetired, type Jwk, type JwkSet, type Key } from "./jwk.ts";

/**
 * The private keys of a party: one that signs, and all that can still decrypt. They come from a private JWK set, whose
 * first `sig` key that is neither `revoked` nor `staged` signs. A staged one waits until the gateway's directory shows it.
 *
 * @example
 * ```ts
 * const keys = await PartyKeys.from(JSON.parse(await readFile("civil-affairs.jwks.json", "utf8")));
 * ```
 */
export class PartyKeys {
  readonly signing: Key;
  /** Key that will sign once the directory shows it: a change of keys is under way. */
  readonly staged: Key | undefined;
  /** Keys that decrypt, by `kid`. Retired ones are among them, for packets sealed before a change of keys. */
  readonly decryption: ReadonlyMap<string, Key>;

  private constructor(signing: Key, staged: Key | undefined, decryption: ReadonlyMap<string, Key>) {
    this.signing = signing;
    this.staged = staged;
    this.decryption = decryption;
  }

  /**
   * Imports a private JWK set.
   * @throws TypeError when a key is not private, not of an allowed kind, or none signs.
   */
  static async from(set: JwkSet): Promise<PartyKeys> {
    let [signing, staged]: (Key | undefined)[] = [];
    const decryption = new Map<string, Key>();
    for (const jwk of set.keys) {
      if (typeof jwk.d !== "string") throw new TypeError("a party's own key set must hold private keys");
      const key = await importKey(jwk);
      if (key.use === "enc") decryption.set(key.kid, key);
      else if (isStaged(jwk)) staged ??= key;
      else if (!isRetired(jwk)) signing ??= key;
    }
    const present = signing ?? staged;
    if (present === undefined) throw new TypeError("the key set holds no key to sign with");
    return new PartyKeys(present, signing === undefined ? undefined : staged, decryption);
  }

  /** The keys after the change: the staged key signs. */
  settled(): PartyKeys {
    return new PartyKeys(this.staged ?? this.signing, undefined, this.decryption);
  }
}

/** Tells whether a key of a private set waits until the directory shows it. */
export function isStaged(jwk: Jwk): boolean {
  return jwk.staged === true;
}

/**
 * Gives a private set after its change: staged keys are present, and those of their uses that they succeed are revoked.
 * @param now seconds since the epoch
 */
export function settledSet({ keys }: JwkSet, now: number): JwkSet {
  const changed = new Set(keys.filter(isStaged).map(({ use }) => use));
  const revoked = { revoked_at: now, reason: "superseded" };
  return {
    keys: keys.map((jwk) => {
      const { staged, ...key } = jwk;
      return staged === true || !changed.has(jwk.use) || isRetired(jwk) ? key : { ...jwk, revoked };
    }),
  };
}

/**
 * Takes the outcome of a change of keys into a private set as it is now. Keys that the change did not know, such as those
 * that a later one staged, stay as they are.
 * @param settled outcome, by `settledSet`
 */
export function withSettled({ keys }: JwkSet, settled: JwkSet): JwkSet {
  const outcomeOf = (jwk: Jwk) => settled.keys.find(({ d }) => d === jwk.d) ?? jwk;
  return { keys: keys.map((jwk) => (isRetired(jwk) ? jwk : outcomeOf(jwk))) };
}
