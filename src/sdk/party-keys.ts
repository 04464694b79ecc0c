import type { KeyUse } from "../wire/algorithms.ts";
import { type CryptoKey, exportJWK } from "jose";
import { decrypt, encrypt, sign, verify } from "./compact.ts";
import { importKey, isRetired, type Jwk, type JwkSet, type Key } from "./jwk.ts";

/** A key of a party as its platform holds it. The private half may be non-extractable. */
export interface HeldKey {
  readonly privateKey: CryptoKey;
  /** As a JWK too, since a directory shows it so. */
  readonly publicKey: CryptoKey | Jwk;
}

/** The keys of a party as its platform holds them. A browser can keep them in IndexedDB as they are. */
export interface HeldKeys {
  readonly signing: HeldKey;
  readonly decryption: readonly HeldKey[];
}

/**
 * The private keys of a party: one that signs, and all that can still decrypt. They come from a private JWK set, whose
 * first `sig` key that is neither `revoked` nor `staged` signs. A staged one waits until the gateway's directory shows it.
 *
 * @example
 * ```ts
 * const keys = await PartyKeys.from(JSON.parse(await readFile("civil-affairs.jwks.json", "utf8")));
 * ```
 *
 * @example In a browser: kept where no script can read them, and taken from there
 * ```ts
 * await store.put(keys.held(), "keys");
 * const keys = await PartyKeys.of(await store.get("keys"));
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

  /**
   * Takes keys that the platform holds, such as non-extractable ones.
   * @throws TypeError when the halves of a pair do not belong together, or a key is not of an allowed kind
   */
  static async of({ signing, decryption }: HeldKeys): Promise<PartyKeys> {
    const [first, ...others] = await Promise.all([
      keyOf(signing, "sig"),
      ...decryption.map((pair) => keyOf(pair, "enc")),
    ]);
    return new PartyKeys(first, undefined, new Map(others.map((key) => [key.kid, key])));
  }

  /** Gives the keys as the platform holds them, none of them extractable: the argument of `of`. */
  held(): HeldKeys {
    const pair = ({ key, publicJwk }: Key): HeldKey => ({ privateKey: key, publicKey: publicJwk });
    return { signing: pair(this.signing), decryption: [...this.decryption.values()].map(pair) };
  }

  /** The keys after the change: the staged key signs. */
  settled(): PartyKeys {
    return new PartyKeys(this.staged ?? this.signing, undefined, this.decryption);
  }
}

/** Takes a pair for a purpose, and tries it: a thumbprint of another key would come to light at the first refusal only. */
async function keyOf({ privateKey, publicKey }: HeldKey, use: KeyUse): Promise<Key> {
  const jwk = "kty" in publicKey ? publicKey : ((await exportJWK(publicKey)) as Jwk);
  const open = await importKey({ ...jwk, use });
  const key = { ...open, key: privateKey };
  try {
    if (use === "sig") await verify(await sign({}, PROBE, key), PROBE, () => open);
    else await decrypt(await encrypt("", open), () => key);
  } catch (cause) {
    throw new TypeError("a private key does not work with its public key", { cause });
  }
  return key;
}

const PROBE = "probe+jwt";

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
