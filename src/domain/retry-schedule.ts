/** Waiting times between the attempts to push a packet (protocol section 5). All in milliseconds. */
export interface RetrySettings {
  /** Upper bound of the wait after the first failed attempt; doubles with each further one. */
  readonly baseMs: number;
  /** Limit of the doubling. */
  readonly capMs: number;
  /** Shortest wait: keeps a second attempt from following a failed one at once. */
  readonly minMs: number;
  /** Time between the start of the last try and the window's end, enough for its answer to arrive within the window. */
  readonly lastTryMs: number;
}

/** Default times, about 80 attempts in 72 hours: seconds apart at first, later an hour on average. */
export const DEFAULT_RETRY: RetrySettings = { baseMs: 5_000, capMs: 2 * 3_600_000, minMs: 500, lastTryMs: 60_000 };

/** State of a push that has to be made again. */
export interface RetryInput {
  /** Number of attempts made, from 1; 0 for a push that was deferred before its first attempt. */
  readonly attempt: number;
  /** Ms since the epoch. */
  readonly now: number;
  /** End of the delivery window, ms since the epoch. */
  readonly windowUntil: number;
  /** Wait that the endpoint (Retry-After) or the courier (a deferred push) asked for, ms. */
  readonly retryAfterMs?: number;
  /** Random number, uniform in [0, 1). */
  readonly random: () => number;
}

/**
 * Computes when to push again, in ms since the epoch; null when the window leaves no time for another try.
 *
 * Exponential backoff with full jitter: uniform between the shortest wait and a bound that doubles,
 * so that packets which failed together do not come back together. A Retry-After is a floor, and the
 * jitter is added on top of it: thousands of packets that were all told "60 s" must not return in
 * one millisecond (RFC 9110 section 10.2.3 only forbids to return earlier).
 *
 * A time beyond the window becomes one last try shortly before it closes, even when Retry-After asks
 * for longer: one more request is better than to give a packet up with time left. That try
 * lies within the last two `lastTryMs` of the window, and after it there is no other.
 */
export function nextAttemptAt(input: RetryInput, settings: RetrySettings): number | null {
  const { now, windowUntil } = input;
  const doublings = Math.max(0, Math.min(input.attempt - 1, 40));
  const bound = Math.min(settings.capMs, settings.baseMs * 2 ** doublings);
  const asked = Math.max(0, input.retryAfterMs ?? 0);
  const wait = Math.max(settings.minMs, asked + input.random() * bound);
  const at = Math.ceil(now + wait);
  const latest = windowUntil - settings.lastTryMs;
  if (at <= latest) {
    return at;
  }
  // One try for all attempts that would start too late. It is placed at or after `latest - lastTryMs`
  // and only from before that line, so it cannot be followed by a second one.
  const line = latest - settings.lastTryMs;
  if (now >= line) return null;
  const last = Math.max(now + settings.minMs, line + Math.floor(input.random() * settings.lastTryMs));
  return last <= latest ? last : null;
}
