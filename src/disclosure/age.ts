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
  // A birthday is reached when month and day are; comparing them as text needs no day that exists.
  const beforeBirthday = today.slice(5) < `${month}-${day}`;
  return Math.max(0, Number(today.slice(0, 4)) - Number(year) - (beforeBirthday ? 1 : 0));
}
