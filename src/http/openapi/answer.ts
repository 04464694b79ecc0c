import { schemaRef } from "./bilingual.ts";
import type { Answer } from "./operation.ts";

/** An answer in JSON, of a named schema. */
export function answer(name: string, en: string, zh: string): Answer {
  return { about: [en, zh], mediaType: "application/json", schema: schemaRef(name) };
}

export const NOT_MODIFIED: Answer = { about: ["You have it already.", "内容未变化。"] };
