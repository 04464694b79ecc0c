import { fileURLToPath } from "node:url";
import type { MessageType } from "../../domain/message.ts";
import { type Field, fieldOf } from "../../schema/field.ts";
import { resolver } from "../../schema/resolver.ts";
import { readSchemas } from "../../schema/schema-files.ts";

/** Folder of the schemas of this installation. */
export const SCHEMAS = fileURLToPath(new URL("../../../schemas", import.meta.url));

/** Gives the groups of a document's fields and of its persons', as sharing policies name them. */
export function groupsOf({ members }: Field): readonly Field[] {
  const person = members.find(({ items }) => items?.members.some(({ name }) => name === "personId"));
  return [...members.filter((one) => one !== person), ...(person?.items?.members ?? [])];
}

/** Reads the fields of a message type's document, in version 1. @throws {TypeError} for a type without a schema */
export async function documentField(type: MessageType): Promise<Field> {
  const { documents, names } = await readSchemas(SCHEMAS);
  const [id] = [...names].find(([, name]) => name.type === type && name.version === "1") ?? [];
  const schema = id === undefined ? undefined : documents.get(id);
  if (id === undefined || schema === undefined) throw new TypeError(`no schema of ${type}`);
  return fieldOf(schema, id, resolver(documents));
}
