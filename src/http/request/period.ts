/** Period that a question is about: `from`, and `to`, which is not included. */
import { malformed } from "./malformed.ts";
import type { Parameter } from "./parameter.ts";

/** Form of an RFC 3339 date-time, or of a date, which stands for its first moment in UTC. */
const TIME = /^\d{4}-\d{2}-\d{2}(?:[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2}))?$/;

/** Query parameters of a period; their values are milliseconds. */
export const PERIOD = {
  from: time(
    "Not before this time (RFC 3339; a date is its first moment in UTC).",
    "不早于此时间（RFC 3339；日期指 UTC 当日零时）。",
  ),
  to: time("Before this time.", "早于此时间。"),
};

/** Refuses a period that ends before it begins. @throws Refusal `malformed-request` */
export function checkPeriod({ from, to }: { readonly from?: number; readonly to?: number }): void {
  if (from !== undefined && to !== undefined && from >= to) throw malformed("from must be before to", "from 须早于 to");
}

/** Declares a date-time with its offset, or a date, which stands for its first moment in UTC; read as ms. */
export function time(en: string, zh: string): Parameter<number> {
  return {
    schema: { type: "string", examples: ["2026-11-01T00:00:00+08:00", "2026-11-01"] },
    about: [en, zh],
    read(text, name) {
      const at = TIME.test(text) && isDay(text.slice(0, 10)) ? Date.parse(text) : Number.NaN;
      if (at >= 0) return at;
      throw malformed(
        `${name} must be a date-time with its offset, or a date (RFC 3339)`,
        `${name} 须为带时区的日期时间或日期（RFC 3339）`,
      );
    },
  };
}

/** Tells whether the calendar has such a day: Date.parse rolls November 31 over. */
function isDay(date: string): boolean {
  const day = Date.parse(date);
  return !Number.isNaN(day) && new Date(day).toISOString().slice(0, 10) === date;
}
