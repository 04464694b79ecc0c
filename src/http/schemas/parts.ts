/** What the schemas of the API description are built of. */
import { both } from "../openapi/bilingual.ts";

/** A JSON Schema. */
export type Schema = Readonly<Record<string, unknown>>;

/** A reference to a schema of the description. */
export function schemaRef(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

/** A schema that says what its value is. */
export function described(schema: Schema, en: string, zh: string): Schema {
  return { ...schema, description: both(en, zh) };
}

/** A text that says what it is. */
export function text(en: string, zh: string): Schema {
  return described({ type: "string" }, en, zh);
}

/** An RFC 3339 date-time. */
export function time(en: string, zh: string): Schema {
  return described({ type: "string", format: "date-time" }, en, zh);
}

/** A number of things. */
export const COUNT: Schema = { type: "integer", minimum: 0 };

/** An array of these. */
export function listOf(items: Schema): Schema {
  return { type: "array", items };
}

/** An object whose members outside of `optional` are required. */
export function object(
  required: Readonly<Record<string, Schema>>,
  optional: Readonly<Record<string, Schema>> = {},
): Schema {
  return { type: "object", required: Object.keys(required), properties: { ...required, ...optional } };
}
