import type { JwkSet, Key } from "./jwk.ts";
import { PartyKeys, settledSet } from "./party-keys.ts";

/**
 * Private keys of a party: a JWK set, imported keys, or a function that reads the set. Only a function is called again,
 * when another program may have changed the keys.
 */
export type KeySource = JwkSet | PartyKeys | (() => Promise<JwkSet>);

/** The private keys with which a party signs and decrypts at present. */
export class OwnKeys {
  readonly #source: KeySource;
  /** Set that was imported last; undefined for keys that came imported. */
  #set: JwkSet | undefined;
  #keys: Promise<PartyKeys> | undefined;

  constructor(source: KeySource) {
    this.#source = source;
  }

  /** Imports the keys, once. @throws what the source throws; TypeError for a set that is not a party's */
  get(): Promise<PartyKeys> {
    this.#keys ??= this.#import().catch((error: unknown) => {
      this.#keys = undefined;
      throw error;
    });
    return this.#keys;
  }

  /** Finds the key that decrypts what was encrypted for `kid`. For an unknown one the source is read again. */
  async decryption(kid: string): Promise<Key | undefined> {
    const known = (await this.get()).decryption.get(kid);
    if (known !== undefined || !(await this.readAgain())) return known;
    return (await this.get()).decryption.get(kid);
  }

  /** Reads the source again. @returns whether the keys changed; false too when they cannot be read now */
  async readAgain(): Promise<boolean> {
    if (typeof this.#source !== "function") return false;
    await this.get();
    const set = await this.#source().catch(() => undefined);
    if (set === undefined || JSON.stringify(set) === JSON.stringify(this.#set)) return false;
    // A set without a key to sign with is no reason to lose the keys that are here.
    const keys = await PartyKeys.from(set).catch(() => undefined);
    if (keys === undefined) return false;
    this.#set = set;
    this.#keys = Promise.resolve(keys);
    return true;
  }

  /**
   * Signs with the staged key from now on.
   * @param now seconds since the epoch
   * @returns the set after the change; undefined for keys that came imported
   */
  async settle(now: number): Promise<JwkSet | undefined> {
    const keys = (await this.get()).settled();
    this.#keys = Promise.resolve(keys);
    return this.#set && settledSet(this.#set, now);
  }

  async #import(): Promise<PartyKeys> {
    const given = typeof this.#source === "function" ? await this.#source() : this.#source;
    if (given instanceof PartyKeys) return given;
    this.#set = given;
    return PartyKeys.from(given);
  }
}
