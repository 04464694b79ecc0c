import type { Report, ReportLine } from "../../domain/generated/answers.ts";
import { percent } from "../../domain/percent.ts";
import type { Counted } from "./crosstab.ts";
import { columnSums, sum } from "./counts.ts";
import type { Form, Shown } from "./publish.ts";

/** Tables of a report, by their main indicator (docs/report.md). */
export const SECTIONS = ["I03", "I04", "I05", "I12", "I07", "I09", "I06", "I14", "I21", "I11"] as const;

/** Table of a report. */
export type SectionId = (typeof SECTIONS)[number];

/** Table of a report. */
export type Section = Report["sections"][number];

/** Value of a figure: a count, money in 万元 or a rate as text, or null where it is hidden. */
export type Value = Report["figures"][string];

/** Figures of one period that charts and comparisons use. */
export type TrendPoint = Report["trend"][number];

/** Columns that stand in a section's tables in this order; other sections have the codes that occur. */
export const FIXED_COLUMNS: Readonly<Partial<Record<SectionId, readonly string[]>>> = {
  I04: ["in-time", "late"],
  I05: ["in-time", "late"],
  I12: ["in-time", "late"],
  I07: ["delivered", "granted", "waiting", "refused", "not-accepted"],
  I06: ["final", "open"],
  I14: ["overdue", "supervise", "meeting"],
  I21: ["11", "90"],
  I11: ["once", "monthly", "periodic"],
};

/** Rates of a section: which columns are divided by which. */
const RATES: Readonly<Partial<Record<SectionId, Readonly<Record<string, readonly [string[], string[]]>>>>> = {
  I04: { I04: [["in-time"], ["in-time", "late"]] },
  I05: { I05: [["in-time"], ["in-time", "late"]] },
  I12: { I12: [["in-time"], ["in-time", "late"]] },
  I07: {
    I07: [
      ["delivered", "granted", "waiting"],
      ["delivered", "granted", "waiting", "refused"],
    ],
    I08: [["delivered"], ["delivered", "granted"]],
  },
  I06: { I06: [["final"], ["final", "open"]] },
};

/** Adds the rates of a section to a line, from the cells that it shows. */
export function withRates(id: SectionId, columns: readonly string[], line: ReportLine): ReportLine {
  const rates = RATES[id];
  const { cells } = line;
  if (rates === undefined || cells === undefined) return line;
  const sumOf = (names: readonly string[]) =>
    names.reduce<number | null>((total, name) => {
      const value = cells[columns.indexOf(name)];
      return total === null || typeof value !== "number" ? null : total + value;
    }, 0);
  const given = Object.entries(rates).map(([name, [above, below]]) => {
    const [numerator, denominator] = [sumOf(above), sumOf(below)];
    return [name, numerator === null || denominator === null ? null : percent(numerator, denominator)] as const;
  });
  return { ...line, rates: Object.fromEntries(given) };
}

/** Makes a section from a table, or from what of it is shown. */
export function sectionOf(
  id: SectionId,
  departments: readonly string[],
  columns: readonly string[],
  shown: {
    readonly form: Form;
    readonly cells?: readonly (readonly Shown[])[];
    readonly rows?: readonly Shown[];
    readonly columns?: readonly number[];
    readonly total?: number;
  },
): Section {
  const { form, cells, rows, total } = shown;
  return {
    id,
    form,
    columns,
    rows:
      rows === undefined
        ? []
        : departments.map((department, at) =>
            withRates(id, columns, {
              department,
              ...(cells === undefined ? {} : { cells: cells[at] ?? [] }),
              total: rows[at] ?? null,
            }),
          ),
    total: withRates(id, columns, {
      ...(shown.columns === undefined ? {} : { cells: shown.columns }),
      ...(total === undefined ? {} : { total }),
    }),
  };
}

/** Shows a table in full. */
export function inFull({ items, persons }: Counted) {
  const columns = columnSums(items, persons.columns.length);
  const rows = items.map(sum);
  return { form: "table" as const, cells: items, rows, columns, total: sum(rows) };
}
