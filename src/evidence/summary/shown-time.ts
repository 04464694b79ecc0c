/** Times in the readable summary. All are in one zone, which is named. China has one zone. */
import { isTime } from "../../wire/value.ts";

/** Zone: its distance from UTC in hours, and its name behind a time. */
const ZONE = { hours: 8, suffix: "+08:00" } as const;

/** Time of the gateway's clock, to the millisecond, without its zone: for columns whose heading names it. */
export function shownTime(time: string): string {
  return shown(time, 23);
}

/** Time in whole seconds: a recipient's or a witness's signature. */
export function shownSecond(time: string): string {
  return shown(time, 19);
}

/** Time with its zone, for a text that does not name the zone. Whole seconds are shown without milliseconds. */
export function zonedTime(time: string): string {
  return isTime(time) ? `${time.endsWith(".000Z") ? shownSecond(time) : shownTime(time)} ${ZONE.suffix}` : time;
}

function shown(time: string, characters: number): string {
  if (!isTime(time)) return time;
  const there = new Date(Date.parse(time) + ZONE.hours * 3_600_000).toISOString();
  return there.slice(0, characters).replace("T", " ");
}
