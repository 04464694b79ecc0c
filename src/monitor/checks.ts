/** What a look checks, and which of it an alarm rests on: one that does not check it cannot say that the alarm is over. */
import type { Trust } from "../evidence/verify/trust.ts";
import type { AlarmCode } from "./alarm.ts";

/** What a look may leave out: it reads entries, asks what witnesses have cosigned, knows how long is too long. */
const CHECKS = ["entries", "witnesses", "unwitnessed", "stall"] as const;

/** One of them. */
export type Check = (typeof CHECKS)[number];

/** The checks that an alarm of this code may come from; all others are in every look. */
const RESTS_ON: Readonly<Record<AlarmCode, readonly Check[]>> = {
  unreachable: ["entries", "witnesses"],
  "bad-signature": [],
  rollback: ["witnesses"],
  fork: [],
  entries: ["entries", "witnesses"],
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

/** Those of the checks that an alarm of this code may come from. */
export function checksBehind(code: AlarmCode, checks: ReadonlySet<Check>): Check[] {
  return RESTS_ON[code].filter((check) => checks.has(check));
}

/** Whether a text names a check. */
export function isCheck(text: unknown): text is Check {
  return CHECKS.some((check) => check === text);
}
