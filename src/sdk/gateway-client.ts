import { SignJWT } from "jose";
import { createUuid7 } from "../wire/uuid7.ts";
import { listOf, members, party, text } from "./answer-shape.ts";
import { isObject } from "../wire/value.ts";
import { AccessToken, type Grant } from "./access-token.ts";
import { type Environment, platform } from "./environment.ts";
import { PublishedKeys } from "./published-keys.ts";
import { type Answer, answerOf, jsonOf, problemOf } from "./http-answer.ts";
import { type GatewayTrust, requireIssuer, requirePinned } from "./gateway-trust.ts";
import type { JwkSet } from "./jwk.ts";
import { KeyAdmission } from "./key-admission.ts";
import { PartyKeys } from "./party-keys.ts";
import { ProblemError, UnreachableError, UntrustedError } from "./problem-error.ts";
import { DEFAULT_RETRY, isTransient, pauseBeforeRetry, type RetryPolicy } from "./retry.ts";

const IDENTITY = members({ id: party, issuer: text });
const KEY_SET = members({ keys: listOf(members({ kty: text })) });

/** Address of the gateway, identity of the party, and settings of the connection. */
export interface GatewayClientOptions {
  /** Base address of the gateway, such as `https://gateway.example`. */
  readonly url: string;
  /** Party id in the gateway's directory. */
  readonly party: string;
  /** The party's private keys, as a JWK set. */
  readonly keys: JwkSet;
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

/** One call. Every call of the protocol may be repeated unchanged, so every call is retried. */
export interface Call {
  readonly method: "GET" | "POST";
  /** Path from the root, with the query. */
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
  readonly accept?: string;
  readonly signal?: AbortSignal | undefined;
  /** Time for which the gateway may hold the answer, ms. */
  readonly held?: number;
  /** False for a public endpoint. */
  readonly authenticated?: boolean;
  /** Largest answer that is read, bytes. 32 MiB when absent. */
  readonly mostBytes?: number;
  /** False when a time-out is not retried, because the gateway would do long work twice. */
  readonly afterTimeout?: false;
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
export class GatewayClient {
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
    this.#keys ??= PartyKeys.from(this.#options.keys);
    return this.#keys;
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
        signal: call.signal === undefined ? limit : AbortSignal.any([limit, call.signal]),
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

  /** Requests a token (RFC 6749 section 4.4 with RFC 7523). Each try signs a new assertion: its `jti` is good once. */
  async #requestToken(): Promise<Grant> {
    const [{ issuer }, { signing }] = await Promise.all([this.identity(), this.keys()]);
    for (let attempt = 1; ; attempt++) {
      const askedAt = this.environment.now();
      const iat = Math.floor(askedAt / 1000);
      const assertion = await new SignJWT({ iss: this.party, sub: this.party, aud: issuer, jti: this.newId() })
        .setProtectedHeader({ alg: signing.alg, kid: signing.kid, typ: "JWT" })
        .setIssuedAt(iat)
        .setExpirationTime(iat + 60)
        .sign(signing.key);
      const form = new URLSearchParams({
        grant_type: "client_credentials",
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion: assertion,
        ...(this.#options.scope === undefined ? {} : { scope: this.#options.scope }),
      });
      const outcome = await this.#once(
        {
          method: "POST",
          path: "/oauth/token",
          body: form.toString(),
          contentType: "application/x-www-form-urlencoded",
        },
        undefined,
      );
      if (!(outcome instanceof Error)) return grantOf(jsonOf(outcome), askedAt);
      await this.environment.sleep(this.#pauseAfter(outcome, attempt));
    }
  }
}

function mayTryAgain(error: Error): boolean {
  return error instanceof UnreachableError || (error instanceof ProblemError && isTransient(error.status));
}

/** Tells whether a try may have had its effect although it failed: any but one that the gateway itself refused. */
function mayHaveEffect(error: Error): boolean {
  return !(error instanceof ProblemError && error.code !== "unexpected-answer" && error.status < 500);
}

/** Tells whether a call ran into its time-out and must not be repeated after that. */
function ranOut({ cause }: Error, { afterTimeout }: Call): boolean {
  return afterTimeout === false && cause instanceof Error && cause.name === "TimeoutError";
}

function grantOf(document: unknown, askedAt: number): Grant {
  const { access_token, expires_in, token_type } = isObject(document) ? document : {};
  if (typeof access_token !== "string" || typeof token_type !== "string" || !/^bearer$/i.test(token_type)) {
    throw new UntrustedError("token", "the token endpoint's answer holds no bearer token");
  }
  const lifetime = typeof expires_in === "number" && expires_in > 0 ? expires_in : 60;
  return { accessToken: access_token, expiresAt: askedAt + lifetime * 1000 };
}
