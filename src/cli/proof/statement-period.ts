import { monthPeriod } from "../../evidence/statement/statement.ts";
import { offsetMinutes } from "../../domain/deadline.ts";
import { CommandError } from "../terminal/exit-code.ts";

/** Options that name the period of a statement. */
export interface PeriodOptions {
  readonly month?: string;
  readonly from?: string;
  readonly to?: string;
  /** `±HH:MM`: the zone of the months, and of the times on the screen. */
  readonly utcOffset: string;
}

/** RFC 3339 date-time, or a date, which stands for its first moment in UTC. */
const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2}))?$/;

/**
 * Period that was asked for, ms; empty when none was. The command computes months itself, so that the gateway cannot
 * choose where they begin.
 * @throws {CommandError} `usage` for an invalid period, and for one in the future
 */
export function periodOf(options: PeriodOptions, now: number): { readonly from?: number; readonly to?: number } {
  const { month, from, to, utcOffset } = options;
  // Checked in any case: the times on the screen are in this zone too.
  const minutes = offset(utcOffset);
  if (month === undefined && from === undefined && to === undefined) return {};
  const period =
    month === undefined ? between(from, to) : from === undefined && to === undefined ? whole(month, minutes) : {};
  if (period.from === undefined || period.to === undefined || !(period.from < period.to)) {
    throw new CommandError("usage", {
      zh: "请用 --month YYYY-MM（2000 至 2999 年），或 --from 与 --to（RFC 3339）指明时段",
      en: "name the period with --month YYYY-MM (of the years 2000 to 2999), or with --from and --to (RFC 3339)",
    });
  }
  if (period.from > now) throw new CommandError("usage", { zh: "该时段尚未开始", en: "that period has not begun" });
  return period;
}

function between(from = "", to = ""): { readonly from?: number; readonly to?: number } {
  return isTime(from) && isTime(to) ? { from: Date.parse(from), to: Date.parse(to) } : {};
}

/** Date.parse turns November 31 into December 1: a day exists only if it comes back the same. */
function isTime(text: string): boolean {
  const day = text.slice(0, 10);
  const ms = Date.parse(day);
  return TIME.test(text) && !Number.isNaN(Date.parse(text)) && new Date(ms).toISOString().startsWith(day);
}

function whole(month: string, minutes: number): { readonly from?: number; readonly to?: number } {
  const { from, to } = monthPeriod(month, minutes) ?? {};
  return from === undefined || to === undefined ? {} : { from: Date.parse(from), to: Date.parse(to) };
}

function offset(text: string): number {
  try {
    return offsetMinutes(text);
  } catch (cause) {
    throw new CommandError("usage", { zh: "--utc-offset 须为 ±HH:MM", en: "--utc-offset must be ±HH:MM" }, { cause });
  }
}
