/** What can be wrong with a signed statement, and everything that is known of one. */
import type { SignedStatement } from "./read-statement.ts";
import type { Statement } from "./statement.ts";

/** Every way in which a statement can be wrong; a closed list. */
export type StatementFaultCode =
  /** It is another party's. */
  | "other-party"
  /** It is of another period than was asked. */
  | "other-period"
  /** It says that it was made later than now, or, got just now, that it was made before. */
  | "made-at-other-time"
  /** Its totals are not those of its packets. */
  | "totals-differ"
  /** Its checkpoint is not of this log. */
  | "other-log"
  /** It goes further than the log that was read: that one is older. */
  | "log-behind"
  /** The log has not registered the key that signed it, or had retired it. */
  | "key-unregistered"
  /** The log never heard of its party. */
  | "party-unknown"
  /** The log has more packets of the period than a statement may list. */
  | "too-many-packets"
  /** The log has a packet that it does not list. */
  | "packet-missing"
  /** The same, and the packet was sealed long before it was made, but lies beyond its checkpoint. */
  | "packet-left-out"
  /** It lists a packet that the log has not. */
  | "packet-extra"
  /** What became of a packet is told otherwise than by the log. */
  | "packet-differs"
  /** The same, and the log had what it leaves out long before it was made, but beyond its checkpoint. */
  | "fate-left-out"
  /** Anything else, such as the order of its packets. */
  | "otherwise-differs";

/** One fault; with the packet where it is about one. */
export interface StatementFault {
  readonly code: StatementFaultCode;
  readonly packet?: string;
}

/** What was asked for; what was not, is not compared. Times in ms. */
export interface AskedStatement {
  readonly party: string;
  readonly from?: number;
  readonly to?: number;
}

/** Everything that is known of a statement. */
export interface StatementCase {
  readonly signed: SignedStatement;
  readonly asked: AskedStatement;
  /** Now, ms. */
  readonly now: number;
  /** It was got just now from the gateway, not kept in a file. */
  readonly fresh: boolean;
  /** What the log says, when it was read. */
  readonly log?: LogSide;
}

/** What the log says of a statement. */
export interface LogSide {
  /** Whether the statement's checkpoint is a beginning of the log, or the log that was read too short to tell. */
  readonly checkpoint: "holds" | "other" | "behind";
  readonly keyInForce: boolean;
  readonly partyKnown: boolean;
  /** Packets of the period that the log has beyond the statement, sealed so late that it did not have to know them. */
  readonly since: number;
  /** The log has more packets of the period than a statement may list. */
  readonly tooMany: boolean;
  /** The statement as the log's entries make it; undefined when they cannot: too many packets, or too short a log. */
  readonly own: Statement | undefined;
}
