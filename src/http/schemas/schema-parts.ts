/** What the schemas of the API description are built of. */
import { both } from "../openapi/bilingual.ts";

/** A JSON Schema. */
export type Schema = Readonly<Record<string, unknown>>;

/** A reference to a schema of the description. */
export function schemaRef(name: string): { readonly $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

export const text = (en: string, zh: string): Schema => ({ type: "string", description: both(en, zh) });
export const listOf = (items: Schema): Schema => ({ type: "array", items });
export const time = (en: string, zh: string): Schema => ({
  type: "string",
  format: "date-time",
  description: both(en, zh),
});

/** An object whose members outside of `optional` are required. */
export function object(
  required: Readonly<Record<string, Schema>>,
  optional: Readonly<Record<string, Schema>> = {},
): Schema {
  return { type: "object", required: Object.keys(required), properties: { ...required, ...optional } };
}
