/** Alarms that stand from one look to the next; only their beginning and their end are reported. */
import { isObject } from "../wire/value.ts";
import { isSize } from "../tlog/merkle.ts";
import { ProofError } from "../tlog/proof-error.ts";
import { type Alarm, ALARM_CODES, type AlarmCode, PROVEN, UNFINISHED } from "./alarm.ts";
import { type Check, checksBehind, isCheck } from "./checks.ts";
import type { Look } from "./look.ts";

/** An alarm that stands. */
export interface StandingAlarm {
  /** Time of its beginning, ms since the epoch. */
  readonly since: number;
  /** Optional checks that may have raised it: only a look that makes all of them can end it. */
  readonly checks: ReadonlySet<Check>;
}

/** Standing alarms by code. */
export type Standing = ReadonlyMap<AlarmCode, StandingAlarm>;

/** Beginning or end of an alarm. */
export interface AlarmChange {
  readonly alarm: Alarm;
  readonly begins: boolean;
  /** Time of its beginning, ms since the epoch. */
  readonly since: number;
}

/** Applies a look to the standing alarms. @param now ms since the epoch */
export function changesOf(
  standing: Standing,
  { alarms, checks }: Pick<Look, "alarms" | "checks">,
  now: number,
): { readonly standing: Standing; readonly turns: readonly AlarmChange[] } {
  const raised = new Set(alarms.map(({ code }) => code));
  const next = new Map<AlarmCode, StandingAlarm>();
  const turns: AlarmChange[] = [];
  for (const [code, stands] of standing) {
    if (raised.has(code) || !isOver(code, stands, raised, checks)) next.set(code, stands);
    else turns.push({ alarm: { code }, begins: false, since: stands.since });
  }
  for (const alarm of alarms) {
    const { code } = alarm;
    const before = standing.get(code);
    if (before === undefined) turns.push({ alarm, begins: true, since: now });
    next.set(code, {
      since: before?.since ?? now,
      checks: new Set([...(before?.checks ?? []), ...checksBehind(code, checks)]),
    });
  }
  return { standing: next, turns };
}

/** Tells whether a look that did not raise an alarm ends it. A look that got less far, or checks less, does not. */
function isOver(
  code: AlarmCode,
  stands: StandingAlarm,
  raised: ReadonlySet<AlarmCode>,
  checks: ReadonlySet<Check>,
): boolean {
  if (PROVEN.has(code)) return false;
  if (![...stands.checks].every((check) => checks.has(check))) return false;
  if (code === "unreachable") return true;
  if (code === "bad-signature") return !raised.has("unreachable");
  return [...UNFINISHED].every((other) => !raised.has(other));
}

/** Makes the JSON value of standing alarms. */
export function writeStanding(standing: Standing): object {
  return Object.fromEntries(
    [...standing].map(([code, { since, checks }]) => [code, { since, checks: [...checks] }] as const),
  );
}

/** Reads standing alarms from their JSON value. @throws {ProofError} `malformed` */
export function readStanding(value: unknown): Map<AlarmCode, StandingAlarm> {
  const unlike = () => new ProofError("malformed", "not what a monitor has kept");
  if (!isObject(value)) throw unlike();
  const standing = new Map<AlarmCode, StandingAlarm>();
  for (const [name, kept] of Object.entries(value)) {
    const code = ALARM_CODES.find((known) => known === name);
    // Earlier versions kept the time alone.
    const earlier = typeof kept === "number" && { since: kept, checks: [name].filter(isCheck) };
    const { since, checks } = earlier || (isObject(kept) ? kept : {});
    if (code === undefined || typeof since !== "number" || !isSize(since)) throw unlike();
    if (!Array.isArray(checks) || !checks.every(isCheck)) throw unlike();
    standing.set(code, { since, checks: new Set(checks) });
  }
  return standing;
}
