import { member } from "./path.ts";

const DATE = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/;

/**
 * The youngest age, in full years, that a person may have on `today` (`YYYY-MM-DD`) who was born at
 * `birth`, a {date, precision} of the list. Of an incomplete date the latest reading counts, and a
 * missing or unknown one is age 0: rules for minors protect whoever may be one.
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
