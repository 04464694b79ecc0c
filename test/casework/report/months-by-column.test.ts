/**
 * What a department can work out from the tables of decisions of several months, their reasons and the running total of what was
 * delivered, by trying every table: an independent referee. A department knows its own row; a stranger knows less.
 */
import fc from "fast-check";
import t from "tap";
import { makeReport, type MadeReport } from "../../../src/casework/report/make-report.ts";
import type { Report } from "../../../src/domain/generated/answers.ts";
import { holds } from "../../support/holds.ts";
import { addPersons, DEPARTMENTS, headOf, tallyOf } from "../../support/report.ts";

const MONTHS = ["2026-09", "2026-10", "2026-11"];
const COLUMNS = ["delivered", "refused"] as const;
const ROWS = 3;
/** Most persons that a reader considers for a cell: more than are generated, with room above. */
const MOST = 10;

/** A month: of each department how many got something, and how many were refused. */
type Month = readonly (readonly number[])[];

function publishAll(months: readonly Month[]): MadeReport[] {
  const made: MadeReport[] = [];
  for (const [at, counts] of months.entries()) {
    const id = MONTHS[at] ?? "";
    const tally = tallyOf(id);
    addPersons(tally, "I07", counts, COLUMNS);
    addPersons(
      tally,
      "I09",
      counts.map(([, refused = 0]) => [refused]),
      ["R05"],
    );
    made.push(makeReport(tally, headOf(id), made.at(-1)));
  }
  return made;
}

/** What is published of a month: cells, totals of rows and columns, and of all; null is hidden, undefined not there. */
function shownIn({ sections }: Report) {
  const table = sections.find(({ id }) => id === "I07");
  const reasons = sections.find(({ id }) => id === "I09");
  const places = COLUMNS.map((name) => table?.columns.indexOf(name) ?? -1);
  const lineOf = (row: number) => table?.rows.find(({ department }) => department === DEPARTMENTS[row]);
  return {
    cell: (row: number, column: number) => lineOf(row)?.cells?.[places[column] ?? -1],
    row: (row: number) => lineOf(row)?.total,
    columns: places.map((at) => table?.total.cells?.[at]),
    total: table?.total.total,
    refused: reasons?.total.total,
  };
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const agrees = (value: number, shown: unknown) => typeof shown !== "number" || shown === value;

/** Lists the tables that a department takes for possible, each as its cells row by row. */
function* possible(counts: Month, report: Report, viewer: number): Generator<number[]> {
  const shown = shownIn(report);
  const cells = ROWS * COLUMNS.length;
  function* fill(table: number[]): Generator<number[]> {
    const at = table.length;
    const [row, column] = [Math.floor(at / 2), at % 2];
    if (at > 0 && column === 0 && !agrees(sum(table.slice(-2)), shown.row(row - 1))) return;
    if (at === cells) {
      const [delivered, refused] = [0, 1].map((one) => sum(table.filter((_, place) => place % 2 === one)));
      const fits =
        agrees(delivered ?? 0, shown.columns[0]) &&
        agrees(refused ?? 0, shown.columns[1]) &&
        agrees(refused ?? 0, shown.refused) &&
        agrees(sum(table), shown.total);
      // Zero is always shown.
      if (fits && (shown.total !== undefined || sum(table) > 0)) yield table;
      return;
    }
    const count = counts[row]?.[column] ?? 0;
    const published = shown.cell(row, column);
    const known = row === viewer ? count : typeof published === "number" ? published : undefined;
    const least = published === null ? Math.min(1, count) : 0;
    for (let value = known ?? least; value <= (known ?? MOST); value += 1) yield* fill([...table, value]);
  }
  yield* fill([]);
}

/** Least and most of each cell among tables. */
class Ranges {
  readonly least = Array.from({ length: ROWS * 2 }, () => Number.POSITIVE_INFINITY);
  readonly most = Array.from({ length: ROWS * 2 }, () => Number.NEGATIVE_INFINITY);

  add(least: readonly number[], most: readonly number[] = least): void {
    least.forEach((value, at) => {
      this.least[at] = Math.min(this.least[at] ?? value, value);
      this.most[at] = Math.max(this.most[at] ?? value, most[at] ?? value);
    });
  }
}

/** Finds a count of 1 to 4 persons of another department that a department can tell too closely. */
function leakIn(months: readonly Month[], made: readonly MadeReport[], viewer: number): string | undefined {
  const running = made.map((one) => one.public.figures["year.delivered"]);
  const bySum = made.map(({ public: report }, month) => {
    const sums = new Map<number, Ranges>();
    for (const table of possible(months.at(month) ?? [], report, viewer)) {
      const delivered = sum(table.filter((_, at) => at % 2 === 0));
      const ranges = sums.get(delivered) ?? new Ranges();
      ranges.add(table);
      sums.set(delivered, ranges);
    }
    return sums;
  });
  const left = months.map(() => new Ranges());
  const follow = (month: number, before: readonly number[]): boolean => {
    if (month === months.length) return true;
    let any = false;
    for (const [delivered, ranges] of bySum[month] ?? []) {
      if (!agrees(sum(before) + delivered, running[month]) || !follow(month + 1, [...before, delivered])) continue;
      left[month]?.add(ranges.least, ranges.most);
      any = true;
    }
    return any;
  };
  if (!follow(0, [])) throw new Error("no table agrees with what was published");
  for (const [month, counts] of months.entries()) {
    const { least, most } = left.at(month) ?? new Ranges();
    for (const [at, count] of counts.flat().entries()) {
      if (Math.floor(at / 2) === viewer || count === 0 || count > 4) continue;
      const [low, high] = [least.at(at) ?? 0, most.at(at) ?? 0];
      if (high < 5 || high - low < 4) return `${viewer} tells month ${month}, cell ${at}: ${low} to ${high}`;
    }
  }
  return undefined;
}

t.test("no department tells a small count from the tables of several months and their running total", async (t) => {
  const cell = fc.integer({ min: 0, max: 6 });
  const month = fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: ROWS, maxLength: ROWS });
  const seen = { tables: 0, totals: 0, hidden: 0 };
  await holds(
    t,
    fc.property(fc.array(month, { minLength: 3, maxLength: 3 }), (months) => {
      const made = publishAll(months);
      for (const { public: report } of made) {
        const form = report.sections.find(({ id }) => id === "I07")?.form;
        if (form === "table") seen.tables += 1;
        if (typeof report.figures["year.delivered"] === "number") seen.totals += 1;
        else seen.hidden += 1;
      }
      for (let viewer = 0; viewer < ROWS; viewer += 1) {
        const leak = leakIn(months, made, viewer);
        if (leak !== undefined) throw new Error(`${leak} of ${JSON.stringify(months)}`);
      }
    }),
    {
      numRuns: 25,
      examples: [
        // The totals of both months and of what was delivered in both told how many were refused.
        [
          [
            [
              [0, 1],
              [3, 1],
              [2, 2],
            ],
            [
              [1, 0],
              [4, 0],
              [3, 1],
            ],
            [
              [0, 0],
              [0, 0],
              [0, 0],
            ],
          ],
        ],
        [
          [
            [
              [6, 6],
              [6, 6],
              [6, 6],
            ],
            [
              [3, 6],
              [6, 2],
              [6, 6],
            ],
            [
              [6, 0],
              [6, 0],
              [6, 0],
            ],
          ],
        ],
        [
          [
            [
              [1, 0],
              [2, 0],
              [6, 0],
            ],
            [
              [4, 0],
              [1, 0],
              [6, 0],
            ],
            [
              [6, 5],
              [5, 6],
              [6, 6],
            ],
          ],
        ],
      ],
    },
  );
  t.ok(seen.tables > 0 && seen.totals > 0 && seen.hidden > 0, JSON.stringify(seen));
});
