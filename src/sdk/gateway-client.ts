import { createUuid7 } from "../wire/uuid7.ts";
import { listOf, members, party, text } from "./answer-shape.ts";
import { AccessToken, type Grant, grantOf, tokenForm } from "./access-token.ts";
import { type Call, mayHaveEffect, mayTryAgain, ranOut } from "./call.ts";
import { type Environment, firstOf, platform } from "./environment.ts";
import { PublishedKeys } from "./published-keys.ts";
import { type Answer, answerOf, jsonOf, problemOf } from "./http-answer.ts";
import { type GatewayTrust, requireIssuer, requirePinned } from "./gateway-trust.ts";
import { isRetired, type JwkSet, type Key } from "./jwk.ts";
import { KeyAdmission } from "./key-admission.ts";
import { PartyKeys, settledSet } from "./party-keys.ts";
import type { PartySide } from "./party-side.ts";
import { ProblemError, UnreachableError, UntrustedError } from "./problem-error.ts";
import { DEFAULT_RETRY, pauseBeforeRetry, type RetryPolicy } from "./retry.ts";

const IDENTITY = members({ id: party, issuer: text });
const KEY_SET = members({ keys: listOf(members({ kty: text })) });

/** Address of the gateway, identity of the party, and settings of the connection. */
export interface GatewayClientOptions {
  /** Base address of the gateway, such as `https://gateway.example`. */
  readonly url: string;
  /** Party id in the gateway's directory. */
  readonly party: string;
  /** The party's private keys: a JWK set, or imported ones, which may be non-extractable (`PartyKeys.of`). */
  readonly keys: JwkSet | PartyKeys;
  /** Called when the directory shows staged keys of the party's JWK set, with the set as it is from then on, to be kept. */
  readonly keysSettled?: (set: JwkSet) => Promise<void>;
  /** Scopes to request, separated by spaces. When absent, all that the party has. */
  readonly scope?: string;
  /**
   * Gateway that is trusted: the content of `gateway.trust.json`. Only towards this machine may it be absent: then id,
   * issuer and keys are those that are published at `url`.
   */
  readonly trust?: GatewayTrust;
  /** True to send over `http:` to another machine: whoever listens gets access tokens that are good for five minutes. */
  readonly plainHttp?: boolean;
  /** Language of problems' texts, an `Accept-Language`. */
  readonly language?: string;
  readonly retry?: Partial<RetryPolicy>;
  /** Time-out of one try, ms. A held poll gets its waiting time in addition. */
  readonly timeout?: number;
  readonly environment?: Partial<Environment>;
}

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
  #keys: Promise<PartyKeys> | undefined;

  constructor(options: GatewayClientOptions) {
    this.#options = options;
    this.url = options.url.replace(/(?<!\/)\/+$/, "");
    this.party = options.party;
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

  /** Imports the party's private keys, once. */
  keys(): Promise<PartyKeys> {
    this.#keys ??= PartyKeys.given(this.#options.keys);
    return this.#keys;
  }

  /** Gives the key to sign with. While a change of keys is under way, the gateway is asked first which one it knows. */
  async signingKey(): Promise<Key> {
    if ((await this.keys()).staged !== undefined) await this.#token.get();
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

  /** Pause before the next try, ms. @throws the outcome when there is none, or the gateway asks for too long a pause */
  #pauseAfter(outcome: Error, attempt: number): number {
    const asked = outcome instanceof ProblemError ? outcome.retryAfterMs : undefined;
    const { attempts, longest } = this.#retry;
    if (attempt >= attempts || !mayTryAgain(outcome) || (asked ?? 0) > longest) throw outcome;
    return pauseBeforeRetry(this.#retry, attempt, this.environment.random(), asked);
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
    const path = `/v1/directory/${encodeURIComponent(this.party)}/jwks.json`;
    const outcome = await this.#once({ method: "GET", path }, accessToken);
    const set = outcome instanceof Error ? undefined : jsonOf(outcome);
    return KEY_SET(set) && (set as JwkSet).keys.some((jwk) => jwk.kid === kid && !isRetired(jwk));
  }

  /** Signs with the staged key from now on. */
  async #settleKeys(): Promise<void> {
    this.#keys = this.keys().then((keys) => keys.settled());
    const { keys, keysSettled } = this.#options;
    if (keys instanceof PartyKeys) return;
    await keysSettled?.(settledSet(keys, Math.floor(this.environment.now() / 1000)));
  }

  /** Requests a token (RFC 6749 section 4.4 with RFC 7523). Each try signs a new assertion: its `jti` is good once. */
  async #requestToken(): Promise<Grant> {
    const [{ issuer }, { signing, staged }] = await Promise.all([this.identity(), this.keys()]);
    let key = signing;
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
      // The former key may be retired already, and the staged one in its place.
      if (refused === undefined && staged !== undefined && outcome instanceof ProblemError && outcome.status === 401) {
        [refused, key] = [outcome, staged];
      } else if (refused !== undefined && outcome instanceof ProblemError && outcome.status === 401) throw refused;
      else await this.environment.sleep(this.#pauseAfter(outcome, attempt));
    }
  }
}
