/** Finds the registrations of rules and schemas in the log that count for an entry. Pure. */
import type { AuditEntry } from "../domain/audit-entry.ts";

/** Registration of a document under a name, at its place in the tree. */
export interface Registered {
  readonly index: number;
  /** Name as `registeredName` gives it. */
  readonly name: string;
}

/** Name of the document that an entry registers, a sharing policy or a schema; undefined for any other entry. */
export function registeredName({ type, change, part, to, schema }: AuditEntry): string | undefined {
  if (type !== "directory") return undefined;
  if (change === "rules" && part === "sharing-policy") return `policy ${String(to)}`;
  return change === "schema" ? schemaName(schema) : undefined;
}

/** Names of the documents that an entry relies on. */
export function reliesOn({ type, policy, messageType, version }: AuditEntry): readonly string[] {
  if (type === "sealed") return [`policy ${String(policy)}`];
  return type === "accepted"
    ? [`policy ${String(policy)}`, schemaName(`${String(messageType)}@${String(version)}`)]
    : [];
}

function schemaName(schema: unknown): string {
  return `schema ${String(schema)}`;
}

/** Places that rely on documents, by the documents' names. */
export function placesByName(
  entries: readonly { readonly index: number; readonly entry: AuditEntry }[],
): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const { index, entry } of entries) {
    for (const name of reliesOn(entry)) {
      const known = places.get(name);
      if (known === undefined) places.set(name, [index]);
      else known.push(index);
    }
  }
  return places;
}

/** Registrations, in the order of the tree, that are the last of their name before a place that relies on it. */
export function inForce<R extends Registered>(
  registrations: readonly R[],
  places: ReadonlyMap<string, readonly number[]>,
): R[] {
  return registrations.filter(({ index, name }) => {
    const next = registrations.find((other) => other.name === name && other.index > index);
    return (places.get(name) ?? []).some((place) => index < place && place < (next?.index ?? Number.POSITIVE_INFINITY));
  });
}
