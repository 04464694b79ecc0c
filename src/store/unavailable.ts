import { StoreUnavailable } from "../exchange/store-port.ts";

/**
 * SQLSTATE classes and codes (PostgreSQL manual, appendix A) which say that the server cannot work or commit now: 08
 * connection, 53 out of resources, 57P0x shutting down, 58 system, XX internal or corrupted, 25006 read-only, 28 and
 * 3D000 login refused or no such database, 55P03 and 57014 time-outs, 25P03 and 25P04 sessions ended by a time-out.
 */
const UNAVAILABLE = /^(?:08|28|53|58|XX|57P0|25006|3D000|55P03|57014|25P0[34])/;
/** SQLSTATE class 40: rolled back because of a deadlock or a serialization failure. An immediate retry may succeed. */
const ROLLED_BACK = /^40/;
const SQLSTATE = /^[0-9A-Z]{5}$/;
/** Messages of errors to which pg and its pool give no code. */
const LOST =
  /Connection terminated|connection timeout|timeout exceeded when trying to connect|Query read timeout|Client was closed|not queryable|Cannot use a pool after calling end|Connection ended/i;

/** Tells whether the whole statement was rolled back and may be tried again at once. */
export function wasRolledBack(error: unknown): boolean {
  return ROLLED_BACK.test(codeOf(error));
}

/** Tells whether an error means that the database cannot be reached or cannot commit, whatever the statement. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof StoreUnavailable) return true;
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  if (SQLSTATE.test(code)) return UNAVAILABLE.test(code);
  // A code of the operating system (ECONNREFUSED, EPIPE, ENOENT of the socket …) comes from the connection.
  return code.startsWith("E") || LOST.test(error.message);
}

/**
 * Turns an error into the one that the port promises. When a connection is lost during a statement, it is unknown whether
 * the statement committed: the caller repeats it with the same ids, which the guards of the statements make harmless.
 */
export function asStoreError(error: unknown): unknown {
  if (error instanceof StoreUnavailable || !(isUnavailable(error) || wasRolledBack(error))) return error;
  return new StoreUnavailable("the database cannot commit now", { cause: error });
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === "string" ? code : "";
}
