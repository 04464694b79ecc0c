import type { Schema } from "../schemas/parts.ts";
import { refTo, type SchemaName } from "../schemas/schemas.ts";
import type { Text } from "./bilingual.ts";

/** A good answer of an endpoint. */
export interface Answer {
  readonly about: Text;
  /** Media types that it may have, the usual one first, with the schema of each; absent: it has no content. */
  readonly content?: Readonly<Record<string, Schema>>;
  /** Names and meanings of header fields. */
  readonly headers?: Readonly<Record<string, Text>>;
}

/** An answer whose content is JSON of a named schema. */
export function json(schema: SchemaName, en: string, zh: string): Answer {
  return content("application/json", refTo(schema), en, zh);
}

/** An answer with content of one media type. */
export function content(mediaType: string, schema: Schema, en: string, zh: string): Answer {
  return { about: [en, zh], content: { [mediaType]: schema } };
}

/** Content that is text. */
export const TEXT: Schema = { type: "string" };

/** Content that is bytes. */
export const BYTES: Schema = { type: "string", format: "binary" };

/** The answer 304 of a document that has an entity tag. */
export const NOT_MODIFIED: Answer = { about: ["You have it already.", "内容未变化。"] };
