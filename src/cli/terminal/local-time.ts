import { offsetMinutes } from "../../domain/deadline.ts";

/** Zone of the times that people see, unless an option names another. China has one zone. */
export const ZONE = "+08:00";

/** Time as the gateway writes it: RFC 3339 with at most milliseconds. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:\d\d)$/;

/** Time for a column whose heading names the zone: `2026-11-01 09:30:00.125`. Any other text is shown as it is. */
export function localTime(time: string | undefined, zone: string = ZONE): string {
  const at = time !== undefined && TIME.test(time) ? Date.parse(time) : Number.NaN;
  if (Number.isNaN(at)) return time ?? "";
  const there = new Date(at + offsetMinutes(zone) * 60_000).toISOString();
  return there
    .slice(0, -1)
    .replace("T", " ")
    .replace(/\.000$/, "");
}

/** Time with its zone, for a text that does not name the zone. */
export function zonedTime(time: string, zone: string = ZONE): string {
  const local = localTime(time, zone);
  return local === time ? time : `${local} ${zone}`;
}

/** Gives a moment as time in China, or noon of another day there. RFC 3339. @param now ms @param day ISO date */
export function chinaTime(now: number, day?: string): string {
  const time =
    day === undefined ? localTime(new Date(now).toISOString()).slice(0, 19).replace(" ", "T") : `${day}T12:00:00`;
  return `${time}${ZONE}`;
}
