import { createCalendar } from "../../src/domain/deadline.ts";
import type { ReportHead } from "../../src/casework/report/counted-report.ts";
import { periodOf } from "../../src/casework/report/period.ts";
import { Tally, type TallyDeps } from "../../src/casework/report/tally.ts";
import { readFileSync } from "node:fs";

/** Calendar of the locality, as it is shipped. */
export const CALENDAR = createCalendar(JSON.parse(readFileSync("config/calendar.json", "utf8")) as never);

/** Head of a report on a period. */
export function headOf(id: string): ReportHead {
  const { from, to, cut } = periodOf(id, undefined, CALENDAR);
  return { sender: "procuratorate", period: id, from, to, cut: CALENDAR.timeAt(cut), rules: "default@1" };
}

/** An empty tally of a period. */
export function tallyOf(id: string, deps: Partial<TallyDeps> = {}): Tally {
  return new Tally(periodOf(id, undefined, CALENDAR), {
    calendar: CALENDAR,
    clocks: () => [],
    secretOf: () => ({}),
    ...deps,
  });
}

/** Adds so many persons with one item each to a table of a tally, each of a thread of its own. */
export function addPersons(
  tally: Tally,
  table: keyof Tally["tables"],
  counts: readonly (readonly number[])[],
  columns: readonly string[],
): void {
  for (const [row, line] of counts.entries()) {
    for (const [at, count] of line.entries()) {
      for (let n = 0; n < count; n += 1) {
        tally.tables[table].add([{ row: DEPARTMENTS[row] ?? "", column: columns[at] ?? "", subject: "s" }]);
      }
    }
  }
}

/** Departments of made-up tables, in their order. */
export const DEPARTMENTS = ["civil-affairs", "disabled-federation", "education", "medical-insurance"];
