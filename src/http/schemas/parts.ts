/** Parts that the schemas of the API description are built of. */
import { both } from "../openapi/bilingual.ts";

/** JSON Schema. */
export type Schema = Readonly<Record<string, unknown>>;

/** Makes a reference to a schema of the description. */
export function schemaRef(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

/** Adds the description of its value to a schema. */
export function described(schema: Schema, en: string, zh: string): Schema {
  return { ...schema, description: both(en, zh) };
}

/** Makes the schema of a text, with its description. */
export function text(en: string, zh: string): Schema {
  return described({ type: "string" }, en, zh);
}

/** Makes the schema of an RFC 3339 date-time. */
export function time(en: string, zh: string): Schema {
  return described({ type: "string", format: "date-time" }, en, zh);
}

/** Schema of a number of things. */
export const COUNT: Schema = { type: "integer", minimum: 0 };

/** Makes the schema of an array. */
export function listOf(items: Schema): Schema {
  return { type: "array", items };
}

/** Makes the schema of an object. Other members are allowed. */
export function object(
  required: Readonly<Record<string, Schema>>,
  optional: Readonly<Record<string, Schema>> = {},
): Schema {
  return { type: "object", required: Object.keys(required), properties: { ...required, ...optional } };
}
