import { useUtcOffset } from "../app/queries.ts";

const MINUTE_MS = 60_000;

/** A time on the clock of the gateway's locality, to the minute; RFC 3339 in the tooltip. */
export function ClockTime({ at }: { readonly at: string | number }) {
  const offset = useUtcOffset();
  const time = typeof at === "number" ? at : Date.parse(at);
  return (
    <time dateTime={new Date(time).toISOString()} title={new Date(time).toISOString()}>
      {localTime(time, offset)}
    </time>
  );
}

/** Writes a time (ms) on a clock, as `2026-11-29 14:05`. @param utcOffset minutes east of UTC */
export function localTime(time: number, utcOffset: number): string {
  const there = new Date(time + utcOffset * MINUTE_MS).toISOString();
  return `${there.slice(0, 10)} ${there.slice(11, 16)}`;
}
