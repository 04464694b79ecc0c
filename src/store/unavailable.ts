import { StoreUnavailable } from "../exchange/store-port.ts";

/**
 * SQLSTATE classes and codes (PostgreSQL manual, appendix A) that say that the server cannot work or
 * commit now: 08 connection, 53 out of resources, 57P0x shutting down, 58 system, XX internal or corrupted,
 * 25006 read-only, 28 and 3D000 the way in is closed, 55P03 and 57014 time-outs.
 */
const UNAVAILABLE = /^(?:08|28|53|58|XX|57P0|25006|3D000|55P03|57014|25P0[34])/;
/** 40: rolled back for a deadlock or a conflict of serialisation. Trying again may help, at once even. */
const ROLLED_BACK = /^40/;
const SQLSTATE = /^[0-9A-Z]{5}$/;
/** What pg and the pool say without a code. */
const LOST =
  /Connection terminated|connection timeout|timeout exceeded when trying to connect|Query read timeout|Client was closed|not queryable|Cannot use a pool after calling end|Connection ended/i;

/** Whether the statement was rolled back whole and may be tried again at once. */
export function wasRolledBack(error: unknown): boolean {
  return ROLLED_BACK.test(codeOf(error));
}

/** Whether an error says that the database cannot be reached or cannot commit, whatever was asked. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof StoreUnavailable) return true;
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  if (SQLSTATE.test(code)) return UNAVAILABLE.test(code);
  // A code of the system (ECONNREFUSED, EPIPE, ENOENT of the socket …) comes from the connection.
  return code.startsWith("E") || LOST.test(error.message);
}

/**
 * The error as the port promises it. After a connection was lost with a statement under way nobody knows
 * whether it committed: the caller repeats with the same ids, and the guards make that harmless.
 */
export function asStoreError(error: unknown): unknown {
  if (error instanceof StoreUnavailable || !(isUnavailable(error) || wasRolledBack(error))) return error;
  return new StoreUnavailable("the database cannot commit now", { cause: error });
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === "string" ? code : "";
}
