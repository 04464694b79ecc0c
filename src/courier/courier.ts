import { createHash } from "node:crypto";
import type { Logger } from "pino";
import { formatDigest } from "../wire/digest.ts";
import type { PrivateKey } from "../crypto/suite.ts";
import type { Circuit, Courier, EndpointTry, Push, PushResult } from "../exchange/ports.ts";
import type { AddressGuard } from "./address-guard.ts";
import { type BreakerSettings, CircuitBreaker } from "./circuit-breaker.ts";
import { checkEndpoint, type EndpointCheck } from "./endpoint.ts";
import { outcomeOf } from "./outcome.ts";
import { HttpClient, type HttpLimits, type HttpTls } from "./http-client.ts";
import { HttpFault } from "./http-fault.ts";
import { type Answer, post } from "./post.ts";
import { signPush } from "./signature.ts";
import { Semaphore } from "../limits/semaphore.ts";

/** Rules and limits of pushes to endpoints. */
export interface CourierSettings {
  /** Refuse `http:` endpoints. Always true in production. */
  readonly requireHttps: boolean;
  readonly limits: HttpLimits;
  /** Bytes of a receipt in an answer. */
  readonly receiptBytes: number;
  /** Most pushes to one endpoint at the same time. */
  readonly slotsPerEndpoint: number;
  /** Longest wait of a push for a slot, ms; then it is deferred. */
  readonly slotWaitMs: number;
  readonly breaker: BreakerSettings;
}

/** Settings for production. */
export const DEFAULT_COURIER: CourierSettings = {
  requireHttps: true,
  limits: { connectMs: 5_000, responseMs: 15_000, drainMs: 1_000, drainBytes: 65_536 },
  receiptBytes: 16_384,
  slotsPerEndpoint: 32,
  slotWaitMs: 1_000,
  breaker: { failures: 5, openMs: 5_000, maxOpenMs: 600_000 },
};

/** Log event of one push. It has no personal data and no text of the endpoint. */
export interface PushEvent {
  readonly event: "push";
  readonly packet: string;
  readonly message: string;
  readonly attempt: number;
  /** Host and port of the endpoint, without its path: a path may hold a secret. */
  readonly host: string;
  readonly outcome: PushResult["kind"];
  readonly code?: string;
  readonly status?: number;
  readonly retryAfterMs?: number;
  /** From the call to the result, ms. */
  readonly ms: number;
  readonly bytes: number;
  readonly receipt?: "present" | "receipt-too-large";
  /** The push that tried whether a failed endpoint works again. */
  readonly probe?: true;
}

/** Parts of a courier. */
export interface CourierParts {
  /** The gateway's signing key: ES256. */
  readonly signer: () => PrivateKey;
  readonly settings: CourierSettings;
  /** Decides which addresses may be connected to. */
  readonly guard: AddressGuard;
  /** TLS material for a party's endpoint, when it needs any. */
  readonly tlsOf?: (party: string) => HttpTls | undefined;
  /** Ms since the epoch. */
  readonly now: () => number;
  readonly logger: Logger;
  /** Is called once for each push, for metrics. */
  readonly observe?: (event: PushEvent) => void;
}

/** Wait of a push that found no slot, ms. Not 0: slow endpoints would keep the database busy. */
const BUSY_WAIT_MS = 1_000;

/** Body of a request that tries an endpoint: it says nothing. */
const TEST_BODY = Buffer.from("{}");

type Target = Extract<EndpointCheck, { readonly ok: true }>;

interface Endpoint {
  readonly slots: Semaphore;
  readonly breaker: CircuitBreaker;
}

/**
 * Makes the courier (protocol section 5). Its breakers and slots are this process's own: each of
 * several gateways finds out by itself that an endpoint is down.
 *
 * @throws TypeError for a signer that is no ES256 key
 */
export function createCourier(parts: CourierParts): Courier {
  requireEs256(parts.signer());
  return new HttpCourier(parts);
}

function requireEs256(key: PrivateKey): void {
  if (key.alg !== "ES256" || key.use !== "sig") throw new TypeError("pushes are signed with an ES256 key");
}

class HttpCourier implements Courier {
  readonly #parts: CourierParts;
  readonly #client: HttpClient;
  // One entry for each endpoint of the directory: it needs no bound of its own.
  readonly #endpoints = new Map<string, Endpoint>();

  constructor(parts: CourierParts) {
    this.#parts = parts;
    this.#client = new HttpClient(parts.guard, parts.settings.limits);
  }

  circuit(url: string): Circuit {
    return this.#endpoints.get(url)?.breaker.state(this.#parts.now()) ?? "closed";
  }

  room(endpoint: string): number {
    const { slots, breaker } = this.#endpoint(endpoint);
    return Math.min(slots.free, breaker.room(this.#parts.now()));
  }

  async push(push: Push, signal: AbortSignal): Promise<PushResult> {
    const startedAt = this.#parts.now();
    const details: { receipt?: "present" | "receipt-too-large"; probe?: true } = {};
    const result = await this.#push(push, signal, startedAt, details);
    this.#report(push, result, { ms: this.#parts.now() - startedAt, ...details });
    return result;
  }

  async test({ endpoint, recipient, id }: EndpointTry): Promise<string> {
    const { settings, guard } = this.#parts;
    const checked = checkEndpoint(endpoint, settings, guard);
    if (!checked.ok) return `endpoint-${checked.fault}`;
    const covered = {
      "content-type": "application/json",
      "content-digest": formatDigest(createHash("sha256").update(TEST_BODY).digest()),
      "aid-test": id,
    };
    const { limits } = settings;
    const patience = AbortSignal.timeout(limits.connectMs + limits.responseMs);
    try {
      const { status } = await this.#send(recipient, checked, covered, TEST_BODY, patience);
      return `http-${status}`;
    } catch (error) {
      if (!(error instanceof HttpFault)) throw error;
      return error.fault === "aborted" ? "timeout" : error.fault;
    }
  }

  async #push(
    push: Push,
    signal: AbortSignal,
    startedAt: number,
    details: { receipt?: "present" | "receipt-too-large"; probe?: true },
  ): Promise<PushResult> {
    const { settings, guard, now } = this.#parts;
    const endpoint = this.#endpoint(push.endpoint);
    const closed = endpoint.breaker.wait(startedAt);
    if (closed !== null) {
      return { kind: "deferred", code: closed.code, retryAfterMs: closed.waitMs };
    }
    if (!(await endpoint.slots.acquire({ waitMs: settings.slotWaitMs, signal }))) {
      return signal.aborted
        ? { kind: "deferred", code: "aborted", retryAfterMs: 0 }
        : { kind: "deferred", code: "endpoint-busy", retryAfterMs: BUSY_WAIT_MS };
    }
    try {
      // Asked for after the wait: the circuit may have opened meanwhile.
      const admittedAt = now();
      const admission = endpoint.breaker.admit(admittedAt);
      if (!admission.admitted) {
        return { kind: "deferred", code: admission.code, retryAfterMs: admission.waitMs };
      }
      const { probe } = admission;
      if (probe) {
        details.probe = true;
      }
      const checked = checkEndpoint(push.endpoint, settings, guard);
      if (!checked.ok) {
        // The directory or `delivery` is wrong, not the packet: an operator mends it within the window.
        endpoint.breaker.failed(admittedAt, now(), probe);
        return { kind: "retry", code: `endpoint-${checked.fault}` };
      }
      try {
        const answer = await this.#post(push, checked, signal);
        if (answer.receipt !== undefined) {
          details.receipt = "text" in answer.receipt ? "present" : answer.receipt.fault;
        }
        const result = outcomeOf(answer, now());
        judge(endpoint.breaker, result, admittedAt, now(), probe);
        return result;
      } catch (error) {
        if (!(error instanceof HttpFault)) {
          endpoint.breaker.undecided(probe);
          throw error;
        }
        if (error.fault === "aborted") {
          endpoint.breaker.undecided(probe);
        } else {
          endpoint.breaker.failed(admittedAt, now(), probe);
        }
        return { kind: "retry", code: error.fault };
      }
    } finally {
      endpoint.slots.release();
    }
  }

  #post(push: Push, to: Target, signal: AbortSignal): Promise<Answer> {
    const covered = {
      "content-type": push.mediaType,
      "content-digest": formatDigest(push.digest),
      "aid-packet": push.packet,
      "aid-message": push.message,
      "aid-attempt": String(push.attempt),
    };
    return this.#send(push.recipient, to, covered, push.bytes, signal);
  }

  #send(
    recipient: string,
    { url, targetUri }: Target,
    covered: Readonly<Record<string, string>>,
    body: Buffer,
    signal: AbortSignal,
  ): Promise<Answer> {
    const { signer, settings, tlsOf, now } = this.#parts;
    const signature = signPush(targetUri, covered, signer(), Math.floor(now() / 1_000));
    const headers = { ...covered, ...signature, accept: "application/jwt" };
    const tls = tlsOf?.(recipient);
    const request = { url, headers, body, ...(tls === undefined ? {} : { tls }) };
    return post(this.#client, request, settings.receiptBytes, signal);
  }

  #endpoint(url: string): Endpoint {
    let endpoint = this.#endpoints.get(url);
    if (endpoint === undefined) {
      const { slotsPerEndpoint, breaker } = this.#parts.settings;
      endpoint = { slots: new Semaphore(slotsPerEndpoint), breaker: new CircuitBreaker(breaker) };
      this.#endpoints.set(url, endpoint);
    }
    return endpoint;
  }

  #report(push: Push, result: PushResult, details: Pick<PushEvent, "ms" | "receipt" | "probe">): void {
    const { kind: outcome } = result;
    const event: PushEvent = {
      event: "push",
      packet: push.packet,
      message: push.message,
      attempt: push.attempt,
      host: URL.parse(push.endpoint)?.host ?? "",
      outcome,
      ...("code" in result ? { code: result.code } : {}),
      ...("status" in result && result.status !== undefined ? { status: result.status } : {}),
      ...("retryAfterMs" in result && result.retryAfterMs !== undefined ? { retryAfterMs: result.retryAfterMs } : {}),
      bytes: push.bytes.length,
      ...details,
    };
    const { logger, observe } = this.#parts;
    const level = outcome === "delivered" ? "info" : outcome === "deferred" ? "debug" : "warn";
    logger[level](event, `push ${outcome}`);
    observe?.(event);
  }

  /** Ends all connections. Pushes in hand end before, by their signal. */
  async close(): Promise<void> {
    this.#client.close();
  }
}

/** Tells the breaker what a result says about the endpoint. */
function judge(breaker: CircuitBreaker, result: PushResult, startedAt: number, now: number, probe: boolean): void {
  if (result.kind !== "retry") {
    breaker.alive();
    return;
  }
  if (result.status === 429) {
    breaker.alive(); // it works, and asks for less
  } else {
    breaker.failed(startedAt, now, probe);
  }
  if (result.retryAfterMs !== undefined) {
    breaker.pause(now, result.retryAfterMs);
  }
}
