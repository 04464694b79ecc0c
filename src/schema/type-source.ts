import { type Group, groupOf, isGroup, targetOf, textOf } from "./reading.ts";

/** Members of a schema that matter for a type; the rest are limits, titles and annotations. */
const TYPE_MEMBERS = ["type", "enum", "const", "required", "additionalProperties"] as const;

/**
 * A schema as the type generator wants it: complete in itself, every definition once and named in
 * English, references bare (one that has siblings would become a type of its own), and both titles in
 * the description.
 * @param documents all schemas by their `$id`
 */
export function typeSource(schema: Group, name: string, documents: ReadonlyMap<string, Group>): Group {
  const definitions: Record<string, Group> = {};
  const id = textOf(schema, "$id") ?? "";
  const root = new Source(documents, definitions).strip(schema, id);
  return { ...root, title: name, definitions };
}

class Source {
  readonly #documents: ReadonlyMap<string, Group>;
  readonly #definitions: Record<string, Group>;

  constructor(documents: ReadonlyMap<string, Group>, definitions: Record<string, Group>) {
    this.#documents = documents;
    this.#definitions = definitions;
  }

  strip(schema: Group, base: string): Group {
    const ref = textOf(schema, "$ref");
    if (ref !== undefined) return { $ref: `#/definitions/${this.#define(ref, base)}` };
    const stripped: Record<string, unknown> = {};
    for (const member of TYPE_MEMBERS) if (schema[member] !== undefined) stripped[member] = schema[member];
    const [zh, en, more] = ["title", "x-title-en", "description"].map((member) => textOf(schema, member));
    if (en !== undefined) stripped["description"] = `${en} (${zh ?? ""})${more === undefined ? "" : `: ${more}`}`;
    const properties = groupOf(schema, "properties");
    if (properties !== undefined) {
      stripped["properties"] = Object.fromEntries(
        Object.entries(properties).flatMap(([key, value]) => (isGroup(value) ? [[key, this.strip(value, base)]] : [])),
      );
    }
    const items = groupOf(schema, "items");
    if (items !== undefined) stripped["items"] = this.strip(items, base);
    return stripped;
  }

  /** Defines what a reference leads to, once; its name. */
  #define(ref: string, base: string): string {
    const { id, names } = targetOf(ref, base);
    const key = names.at(-1) ?? "";
    const target = groupOf(groupOf(this.#documents.get(id), "$defs"), key);
    if (target === undefined) throw new Error(`${base}: ${ref} leads nowhere`);
    // A definition that only renames another is that other.
    const alias = textOf(target, "$ref");
    if (alias !== undefined) return this.#define(alias, id);
    const name = `${key.charAt(0).toUpperCase()}${key.slice(1)}${id.includes("/defs/subject/") && isValueName(key) ? "Group" : ""}`;
    if (this.#definitions[name] === undefined) {
      // The place is taken before the definition is read, so that the order is that of first use.
      this.#definitions[name] = {};
      this.#definitions[name] = this.strip(target, id);
    }
    return name;
  }
}

/** Groups of a subject that share their name with a value: `address` is both. */
function isValueName(key: string): boolean {
  return key === "address";
}
