import type { Field } from "../schema/field.ts";

/** Gives the groups of a document's fields and of its persons', as sharing policies name them. */
export function groupsOf({ members }: Field): readonly Field[] {
  const person = members.find(({ items }) => items?.members.some(({ name }) => name === "personId"));
  return [...members.filter((one) => one !== person), ...(person?.items?.members ?? [])];
}

/**
 * Finds the groups that a packet's document does not have for its recipient. A packet of a type that reaches its recipient
 * whole withholds nothing, whatever it holds.
 * @param disclosed names of the groups that the packet says it has
 */
export function withheldGroups(schema: Field, disclosed: readonly string[]): readonly Field[] {
  if (!disclosed.includes("header")) return [];
  return groupsOf(schema).filter(({ name, kind }) => kind === "group" && !disclosed.includes(name));
}
