import type { Bilingual } from "../domain/bilingual.ts";
import type { Resolve } from "./fold-plan.ts";
import { type Group, groupOf, isGroup, textOf } from "./reading.ts";

/** Kind of value that a field has. */
export type FieldKind =
  | "group"
  | "list"
  | "code"
  | "boolean"
  | "integer"
  | "decimal"
  | "money"
  | "date"
  | "partial-date"
  | "date-time"
  | "text";

/** Code of a list, with its words; a code without words is its own. */
export interface FieldCode extends Bilingual {
  readonly code: string;
}

/** Field of a document as its schema describes it, with the fields inside it. */
export interface Field {
  /** Name of the member; empty for the document itself and for the items of a list. */
  readonly name: string;
  readonly title: Bilingual;
  /** What the schema says beyond the title, in Chinese; may be empty. */
  readonly note: string;
  readonly kind: FieldKind;
  /** Whether the group that holds it must have it. */
  readonly required: boolean;
  /** Codes of needs: it is required unless its subject has these needs only. Empty for any other field. */
  readonly neededUnless: readonly string[];
  /** Codes of a code list; empty for any other field. */
  readonly codes: readonly FieldCode[];
  /** Schema of the field, what it refers to included. */
  readonly schema: Group;
  /** Fields of a group. */
  readonly members: readonly Field[];
  /** What a list holds. */
  readonly items?: Field;
}

/**
 * Reads the fields of a schema as a tree: for tables, forms, dictionaries and messages that name a field. Follows
 * references without a guard against circles, as the schemas are not recursive.
 * @param base `$id` of the document that holds the schema
 */
export function fieldOf(schema: Group, base: string, resolve: Resolve, name = "", required = true): Field {
  const { merged, base: at } = merge(schema, base, resolve);
  const needed = merged["required"];
  const properties = Object.entries(groupOf(merged, "properties") ?? {});
  const items = groupOf(merged, "items");
  const kind = kindOf(merged);
  const unless = merged["x-needed-unless"];
  return {
    name,
    title: { zh: textOf(merged, "title") ?? name, en: textOf(merged, "x-title-en") ?? name },
    note: textOf(merged, "description") ?? "",
    kind,
    required,
    neededUnless: Array.isArray(unless) ? unless.map(String) : [],
    codes: codesOf(merged),
    schema: merged,
    members: properties.flatMap(([member, inner]) =>
      isGroup(inner) ? [fieldOf(inner, at, resolve, member, Array.isArray(needed) && needed.includes(member))] : [],
    ),
    ...(items === undefined ? {} : { items: fieldOf(items, at, resolve) }),
  };
}

/** Puts what a schema refers to below its own members. A definition that refers on belongs to the last document. */
function merge(schema: Group, base: string, resolve: Resolve): { merged: Group; base: string } {
  const ref = textOf(schema, "$ref");
  if (ref === undefined) return { merged: schema, base };
  const target = resolve(ref, base);
  const below = merge(target.schema, target.base, resolve);
  const { $ref: _, ...own } = schema;
  return { merged: { ...below.merged, ...own }, base: below.base };
}

function kindOf(schema: Group): FieldKind {
  if (schema["x-fold"] === "partial-date") return "partial-date";
  if (schema["x-money"] !== undefined) return "money";
  if (typeof schema["const"] === "boolean") return "boolean";
  if (schema["enum"] !== undefined || schema["const"] !== undefined) return "code";
  const types = new Set([schema["type"]].flat());
  if (types.has("object")) return "group";
  if (types.has("array")) return "list";
  if (types.has("boolean")) return "boolean";
  if (types.has("integer")) return "integer";
  if (types.has("number")) return "decimal";
  if (schema["format"] === "calendar-date") return "date";
  return schema["format"] === "offset-date-time" ? "date-time" : "text";
}

function codesOf(schema: Group): FieldCode[] {
  const codes = Array.isArray(schema["enum"]) ? schema["enum"] : [schema["const"]];
  const labels = groupOf(schema, "x-labels");
  return codes
    .filter((code) => typeof code === "string")
    .map((code) => {
      const label = groupOf(labels, code);
      return { code, zh: textOf(label, "zh") ?? code, en: textOf(label, "en") ?? code };
    });
}
