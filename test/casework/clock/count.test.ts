/** Properties of counting, with an independent counter that walks day by day as the referee. */
import fc from "fast-check";
import t from "tap";
import { clocksOf, type ItemDates } from "../../../src/casework/clock/clocks-of.ts";
import { compileRules } from "../../../src/casework/clock/rules.ts";
import type { ClockRule } from "../../../src/casework/clock/deadlines-document.ts";
import type { Period, Roll } from "../../../src/domain/deadline.ts";
import { defaultPolicy } from "../../support/exchange/default-policy.ts";
import { holds } from "../../support/holds.ts";

const { config, clocks } = await defaultPolicy();
const { calendar } = clocks;
const D12 = config.deadlines.rules.find(({ id }) => id === "D12") ?? fail();

function fail(): never {
  throw new Error("the shipped rules have D12");
}

/** Days off and worked weekends of 2026, spelt out: the referee shares nothing with the calendar's own tables. */
const expand = (entries: readonly string[]) =>
  entries.flatMap((entry) => {
    const [first = "", last = first] = entry.split("/");
    const days: string[] = [];
    for (let day = first; day <= last; day = next(day)) days.push(day);
    return days;
  });
const OFF = new Set(expand(config.calendar.years["2026"]?.off ?? []));
const WORK = new Set(expand(config.calendar.years["2026"]?.work ?? []));

function next(date: string): string {
  return new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);
}

function isWorked(date: string): boolean {
  const weekday = new Date(date).getUTCDay();
  return WORK.has(date) || (!OFF.has(date) && weekday !== 0 && weekday !== 6);
}

interface Stop {
  readonly from: string;
  readonly to: string;
}

/** Counts day by day: a day in a pause does not count while the pauses have not used up their limit. */
function refereed(start: string, period: Period, roll: Roll, stops: readonly Stop[], limit: number): string {
  const working = "workingDays" in period;
  let left = Object.values(period)[0] ?? 0;
  let pausedDays = 0;
  let day = start;
  while (left > 0) {
    day = next(day);
    // A pause that begins when the time has run out would never be met here; one that is met stops the day.
    const stopped = stops.some(({ from, to }) => from < day && day <= to) && pausedDays < limit;
    if (stopped && isWorked(day)) pausedDays++;
    if (stopped) continue;
    if (!working || isWorked(day)) left--;
  }
  if (!working && roll === "forward") while (!isWorked(day)) day = next(day);
  return day;
}

const DATE = fc
  .integer({ min: 0, max: 200 })
  .map((day) => new Date(Date.UTC(2026, 0, 1) + day * 86_400_000).toISOString().slice(0, 10));
const STOPS = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 30 })).map(([after, days]) => ({ after, days })),
  { maxLength: 4 },
);
const PERIOD = fc.oneof(
  fc.integer({ min: 1, max: 45 }).map((workingDays) => ({ workingDays })),
  fc.integer({ min: 1, max: 60 }).map((days) => ({ days })),
);

function later(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Due day of an item under one rule. */
function due(rule: Partial<ClockRule>, start: string, stops: readonly Stop[]): string {
  const rules = compileRules({ ...config.deadlines, rules: [{ ...D12, from: null, extend: {}, ...rule }] });
  const item: ItemDates = {
    type: "aid-subject-list",
    division: "990101",
    need: "N01",
    at: { acceptedOn: start },
    pauses: stops.map((stop) => ({ code: "P1", ...stop })),
  };
  return clocksOf(item, rules, calendar, Date.parse("2026-12-31T12:00:00+08:00"))[0]?.due ?? "";
}

const stopsOf = (start: string, given: readonly { after: number; days: number }[]): Stop[] =>
  given.map(({ after, days }) => ({ from: later(start, after), to: later(start, after + days) }));

t.test("the calendar's tables and a walk day by day agree, with and without pauses", async (t) => {
  await holds(
    t,
    fc.property(
      DATE,
      PERIOD,
      fc.constantFrom<Roll>("forward", "none"),
      STOPS,
      fc.integer({ min: 1, max: 25 }),
      (start, period, roll, given, pauseLimit) => {
        const stops = stopsOf(start, given);
        return due({ period, roll, pauseLimit }, start, stops) === refereed(start, period, roll, stops, pauseLimit);
      },
    ),
    { numRuns: 1_000 },
  );
});

t.test("a longer period never ends earlier, and a pause never makes a clock end earlier", async (t) => {
  await holds(
    t,
    fc.property(DATE, fc.integer({ min: 1, max: 60 }), fc.boolean(), STOPS, (start, length, working, given) => {
      const of = (n: number): Period => (working ? { workingDays: n } : { days: n });
      const stops = stopsOf(start, given);
      const plain = due({ period: of(length) }, start, []);
      return (
        due({ period: of(length + 1) }, start, stops) >= due({ period: of(length) }, start, stops) &&
        due({ period: of(length) }, start, stops) >= plain &&
        due({ period: of(length) }, start, stops.slice(1)) <= later(due({ period: of(length) }, start, stops), 60)
      );
    }),
  );
});

t.test("stages only get worse while nothing happens and nothing pauses", async (t) => {
  const weight = ["normal", "due-soon", "overdue", "supervise", "meeting"];
  await holds(
    t,
    fc.property(DATE, fc.integer({ min: 0, max: 80 }), (start, days) => {
      const item: ItemDates = {
        type: "aid-subject-list",
        division: "990101",
        need: "N01",
        at: { sealed: `${start}T09:00:00+08:00` },
      };
      const on = (day: string) =>
        clocksOf(item, clocks.rules, calendar, Date.parse(`${day}T12:00:00+08:00`)).map(({ stage = "" }) =>
          weight.indexOf(stage),
        );
      const [before, after] = [on(later(start, days)), on(later(start, days + 1))];
      return before.every((stage, index) => stage <= (after[index] ?? -1));
    }),
  );
});

t.test("closing cancels what is due later and keeps what was missed; a closed item has no stage", async (t) => {
  const item: ItemDates = {
    type: "aid-subject-list",
    division: "990101",
    need: "N01",
    at: { sealed: "2026-10-12T09:00:00+08:00" },
    closed: "2026-10-16",
  };
  const states = clocksOf(item, clocks.rules, calendar, Date.parse("2027-01-05T12:00:00+08:00"));
  t.strictSame(
    states.map(({ rule, state, stage, worst }) => [rule, state, stage, worst]),
    [
      ["D06", "missed", undefined, "overdue"],
      ["D07", "cancelled", undefined, "due-soon"],
    ],
  );
});

t.test("months end on the day of the same number, else on the month's last; a month's end rolls nowhere", async (t) => {
  t.equal(due({ period: { months: 1 }, roll: "none" }, "2026-01-31", []), "2026-02-28");
  t.equal(due({ period: { months: 2 }, roll: "forward" }, "2026-08-07", []), "2026-10-08");
  t.equal(due({ period: { months: 1 }, roll: "month-end" }, "2026-01-31", []), "2026-02-28");
  t.equal(due({ period: { months: 1 }, roll: "month-end" }, "2026-09-30", []), "2026-10-31", "a Saturday");
});

t.test("an extension gives the longer total, and another code none", async (t) => {
  const item: ItemDates = {
    type: "aid-subject-list",
    division: "990101",
    need: "N03",
    at: { acceptedOn: "2026-10-12" },
  };
  const dueWith = (extensions: ItemDates["extensions"] = []) =>
    clocksOf({ ...item, extensions }, clocks.rules, calendar, Date.parse("2026-10-13T12:00:00+08:00")).find(
      ({ rule }) => rule === "D16",
    )?.due;
  t.strictSame([dueWith(), dueWith(["X1"]), dueWith(["X2"])], ["2026-11-02", "2026-11-23", "2026-11-02"]);
});
