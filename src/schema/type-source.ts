import { type Group, groupOf, isGroup, targetOf, textOf } from "./reading.ts";

/** Members of a schema that a type depends on; the rest are limits, titles and annotations. */
const TYPE_MEMBERS = ["type", "enum", "const", "required", "additionalProperties"] as const;

/**
 * Rewrites a schema for the type generator: all definitions inside it, each once and with an English name;
 * references without sibling members, which would make a new type of each; both titles in the description.
 * @param documents all schemas by their `$id`
 * @throws {Error} naming the reference, when it leads nowhere
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

  /** Adds the definition that a reference leads to, when it is not there yet, and returns its name. */
  #define(ref: string, base: string): string {
    const { id, names } = targetOf(ref, base);
    const key = names.at(-1) ?? "";
    const target = groupOf(groupOf(this.#documents.get(id), "$defs"), key);
    if (target === undefined) throw new Error(`${base}: ${ref} leads nowhere`);
    // A definition that is only a reference gets no type of its own.
    const alias = textOf(target, "$ref");
    if (alias !== undefined) return this.#define(alias, id);
    const name = `${key.charAt(0).toUpperCase()}${key.slice(1)}${id.includes("/defs/subject/") && isValueName(key) ? "Group" : ""}`;
    if (this.#definitions[name] === undefined) {
      // Reserves the place before reading the definition, so that definitions stand in the order of first use.
      this.#definitions[name] = {};
      this.#definitions[name] = this.strip(target, id);
    }
    return name;
  }
}

/** Tells whether a group of a subject has the name of a shared definition too: only `address` does. */
function isValueName(key: string): boolean {
  return key === "address";
}
