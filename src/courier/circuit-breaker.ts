/** When pushes to an endpoint that fails are held back. Milliseconds. */
export interface BreakerSettings {
  /** Failures in a row that open the circuit. */
  readonly failures: number;
  /** How long it stays open the first time; doubles each time that the probe fails. */
  readonly openMs: number;
  /** What the doubling, and a pause that an endpoint asks for, stop at. */
  readonly maxOpenMs: number;
}

/** Leave to push, or how long to wait for it. */
export type Admission =
  | { readonly admitted: true; readonly probe: boolean }
  | { readonly admitted: false; readonly code: "circuit-open" | "endpoint-paused"; readonly waitMs: number };

/** How long a push waits while another one probes the endpoint: about as long as the answer may take. */
const PROBE_WAIT_MS = 5_000;

/**
 * Circuit breaker of one endpoint: closed, open for a growing time, then half-open with one probe.
 * It judges the endpoint and not the single push: pushes that were under way together and fail
 * together are one failure, so a burst of packets does not open the circuit faster than one packet.
 * Times are passed in, so it has no clock of its own.
 */
export class CircuitBreaker {
  readonly #settings: BreakerSettings;
  #failures = 0;
  #openings = 0;
  #openUntil = 0;
  #pausedUntil = 0;
  #lastFailureAt = Number.NEGATIVE_INFINITY;
  #probing = false;

  constructor(settings: BreakerSettings) {
    this.#settings = settings;
  }

  /** Asks for leave. An admitted push must end in one of `alive`, `failed` and `undecided`. */
  admit(now: number): Admission {
    const wait = this.wait(now);
    if (wait !== null) {
      return wait;
    }
    const probe = this.#openings > 0;
    this.#probing ||= probe;
    return { admitted: true, probe };
  }

  /** What `admit` would refuse with, without asking for leave; null when it would admit. */
  wait(now: number): (Admission & { readonly admitted: false }) | null {
    if (now < this.#openUntil) {
      return { admitted: false, code: "circuit-open", waitMs: this.#openUntil - now };
    }
    if (this.#probing) {
      return { admitted: false, code: "circuit-open", waitMs: PROBE_WAIT_MS };
    }
    if (now < this.#pausedUntil) {
      return { admitted: false, code: "endpoint-paused", waitMs: this.#pausedUntil - now };
    }
    return null;
  }

  /** The endpoint gave an answer that shows that it works, even if the answer was no. */
  alive(): void {
    this.#failures = 0;
    this.#openings = 0;
    this.#openUntil = 0;
    this.#probing = false;
  }

  /** A push failed; `startedAt` is when it was admitted. */
  failed(startedAt: number, now: number, probe: boolean): void {
    if (probe) {
      this.#probing = false;
      this.#open(now);
    } else if (this.#openings === 0 && startedAt >= this.#lastFailureAt) {
      this.#lastFailureAt = now;
      this.#failures += 1;
      if (this.#failures >= this.#settings.failures) {
        this.#open(now);
      }
    }
  }

  /** A push was given up by the gateway and says nothing about the endpoint. */
  undecided(probe: boolean): void {
    if (probe) {
      this.#probing = false;
    }
  }

  /** The endpoint asked for a pause (Retry-After). */
  pause(now: number, forMs: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, now + Math.min(forMs, this.#settings.maxOpenMs));
  }

  #open(now: number): void {
    const { openMs, maxOpenMs } = this.#settings;
    this.#openUntil = now + Math.min(maxOpenMs, openMs * 2 ** Math.min(this.#openings, 30));
    this.#openings += 1;
  }
}
