import { member } from "./path.ts";

const DATE = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/;

/**
 * Computes the youngest age, in full years, that a person born at `birth`, a {date, precision} of the list, may have on
 * `today` (`YYYY-MM-DD`). An incomplete date is read as the latest day it allows, a missing or unknown one as age 0:
 * rules for minors protect every person who may be one.
 */
export function ageAtMost(birth: unknown, today: string): number {
  const date = member(birth, "date");
  const parts = typeof date === "string" ? DATE.exec(date) : null;
  if (parts === null) return 0;
  const [, year = "", month = "12", day = "31"] = parts;
  return yearsSince(year, `${month}-${day}`, today);
}

/** Computes the oldest age that a person may have: an incomplete date is read as its earliest day, none as any age. */
export function ageAtLeast(birth: unknown, today: string): number {
  const date = member(birth, "date");
  const parts = typeof date === "string" ? DATE.exec(date) : null;
  if (parts === null) return Number.POSITIVE_INFINITY;
  const [, year = "", month = "01", day = "01"] = parts;
  return yearsSince(year, `${month}-${day}`, today);
}

function yearsSince(year: string, birthday: string, today: string): number {
  // A birthday is reached when month and day are; comparing them as text needs no day that exists.
  return Math.max(0, Number(today.slice(0, 4)) - Number(year) - (today.slice(5) < birthday ? 1 : 0));
}
