import { type Group, groupOf, isGroup, targetOf, textOf } from "./reading.ts";

/**
 * Puts every schema that a schema refers to into its `$defs` (a compound schema document, JSON Schema
 * 2020-12 core section 9.3), so that a client needs only this one document.
 * @param documents all schemas by their `$id`
 * @throws {TypeError} naming the schema, when a reference leads to an unknown one
 */
export function bundle(schema: Group, documents: ReadonlyMap<string, Group>): Group {
  const needed = new Map<string, Group>();
  collect(schema, textOf(schema, "$id") ?? "", documents, needed);
  return { ...schema, $defs: { ...groupOf(schema, "$defs"), ...Object.fromEntries(needed) } };
}

function collect(
  value: unknown,
  base: string,
  documents: ReadonlyMap<string, Group>,
  needed: Map<string, Group>,
): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, base, documents, needed);
    return;
  }
  if (!isGroup(value)) return;
  const ref = textOf(value, "$ref");
  if (ref !== undefined) {
    const { id } = targetOf(ref, base);
    const document = documents.get(id);
    if (document === undefined) throw new TypeError(`unknown schema ${id}`);
    if (id !== base && !needed.has(id)) {
      needed.set(id, document);
      collect(document, id, documents, needed);
    }
  }
  for (const member of Object.values(value)) collect(member, base, documents, needed);
}
