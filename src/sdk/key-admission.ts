import { sha256 } from "@noble/hashes/sha2.js";
import { calculateJwkThumbprint } from "jose";
import { treeHasher } from "../tlog/merkle.ts";
import { formatVerifierKey, parseVerifierKey, SIGNATURE_TYPES, type VerifierKey, keyId } from "../tlog/note.ts";
import { ProofError } from "../tlog/proof-error.ts";
import { readEntry } from "../tlog/read-entry.ts";
import { verifyTlogProof } from "../tlog/tlog-proof.ts";
import { decodeBase64url, encodeBase64url } from "../wire/base64.ts";
import { parseStrict } from "../wire/json.ts";
import { readHeader, signedAs, splitToken, TOKEN_TYPES } from "../wire/token.ts";
import { isObject } from "../wire/value.ts";
import { MAX_DEPTH, verify } from "./compact.ts";
import type { GatewayTrust } from "./gateway-trust.ts";
import type { Jwk, Key } from "./jwk.ts";
import { ProblemError, UnreachableError } from "./problem-error.ts";
import { verifyEd25519 } from "../wire/signatures.ts";

/** Tells whether a published key is trusted. @param published all keys of its set by `kid` */
export type Admits = (key: Key, published: ReadonlyMap<string, Key>) => Promise<boolean>;

/** Content of a statement that one key succeeds another (protocol section 2). */
interface Succession {
  readonly use: "sig" | "enc" | "log";
  readonly replaces: string;
  readonly jwk: Jwk;
  readonly kid: string;
}

const HASHER = treeHasher(sha256);
/** Time in which an entry is published, ms: the log has a checkpoint every second or so. */
const PUBLICATION = 1000;
/** Most statements that are looked at: one a month for forty years. */
const MOST = 500;

/**
 * Decides which published keys of a gateway and its parties are trusted, from what the party pinned. A key of the gateway
 * is pinned, or both a trusted key named it as its successor and the log has registered it. A key of another party is
 * registered in the log. Whoever stands between party and gateway can do neither.
 */
export class KeyAdmission {
  readonly #trust: GatewayTrust;
  readonly #ask: (path: string) => Promise<unknown>;
  readonly #trusted: Set<string>;
  readonly #replaced = new Set<string>();
  readonly #log = new Map<string, VerifierKey>();
  #logRead: Promise<void> | undefined;

  /** @param ask gets a public path of the gateway as JSON; nothing of an answer is believed without a signature */
  constructor(trust: GatewayTrust, ask: (path: string) => Promise<unknown>) {
    this.#trust = trust;
    this.#ask = ask;
    this.#trusted = new Set([...trust.sig, ...trust.enc]);
  }

  /** Admits keys of the gateway. A key to encrypt for is refused once a successor of it is known. */
  readonly ofGateway: Admits = async (key, published) => {
    const unknown = [...published.keys()].some((kid) => !this.#trusted.has(kid));
    const needed = !this.#trusted.has(key.kid);
    if (unknown) await this.#follow(published, needed ? key.kid : undefined);
    return this.#trusted.has(key.kid) && !(key.use === "enc" && this.#replaced.has(key.kid));
  };

  /**
   * Gives what the party pinned with the successors that it leads to.
   * @param published keys of the gateway by `kid`, those that are not retired
   */
  async present(published: ReadonlyMap<string, Key>): Promise<GatewayTrust> {
    // The log may have another key although the others are the same.
    await this.#follow(published, undefined);
    const keys = { sig: [...this.#trust.sig], enc: [] as string[] };
    for (const key of published.values()) {
      if (!keys[key.use].includes(key.kid) && (await this.ofGateway(key, published))) keys[key.use].push(key.kid);
    }
    const log = [...this.#log.values()].map((key) => formatVerifierKey(key, sha256));
    return { gateway: this.#trust.gateway, issuer: this.#trust.issuer, ...keys, log };
  }

  /** Admits keys of a party of the directory. */
  ofParty(party: string): Admits {
    return async ({ kid, use }) => {
      await this.#pinnedLog();
      return (await this.#registered(party, kid, use)) === true;
    };
  }

  /**
   * Takes over the successors that trusted keys named.
   * @param needed key that is asked for: only then is it an error that the gateway cannot be asked
   */
  async #follow(published: ReadonlyMap<string, Key>, needed: string | undefined): Promise<void> {
    await this.#pinnedLog();
    let unpublished = false;
    try {
      let left = await this.#successions();
      for (let before = -1; before !== left.length && left.length > 0; ) {
        before = left.length;
        unpublished = false;
        const rest: string[] = [];
        for (const statement of left) {
          const found = await this.#read(statement, published);
          const held = found === undefined ? false : await this.#take(found);
          if (held === undefined) unpublished = true;
          if (held !== true) rest.push(statement);
        }
        left = rest;
      }
    } catch (error) {
      if (needed !== undefined) throw error;
    }
    // Its entry will be published within seconds: what the key signed must not be refused for good.
    if (unpublished && needed !== undefined && !this.#trusted.has(needed)) {
      const cause = "a new key of the gateway is not in the published log yet";
      throw new UnreachableError({ cause, retryAfterMs: PUBLICATION });
    }
  }

  /** Reads a statement that a trusted key signed; undefined for any other. */
  async #read(statement: string, published: ReadonlyMap<string, Key>): Promise<Succession | undefined> {
    const trusted = (kid: string) => (this.#trusted.has(kid) ? published.get(kid) : undefined);
    try {
      const logKey = this.#log.get(signerOf(statement));
      const claims =
        logKey === undefined
          ? await verify(statement, TOKEN_TYPES.succession, trusted)
          : await signedByLog(statement, logKey);
      const { use, replaces, jwk } = claims;
      const right = logKey === undefined ? use === "sig" || use === "enc" : use === "log";
      if (!right || typeof replaces !== "string" || !isObject(jwk) || typeof jwk.kty !== "string") return undefined;
      const key = jwk as Jwk;
      return { use: use as Succession["use"], replaces, jwk: key, kid: await calculateJwkThumbprint(key, "sha256") };
    } catch {
      // Whatever is wrong with it, it names no successor.
      return undefined;
    }
  }

  /** Trusts a successor when the log has it; undefined while its entry is not published. */
  async #take({ use, replaces, jwk, kid }: Succession): Promise<boolean | undefined> {
    const next = use === "log" ? this.#logKey(jwk) : undefined;
    if (use === "log" && next === undefined) return false;
    if (this.#trusted.has(kid) || this.#log.has(kid)) {
      this.#replaced.add(replaces);
      return true;
    }
    const held = await this.#registered(this.#trust.gateway, kid, use, next === undefined ? [] : [next]);
    if (held !== true) return held;
    if (next === undefined) this.#trusted.add(kid);
    else this.#log.set(kid, next);
    this.#replaced.add(replaces);
    return true;
  }

  /** Tells whether the log registered a key for a party; undefined while it has no published entry of it. */
  async #registered(
    party: string,
    kid: string,
    use: string,
    more: readonly VerifierKey[] = [],
  ): Promise<boolean | undefined> {
    const found = await this.#registration(kid);
    if (found === undefined) return undefined;
    const bytes = new TextEncoder().encode(textIn(found.entry));
    const entry = readEntry(bytes);
    const right =
      entry?.type === "key" &&
      entry.change === "key-added" &&
      entry.actor === this.#trust.gateway &&
      entry.party === party &&
      entry.kid === kid &&
      entry.use === use;
    if (!right) return false;
    try {
      await verifyTlogProof(HASHER, HASHER.leaf(bytes), textIn(found.tlogProof), [...this.#log.values(), ...more]);
      return true;
    } catch (error) {
      if (error instanceof ProofError) return false;
      throw error;
    }
  }

  /** Asks for the statements of former keys. */
  async #successions(): Promise<readonly string[]> {
    const answer = await this.#ask("/.well-known/aid-gateway");
    const { successions = [] } = isObject(answer) ? answer : {};
    return (Array.isArray(successions) ? successions : []).slice(0, MOST).map(textIn);
  }

  /** Asks for the registration of a key; undefined while the published log has none. */
  async #registration(kid: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    try {
      const answer = await this.#ask(`/v1/log/key?kid=${kid}`);
      return isObject(answer) ? answer : {};
    } catch (error) {
      if (error instanceof ProblemError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Reads the pinned keys of the log, once. */
  #pinnedLog(): Promise<void> {
    this.#logRead ??= (async () => {
      for (const text of this.#trust.log) {
        const key = parseVerifierKey(text, sha256);
        const x = encodeBase64url(key.publicKey);
        this.#log.set(await calculateJwkThumbprint({ kty: "OKP", crv: "Ed25519", x }, "sha256"), key);
      }
    })();
    return this.#logRead;
  }

  /** Makes the key that verifies checkpoints from a JWK; undefined when it is not Ed25519. */
  #logKey({ kty, crv, x }: Jwk): VerifierKey | undefined {
    const publicKey = kty === "OKP" && crv === "Ed25519" && typeof x === "string" ? decodeBase64url(x) : undefined;
    const [pinned] = this.#log.values();
    if (publicKey?.length !== 32 || pinned === undefined) return undefined;
    const { name } = pinned;
    const type = SIGNATURE_TYPES.ed25519;
    return { name, type, publicKey, id: keyId(sha256, name, type, publicKey) };
  }
}

/** Thumbprint of the key that a statement says it is signed with. @throws {HeaderError} */
function signerOf(statement: string): string {
  const [header = ""] = splitToken(statement, 3) ?? [];
  return readHeader(header, signedAs(TOKEN_TYPES.succession)).kid;
}

/** Verifies a statement of the log's key, on platforms without Ed25519 too. @throws {TypeError} when it does not hold */
async function signedByLog(statement: string, { publicKey }: VerifierKey): Promise<Readonly<Record<string, unknown>>> {
  const [header = "", payload = "", signature = ""] = statement.split(".");
  const signed = new TextEncoder().encode(`${header}.${payload}`);
  const claims = parseStrict(decodeBase64url(payload) ?? "", { maxDepth: MAX_DEPTH });
  const holds = await verifyEd25519(publicKey, signed, decodeBase64url(signature) ?? new Uint8Array());
  if (!holds || !isObject(claims)) throw new TypeError("the log's key has not signed this");
  return claims;
}

function textIn(value: unknown): string {
  return typeof value === "string" ? value : "";
}
