/** Number of tries of a request, and the pauses between them. */
export interface RetryPolicy {
  /** Number of tries, the first included. */
  readonly attempts: number;
  /** Upper bound of the first pause, ms. It doubles with every try. */
  readonly base: number;
  /** Upper bound of every pause that the client chooses, ms. */
  readonly max: number;
  /** Longest pause at the gateway's request (`Retry-After`), ms. When it asks for a longer one, the call ends with its problem. */
  readonly longest: number;
}

/** Six tries within about half a minute. */
export const DEFAULT_RETRY: RetryPolicy = { attempts: 6, base: 500, max: 20_000, longest: 60_000 };

/** Tells whether a status means "not now", so that the same request may be repeated (protocol section 8). */
export function isTransient(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

/**
 * Computes the pause before try number `attempt + 1`, ms: exponential backoff with full jitter, and never
 * shorter than `Retry-After`.
 *
 * @param attempt Tries made so far, from 1.
 * @param random From 0 (inclusive) to 1.
 */
export function pauseBeforeRetry(
  policy: RetryPolicy,
  attempt: number,
  random: number,
  retryAfterMs: number | undefined,
): number {
  const ceiling = Math.min(policy.max, policy.base * 2 ** (attempt - 1));
  const jittered = Math.round(ceiling * random);
  // Jitter is added to Retry-After: otherwise all clients that were refused together would return together.
  return retryAfterMs === undefined ? jittered : retryAfterMs + Math.round(policy.base * random);
}

/**
 * Reads `Retry-After` (RFC 9110 section 10.2.3), seconds or an HTTP date, as milliseconds from `now`, at most one hour.
 * Undefined when it is absent or malformed.
 */
export function retryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const value = header.trim();
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), 3_600_000);
}
