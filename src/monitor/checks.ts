/** Checks of a look, and the checks that an alarm depends on: a look without them cannot end the alarm. */
import type { Trust } from "../evidence/verify/trust.ts";
import type { AlarmCode } from "./alarm.ts";

/** Checks that a look may leave out: entries, witnesses' cosignatures, and the two limits of time. */
const CHECKS = ["entries", "witnesses", "unwitnessed", "stall"] as const;

/** Name of a check. */
export type Check = (typeof CHECKS)[number];

/** The optional checks that may raise an alarm of each code; every look makes the others. */
const RESTS_ON: Readonly<Record<AlarmCode, readonly Check[]>> = {
  unreachable: ["entries", "witnesses"],
  "bad-signature": [],
  rollback: ["witnesses"],
  fork: [],
  entries: ["entries", "witnesses"],
  succeeded: [],
  unwitnessed: ["unwitnessed"],
  stall: ["stall"],
};

/** The checks of a look with such options. */
export function checksOf(options: {
  readonly entries: boolean;
  readonly trust: Pick<Trust, "quorum">;
  readonly stallMs: number;
  readonly unwitnessedMs: number;
}): ReadonlySet<Check> {
  const witnesses = options.trust.quorum > 0;
  const made: Readonly<Record<Check, boolean>> = {
    entries: options.entries,
    witnesses,
    unwitnessed: witnesses && Number.isFinite(options.unwitnessedMs),
    stall: Number.isFinite(options.stallMs),
  };
  return new Set(CHECKS.filter((check) => made[check]));
}

/** Those of `checks` that may raise an alarm of this code. */
export function checksBehind(code: AlarmCode, checks: ReadonlySet<Check>): Check[] {
  return RESTS_ON[code].filter((check) => checks.has(check));
}

/** Tells whether a value is the name of a check. */
export function isCheck(text: unknown): text is Check {
  return CHECKS.some((check) => check === text);
}
