import type { Circuit } from "../exchange/ports.ts";

/** Limits at which pushes to a failing endpoint are held back. Milliseconds. */
export interface BreakerSettings {
  /** Failures in a row that open the circuit. */
  readonly failures: number;
  /** Time that it stays open at first; each failed probe doubles it. */
  readonly openMs: number;
  /** Longest time that it stays open, and longest pause that an endpoint may ask for. */
  readonly maxOpenMs: number;
}

/** Permission to push, or the time to wait for it. */
export type Admission =
  | { readonly admitted: true; readonly probe: boolean }
  | { readonly admitted: false; readonly code: "circuit-open" | "endpoint-paused"; readonly waitMs: number };

/** Wait of a push while another one probes the endpoint: about the time that an answer takes. */
const PROBE_WAIT_MS = 5_000;

/**
 * Circuit breaker of one endpoint: closed, open for a growing time, then half-open with one probe.
 * Pushes that were under way together and fail together count as one failure, so that a burst of packets opens the circuit no faster than one packet.
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

  /** Asks for permission to push. An admitted push must end in one of `alive`, `failed` and `undecided`. */
  admit(now: number): Admission {
    const wait = this.wait(now);
    if (wait !== null) {
      return wait;
    }
    const probe = this.#openings > 0;
    this.#probing ||= probe;
    return { admitted: true, probe };
  }

  /** Gives the refusal that `admit` would give, or null when it would admit; changes nothing. */
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

  /** Tells whether pushes are held back: `half-open` when the next one tries whether the endpoint works again. */
  state(now: number): Circuit {
    if (this.#openings === 0) return "closed";
    return now < this.#openUntil ? "open" : "half-open";
  }

  /** Number of pushes that would be admitted at once: none, one (a probe) or any. */
  room(now: number): number {
    if (this.wait(now) !== null) return 0;
    return this.#openings > 0 ? 1 : Number.POSITIVE_INFINITY;
  }

  /** Reports an answer that shows that the endpoint works, even a refusal. */
  alive(): void {
    this.#failures = 0;
    this.#openings = 0;
    this.#openUntil = 0;
    this.#probing = false;
  }

  /** Reports a failed push; `startedAt` is the time at which it was admitted. */
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

  /** Reports a push that the gateway gave up: it says nothing about the endpoint. */
  undecided(probe: boolean): void {
    if (probe) {
      this.#probing = false;
    }
  }

  /** Keeps the pause that the endpoint asked for (Retry-After). */
  pause(now: number, forMs: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, now + Math.min(forMs, this.#settings.maxOpenMs));
  }

  #open(now: number): void {
    const { openMs, maxOpenMs } = this.#settings;
    this.#openUntil = now + Math.min(maxOpenMs, openMs * 2 ** Math.min(this.#openings, 30));
    this.#openings += 1;
  }
}
