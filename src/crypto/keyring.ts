import { decodeBase64url, encodeBase64url } from "../wire/base64.ts";
import type { Bilingual } from "../domain/bilingual.ts";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { JsonError, parseStrict } from "../wire/json.ts";
import { generateJwk, importPrivateJwkSet, publicJwk } from "./jose/jwk.ts";
import { thumbprint } from "./jose/thumbprint.ts";
import { KeyError } from "./jose/key-error.ts";
import { KeyFiles } from "./key-files.ts";
import { KeyringError } from "./keyring-error.ts";
import { IN_THE_CLEAR, type Protection, protectByKeyFile, protectByPassphrase } from "./protection.ts";
import { signSuccession } from "./succession.ts";
import type { Jwk, PrivateKey } from "./suite.ts";

/**
 * Purpose of a key pair of the gateway: `sig` signs packets and receipts, `enc` decrypts messages, `token` signs access
 * tokens, `log` signs the audit log.
 */
export type KeyPurpose = "sig" | "enc" | "token" | "log";

/** Why a key is no longer used (OpenID Federation 1.0 section 8.7.2). */
export type RetirementReason = "superseded" | "compromised";

/** Since when a key is no longer used, seconds since the epoch, and why. */
export interface Retirement {
  readonly at: number;
  readonly reason: RetirementReason;
}

/** All purposes, in the order in which their keys are made. */
export const KEY_PURPOSES: readonly KeyPurpose[] = ["sig", "enc", "token", "log"];
const MAC_FILE = "mac.jwk.json";

/** Place of the keys and what protects them. */
export interface KeyringOptions {
  /** The keys directory. The gateway's own keys are in `gateway/` below it. */
  readonly dir: string;
  /** Passphrase that protects the files, of 12 characters or more. `keyFile` is ignored when there is one. */
  readonly passphrase?: string;
  /** Path of a file of 32 random bytes that protects the key files instead. */
  readonly keyFile?: string;
  readonly mode: "development" | "production";
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * The gateway's own keys; also the flow's `GatewayKeys`. A rotation changes what the properties give: read them each
 * time, and keep no copy.
 */
export interface Keyring {
  /** The present key that signs packets, receipts and pushes. */
  readonly signing: PrivateKey;
  /** Decryption keys by kid, the present one first, retired ones after it. */
  readonly decryption: ReadonlyMap<string, PrivateKey>;
  /** Public keys of the purposes `sig` and `enc`, present ones first. */
  readonly jwks: { readonly keys: readonly Jwk[] };
  /** Statements of former keys that name their successors, each a JWS (`succession.ts`). */
  readonly successions: readonly string[];
  /** The present key that signs access tokens. Never published. */
  readonly token: PrivateKey;
  /** All keys for access tokens by kid, retired ones among them. */
  readonly tokens: ReadonlyMap<string, PrivateKey>;
  /** Retirements of keys, of whatever purpose, by kid. */
  readonly retired: ReadonlyMap<string, Retirement>;
  /** Keys of the audit log (Ed25519): first the one that signs checkpoints, then former ones. They sign nothing else. */
  readonly log: readonly PrivateKey[];
  /** 32 secret bytes for keyed digests. Never rotated: stored digests are looked up with them. */
  readonly macKey: Buffer;
  /** Paths of the files that were made now. */
  readonly created: readonly string[];
  readonly warnings: readonly Bilingual[];
  /**
   * Makes a new key for a purpose and retires the present one. Resolves once the new key is on the disk.
   * @param reason `compromised` when others may have the present key: then nothing that it is needed for is taken any more
   */
  rotate(purpose: KeyPurpose, reason?: RetirementReason): Promise<void>;
}

/**
 * Opens the gateway's keys and makes what is missing: one JWK set for each purpose, the present key first,
 * and a key for digests. They are stored as JWE under the passphrase or key file; without either they are in
 * the clear, in development only and with a warning. In development, plain files of an earlier start are
 * encrypted once there is a passphrase or key file; in production they are refused.
 *
 * @throws {KeyringError}
 */
export async function openKeyring(options: KeyringOptions): Promise<Keyring> {
  const directory = join(options.dir, "gateway");
  const files = new KeyFiles(directory, await protectionOf(options, directory), options.mode);
  const sets = new Map<KeyPurpose, readonly Jwk[]>();
  for (const purpose of KEY_PURPOSES) {
    const make = (): string => JSON.stringify({ keys: [newKey(purpose, options.now())] });
    sets.set(purpose, keysIn(await files.readOrMake(setFile(purpose), make), files.path(setFile(purpose))));
  }
  const macPath = files.path(MAC_FILE);
  const mac = await files.readOrMake(MAC_FILE, () =>
    JSON.stringify({ kty: "oct", k: encodeBase64url(randomBytes(32)), use: "sig", alg: "HS256" }),
  );
  return new OpenKeyring(files, sets, macKeyIn(mac, macPath), options.now);
}

function setFile(purpose: KeyPurpose): string {
  return `${purpose}.jwks.json`;
}

async function protectionOf(options: KeyringOptions, directory: string): Promise<Protection> {
  if (options.passphrase !== undefined) return protectByPassphrase(directory, options.passphrase);
  if (options.keyFile !== undefined) return protectByKeyFile(options.keyFile);
  if (options.mode === "production") throw new KeyringError("unprotected", directory);
  return IN_THE_CLEAR;
}

/** Keys of the stored sets, ready for use. */
type Loaded = Pick<Keyring, "signing" | "decryption" | "jwks" | "successions" | "token" | "tokens" | "retired" | "log">;
type StoredSets = ReadonlyMap<KeyPurpose, readonly Jwk[]>;

class OpenKeyring implements Keyring {
  readonly macKey: Buffer;
  readonly created: readonly string[];
  readonly warnings: readonly Bilingual[];
  readonly #files: KeyFiles;
  readonly #now: () => number;
  #sets: StoredSets;
  #loaded: Loaded;
  #rotation: Promise<unknown> = Promise.resolve();

  constructor(files: KeyFiles, sets: StoredSets, macKey: Buffer, now: () => number) {
    this.#files = files;
    this.#now = now;
    this.#sets = sets;
    this.#loaded = load(sets, files);
    this.macKey = macKey;
    this.created = files.created;
    this.warnings = files.warnings;
  }

  get signing(): PrivateKey {
    return this.#loaded.signing;
  }

  get decryption(): ReadonlyMap<string, PrivateKey> {
    return this.#loaded.decryption;
  }

  get jwks(): { readonly keys: readonly Jwk[] } {
    return this.#loaded.jwks;
  }

  get successions(): readonly string[] {
    return this.#loaded.successions;
  }

  get token(): PrivateKey {
    return this.#loaded.token;
  }

  get tokens(): ReadonlyMap<string, PrivateKey> {
    return this.#loaded.tokens;
  }

  get retired(): ReadonlyMap<string, Retirement> {
    return this.#loaded.retired;
  }

  get log(): readonly PrivateKey[] {
    return this.#loaded.log;
  }

  rotate(purpose: KeyPurpose, reason: RetirementReason = "superseded"): Promise<void> {
    // One rotation after the other: two at once would retire the same key, and lose one of the new ones.
    const done = this.#rotation.then(() => this.#rotate(purpose, reason));
    this.#rotation = done.catch(() => undefined);
    return done;
  }

  async #rotate(purpose: KeyPurpose, reason: RetirementReason): Promise<void> {
    const now = this.#now();
    const revoked = { revoked_at: Math.floor(now / 1000), reason };
    const old = (this.#sets.get(purpose) ?? []).map((jwk) => Object.assign({ revoked }, jwk));
    const keys = [await this.#succeeding(purpose, newKey(purpose, now)), ...old];
    // On the disk first: nothing may be signed with, or encrypted for, a key that a crash would lose.
    await this.#files.replace(setFile(purpose), JSON.stringify({ keys }));
    this.#sets = new Map(this.#sets).set(purpose, keys);
    this.#loaded = load(this.#sets, this.#files);
  }

  /** Adds the former key's statement to a new key: parties that pinned the former one follow it. */
  async #succeeding(purpose: KeyPurpose, key: Jwk): Promise<Jwk> {
    // Only the gateway itself verifies access tokens.
    if (purpose === "token") return key;
    const { signing, decryption, log } = this.#loaded;
    const [present = signing] = log;
    const replaced = { sig: signing, enc: first(decryption), log: present }[purpose];
    // A key that decrypts cannot sign: the one that signs packets names its successor.
    const signer = purpose === "log" ? present : signing;
    return { ...key, [SUCCESSION]: await signSuccession(signer, purpose, replaced.kid, publicJwk(key)) };
  }
}

/** Member of a stored key: the statement of the former key that names it. Not published with the key itself. */
const SUCCESSION = "succession";

function load(sets: StoredSets, files: KeyFiles): Loaded {
  const keysOf = (purpose: KeyPurpose): ReadonlyMap<string, PrivateKey> => {
    try {
      const keys = importPrivateJwkSet({ keys: sets.get(purpose) });
      const use = purpose === "enc" ? "enc" : "sig";
      if (keys.size === 0 || [...keys.values()].some((key) => key.use !== use)) throw new KeyError("use");
      if (purpose === "log" && [...keys.values()].some(({ jwk }) => jwk["crv"] !== "Ed25519")) {
        throw new KeyError("alg");
      }
      return keys;
    } catch (cause) {
      throw new KeyringError("damaged", files.path(setFile(purpose)), { cause });
    }
  };
  const signing = first(keysOf("sig"));
  const decryption = keysOf("enc");
  const tokens = keysOf("token");
  const published = [...(sets.get("sig") ?? []), ...(sets.get("enc") ?? [])].map((jwk) => {
    const { [SUCCESSION]: _statement, ...key } = publicJwk(jwk);
    return key;
  });
  const present = published.filter((jwk) => jwk["revoked"] === undefined);
  const retired = published.filter((jwk) => jwk["revoked"] !== undefined);
  return {
    signing,
    decryption,
    jwks: { keys: [...present, ...retired] },
    successions: [...sets.values()]
      .flat()
      .flatMap((jwk) => (typeof jwk[SUCCESSION] === "string" ? jwk[SUCCESSION] : [])),
    token: first(tokens),
    tokens,
    retired: new Map([...sets.values()].flat().flatMap((jwk) => retirementOf(jwk) ?? [])),
    log: [...keysOf("log").values()],
  };
}

/** Reads the retirement of a stored key, with the key's kid. What cannot be read counts as the worst. */
function retirementOf(jwk: Jwk): [[string, Retirement]] | undefined {
  const { revoked } = jwk as { readonly revoked?: { readonly revoked_at?: unknown; readonly reason?: unknown } };
  if (revoked === undefined) return undefined;
  const at = typeof revoked?.revoked_at === "number" ? revoked.revoked_at : 0;
  return [[thumbprint(jwk), { at, reason: revoked?.reason === "superseded" ? "superseded" : "compromised" }]];
}

function newKey(purpose: KeyPurpose, now: number): Jwk {
  const pair = purpose === "log" ? generateJwk("sig", "Ed25519") : generateJwk(purpose === "enc" ? "enc" : "sig");
  return { ...pair, iat: Math.floor(now / 1000) };
}

function first(keys: ReadonlyMap<string, PrivateKey>): PrivateKey {
  const [key] = keys.values();
  if (key === undefined) throw new TypeError("an empty set was loaded");
  return key;
}

function keysIn(text: string, path: string): readonly Jwk[] {
  const set = readJson(text, path);
  if (typeof set !== "object" || set === null || !("keys" in set) || !Array.isArray(set.keys)) {
    throw new KeyringError("damaged", path);
  }
  return set.keys as readonly Jwk[];
}

function macKeyIn(text: string, path: string): Buffer {
  const jwk = readJson(text, path);
  const k = typeof jwk === "object" && jwk !== null && "k" in jwk ? jwk.k : undefined;
  const key = typeof k === "string" ? decodeBase64url(k) : undefined;
  if (key?.length !== 32) throw new KeyringError("damaged", path);
  return Buffer.from(key);
}

function readJson(text: string, path: string): unknown {
  try {
    return parseStrict(text, { maxDepth: 8 });
  } catch (cause) {
    if (!(cause instanceof JsonError)) throw cause;
    throw new KeyringError("damaged", path, { cause });
  }
}
