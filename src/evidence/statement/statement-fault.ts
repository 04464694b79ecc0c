/** Faults of a signed statement, and all that is known about one. */
import type { SignedStatement } from "./read-statement.ts";
import type { Statement } from "./statement.ts";

/** Code of a fault; a closed list. */
export type StatementFaultCode =
  /** It is another party's statement. */
  | "other-party"
  /** It covers another period than the one asked for. */
  | "other-period"
  /** It claims to be made later than now, or, when fetched just now, earlier. */
  | "made-at-other-time"
  /** Its totals are not those of its packets. */
  | "totals-differ"
  /** Its checkpoint is not of this log. */
  | "other-log"
  /** The log that was read is older than the statement. */
  | "log-behind"
  /** The log has not registered the key that signed it, or had retired it. */
  | "key-unregistered"
  /** The log has no such party. */
  | "party-unknown"
  /** The log has more packets of the period than a statement may list. */
  | "too-many-packets"
  /** The log has a packet that the statement does not list. */
  | "packet-missing"
  /** The same, and the packet was sealed long before the statement was made, but lies beyond its checkpoint. */
  | "packet-left-out"
  /** The statement lists a packet that the log does not have. */
  | "packet-extra"
  /** The statement says something else about a packet than the log. */
  | "packet-differs"
  /** The same, and the log had the missing entries long before the statement was made, but beyond its checkpoint. */
  | "fate-left-out"
  /** Any other difference, such as the order of the packets. */
  | "otherwise-differs";

/** One fault, with its packet when it is about one. */
export interface StatementFault {
  readonly code: StatementFaultCode;
  readonly packet?: string;
}

/** Statement that was asked for. An absent member is not compared. Times in ms. */
export interface AskedStatement {
  readonly party: string;
  readonly from?: number;
  readonly to?: number;
}

/** All that is known about a statement. */
export interface StatementCase {
  readonly signed: SignedStatement;
  readonly asked: AskedStatement;
  /** Present time, ms. */
  readonly now: number;
  /** Whether it was fetched from the gateway just now, not read from a file. */
  readonly fresh: boolean;
  /** What the log says, when it was read. */
  readonly log?: LogSide;
}

/** Findings of the log about a statement. */
export interface LogSide {
  /**
   * Whether the statement's checkpoint is a beginning of the log (`holds`) or not (`other`), or the log that was read
   * is too short to tell (`behind`).
   */
  readonly checkpoint: "holds" | "other" | "behind";
  readonly keyInForce: boolean;
  readonly partyKnown: boolean;
  /** Packets of the period that the log has beyond the statement, sealed too late to be required in it. */
  readonly since: number;
  /** Whether the log has more packets of the period than a statement may list. */
  readonly tooMany: boolean;
  /** The statement that the log's entries make; undefined when they cannot: too many packets, or too short a log. */
  readonly own: Statement | undefined;
}
