import type { DueTime } from "../../../src/exchange/store-port.ts";

/** A time with the horizon of a delivery window of 72 hours. @param now ms */
export function dueAt(now: number): DueTime {
  return { now, horizon: now + 72 * 3_600_000 };
}
