import { createUuid7 } from "../wire/uuid7.ts";
import { listOf, members, party, text } from "./answer-shape.ts";
import { AccessToken, type Grant, grantOf, tokenForm } from "./access-token.ts";
import { type Call, mayHaveEffect, pauseAfter, ranOut } from "./call.ts";
import { type Environment, firstOf, platform } from "./environment.ts";
import type { GatewayClientOptions } from "./gateway-client-options.ts";
import { PublishedKeys } from "./published-keys.ts";
import { type Answer, answerOf, jsonOf, problemOf } from "./http-answer.ts";
import { type GatewayTrust, requireIssuer, requirePinned } from "./gateway-trust.ts";
import { isRetired, type JwkSet, type Key } from "./jwk.ts";
import { KeyAdmission } from "./key-admission.ts";
import { OwnKeys } from "./own-keys.ts";
import type { PartyKeys } from "./party-keys.ts";
import type { PartySide } from "./party-side.ts";
import { ProblemError, UnreachableError, UntrustedError } from "./problem-error.ts";
import { DEFAULT_RETRY, type RetryPolicy } from "./retry.ts";

const IDENTITY = members({ id: party, issuer: text });
const KEY_SET = members({ keys: listOf(members({ kty: text })) });

/** Identity of a gateway (`/.well-known/aid-gateway`). */
export interface GatewayIdentity {
  /** The gateway's party id: `aud` of messages and receipts, `iss` of packets. */
  readonly id: string;
  /** `aud` of client assertions. */
  readonly issuer: string;
}

/**
 * A party's connection to the gateway: finds its keys, gets access tokens (`private_key_jwt`, RFC 7523)
 * and makes calls. A call without an answer, or with one that says "not now" (429, 503 …), is repeated with
 * the same bytes after pauses that grow, vary and obey `Retry-After`. The ids are in the bytes, so the
 * gateway does nothing twice.
 *
 * @example
 * ```ts
 * const client = new GatewayClient({ url: "https://gateway.example", party: "civil-affairs", keys });
 * const view = (await client.json({ method: "GET", path: "/v1/messages?thread=" + thread })) as object;
 * ```
 */
export class GatewayClient implements PartySide {
  readonly url: string;
  readonly party: string;
  /** The gateway's public keys. */
  readonly gatewayKeys: PublishedKeys;
  readonly environment: Environment;
  /** Makes a UUIDv7 for a message or a receipt. */
  readonly newId: () => string;
  readonly #options: GatewayClientOptions;
  readonly #partyKeys = new Map<string, PublishedKeys>();
  readonly #retry: RetryPolicy;
  readonly #token: AccessToken;
  readonly #admission: KeyAdmission | undefined;
  #identity: Promise<GatewayIdentity> | undefined;
  readonly #own: OwnKeys;

  constructor(options: GatewayClientOptions) {
    this.#options = options;
    this.url = options.url.replace(/(?<!\/)\/+$/, "");
    this.party = options.party;
    this.#own = new OwnKeys(options.keys);
    this.environment = { ...platform, ...options.environment };
    this.#retry = { ...DEFAULT_RETRY, ...options.retry };
    this.newId = createUuid7(this.environment.now, this.environment.randomBytes);
    this.#token = new AccessToken(() => this.#requestToken(), this.environment.now);
    const ask = (path: string) => this.json({ method: "GET", path, authenticated: false });
    this.#admission = options.trust && new KeyAdmission(options.trust, ask);
    const published = () => this.#keySet({ path: "/.well-known/jwks.json", authenticated: false });
    this.gatewayKeys = new PublishedKeys(
      async () => this.identity().then(published),
      this.environment.now,
      this.#admission?.ofGateway,
    );
  }

  /** Gives the party's private keys. */
  keys(): Promise<PartyKeys> {
    return this.#own.get();
  }

  /** Finds the party's key that decrypts what was encrypted for `kid`. */
  decryptionKey(kid: string): Promise<Key | undefined> {
    return this.#own.decryption(kid);
  }

  /** Gives the key to sign with. While a change of keys is under way, the gateway is asked first which one it knows. */
  async signingKey(): Promise<Key> {
    await this.#own.readAgain();
    const { staged } = await this.keys();
    if (staged !== undefined) {
      const shown = shows(await this.json({ method: "GET", path: this.#ownKeySet }), staged.kid);
      // The call may have needed a token, and the staged key have got it.
      if (shown && (await this.keys()).staged !== undefined) await this.#settleKeys();
    }
    return (await this.keys()).signing;
  }

  /** Gives the public keys of another party in the gateway's directory (scope `directory:read`). */
  partyKeys(party: string): PublishedKeys {
    const known = this.#partyKeys.get(party);
    if (known !== undefined) return known;
    const path = `/v1/directory/${encodeURIComponent(party)}/jwks.json`;
    const keys = new PublishedKeys(() => this.#keySet({ path }), this.environment.now, this.#admission?.ofParty(party));
    this.#partyKeys.set(party, keys);
    return keys;
  }

  /**
   * Gives the gateway's identity: the pinned one or, on this machine, the published one.
   * @throws UntrustedError `plain-http`, `unpinned`; `issuer` when another address is published as the issuer
   */
  async identity(): Promise<GatewayIdentity> {
    const { trust } = this.#options;
    requirePinned(this.url, this.#options);
    if (trust !== undefined) return { id: trust.gateway, issuer: trust.issuer };
    this.#identity ??= this.#discover().catch((error: unknown) => {
      // A failure is not kept: the next call tries again.
      this.#identity = undefined;
      throw error;
    });
    return this.#identity;
  }

  /**
   * Makes a call and reads its answer whole.
   * @throws ProblemError when the gateway refuses; UnreachableError when no try got an answer; the signal's
   * reason when it aborts.
   */
  async call(call: Call): Promise<Answer> {
    const refused = new Set<string>();
    let lost = false;
    try {
      for (let attempt = 1; ; attempt++) {
        const outcome = await this.#try(call, refused);
        if (!(outcome instanceof Error)) return outcome;
        if (ranOut(outcome, call)) throw outcome;
        const pause = this.#pauseAfter(outcome, attempt);
        lost ||= mayHaveEffect(outcome);
        await this.environment.sleep(pause, call.signal);
      }
    } catch (error) {
      if (error instanceof ProblemError) error.afterLostTry = lost;
      throw error;
    }
  }

  /** Makes a call and parses its answer as JSON. */
  async json(call: Call): Promise<unknown> {
    return jsonOf(await this.call(call));
  }

  /**
   * Repeats work that needs the gateway's keys while a key is too new to be judged: it was published after the last
   * look-up, or its entry is not in the published log yet.
   */
  async withNewKeys<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof UnreachableError) || error.retryAfterMs === undefined) throw error;
        await this.environment.sleep(this.#pauseAfter(error, attempt), signal);
      }
    }
  }

  #pauseAfter(outcome: Error, attempt: number): number {
    return pauseAfter(this.#retry, outcome, attempt, this.environment.random());
  }

  /** Makes one try. A token that the gateway refuses is replaced once within it. */
  async #try(call: Call, refused: Set<string>): Promise<Answer | Error> {
    const token = call.authenticated === false ? undefined : await this.#token.get(call.signal);
    const outcome = await this.#once(call, token);
    if (token === undefined || !(outcome instanceof ProblemError)) return outcome;
    if (outcome.status !== 401 || refused.size > 0) return outcome;
    refused.add(token);
    this.#token.forget(token);
    return this.#try(call, refused);
  }

  async #once(call: Call, token: string | undefined): Promise<Answer | Error> {
    const { now, timeout, fetch } = this.environment;
    const limit = timeout((this.#options.timeout ?? 30_000) + (call.held ?? 0));
    const headers: Record<string, string> = { accept: call.accept ?? "application/json" };
    if (token !== undefined) headers.authorization = `Bearer ${token}`;
    if (call.contentType !== undefined) headers["content-type"] = call.contentType;
    if (this.#options.language !== undefined) headers["accept-language"] = this.#options.language;
    try {
      const response = await fetch(this.url + call.path, {
        method: call.method,
        headers,
        ...(call.body === undefined ? {} : { body: call.body }),
        // A redirect is a fault: no other host may get the token.
        redirect: "manual",
        signal: call.signal === undefined ? limit : firstOf(limit, call.signal),
      });
      const answer = await answerOf(response, call.mostBytes);
      return answer.ok ? answer : problemOf(answer, now());
    } catch (cause) {
      if (call.signal?.aborted === true) throw cause;
      return cause instanceof UntrustedError ? cause : new UnreachableError({ cause });
    }
  }

  /** Gives what is pinned with the successors that it leads to; `enc` is empty when it leads to no present key. */
  async presentTrust(): Promise<GatewayTrust> {
    const { trust } = this.#options;
    if (trust === undefined || this.#admission === undefined) throw new TypeError("nothing is pinned");
    return this.#admission.present(await this.gatewayKeys.all());
  }

  async #discover(): Promise<GatewayIdentity> {
    const call = { method: "GET", path: "/.well-known/aid-gateway", authenticated: false } as const;
    const document = await this.json(call);
    if (!IDENTITY(document)) {
      throw new UntrustedError("not-a-gateway", "the address does not answer as an aid gateway");
    }
    const { id, issuer } = document as GatewayIdentity;
    // RFC 8414 section 3.3: an assertion for another issuer must not be signed for whoever answers here.
    requireIssuer(issuer, this.url);
    return { id, issuer };
  }

  async #keySet(call: Pick<Call, "path" | "authenticated">): Promise<JwkSet> {
    const document = await this.json({ method: "GET", ...call });
    if (!KEY_SET(document)) throw new UntrustedError("not-a-gateway", "the answer is not a key set");
    const { keys } = document as JwkSet;
    return { keys };
  }

  /** Tells whether the directory shows a key of this party as present. What cannot be asked now is asked with the next token. */
  async #shows(kid: string, { accessToken }: Grant): Promise<boolean> {
    const outcome = await this.#once({ method: "GET", path: this.#ownKeySet }, accessToken);
    return !(outcome instanceof Error) && shows(jsonOf(outcome), kid);
  }

  /** Path of this party's keys in the directory. */
  get #ownKeySet(): string {
    return `/v1/directory/${encodeURIComponent(this.party)}/jwks.json`;
  }

  /** Signs with the staged key from now on. */
  async #settleKeys(): Promise<void> {
    const settled = await this.#own.settle(Math.floor(this.environment.now() / 1000));
    if (settled !== undefined) await this.#options.keysSettled?.(settled);
  }

  /** Requests a token (RFC 6749 section 4.4 with RFC 7523). Each try signs a new assertion: its `jti` is good once. */
  async #requestToken(): Promise<Grant> {
    const { issuer } = await this.identity();
    let { signing: key, staged } = await this.keys();
    let refused: Error | undefined;
    for (let attempt = 1; ; attempt++) {
      const askedAt = this.environment.now();
      const asked = { party: this.party, issuer, key, jti: this.newId(), iat: Math.floor(askedAt / 1000) };
      const call = { method: "POST", path: "/oauth/token", body: await tokenForm(asked, this.#options.scope) } as const;
      const outcome = await this.#once({ ...call, contentType: "application/x-www-form-urlencoded" }, undefined);
      if (!(outcome instanceof Error)) {
        const grant = grantOf(jsonOf(outcome), askedAt);
        const shown = staged !== undefined && (key === staged || (await this.#shows(staged.kid, grant)));
        if (shown) await this.#settleKeys();
        return grant;
      }
      if (!(outcome instanceof ProblemError) || outcome.status !== 401) {
        await this.environment.sleep(this.#pauseAfter(outcome, attempt));
      } else if (staged !== undefined && key !== staged) {
        // The former key may be retired already, and the staged one in its place.
        [refused, key] = [outcome, staged];
      } else if (await this.#own.readAgain()) {
        // Another program has changed the keys.
        ({ signing: key, staged } = await this.keys());
      } else throw refused ?? outcome;
    }
  }
}

/** Tells whether a published key set has a key that is not retired. */
function shows(set: unknown, kid: string): boolean {
  return KEY_SET(set) && (set as JwkSet).keys.some((jwk) => jwk.kid === kid && !isRetired(jwk));
}
