/** Alarms that stand from one look to the next: what is told of them is that they begin and that they end. */
import { isObject } from "../wire/value.ts";
import { isSize } from "../tlog/merkle.ts";
import { ProofError } from "../tlog/proof-error.ts";
import { type Alarm, ALARM_CODES, type AlarmCode, PROVEN, UNFINISHED } from "./alarm.ts";
import { type Check, checksBehind, isCheck } from "./checks.ts";
import type { Look } from "./look.ts";

/** An alarm that stands. */
export interface StandingAlarm {
  /** When it began, ms. */
  readonly since: number;
  /** What the looks that raised it checked and it may come from: only a look that checks all of it can end it. */
  readonly checks: ReadonlySet<Check>;
}

/** Those that stand. */
export type Standing = ReadonlyMap<AlarmCode, StandingAlarm>;

/** An alarm begins or ends. */
export interface Turn {
  readonly alarm: Alarm;
  readonly begins: boolean;
  /** When it began, ms. */
  readonly since: number;
}

/** What a look changes. @param now ms */
export function turnsOf(
  standing: Standing,
  { alarms, checks }: Pick<Look, "alarms" | "checks">,
  now: number,
): { readonly standing: Standing; readonly turns: readonly Turn[] } {
  const raised = new Set(alarms.map(({ code }) => code));
  const next = new Map<AlarmCode, StandingAlarm>();
  const turns: Turn[] = [];
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

/** Whether a look that did not raise it says that it is over: one that got less far, or checks less, says nothing. */
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

/** As a JSON value. */
export function writeStanding(standing: Standing): object {
  return Object.fromEntries(
    [...standing].map(([code, { since, checks }]) => [code, { since, checks: [...checks] }] as const),
  );
}

/** Reads it back. @throws {ProofError} `malformed` */
export function readStanding(value: unknown): Map<AlarmCode, StandingAlarm> {
  const unlike = () => new ProofError("malformed", "not what a monitor has kept");
  if (!isObject(value)) throw unlike();
  const standing = new Map<AlarmCode, StandingAlarm>();
  for (const [name, kept] of Object.entries(value)) {
    const code = ALARM_CODES.find((known) => known === name);
    // Versions before kept the time alone.
    const earlier = typeof kept === "number" && { since: kept, checks: [name].filter(isCheck) };
    const { since, checks } = earlier || (isObject(kept) ? kept : {});
    if (code === undefined || typeof since !== "number" || !isSize(since)) throw unlike();
    if (!Array.isArray(checks) || !checks.every(isCheck)) throw unlike();
    standing.set(code, { since, checks: new Set(checks) });
  }
  return standing;
}
