import { fileURLToPath } from "node:url";
import type { MessageType } from "../../domain/message.ts";
import { type Field, fieldOf } from "../../schema/field.ts";
import { resolver } from "../../schema/resolver.ts";
import { readSchemas } from "../../schema/schema-files.ts";

/** Folder of the schemas of this installation. */
export const SCHEMAS = fileURLToPath(new URL("../../../schemas", import.meta.url));

/** Reads the fields of a message type's document. @throws {TypeError} for a type or version without a schema */
export async function documentField(type: MessageType, version = "1"): Promise<Field> {
  const { documents, names } = await readSchemas(SCHEMAS);
  const [id] = [...names].find(([, name]) => name.type === type && name.version === version) ?? [];
  const schema = id === undefined ? undefined : documents.get(id);
  if (id === undefined || schema === undefined) throw new TypeError(`no schema of ${type} ${version}`);
  return fieldOf(schema, id, resolver(documents));
}

/**
 * Finds the version of the schema that a document is written in, for a document does not say it: the first that it fits,
 * or, where it fits none, the newest, so that its faults are told by that. "1" of a type that has no schema here: the
 * gateway may be newer.
 * @param at moment at which it is judged
 */
export async function versionOf(type: MessageType, document: unknown, at: Date): Promise<string> {
  const { names } = await readSchemas(SCHEMAS);
  const versions = [...names.values()].flatMap((name) => (name.type === type ? [name.version] : []));
  versions.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const newest = versions.at(-1) ?? "1";
  // Compiling takes longer than a push: only where there is a choice.
  if (versions.length <= 1) return newest;
  const { shippedSchemas } = await import("../../schema/shipped.ts");
  const schemas = await shippedSchemas();
  return versions.find((version) => schemas.validate(type, version, document, at).ok) ?? newest;
}
