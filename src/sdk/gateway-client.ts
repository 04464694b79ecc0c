import { SignJWT } from "jose";
import { createUuid7 } from "../wire/uuid7.ts";
import { AccessToken, type Grant } from "./access-token.ts";
import { type Environment, platform } from "./environment.ts";
import { PublishedKeys } from "./published-keys.ts";
import { type Answer, answerOf, jsonOf, problemOf } from "./http-answer.ts";
import type { JwkSet } from "./jwk.ts";
import { PartyKeys } from "./party-keys.ts";
import { ProblemError, UnreachableError, UntrustedError } from "./problem-error.ts";
import { DEFAULT_RETRY, isTransient, pauseBeforeRetry, type RetryPolicy } from "./retry.ts";

/** How a client reaches its gateway and who it is. */
export interface GatewayClientOptions {
  /** Base address of the gateway, such as `https://gateway.example`. */
  readonly url: string;
  /** Party id in the gateway's directory. */
  readonly party: string;
  /** The party's private keys, as a JWK set. */
  readonly keys: JwkSet;
  /** Scopes to ask for, separated by blanks. All that the party has when absent. */
  readonly scope?: string;
  /**
   * What is known of the gateway already. Without it the gateway's id, issuer and keys are those that
   * it publishes at `url`: the trust is then that of the TLS connection.
   */
  readonly gateway?: { readonly id: string; readonly issuer: string; readonly keys?: JwkSet };
  /** Language of the problems' texts, an `Accept-Language`. */
  readonly language?: string;
  readonly retry?: Partial<RetryPolicy>;
  /** How long one try may take, ms; a held poll gets its waiting time in addition. */
  readonly timeout?: number;
  readonly environment?: Partial<Environment>;
}

/** What the client needs to know of the gateway (`/.well-known/aid-gateway`). */
export interface GatewayIdentity {
  /** The gateway's party id: `aud` of messages and receipts, `iss` of packets. */
  readonly id: string;
  /** `aud` of client assertions. */
  readonly issuer: string;
}

/** One call. All calls of the protocol may be repeated unchanged, so all are retried. */
export interface Call {
  readonly method: "GET" | "POST";
  /** From the root, with its query. */
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
  readonly accept?: string;
  readonly signal?: AbortSignal | undefined;
  /** Time that the gateway may hold the answer back, ms. */
  readonly held?: number;
  /** False for what is public. */
  readonly authenticated?: boolean;
  /** Largest answer that is read, bytes; 32 MiB unless it says otherwise. */
  readonly mostBytes?: number;
  /** False for work that the gateway would only do twice: a try that ran out of time is not made again. */
  readonly afterTimeout?: false;
}

/**
 * A party's connection to the gateway: finds its keys, gets access tokens (`private_key_jwt`, RFC 7523)
 * and makes calls. A call is repeated, byte for byte the same, when no answer came or the answer was
 * "not now" (429, 503 …), after pauses that grow and vary and obey `Retry-After`; since ids are in the
 * bytes, nothing happens twice.
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
  /** A new UUIDv7: an id for a message or a receipt. */
  readonly newId: () => string;
  readonly #options: GatewayClientOptions;
  readonly #partyKeys = new Map<string, PublishedKeys>();
  readonly #retry: RetryPolicy;
  readonly #token: AccessToken;
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
    const pinned = options.gateway?.keys;
    const published = () => this.#keySet({ path: "/.well-known/jwks.json", authenticated: false });
    this.gatewayKeys = new PublishedKeys(async () => pinned ?? (await published()), this.environment.now);
  }

  /** The party's private keys, imported. */
  keys(): Promise<PartyKeys> {
    this.#keys ??= PartyKeys.from(this.#options.keys);
    return this.#keys;
  }

  /** The public keys of another party, as the gateway's directory has them (scope `directory:read`). */
  partyKeys(party: string): PublishedKeys {
    const known = this.#partyKeys.get(party);
    if (known !== undefined) return known;
    const path = `/v1/directory/${encodeURIComponent(party)}/jwks.json`;
    const keys = new PublishedKeys(() => this.#keySet({ path }), this.environment.now);
    this.#partyKeys.set(party, keys);
    return keys;
  }

  /** Who the gateway is: as given to the constructor, or as it says itself. */
  identity(): Promise<GatewayIdentity> {
    if (this.#options.gateway !== undefined) return Promise.resolve(this.#options.gateway);
    this.#identity ??= this.#discover().catch((error: unknown) => {
      // A failure is not kept: the next call asks again.
      this.#identity = undefined;
      throw error;
    });
    return this.#identity;
  }

  /**
   * Makes a call and gives its answer, whole.
   * @throws ProblemError for a coded no, UnreachableError when no answer came in all tries, the
   * signal's reason when it aborts.
   */
  async call(call: Call): Promise<Answer> {
    const refused = new Set<string>();
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#try(call, refused);
      if (!(outcome instanceof Error)) return outcome;
      if (attempt >= this.#retry.attempts || !mayTryAgain(outcome) || ranOut(outcome, call)) throw outcome;
      const asked = outcome instanceof ProblemError ? outcome.retryAfterMs : undefined;
      const pause = pauseBeforeRetry(this.#retry, attempt, this.environment.random(), asked);
      await this.environment.sleep(pause, call.signal);
    }
  }

  /** Makes a call whose answer is JSON. */
  async json(call: Call): Promise<unknown> {
    return jsonOf(await this.call(call));
  }

  /** One try. A token that the gateway no longer takes is replaced once, within the same try. */
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
        // Elsewhere than at the gateway nobody gets our token: an answer that sends us away is a fault.
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

  async #discover(): Promise<GatewayIdentity> {
    const document = await this.json({ method: "GET", path: "/.well-known/aid-gateway", authenticated: false });
    const { id, issuer } = document as Partial<GatewayIdentity>;
    if (typeof id !== "string" || typeof issuer !== "string") {
      throw new UntrustedError("not-a-gateway", "the address does not answer as an aid gateway");
    }
    return { id, issuer };
  }

  async #keySet(call: Pick<Call, "path" | "authenticated">): Promise<JwkSet> {
    const document = await this.json({ method: "GET", ...call });
    const { keys } = document as Partial<JwkSet>;
    if (!Array.isArray(keys)) throw new UntrustedError("not-a-gateway", "what should be a key set is none");
    return { keys };
  }

  /** RFC 6749 section 4.4 with RFC 7523. Every try signs a new assertion: its `jti` is good for one. */
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
      if (attempt >= this.#retry.attempts || !mayTryAgain(outcome)) throw outcome;
      const asked = outcome instanceof ProblemError ? outcome.retryAfterMs : undefined;
      await this.environment.sleep(pauseBeforeRetry(this.#retry, attempt, this.environment.random(), asked));
    }
  }
}

function mayTryAgain(error: Error): boolean {
  return error instanceof UnreachableError || (error instanceof ProblemError && isTransient(error.status));
}

/** Whether a call has had its time. */
function ranOut({ cause }: Error, { afterTimeout }: Call): boolean {
  return afterTimeout === false && cause instanceof Error && cause.name === "TimeoutError";
}

function grantOf(document: unknown, askedAt: number): Grant {
  const { access_token, expires_in, token_type } = document as Record<string, unknown>;
  if (typeof access_token !== "string" || typeof token_type !== "string" || !/^bearer$/i.test(token_type)) {
    throw new UntrustedError("token", "the token endpoint's answer holds no bearer token");
  }
  const lifetime = typeof expires_in === "number" && expires_in > 0 ? expires_in : 60;
  return { accessToken: access_token, expiresAt: askedAt + lifetime * 1000 };
}
