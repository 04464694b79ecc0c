/**
 * Passes many rows to a statement in few parameters: one array for each column, and all bytes in one buffer, from
 * which the statement cuts with substring(from for). So a group of messages is one small statement, and bytes are not
 * written as hexadecimal digits. The buffer is the last parameter: pg grows its message by half at each parameter that
 * does not fit, and would copy the bytes once more for parameters behind them. Also names columns after members.
 */

/** UUID before every other. */
export const FIRST_ID = "00000000-0000-0000-0000-000000000000";

/** SQL type of a column that is filled from an array. */
export type ColumnType = "uuid" | "text" | "jsonb" | "bool" | "bigint";

/** Gives the column of a member: `sealed_at` for `sealedAt`. */
export function columnOf(member: string): string {
  return member.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Makes SQL that selects columns under the names of their members: `id as "id", sealed_at as "sealedAt"`. */
export function selected(members: readonly string[]): string {
  return members.map((member) => `${columnOf(member)} as "${member}"`).join(", ");
}

/** Makes SQL that compares with words: `in ('queued', 'delivered')`. Literal, as the partial indexes are written. */
export function oneOf(words: readonly string[]): string {
  return `in (${words.map((word) => `'${word}'`).join(", ")})`;
}

/** Writes values of a type as a PostgreSQL array; values for `jsonb` as JSON. */
export function arrayOf(type: ColumnType, values: readonly unknown[]): string {
  if (type === "jsonb") return textArray(values.map((value) => JSON.stringify(value)));
  return type === "text" ? textArray(values as (string | null)[]) : plainArray(values as (string | null)[]);
}

/** Writes values that need no quotes (numbers, uuids, booleans) as a PostgreSQL array. */
export function plainArray(values: readonly (string | number | boolean | null)[]): string {
  return `{${values.map((value) => (value === null ? "null" : String(value))).join(",")}}`;
}

/** Writes any texts as a PostgreSQL array (manual, section 8.15.6). */
export function textArray(values: readonly (string | null)[]): string {
  return `{${values.map((value) => (value === null ? "null" : `"${escape(value)}"`)).join(",")}}`;
}

function escape(value: string): string {
  return /[\\"]/.test(value) ? value.replace(/[\\"]/g, "\\$&") : value;
}

/**
 * Makes SQL of a source of rows: for each value of so many bytes in a parameter that holds them end to end, the rows of a
 * subquery, named `k`. Each value is looked up by itself: a join with a table that was empty when the statement was planned
 * would be planned as a scan of the whole table, and kept so while it grows.
 */
export function eachOf(parameter: number, bytes: number, rowsFor: (value: string) => string): string {
  const all = `$${parameter}::bytea`;
  return `generate_series(1, octet_length(${all}), ${bytes}) as n (start)
    cross join lateral (${rowsFor(`substring(${all} from n.start for ${bytes})`)} offset 0) as k`;
}

/** Collects the bytes of many rows for one parameter. */
export class Blob {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  /** Adds the parts one after the other. Returns where they start, from 1 as substring counts. */
  add(...parts: readonly Uint8Array[]): number {
    const start = this.#length + 1;
    for (const part of parts) {
      this.#parts.push(part);
      this.#length += part.length;
    }
    return start;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts, this.#length);
  }
}
