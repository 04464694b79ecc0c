import { columnOf, type Carried, countedOf, internalFigures, type ReportHead, trendPoint } from "./counted-report.ts";
import { sum } from "./counts.ts";
import { leadFigures, publicLeadFigures } from "./leads.ts";
import type { CellName } from "./release.ts";
import type { LeadCounts } from "./report-port.ts";
import { personsOf, publicFigures } from "./public-figures.ts";
import type { Report } from "../../domain/generated/answers.ts";
import type { TrendPoint, Value } from "./report.ts";
import type { Tally } from "./tally.ts";

/** A report as it is made once and kept. */
export interface MadeReport {
  readonly internal: Report;
  readonly public: Report;
  /** Running totals that the next report needs of this one. */
  readonly carried: Carried;
  /** Number of hidden values in the public version. */
  readonly hidden: number;
}

/** The report before. */
export type Before = Pick<MadeReport, "internal" | "public" | "carried">;

/** Points of a trend: the same month of the year before, and all between. */
const TREND = 13;

/**
 * Makes both versions of a report from what was counted.
 * @param before the report of the period before, when there is one
 * @param leads reverse leads by department
 * @param released values of earlier reports of the year that were made known
 */
export function makeReport(
  tally: Tally,
  head: ReportHead,
  before?: Before,
  leads: readonly LeadCounts[] = [],
  released?: ReadonlySet<CellName>,
): MadeReport {
  const counted = countedOf(tally);
  const carried = carriedTo(head.period, before);
  const totals = {
    sent: carried.sent.total + sum(Object.values(columnOf(counted, "I03"))),
    delivered: carried.delivered.total + sum(Object.values(columnOf(counted, "I07", "delivered"))),
    corrected: before !== undefined,
  };
  const internal = internalFigures(counted, totals);
  const { shows, ...shown } = publicFigures(counted, carried, totals, released);
  const trend = (earlier: readonly TrendPoint[] = [], sections = internal.sections) =>
    [...earlier, { period: head.period, ...trendPoint(sections) }].slice(-TREND);
  const report = (version: Report["version"], { sections, figures }: Pick<Report, "sections" | "figures">): Report => ({
    v: 1,
    version,
    ...head,
    sections,
    figures,
    trend: trend(before?.[version].trend, sections),
  });
  const made = {
    internal: report("internal", { ...internal, figures: { ...internal.figures, ...leadFigures(leads) } }),
    public: report("public", { ...shown, figures: { ...shown.figures, ...publicLeadFigures(leads) } }),
  };
  const hiddenAfter = (
    hidden: Carried["sent"]["hidden"] = [],
    name: "sent" | "delivered",
    what: "I03" | "I07" | "rest",
  ) => {
    if (shown.figures[`year.${name}`] !== null) return [];
    return shows[name] ? hidden : [...hidden, personsOf(counted, what)];
  };
  return {
    ...made,
    hidden: hiddenIn(made.public),
    carried: {
      ...carried,
      sent: { total: totals.sent, hidden: hiddenAfter(carried.sent.hidden, "sent", "I03") },
      delivered: {
        total: totals.delivered,
        hidden: hiddenAfter(carried.delivered.hidden, "delivered", "I07"),
        rest: hiddenAfter(carried.delivered.rest, "delivered", "rest"),
      },
      completion: shows.completion
        ? { final: columnOf(counted, "I06", "final"), open: columnOf(counted, "I06", "open") }
        : carried.completion,
    },
  };
}

/** Running totals at the beginning of a period: those of the year begin anew in January. */
function carriedTo(period: string, before: Before | undefined): Carried {
  const year = period.slice(0, 4);
  const fresh = { total: 0, hidden: [] };
  if (before?.carried.year === year) return before.carried;
  return {
    year,
    since: period,
    sent: fresh,
    delivered: fresh,
    completion: before?.carried.completion ?? { final: {}, open: {} },
  };
}

/** Counts the hidden values of a public report. */
function hiddenIn({ sections, figures }: Report): number {
  const values: Value[] = sections.flatMap(({ rows, total }) =>
    [...rows, total].flatMap((line) => [...(line.cells ?? []), ...(line.total === undefined ? [] : [line.total])]),
  );
  return [...values, ...Object.values(figures)].filter((value) => value === null).length;
}
