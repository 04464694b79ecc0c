/** Codes of alarms about a log: a closed list. */
export const ALARM_CODES = [
  /** The log could not be read: no answer, a refusal, a time-out. It says nothing about the log. */
  "unreachable",
  /** The checkpoint is not signed by a key that is trusted for the log. */
  "bad-signature",
  /** The log shows a smaller tree than before, also when it is asked again. */
  "rollback",
  /** The log has signed two trees of which at most one can be true. */
  "fork",
  /** Entries or hashes that the checkpoint covers are missing, not canonical, or not what was signed. */
  "entries",
  /** The log ended, and its successor took over all that was verified: it is watched from now on. */
  "succeeded",
  /** No quorum of witnesses has cosigned for longer than is allowed. */
  "unwitnessed",
  /** The log has not grown for longer than is allowed. */
  "stall",
] as const;

/** Code of an alarm. */
export type AlarmCode = (typeof ALARM_CODES)[number];

/** Successor of a log, as the server declares it. Only the end is signed by the log before it, unless it is followed. */
export interface DeclaredSuccessor {
  /** Name of the log that is shown now; it may be a later one of the chain. */
  readonly origin: string;
  /** Number of entries that were taken over. */
  readonly size: number;
}

/** An alarm, with what proves it. */
export interface Alarm {
  readonly code: AlarmCode;
  /** Entries of the tree that was looked at. */
  readonly size?: number;
  /** The checkpoint that was verified before and the present one: both signed by the log, verbatim. */
  readonly checkpoints?: readonly [before: string, now: string];
  /**
   * For a fork of two sizes: tiles (path, bytes) that lead to the root of the larger tree, and not to that of the smaller
   * one.
   */
  readonly tiles?: readonly (readonly [string, Uint8Array])[];
  /** The log that the server shows now, when it declares that it succeeds the one that is watched. */
  readonly successor?: DeclaredSuccessor;
}

/**
 * Alarms that rest on signatures alone: nothing that is seen later takes them back. A rollback is not among them, though both
 * its checkpoints are signed: both trees may be true, and only the monitor says that the smaller one came later. Missing and
 * altered files rest on the monitor's word too.
 */
export const PROVEN: ReadonlySet<AlarmCode> = new Set(["fork"]);

/** Alarms that end a watch: an operator must look. */
export const GRAVE: ReadonlySet<AlarmCode> = new Set(["rollback", "entries", ...PROVEN]);

/** Alarms of a look that did not come to its end: it does not tell whether the log grows and is witnessed. */
export const UNFINISHED: ReadonlySet<AlarmCode> = new Set(["unreachable", "bad-signature", ...GRAVE]);
