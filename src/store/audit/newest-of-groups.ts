/**
 * Finds the newest packets of many groups, when each group can be read newest first from an index and reading a whole
 * page of each group would be too much. It reads the newest packet of each group first, then a few more of each. When
 * those are as many as are wanted, packets older than the last of them are not read: they cannot be among the newest.
 */
import { FIRST_ID } from "../columns.ts";

/** SQL conditions on packets `p` of a group `k`; with the id they are the beginning of an index. */
export type OfGroup = readonly string[];

/** SQL of an id below all others. */
export const LOWEST_ID = `'${FIRST_ID}'::uuid`;
/** Number of groups for which the second step reads a full page together. */
const FEW = 8;

function newest(most: number, conditions: readonly string[]): string {
  return `select p.id from packets p where ${conditions.join(" and ")} order by p.id desc limit ${most}`;
}

/** Makes SQL of the groups that have packets, with the newest packet of each as `head`. */
export function headsOf(groups: string, of: OfGroup): string {
  return `select k.*, n.id as head from (${groups}) as k cross join lateral (${newest(1, of)}) as n`;
}

/**
 * Makes SQL of the ids of the newest packets, newest first.
 *
 * @param heads relation that `headsOf` made
 * @param rows number of packets wanted
 */
export function newestOf(heads: string, of: OfGroup, rows: number): string {
  const nth = (column: string, from: string) =>
    `(select ${column} from ${from} order by ${column} desc offset ${rows - 1} limit 1)`;
  const above = (lowest: string, most: number) => `
    select n.id from heads k cross join lateral (${newest(most, [...of, `p.id >= ${lowest}`])}) as n where k.head >= ${lowest}`;
  const [low, lowest] = ["(select id from low)", "(select id from lowest)"];
  return `
    with heads as materialized (${heads}),
    low as materialized (select coalesce(${nth("head", "heads")}, ${LOWEST_ID}) as id),
    few as materialized (${above(low, Math.ceil(rows / FEW))}),
    lowest as materialized (select coalesce(${nth("id", "few")}, ${low}) as id)
    ${above(lowest, rows)}
    order by id desc limit ${rows}`;
}
