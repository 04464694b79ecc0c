/** Times as the readable summary shows them: all in one zone, which it names. China has one. */
import { isTime } from "../../wire/value.ts";

/** The zone: its distance from UTC in hours, and its name behind a time. */
const ZONE = { hours: 8, suffix: "+08:00" } as const;

/** A time of the gateway's clock, to the millisecond, without its zone: for columns whose head names it. */
export function shownTime(time: string): string {
  return shown(time, 23);
}

/** A time that its clock knows to the second: a recipient's or a witness's signature. */
export function shownSecond(time: string): string {
  return shown(time, 19);
}

/** A time with its zone, for texts that nothing else names it in. Whole seconds are shown as such. */
export function zonedTime(time: string): string {
  return isTime(time) ? `${time.endsWith(".000Z") ? shownSecond(time) : shownTime(time)} ${ZONE.suffix}` : time;
}

function shown(time: string, characters: number): string {
  if (!isTime(time)) return time;
  const there = new Date(Date.parse(time) + ZONE.hours * 3_600_000).toISOString();
  return there.slice(0, characters).replace("T", " ");
}
