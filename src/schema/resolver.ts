import type { Resolve } from "./fold-plan.ts";
import { type Group, isGroup, targetOf } from "./reading.ts";

/** Makes the function that resolves a `$ref`: to a document by its `$id`, and to a JSON pointer inside it. */
export function resolver(documents: ReadonlyMap<string, Group>): Resolve {
  return (ref, base) => {
    const { id, names } = targetOf(ref, base);
    let schema: unknown = documents.get(id);
    for (const name of names) schema = isGroup(schema) ? schema[name] : undefined;
    if (!isGroup(schema)) throw new Error(`${base}: ${ref} leads nowhere`);
    return { schema, base: id };
  };
}
