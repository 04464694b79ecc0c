import { type ItemState, storedState } from "../../domain/item.ts";

/** Which items of a party are asked for. */
interface Filter {
  readonly state?: ItemState;
  readonly need?: string;
  readonly department?: string;
}

/**
 * Rows that no page exceeds (500, and one that tells whether there are more), for the text of a statement: a plan that does not know how many rows are wanted takes a tenth of
 * all for it, and sorts them.
 */
export const LONGEST_PAGE = 501;

/**
 * Makes SQL of the conditions that are asked for, and of no others. `$2 is null or …` instead would be one text for all, whose
 * plan takes them for conditions that hardly a row meets: it reads and sorts every item of the party for one page. `i` is the
 * item's row.
 *
 * @param first number of its first parameter
 * @param how `by index`: an index may be chosen by them; `row by row`: they are tried on what another index finds
 */
export function itemFilter(
  { state, need, department }: Filter,
  first: number,
  how: "by index" | "row by row",
): { readonly sql: string; readonly parameters: string[] } {
  const asked: readonly (readonly [string, string | undefined])[] = [
    ["state", state && storedState(state)],
    ["need", need],
    ["department", department],
  ];
  const parameters: string[] = [];
  let sql = "";
  for (const [column, value] of asked) {
    if (value === undefined) continue;
    const parameter = `$${first + parameters.length}`;
    sql += how === "by index" ? ` and i.${column} = ${parameter}` : ` and (i.${column} = ${parameter}) is true`;
    parameters.push(value);
  }
  return { sql, parameters };
}
