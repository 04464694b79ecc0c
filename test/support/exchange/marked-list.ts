import { readFileSync } from "node:fs";

type Schema = Readonly<Record<string, unknown>>;

const ROOT = new URL("../../../schemas/", import.meta.url);
const files = new Map<string, Schema>();

function fileOf(url: URL): Schema {
  let schema = files.get(url.href);
  if (schema === undefined) files.set(url.href, (schema = JSON.parse(readFileSync(url, "utf8")) as Schema));
  return schema;
}

/** Follows `$ref` across files. */
function resolve(schema: Schema, base: URL): { schema: Schema; base: URL } {
  const ref = schema["$ref"];
  if (typeof ref !== "string") return { schema, base };
  const url = new URL(ref, base);
  const pointer = url.hash.slice(1);
  url.hash = "";
  let target: unknown = fileOf(url);
  for (const name of pointer.split("/").slice(1)) target = (target as Record<string, unknown>)[name];
  return resolve(
    { ...(target as Schema), ...Object.fromEntries(Object.entries(schema).filter(([name]) => name !== "$ref")) },
    url,
  );
}

/**
 * Builds a document from its schema, with every member that it allows and every leaf a marker of its
 * own, so that a member that is added to the schema is in the test of the sharing policy without
 * anybody's doing. Values follow types only: disclosure does not look at others. Booleans are false.
 *
 * @param subjects how many subjects
 */
export function markedDocument(type: string, subjects: number): Record<string, unknown> {
  let count = 0;

  const build = (given: Schema, from: URL, pointer: string): unknown => {
    const { schema, base } = resolve(given, from);
    if (schema["properties"] !== undefined) {
      const members = Object.entries(schema["properties"] as Record<string, Schema>);
      return Object.fromEntries(members.map(([name, inner]) => [name, build(inner, base, `${pointer}/${name}`)]));
    }
    const kind = [schema["type"]].flat()[0];
    if (kind === "array") {
      const length = pointer === "/subjects" ? subjects : 2;
      return Array.from({ length }, (_, i) => build(schema["items"] as Schema, base, `${pointer}/${i}`));
    }
    if (kind === "boolean") return false;
    count++;
    return kind === "number" || kind === "integer" ? 7_000_000 + count : `⟦${count}⟧`;
  };

  const url = new URL(`${type}/1.schema.json`, ROOT);
  return build(fileOf(url), url, "") as Record<string, unknown>;
}

/** Puts a value at a pointer of a document, in the place of what is there. */
export function put(document: unknown, pointer: string, value: unknown): void {
  const names = pointer.split("/").slice(1);
  const last = names.pop() ?? "";
  let at = document;
  for (const name of names) at = (at as Record<string, unknown>)[name];
  (at as Record<string, unknown>)[last] = value;
}

/** Texts of all leaves of a document, by pointer. Booleans are none: they cannot be told apart. */
export function leaves(document: unknown, pointer = "", found = new Map<string, string>()): Map<string, string> {
  if (typeof document === "string" || typeof document === "number") found.set(pointer, String(document));
  else if (typeof document === "object" && document !== null) {
    for (const [name, inner] of Object.entries(document)) leaves(inner, `${pointer}/${name}`, found);
  }
  return found;
}

/**
 * The leaves that can be told apart: a text of at least four characters that stands in no other leaf
 * and in no member's name. Finding one in a packet tells where it comes from.
 */
export function tellTales(document: unknown): Map<string, string> {
  const all = [...leaves(document)];
  const names = all.map(([pointer]) => pointer).join();
  return new Map(
    all.filter(
      ([pointer, text]) =>
        text.length >= 4 &&
        !names.includes(text) &&
        !all.some(([other, more]) => other !== pointer && more.includes(text)),
    ),
  );
}
