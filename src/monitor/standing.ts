/** Alarms that stand from one look to the next: what is told of them is that they begin and that they end. */
import { type Alarm, type AlarmCode, UNFINISHED } from "./alarm.ts";

/** Since when each stands, ms. */
export type Standing = ReadonlyMap<AlarmCode, number>;

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
  alarms: readonly Alarm[],
  now: number,
): { readonly standing: Standing; readonly turns: readonly Turn[] } {
  const raised = new Set(alarms.map(({ code }) => code));
  const next = new Map<AlarmCode, number>();
  const turns: Turn[] = [];
  for (const [code, since] of standing) {
    if (raised.has(code) || !isOver(code, raised)) next.set(code, since);
    else turns.push({ alarm: { code }, begins: false, since });
  }
  for (const alarm of alarms) {
    if (!standing.has(alarm.code)) turns.push({ alarm, begins: true, since: now });
    next.set(alarm.code, standing.get(alarm.code) ?? now);
  }
  return { standing: next, turns };
}

/** Whether a look that did not raise it says that it is over: one that got less far than to it says nothing. */
function isOver(code: AlarmCode, raised: ReadonlySet<AlarmCode>): boolean {
  if (code === "unreachable") return true;
  if (code === "bad-signature") return !raised.has("unreachable");
  return [...UNFINISHED].every((other) => !raised.has(other));
}
