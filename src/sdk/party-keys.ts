import { importKey, isRetired, type JwkSet, type Key } from "./jwk.ts";

/**
 * The private keys of a party: one that signs, and all that can still decrypt. They come from a private JWK set, whose
 * first `sig` key that is not `revoked` signs.
 *
 * @example
 * ```ts
 * const keys = await PartyKeys.from(JSON.parse(await readFile("civil-affairs.jwks.json", "utf8")));
 * ```
 */
export class PartyKeys {
  readonly signing: Key;
  /** Keys that decrypt, by `kid`. Retired ones are among them, for packets sealed before a change of keys. */
  readonly decryption: ReadonlyMap<string, Key>;

  private constructor(signing: Key, decryption: ReadonlyMap<string, Key>) {
    this.signing = signing;
    this.decryption = decryption;
  }

  /**
   * Imports a private JWK set.
   * @throws TypeError when a key is not private, not of an allowed kind, or none signs.
   */
  static async from(set: JwkSet): Promise<PartyKeys> {
    let signing: Key | undefined;
    const decryption = new Map<string, Key>();
    for (const jwk of set.keys) {
      if (typeof jwk.d !== "string") throw new TypeError("a party's own key set must hold private keys");
      const key = await importKey(jwk);
      if (key.use === "enc") decryption.set(key.kid, key);
      else if (!isRetired(jwk)) signing ??= key;
    }
    if (signing === undefined) throw new TypeError("the key set holds no key to sign with");
    return new PartyKeys(signing, decryption);
  }
}
