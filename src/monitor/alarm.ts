/** What is wrong with a log; a closed list. */
export const ALARM_CODES = [
  /** It could not be read: no answer, a refusal, a time-out. Nothing is said of the log. */
  "unreachable",
  /** The checkpoint is not signed by a key that is trusted for the log. */
  "bad-signature",
  /** It shows a smaller tree than it did before, and goes on doing so. */
  "rollback",
  /** It has signed two trees that cannot both be true. */
  "fork",
  /** Entries or hashes that the checkpoint covers are missing, not canonical, or not what was signed. */
  "entries",
  /** No quorum of witnesses has cosigned for longer than is allowed. */
  "unwitnessed",
  /** The log has not grown for longer than is allowed. */
  "stall",
] as const;

/** One of them. */
export type AlarmCode = (typeof ALARM_CODES)[number];

/** An alarm. */
export interface Alarm {
  readonly code: AlarmCode;
  /** Of the tree that was looked at. */
  readonly size?: number;
  /** The checkpoint that was verified before, and the one of now: both signed by the log, verbatim. */
  readonly checkpoints?: readonly [before: string, now: string];
  /** Of a fork, where the sizes differ: tiles (path, bytes) that lead to the root of the larger tree, and not to that of the smaller. */
  readonly tiles?: readonly (readonly [string, Uint8Array])[];
}

/**
 * What only signed statements accuse, whoever shows them and whenever: nothing that is seen later takes it back. A
 * rollback is none of them, though both its checkpoints are signed: both trees may be true, and that the smaller one was
 * shown later is the monitor's word. What is missing, and what a file holds that nobody signed, is its word too.
 */
export const PROVEN: ReadonlySet<AlarmCode> = new Set(["fork"]);

/** Alarms at which a watch ends: somebody must look at it. */
export const GRAVE: ReadonlySet<AlarmCode> = new Set(["rollback", "entries", ...PROVEN]);

/** Alarms of a look that came to no end: whether the log grows, and is witnessed, it does not say. */
export const UNFINISHED: ReadonlySet<AlarmCode> = new Set(["unreachable", "bad-signature", ...GRAVE]);
