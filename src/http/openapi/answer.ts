import type { Schema } from "../schemas/parts.ts";
import { refTo, type SchemaName } from "../schemas/schemas.ts";
import type { Text } from "./bilingual.ts";

/** Good answer of an endpoint. */
export interface Answer {
  readonly about: Text;
  /** Media types that it may have, the usual one first, with the schema of each; absent: the answer has no content. */
  readonly content?: Readonly<Record<string, Schema>>;
  /** Names and meanings of header fields. */
  readonly headers?: Readonly<Record<string, Text>>;
}

/** Makes an answer whose content is JSON of a named schema. */
export function json(schema: SchemaName, en: string, zh: string): Answer {
  return content("application/json", refTo(schema), en, zh);
}

/** Makes an answer with content of one media type. */
export function content(mediaType: string, schema: Schema, en: string, zh: string): Answer {
  return { about: [en, zh], content: { [mediaType]: schema } };
}

/** Schema of content that is text. */
export const TEXT: Schema = { type: "string" };

/** Schema of content that is bytes. */
export const BYTES: Schema = { type: "string", format: "binary" };

/** Answer 304 of a document that has an entity tag. */
export const NOT_MODIFIED: Answer = { about: ["You have it already.", "内容未变化。"] };
