import { visible } from "./visible.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Escapes a text for HTML. Control characters and direction marks are shown by their code points. */
export function htmlText(value: string): string {
  return visible(value).replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? "");
}
