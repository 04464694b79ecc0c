/**
 * Reading a document whose structure is being judged at the same time. The rules that compare members
 * are silent on members that are missing or of another type: the schema speaks for those.
 */
import { toFen } from "../domain/codes/money.ts";

/** An object of a document. */
export type Group = Readonly<Record<string, unknown>>;

/**
 * Where a `$ref` of a schema leads: the `$id` of the document and the names of the JSON pointer inside it.
 * @param base `$id` of the document that holds the reference
 */
export function targetOf(ref: string, base: string): { readonly id: string; readonly names: readonly string[] } {
  const url = new URL(ref, base);
  const names = url.hash.slice(1).split("/").slice(1);
  url.hash = "";
  return { id: url.href, names };
}

/** Whether a value is a JSON object. */
export function isGroup(value: unknown): value is Group {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A member that is an object, else undefined. */
export function groupOf(group: Group | undefined, name: string): Group | undefined {
  const value = group?.[name];
  return isGroup(value) ? value : undefined;
}

/** A member that is a text, else undefined. */
export function textOf(group: Group | undefined, name: string): string | undefined {
  const value = group?.[name];
  return typeof value === "string" ? value : undefined;
}

/** The objects of a member that is an array, each with its index. */
export function entriesOf(group: Group | undefined, name: string): (readonly [index: number, entry: Group])[] {
  const value = group?.[name];
  if (!Array.isArray(value)) return [];
  const entries: (readonly [number, Group])[] = [];
  value.forEach((entry: unknown, index) => {
    if (isGroup(entry)) entries.push([index, entry]);
  });
  return entries;
}

/** A member that is an amount of money, in fen, else undefined. */
export function fenOf(group: Group | undefined, name: string): number | undefined {
  return toFen(group?.[name]);
}
