/** The locks of the log, and how long one that holds them may be silent. */

/** Who has it sequences. A lock is its connection's: lost with it, and given back with it. */
export const LEAD = lockOf("aidx log");
/** Held, besides, by one that has found the stored log good. */
export const LEADING = lockOf("aidx led");

/** How long a statement of a batch may take, ms. */
export const STATEMENT_MS = 60_000;
/**
 * How long the server waits for a lead to say something, ms: one that hangs, lost power or was cut off must not
 * keep the lock. The lead asks for new entries at least every `log.intervalMs`, which is at most as long as this
 * less a few seconds; one that was only slow finds its connection closed and asks for the lead again.
 */
export const SILENCE_MS = 15_000;
/** How long the client waits for the answer to a short statement, ms: a lead that is cut off knows it. */
const POLL_MS = 10_000;

/** Makes a statement one that is answered at once, or not at all. */
export const POLLED = { query_timeout: POLL_MS } as const;

/** Settings of the server for a connection of the log. Over a socket file those of TCP do nothing. */
export const SESSION: Readonly<Record<string, string | number>> = {
  idle_session_timeout: SILENCE_MS,
  idle_in_transaction_session_timeout: SILENCE_MS,
  // While it sends to a machine that is gone, no other timer of the server's ends it.
  tcp_user_timeout: SILENCE_MS,
  tcp_keepalives_idle: 5,
  tcp_keepalives_interval: 3,
  tcp_keepalives_count: 3,
};

/** The number of an advisory lock that is named by eight letters. */
function lockOf(name: string): string {
  return Buffer.from(name).readBigInt64BE().toString();
}
