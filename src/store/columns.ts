/**
 * Many rows as few parameters: one array a column, and everything that is bytes in one buffer, from which
 * the statement cuts with substring(from for). So a group of messages is one small statement, and no byte
 * is written as hexadecimal digits on its way in. The buffer is the last parameter: pg grows its message by
 * half at each parameter that does not fit, and would copy the bytes once more for what came after them.
 */

/** Types of the columns that are filled from arrays. */
export type ColumnType = "uuid" | "text" | "jsonb" | "bool" | "bigint";

/** Name of the column of a member: `sealedAt` is in `sealed_at`. */
export function columnOf(member: string): string {
  return member.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** SQL that selects columns under the names of their members: `id, sealed_at as "sealedAt"`. */
export function selected(members: readonly string[]): string {
  return members.map((member) => `${columnOf(member)} as "${member}"`).join(", ");
}

/** SQL that a value is one of these words: `in ('queued', 'delivered')`. Literal, as partial indexes have it. */
export function oneOf(words: readonly string[]): string {
  return `in (${words.map((word) => `'${word}'`).join(", ")})`;
}

/** The text of a PostgreSQL array of values of a type; what goes into `jsonb` is written as JSON. */
export function arrayOf(type: ColumnType, values: readonly unknown[]): string {
  if (type === "jsonb") return textArray(values.map((value) => JSON.stringify(value)));
  return type === "text" ? textArray(values as (string | null)[]) : plainArray(values as (string | null)[]);
}

/** The text of a PostgreSQL array of values that need no quotes: numbers, uuids, booleans. */
export function plainArray(values: readonly (string | number | boolean | null)[]): string {
  return `{${values.map((value) => (value === null ? "null" : String(value))).join(",")}}`;
}

/** The text of a PostgreSQL array of any texts (manual, section 8.15.6). */
export function textArray(values: readonly (string | null)[]): string {
  return `{${values.map((value) => (value === null ? "null" : `"${escape(value)}"`)).join(",")}}`;
}

function escape(value: string): string {
  return /[\\"]/.test(value) ? value.replace(/[\\"]/g, "\\$&") : value;
}

/** Collects bytes for one parameter. */
export class Blob {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  /** Adds bytes, one after the other, and returns where they start, from 1 as substring counts. */
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
