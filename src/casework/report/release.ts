import type { Report } from "../../domain/generated/answers.ts";
import type { Section, Value } from "./report.ts";

/**
 * Name of a value of a report: a figure (`I01.persons`), or a cell of a table (`I07/civil-affairs/refused`), of its totals
 * (`I07//refused`), or the total of a line (`I07/civil-affairs/`).
 */
export type CellName = string;

/** Gives a value of a report; null: hidden; undefined: the report has no such value. */
export function valueAt(report: Report, name: CellName): Value | undefined {
  if (!name.includes("/")) return Object.hasOwn(report.figures, name) ? report.figures[name] : undefined;
  const [id, department, column, ...more] = name.split("/");
  const section = report.sections.find((one) => one.id === id);
  if (section === undefined || more.length > 0 || department === undefined || column === undefined) return undefined;
  const line = department === "" ? section.total : section.rows.find((row) => row.department === department);
  return column === "" ? line?.total : line?.cells?.[section.columns.indexOf(column)];
}

/**
 * Names the values that a reader can compute once some are released: the one that is left hidden in a line or column whose total is
 * shown.
 */
export function exposedBy(shown: Report, name: CellName, released: ReadonlySet<CellName>): CellName[] {
  const [id] = name.split("/");
  const section = shown.sections.find((one) => one.id === id);
  if (section === undefined || !name.includes("/")) return [];
  const lines = [...rowsOf(section), ...columnsOf(section)];
  const left = lines.flatMap(({ total, cells }) => {
    if (total === null || total === undefined) return [];
    const hidden = cells.filter((cell) => valueAt(shown, cell) === null && !released.has(cell));
    const touched = cells.some((cell) => released.has(cell));
    return hidden.length === 1 && touched ? hidden : [];
  });
  return [...new Set(left)];
}

interface Line {
  readonly total: Value | undefined;
  readonly cells: readonly CellName[];
}

function rowsOf({ id, columns, rows }: Section): Line[] {
  return rows.map(({ department = "", total }) => ({
    total,
    cells: columns.map((column) => `${id}/${department}/${column}`),
  }));
}

function columnsOf({ id, columns, rows, total }: Section): Line[] {
  return columns.map((column, at) => ({
    total: total.cells?.[at],
    cells: rows.map(({ department = "" }) => `${id}/${department}/${column}`),
  }));
}
