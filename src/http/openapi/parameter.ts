import { both } from "./bilingual.ts";

/** A Parameter Object (OpenAPI 3.1 section 4.8.12): one of a path is required, one of a query is not. */
export function parameter(place: "path" | "query", name: string, schema: object, en: string, zh: string) {
  return { in: place, name, required: place === "path", schema, description: both(en, zh) };
}
