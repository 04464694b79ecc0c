/** The locks of the log, and the time limits of the connection that holds them. */

/** Lock of the process that sequences. A lock belongs to its connection and ends with it. */
export const LEAD = lockOf("aidx log");
/** Second lock of the sequencing process, taken when it has found the stored log good. */
export const LEADING = lockOf("aidx led");

/** How long a statement of a batch may take, ms. */
export const STATEMENT_MS = 60_000;
/**
 * Time after which the server closes the connection of a silent lead, ms: a process that hangs, lost power or was cut off
 * must not keep the lock. A lead asks for new entries at least every `log.intervalMs`, which is some seconds shorter. A
 * lead that was only slow finds its connection closed and asks for the lead again.
 */
export const SILENCE_MS = 15_000;
/** How long the client waits for the answer to a short statement, ms, so that a lead that is cut off notices it. */
const POLL_MS = 10_000;

/** Option of a statement that must be answered soon. */
export const POLLED = { query_timeout: POLL_MS } as const;

/** Settings of the server for a connection of the log. Those of TCP have no effect on a socket file. */
export const SESSION: Readonly<Record<string, string | number>> = {
  statement_timeout: STATEMENT_MS,
  plan_cache_mode: "force_generic_plan",
  jit: "off",
  idle_session_timeout: SILENCE_MS,
  idle_in_transaction_session_timeout: SILENCE_MS,
  // Ends a connection while the server sends to a machine that is gone; no other time-out does.
  tcp_user_timeout: SILENCE_MS,
  tcp_keepalives_idle: 5,
  tcp_keepalives_interval: 3,
  tcp_keepalives_count: 3,
};

/** Makes the number of an advisory lock out of a name of eight letters. */
function lockOf(name: string): string {
  return Buffer.from(name).readBigInt64BE().toString();
}
