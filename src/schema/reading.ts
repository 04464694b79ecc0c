/**
 * Readers for documents whose structure may be wrong. They return undefined for a member that is missing or
 * of another type, so that cross-field rules ignore it: the schema itself reports such a member.
 */
import { toFen } from "../domain/codes/money.ts";

/** JSON object of a document or schema. */
export type Group = Readonly<Record<string, unknown>>;

/**
 * Splits the target of a `$ref` into the `$id` of its document and the names of the JSON pointer inside it.
 * @param base `$id` of the document that holds the reference
 */
export function targetOf(ref: string, base: string): { readonly id: string; readonly names: readonly string[] } {
  const url = new URL(ref, base);
  const names = url.hash.slice(1).split("/").slice(1);
  url.hash = "";
  return { id: url.href, names };
}

/** Tells whether a value is a JSON object. */
export function isGroup(value: unknown): value is Group {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads a member that is an object; undefined for any other. */
export function groupOf(group: Group | undefined, name: string): Group | undefined {
  const value = group?.[name];
  return isGroup(value) ? value : undefined;
}

/** Reads a member that is a text; undefined for any other. */
export function textOf(group: Group | undefined, name: string): string | undefined {
  const value = group?.[name];
  return typeof value === "string" ? value : undefined;
}

/** Reads the objects of a member that is an array, each with its index; empty for any other. */
export function entriesOf(group: Group | undefined, name: string): (readonly [index: number, entry: Group])[] {
  const value = group?.[name];
  if (!Array.isArray(value)) return [];
  const entries: (readonly [number, Group])[] = [];
  value.forEach((entry: unknown, index) => {
    if (isGroup(entry)) entries.push([index, entry]);
  });
  return entries;
}

/** Reads a member that is an amount of money, in fen; undefined for any other. */
export function fenOf(group: Group | undefined, name: string): number | undefined {
  return toFen(group?.[name]);
}
