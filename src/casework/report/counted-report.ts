import type { Report } from "../../domain/generated/answers.ts";
import { percent } from "../../domain/percent.ts";
import { present } from "../../wire/present.ts";
import { sum } from "./counts.ts";
import type { ByDepartment } from "./cumulative.ts";
import type { Counted } from "./crosstab.ts";
import { type MoneySum, tenThousandYuan } from "./money-sum.ts";
import { MONEY_KINDS } from "./outcome.ts";
import { quantile } from "./quantile.ts";
import {
  FIXED_COLUMNS,
  inFull,
  type Section,
  type SectionId,
  SECTIONS,
  sectionOf,
  type TrendPoint,
  type Value,
} from "./report.ts";
import type { Tally } from "./tally.ts";

/** Counts of a tally, with its tables in one order of departments. */
export interface CountedReport {
  readonly departments: readonly string[];
  readonly columns: Readonly<Record<SectionId, readonly string[]>>;
  /** Tables of counts; that of money is in the sums. */
  readonly tables: Readonly<Record<Exclude<SectionId, "I11">, Counted>>;
  readonly tally: Tally;
}

/** Running totals of a year, as they were when the report before was made. */
export interface Carried {
  readonly year: string;
  /** First period that they count. */
  readonly since: string;
  readonly sent: Running;
  readonly delivered: Running;
  /** Items of 45 working days and more, as they were last published. */
  readonly completion: { readonly final: ByDepartment; readonly open: ByDepartment };
}

/** Running total, and what no total has been published for. */
export interface Running {
  readonly total: number;
  readonly hidden: readonly ByDepartment[];
  /**
   * Of what was delivered: the decisions of the same periods that were not. A month that hides its columns may show how many
   * decisions it has, and then the running total tells the rest of them too.
   */
  readonly rest?: readonly ByDepartment[];
}

/** Money of an I11 row, as text. */
export function moneyCells(sums: Tally["money"], read: (sum: MoneySum) => { readonly fen: number }): string[] {
  return MONEY_KINDS.map((kind) => tenThousandYuan(read(sums[kind]).fen));
}

/** Puts the tables of a tally into one order. */
export function countedOf(tally: Tally): CountedReport {
  const { I22: _corrections, I02: _aid, I10: _days, ...shown } = tally.tables;
  const names = Object.values(shown).map((table) => table.names());
  const money = MONEY_KINDS.flatMap((kind) => tally.money[kind].rows());
  const departments = [...new Set([...names.flatMap(({ rows }) => [...rows]), ...money])].toSorted();
  const columnsOf = (id: SectionId) =>
    FIXED_COLUMNS[id] ?? (id === "I11" ? [] : [...tally.tables[id].names().columns].toSorted());
  const columns = Object.fromEntries(SECTIONS.map((id) => [id, columnsOf(id)])) as CountedReport["columns"];
  const tables = Object.fromEntries(
    SECTIONS.flatMap((id) => (id === "I11" ? [] : [[id, tally.tables[id].read(departments, columns[id])]])),
  ) as CountedReport["tables"];
  return { departments, columns, tables, tally };
}

/** Counts of a column by department. */
export function columnOf({ departments, columns, tables }: CountedReport, id: "I03" | "I06" | "I07", name?: string) {
  const at = name === undefined ? -1 : columns[id].indexOf(name);
  return Object.fromEntries(
    departments.map((department, row) => {
      const line = tables[id].items[row] ?? [];
      return [department, name === undefined ? sum(line) : (line[at] ?? 0)];
    }),
  );
}

/** Makes the head of a report, which both versions have. */
export type ReportHead = Pick<Report, "sender" | "period" | "from" | "to" | "cut" | "rules" | "rulesDigest">;

/** Special groups of judicial aid (field 38) that the report names: minors, disabled, women, rural, veterans. */
export const AID_GROUPS = ["01", "02", "03", "04", "05"] as const;

/** Fewest items for the ninetieth percentile. */
export const FEWEST_FOR_P90 = 10;

/** Makes the figures and tables of the internal version: nothing is hidden. */
export function internalFigures(
  counted: CountedReport,
  totals: { readonly sent: number; readonly delivered: number; readonly corrected: boolean },
): { readonly sections: readonly Section[]; readonly figures: Record<string, Value> } {
  const { departments, columns, tables, tally } = counted;
  const sections = SECTIONS.map((id): Section => {
    if (id !== "I11") return sectionOf(id, departments, columns[id], inFull(tables[id]));
    return {
      id,
      form: "table",
      columns: columns[id],
      rows: departments.map((department) => ({
        department,
        cells: moneyCells(tally.money, (sum) => sum.of(department)),
      })),
      total: { cells: moneyCells(tally.money, (sum) => sum.all()) },
    };
  });
  const { aided, aid, days } = tally;
  const refused = inFull(tables.I09);
  const returned = inFull(tables.I21).total;
  const figures: Record<string, Value> = {
    "I01.cases": aided.threads,
    "I01.persons": aided.persons,
    "I01.amount": tenThousandYuan(aid.all().fen),
    ...Object.fromEntries(AID_GROUPS.map((group) => [`I02.${group}`, aided.groups.get(group) ?? 0])),
    "I03.cases": sum([...tally.sentThreads.values()]),
    "I03.persons": tables.I03.persons.total,
    ...present({
      "I09.R99": percent(refused.columns[columns.I09.indexOf("R99")] ?? 0, refused.total),
      "I10.median": quantile(days, 50),
      "I10.p90": tally.tables.I10.size >= FEWEST_FOR_P90 ? quantile(days, 90) : undefined,
      I21: percent(returned, inFull(tables.I03).total),
      I22: totals.corrected ? tally.tables.I22.size : undefined,
    }),
    ...tally.gap.figures(),
    ...tally.follow.figures(),
    ...tally.choices.figures(),
    "year.sent": totals.sent,
    "year.delivered": totals.delivered,
  };
  return { sections, figures };
}

/** Reads the figures of a trend from a report's sections. */
export function trendPoint(sections: readonly Section[]): Omit<TrendPoint, "period"> {
  const of = (id: SectionId) => sections.find((section) => section.id === id);
  const cell = (id: SectionId, column: string) => {
    const section = of(id);
    return section?.total.cells?.[section.columns.indexOf(column)] ?? null;
  };
  return {
    sent: of("I03")?.total.total ?? null,
    decided: of("I07")?.total.total ?? null,
    delivered: cell("I07", "delivered"),
    once: cell("I11", "once"),
  };
}
