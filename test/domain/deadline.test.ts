import { readFileSync } from "node:fs";
import fc from "fast-check";
import t from "tap";
import { type CalendarDocument, createCalendar, type DayPeriod } from "../../src/domain/deadline.ts";
import { holds } from "../support/holds.ts";

const document = JSON.parse(
  readFileSync(new URL("../../config/calendar.json", import.meta.url), "utf8"),
) as CalendarDocument;
const calendar = createCalendar(document);

/** Start, period, last day, whether it is provisional: computed by hand from the published 2026 arrangement. */
const VECTORS: readonly [string, DayPeriod, string, boolean][] = [
  ["2026-02-10", { workingDays: 5 }, "2026-02-24", false],
  ["2026-02-13", { workingDays: 10 }, "2026-03-05", false],
  ["2026-04-30", { workingDays: 3 }, "2026-05-08", false],
  ["2026-09-24", { workingDays: 5 }, "2026-10-09", false],
  ["2026-09-30", { workingDays: 10 }, "2026-10-20", false],
  ["2026-02-09", { days: 7 }, "2026-02-24", false],
  // A worked Saturday counts; a period ends on it.
  ["2026-02-13", { workingDays: 1 }, "2026-02-14", false],
  ["2026-02-13", { days: 1 }, "2026-02-14", false],
  // 2027 is not published: Monday-to-Friday weeks are assumed and the deadline says so.
  ["2026-12-31", { workingDays: 5 }, "2027-01-07", true],
  ["2026-12-30", { workingDays: 1 }, "2026-12-31", false],
  ["2025-12-31", { workingDays: 1 }, "2026-01-04", false],
  ["2025-12-30", { workingDays: 1 }, "2025-12-31", true],
];

t.test("periods of 2026", async (t) => {
  for (const [from, period, date, provisional] of VECTORS) {
    t.strictSame(calendar.deadline(from, period), { date, provisional }, `${from} + ${JSON.stringify(period)}`);
  }
  t.equal(calendar.workingDaysOf(2026), 248);
});

t.test("the day is that of the locality, and the end of the day has its offset", async (t) => {
  t.equal(calendar.dateAt(Date.parse("2026-02-10T15:59:59Z")), "2026-02-10");
  t.equal(calendar.dateAt(Date.parse("2026-02-10T16:00:00Z")), "2026-02-11");
  t.equal(calendar.endOf("2026-02-24"), "2026-02-24T23:59:59+08:00");
});

t.test("working days of every kind", async (t) => {
  for (const date of ["2026-01-04", "2026-02-14", "2026-02-24", "2026-11-23"]) t.ok(calendar.isWorkingDay(date), date);
  for (const date of ["2026-01-01", "2026-02-15", "2026-10-07", "2026-11-21", "2026-11-22"]) {
    t.notOk(calendar.isWorkingDay(date), date);
  }
});

t.test("a wrong calendar, date or period is refused", async (t) => {
  const year = (off: string[], work: string[]) => () =>
    createCalendar({ ...document, years: { "2026": { off, work } } });
  t.throws(year(["2026-02-30"], []), RangeError, "a day that does not exist");
  t.throws(year(["2027-01-01"], []), RangeError, "another year's day");
  t.throws(year(["2026-01-03/2026-01-01"], []), RangeError, "a range that ends before it starts");
  t.throws(year([], ["2026-01-05"]), RangeError, "a Monday as a worked weekend");
  t.throws(year(["2026-01-03"], ["2026-01-03"]), RangeError, "off and worked");
  t.throws(() => createCalendar({ ...document, utcOffset: "8" }), RangeError);
  t.throws(() => calendar.deadline("2026-13-01", { days: 1 }), RangeError);
  for (const length of [0, -1, 1.5, Number.NaN, Infinity]) {
    t.throws(() => calendar.deadline("2026-01-05", { workingDays: length }), RangeError, `period of ${length}`);
  }
});

t.test("a deadline is a working day after its start, and a longer period never ends earlier", async (t) => {
  await holds(
    t,
    fc.property(
      fc.integer({ min: 0, max: 1500 }),
      fc.integer({ min: 1, max: 60 }),
      fc.boolean(),
      (offset, length, working) => {
        const from = new Date(Date.UTC(2025, 0, 1) + offset * 86_400_000).toISOString().slice(0, 10);
        const period = (n: number): DayPeriod => (working ? { workingDays: n } : { days: n });
        const { date } = calendar.deadline(from, period(length));
        const next = calendar.deadline(from, period(length + 1)).date;
        return calendar.isWorkingDay(date) && date > from && (working ? next > date : next >= date);
      },
    ),
  );
});
