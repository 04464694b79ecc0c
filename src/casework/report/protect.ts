import { allHidden, columnSums, hiddenCells, sum } from "./counts.ts";
import type { Counted } from "./crosstab.ts";
import { type Form, masked, type Shown } from "./publish.ts";
import { type Hidden, isSafe, isShown, suppress } from "./suppress.ts";

/** A table whose rows are departments, as readers outside the organ may see it. */
export interface Guarded {
  readonly form: Form;
  readonly cells?: readonly (readonly Shown[])[];
  readonly rows?: readonly Shown[];
  readonly columns?: readonly number[];
  readonly total?: number;
}

const BOTH = { rowTotals: true, columnTotals: true };
const LINE = { rowTotals: false, columnTotals: true };

/**
 * Protects the tables of one report together: a department that is hidden in the list of one table is hidden in all, so that
 * no table tells what another hides. All tables have the same rows. Counts are of items; a count is small when 1 to 4 persons
 * are behind it.
 */
export function protectTogether(tables: readonly Counted[]): Guarded[] {
  const lists = tables.map(({ items, persons }) => ({
    list: items.map((line) => [sum(line)]),
    behind: persons.rows.map((count) => [count]),
    listed: isShown(persons.total),
  }));
  let hidden: Hidden = (lists[0]?.list ?? []).map(() => [false]);
  for (let before = -1; hiddenCells(hidden) > before; ) {
    before = hiddenCells(hidden);
    for (const one of lists) {
      const more = one.listed ? suppress(one.list, LINE, { behind: one.behind, hidden }) : undefined;
      one.listed = more !== undefined;
      hidden = more ?? hidden;
    }
  }
  return tables.map((table, at) => guard(table, hidden, lists[at]?.listed === true));
}

function guard({ items, persons }: Counted, hidden: Hidden, listed: boolean): Guarded {
  const rows = items.map(sum);
  const total = sum(rows);
  const list = rows.map((count) => [count]);
  const behind = persons.rows.map((count) => [count]);
  if (!listed) {
    const shown = isShown(persons.total) && isShown(total) && isSafe(list, allHidden(list), LINE, 0, behind);
    return shown ? { form: "total", total } : { form: "nothing" };
  }
  if (hiddenCells(hidden) === 0 && persons.rows.every(isShown) && persons.columns.every(isShown)) {
    const columns = columnSums(items, persons.columns.length);
    const cells = suppress(items, BOTH, { behind: persons.cells });
    if (cells !== undefined) return { form: "table", cells: masked(items, cells), rows, columns, total };
    if (isSafe(items, allHidden(items), BOTH, 0, persons.cells)) return { form: "totals", rows, columns, total };
  }
  return { form: "rows", rows: masked(list, hidden).map(([shown]) => shown ?? null), total };
}

/**
 * Tells whether the totals of columns may stand alone, for readers that know the totals of rows from elsewhere, and their own
 * row: nothing of a row is published.
 */
export function columnsAreSafe({ items, persons }: Pick<Counted, "items" | "persons">): boolean {
  return persons.columns.every(isShown) && isSafe(items, allHidden(items), BOTH, 0, persons.cells);
}

/** Tells whether the sum of a list may stand alone. Each entry is one department's, which knows it. */
export function sumIsSafe(list: readonly number[], behind: readonly number[] = list): boolean {
  const cells = list.map((count) => [count]);
  const persons = behind.map((count) => [count]);
  return isSafe(cells, allHidden(cells), LINE, 0, persons);
}
