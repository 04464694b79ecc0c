/** The fields that a document has: those of its schema, and what a sharing policy made in place of others. */
import { REDUCED_CODES, REDUCED_MEMBERS } from "../domain/words/reduced-words.ts";
import type { Field } from "../schema/field.ts";
import { isGroup } from "../schema/reading.ts";

/**
 * Narrows a schema's fields to those that a document has, and adds the members that no schema has, so that nothing of a
 * packet is left out. A member that a reduced form takes from elsewhere keeps the title and the codes that it has there.
 */
export function shownFields(field: Field, document: unknown): Field {
  return narrowed(field, [document], new Map(allFields(field).map((one) => [one.name, one] as const)));
}

function narrowed(field: Field, values: readonly unknown[], known: ReadonlyMap<string, Field>): Field {
  const lists = values.filter((value) => Array.isArray(value));
  if (lists.length > 0) {
    const items = lists.flat() as readonly unknown[];
    const base = field.items ?? made("", items[0]);
    return { ...field, kind: "list", codes: [], members: [], items: narrowed(base, items, known) };
  }
  const groups = values.filter(isGroup);
  // A date with its precision is one value.
  if (field.kind === "partial-date" && groups.length > 0) return field;
  if (groups.length === 0 || (field.kind !== "group" && field.members.length === 0)) return simple(field, values);
  const has = (name: string) => groups.some((group) => group[name] !== undefined);
  const own = field.members.filter(({ name }) => has(name));
  const names = new Set(field.members.map(({ name }) => name));
  const extra = [...new Set(groups.flatMap((group) => Object.keys(group)))].filter((name) => !names.has(name));
  const members = [...own, ...extra.map((name) => strange(name, groups, known))].map((member) =>
    narrowed(
      member,
      groups.map((group) => group[member.name]).filter((value) => value !== undefined),
      known,
    ),
  );
  return { ...field, kind: "group", members, required: false };
}

/** Field of a member that the schema does not have here. */
function strange(
  name: string,
  groups: readonly Readonly<Record<string, unknown>>[],
  known: ReadonlyMap<string, Field>,
): Field {
  const value = groups.map((group) => group[name]).find((one) => one !== undefined);
  const word = Object.hasOwn(REDUCED_MEMBERS, name) ? REDUCED_MEMBERS[name] : undefined;
  const elsewhere = word === undefined ? known.get(name) : undefined;
  if (elsewhere !== undefined) return elsewhere;
  const field = made(name, value);
  const words = Object.entries((Object.hasOwn(REDUCED_CODES, name) ? REDUCED_CODES[name] : undefined) ?? {}).map(
    ([code, text]) => ({ code, ...text }),
  );
  // The categories alone, out of the list of aid.
  const codes = name === "categories" ? (known.get("category")?.codes ?? []) : words;
  const titled = { ...field, title: word ?? field.title };
  return field.items === undefined ? { ...titled, codes } : { ...titled, items: { ...field.items, codes } };
}

/** Field that says no more than its value does. */
function made(name: string, value: unknown): Field {
  const list = Array.isArray(value);
  const kind = list ? "list" : isGroup(value) ? "group" : typeof value === "boolean" ? "boolean" : "text";
  const field: Field = {
    name,
    title: { zh: name, en: name },
    note: "",
    kind,
    required: false,
    neededUnless: [],
    codes: [],
    schema: {},
    members: [],
  };
  return list ? { ...field, items: made("", value[0]) } : field;
}

/** A reduced form may say of an amount or a list only whether there is one. */
function simple(field: Field, values: readonly unknown[]): Field {
  const told = field.kind !== "boolean" && values.some((value) => typeof value === "boolean");
  if (told) return { ...made(field.name, true), title: { zh: `有${field.title.zh}`, en: `Has ${field.title.en}` } };
  return field.kind === "list" || field.kind === "group"
    ? { ...made(field.name, values[0]), title: field.title }
    : field;
}

function allFields(field: Field): Field[] {
  const inner = [...field.members, ...(field.items === undefined ? [] : [field.items])];
  return inner.flatMap((one) => (one.name === "" ? allFields(one) : [one, ...allFields(one)]));
}
