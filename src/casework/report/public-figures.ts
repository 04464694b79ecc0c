import { percent } from "../../domain/percent.ts";
import { present } from "../../wire/present.ts";
import { sum } from "./counts.ts";
import type { Counted } from "./crosstab.ts";
import { countMayFollow, totalMayFollow } from "./cumulative.ts";
import { AID_GROUPS, type Carried, columnOf, type CountedReport, FEWEST_FOR_P90 } from "./counted-report.ts";
import { isDominated, tenThousandYuan } from "./money-sum.ts";
import { MONEY_KINDS, type MoneyKind } from "./outcome.ts";
import { columnsAreSafe, type Guarded, protectTogether, sumIsSafe } from "./protect.ts";
import { quantile } from "./quantile.ts";
import { inFull, type Section, type SectionId, SECTIONS, sectionOf, type Value } from "./report.ts";
import type { CellName } from "./release.ts";
import { isShown } from "./suppress.ts";

/** Sections whose rows are protected together. */
const TOGETHER = ["I03", "I04", "I05", "I12", "I07", "I14", "I21"] as const;
/** Reasons that are merged when each alone has too few persons. */
const OTHER_CONDITIONS = new Set(["R13", "R14", "R15", "R16", "R17", "R18", "R19"]);
const MERGED = "R13-R19";

/** Figures and tables as everybody outside the organ may see them. */
export interface PublicFigures {
  readonly sections: readonly Section[];
  readonly figures: Record<string, Value>;
  /** Whether the total of what was sent, and of what was delivered, is shown. */
  readonly shows: { readonly sent: boolean; readonly delivered: boolean; readonly completion: boolean };
}

/**
 * Hides what would give single persons away.
 * @param carried running totals with this period in them
 * @param released values of earlier periods of the year that were made known: readers know more of hidden months than is reckoned with
 */
export function publicFigures(
  counted: CountedReport,
  carried: Carried,
  totals: Totals,
  released: ReadonlySet<CellName> = new Set(),
): PublicFigures {
  const { departments, columns, tables, tally } = counted;
  const money = MONEY_KINDS.map((kind) => moneyTable(counted, kind));
  const guarded = protectTogether([...TOGETHER.map((id) => tables[id]), ...money]);
  const of = new Map<SectionId, Guarded>(TOGETHER.map((id, at) => [id, guarded[at] as Guarded]));
  const reasons = guardReasons(counted);
  const completion = guardCompletion(counted, carried);
  const sections = SECTIONS.map((id): Section => {
    if (id === "I11") return moneySection(counted, guarded.slice(TOGETHER.length));
    if (id === "I09") return sectionOf(id, departments, reasons.columns, reasons.guarded);
    if (id === "I06") return sectionOf(id, departments, columns[id], completion);
    return sectionOf(id, departments, columns[id], of.get(id) ?? { form: "nothing" });
  });
  const sent = of.get("I03")?.total !== undefined;
  const delivered = of.get("I07")?.columns !== undefined;
  const persons = sent && personsMayBeShown(counted);
  const ownOf = (shown: boolean, name: "I03" | "I07" | "rest") => (shown ? [] : [personsOf(counted, name)]);
  const isKnown = (section: SectionId) => [...released].some((name) => name.startsWith(`${section}/`));
  const mayFollow = (hidden: Carried["sent"]["hidden"], section: SectionId) =>
    totalMayFollow(hidden) && (hidden.length === 0 || !isKnown(section));
  const sentMay = mayFollow([...carried.sent.hidden, ...ownOf(sent, "I03")], "I03");
  const gone = [...carried.delivered.hidden, ...ownOf(delivered, "I07")];
  const rest = [...(carried.delivered.rest ?? []), ...ownOf(delivered, "rest")];
  const deliveredMay = mayFollow(gone, "I07") && rest.length === gone.length && totalMayFollow(rest);
  const { I22, I10, I21 } = tally.tables;
  const corrections = Object.values(I22.personsByRow());
  const days = Object.values(I10.personsByRow());
  const daysShown = sumIsSafe(days);
  const returned = of.get("I21")?.total;
  const full = inFull(tables.I03).total;
  const figures: Record<string, Value> = {
    ...aidFigures(counted),
    "I03.cases": persons ? sum([...tally.sentThreads.values()]) : null,
    "I03.persons": persons ? tables.I03.persons.total : null,
    ...(reasons.guarded.total === undefined
      ? { "I09.R99": null }
      : present({ "I09.R99": percent(reasons.counts[reasons.columns.indexOf("R99")] ?? 0, reasons.guarded.total) })),
    ...(daysShown
      ? present({
          "I10.median": quantile(tally.days, 50),
          "I10.p90": I10.size >= FEWEST_FOR_P90 ? quantile(tally.days, 90) : undefined,
        })
      : { "I10.median": null }),
    ...tally.gap.publicFigures(),
    ...(sent && returned !== undefined ? present({ I21: percent(I21.size, full) }) : { I21: null }),
    ...(totals.corrected ? { I22: sumIsSafe(corrections) ? I22.size : null } : {}),
    "year.sent": sentMay ? totals.sent : null,
    "year.delivered": deliveredMay ? totals.delivered : null,
  };
  return { sections, figures, shows: { sent, delivered, completion: completion.form !== "nothing" } };
}

/** Totals that both versions have. */
export interface Totals {
  readonly sent: number;
  readonly delivered: number;
  /** Whether there was a report before that may have been corrected. */
  readonly corrected: boolean;
}

/** Persons of each department behind what was sent, or delivered, or at least behind the decisions that were not delivered. */
export function personsOf({ departments, columns, tables }: CountedReport, id: "I03" | "I07" | "rest") {
  const { persons } = tables[id === "I03" ? id : "I07"];
  const at = columns.I07.indexOf("delivered");
  const of = (row: number) => {
    if (id === "I03") return persons.rows[row];
    const cells = persons.cells[row] ?? [];
    return id === "I07" ? cells[at] : largestOf(cells.filter((_, column) => column !== at));
  };
  return Object.fromEntries(departments.map((department, row) => [department, of(row) ?? 0]));
}

/** Persons who got money, by department; one who got nearly all of it counts as a single person. */
function moneyTable({ departments, tally }: CountedReport, kind: MoneyKind): Counted {
  const sum = tally.money[kind];
  const rows = departments.map((department) => sum.of(department));
  const behind = rows.map((one) => (isDominated(one) ? Math.min(1, one.persons) : one.persons));
  const total = sum.all();
  const others = departments.map((department) => sum.all(department));
  const single = [total, ...others].some((one) => one.persons > 0 && isDominated(one));
  const all = single ? 1 : total.persons;
  return {
    items: rows.map(({ persons }) => [persons]),
    persons: { cells: behind.map((count) => [count]), rows: behind, columns: [all], total: all },
  };
}

function moneySection({ departments, columns, tally }: CountedReport, guarded: readonly Guarded[]): Section {
  const amount = (at: number, department?: string) => {
    const sum = tally.money[MONEY_KINDS[at] ?? "once"];
    return tenThousandYuan((department === undefined ? sum.all() : sum.of(department)).fen);
  };
  return {
    id: "I11",
    form: guarded.some(({ form }) => form !== "nothing") ? "table" : "nothing",
    columns: columns.I11,
    rows: departments.map((department, row) => ({
      department,
      cells: guarded.map(({ rows }, at) => (typeof rows?.[row] === "number" ? amount(at, department) : null)),
    })),
    total: { cells: guarded.map(({ total }, at) => (total === undefined ? null : amount(at))) },
  };
}

/** Reasons of refusals: of all departments together, and only when what they add up to may be known too. */
function guardReasons(counted: CountedReport) {
  const { columns, tables } = counted;
  const merged = mergedReasons(columns.I09, tables.I09);
  for (const table of [{ columns: columns.I09, ...tables.I09 }, merged]) {
    if (!columnsAreSafe(table) || !columnsAreSafe(refusedOrNot(counted))) continue;
    const { columns: counts, total } = inFull(table);
    return { columns: table.columns, counts, guarded: { form: "totals", columns: counts, total } as Guarded };
  }
  return { columns: columns.I09, counts: [], guarded: { form: "nothing" } as Guarded };
}

function mergedReasons(columns: readonly string[], { items, persons }: Counted) {
  const own = columns.flatMap((code, at) => (OTHER_CONDITIONS.has(code) ? [] : [at]));
  const others = columns.flatMap((code, at) => (OTHER_CONDITIONS.has(code) ? [at] : []));
  // Each refusal has one reason, so the persons behind several are at least those behind the largest.
  const merge = (line: readonly number[], join: (counts: readonly number[]) => number) => [
    ...own.map((at) => line[at] ?? 0),
    join(others.map((at) => line[at] ?? 0)),
  ];
  return {
    columns: [...own.map((at) => columns[at] ?? ""), MERGED],
    items: items.map((line) => merge(line, sum)),
    persons: {
      ...persons,
      cells: persons.cells.map((line) => merge(line, largestOf)),
      columns: merge(persons.columns, largestOf),
    },
  };
}

/** Largest of some counts, 0 of none. */
function largestOf(counts: readonly number[]): number {
  return Math.max(0, ...counts);
}

/** Decisions by department: refused or not accepted, and others. */
function refusedOrNot({ columns, tables }: CountedReport): Counted {
  const { items, persons } = tables.I07;
  const refused = new Set(["refused", "not-accepted"].map((name) => columns.I07.indexOf(name)));
  const largest = (line: readonly number[]) => [
    largestOf(line.filter((_, at) => refused.has(at))),
    largestOf(line.filter((_, at) => !refused.has(at))),
  ];
  const added = (line: readonly number[]) =>
    [true, false].map((is) => sum(line.filter((_, at) => refused.has(at) === is)));
  return {
    items: items.map(added),
    persons: { ...persons, cells: persons.cells.map(largest), columns: largest(persons.columns) },
  };
}

/** The state of all old items: their totals, when the change since they were last published may be known too. */
function guardCompletion(counted: CountedReport, { completion }: Carried): Guarded {
  const { items, persons } = counted.tables.I06;
  const safe = ["final", "open"].every((name, at) => {
    const list = items.map((line) => line[at] ?? 0);
    const behind = persons.cells.map((line) => line[at] ?? 0);
    const last = name === "final" ? completion.final : completion.open;
    return (
      isShown(persons.columns[at] ?? 0) &&
      sumIsSafe(list, behind) &&
      countMayFollow(columnOf(counted, "I06", name), last)
    );
  });
  if (!safe) return { form: "nothing" };
  const { columns, total } = inFull(counted.tables.I06);
  return { form: "totals", columns, total };
}

/** Tells whether the number of persons may be shown beside that of items: each department knows who was sent to it. */
function personsMayBeShown({ departments, tables, tally }: CountedReport): boolean {
  const { total, rows } = tables.I03.persons;
  return departments.every(
    (department, row) => isShown(total - (rows[row] ?? 0)) && isShown(total - (tally.onlyAt.get(department) ?? 0)),
  );
}

/** Judicial aid, and the special groups among its persons: a group and the rest must both be nobody or enough. */
function aidFigures({ departments, tally }: CountedReport): Record<string, Value> {
  const { aided, aid } = tally;
  const own = tally.tables.I02.read(departments, ["all", ...AID_GROUPS]).persons.cells;
  const all = aided.persons;
  const shown = isShown(all) && !(all > 0 && isDominated(aid.all())) && own.every(([here = 0]) => isShown(all - here));
  const group = (code: string, at: number): Value => {
    const count = aided.groups.get(code) ?? 0;
    const safe =
      shown &&
      // To nobody in particular, and to each department, which knows its own persons.
      [[], ...own].every((line) => {
        const [here, ofGroup] = [line[0] ?? 0, line[at + 1] ?? 0];
        return isShown(count - ofGroup) && isShown(all - here - (count - ofGroup));
      });
    return safe ? count : null;
  };
  return {
    "I01.cases": shown ? aided.threads : null,
    "I01.persons": shown ? all : null,
    "I01.amount": shown ? tenThousandYuan(aid.all().fen) : null,
    ...Object.fromEntries(AID_GROUPS.map((code, at) => [`I02.${code}`, group(code, at)])),
  };
}
