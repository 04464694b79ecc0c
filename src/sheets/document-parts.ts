/** A document in the parts in which people read it: groups of fields with titles and words, lists as tables, persons. */
import type { Bilingual } from "../domain/bilingual.ts";
import type { Column, Layout, Table } from "./layout.ts";
import { itemsAt, shownValue, textAt, valueAt } from "./write-list.ts";

/** List as a table. Columns that nobody filled are left out. */
export interface TablePart {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Group of fields: those with a value, and its lists. */
export interface GroupPart {
  readonly title: string;
  readonly pairs: readonly (readonly [label: string, value: string])[];
  readonly tables: readonly TablePart[];
}

/** Person of a document. */
export interface PersonPart {
  /** Empty where the document does not give it. */
  readonly name: string;
  /** The sender's own number of the person. */
  readonly number: string;
  readonly groups: readonly GroupPart[];
}

/** Whole document. */
export interface DocumentParts {
  readonly title: string;
  /** What the document has once. */
  readonly form: readonly GroupPart[];
  readonly tables: readonly TablePart[];
  readonly persons: readonly PersonPart[];
}

type Pick = (text: Bilingual) => string;

/**
 * Takes a document apart for reading.
 * @param layout of the fields that the document has
 * @param pick chooses the language of titles and codes
 */
export function documentParts(layout: Layout, document: unknown, pick: Pick): DocumentParts {
  const [form, main] = layout.tables;
  const people = main?.kind === "rows" && layout.key !== undefined ? main : undefined;
  const others = layout.tables.filter((table) => table.kind === "rows" && table !== people);
  const inner = layout.tables.filter((table) => table.kind === "inner");
  const persons = people === undefined ? [] : itemsAt(document, people.path);
  return {
    title: pick(layout.title),
    form: form === undefined ? [] : groupsOf(form, [], document, pick),
    tables: others.flatMap((table) => tableOf(table, itemsAt(document, table.path), pick)),
    persons: persons.map((person) => ({
      name: textAt(person, "identity.name"),
      number: textAt(person, "personId"),
      groups: people === undefined ? [] : groupsOf(people, inner, person, pick),
    })),
  };
}

/** The groups of a record that have something, each with its fields and then its lists. */
function groupsOf(table: Table, inner: readonly Table[], record: unknown, pick: Pick): GroupPart[] {
  const columns = table.columns.filter(({ path }) => path !== "personId");
  const names = (table.field.items ?? table.field).members.map(({ name }) => name);
  const of = (name: string) => (one: { readonly path: string }) => one.path.split(".")[0] === name;
  return names.flatMap((name) => {
    const pairs = columns.filter(of(name)).flatMap((column) => pairOf(column, record, pick));
    const lists = inner.filter(of(name));
    const tables = lists.flatMap((list) => tableOf(list, itemsAt(record, list.path), pick));
    const title = columns.find(of(name))?.group ?? lists[0]?.name;
    if (pairs.length === 0 && tables.length === 0) return [];
    return [{ title: title === undefined ? name : pick(title), pairs, tables }];
  });
}

function pairOf(column: Column, record: unknown, pick: Pick): [string, string][] {
  const value = readable(column, valueAt(record, column.path), pick);
  return value === "" ? [] : [[pick(column.heading), value]];
}

/** Value in words; a time in China without its offset. */
function readable(column: Column, value: unknown, pick: Pick): string {
  const [, day, time] =
    column.field.kind === "date-time" && typeof value === "string"
      ? (/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::00)?\+08:00$/.exec(value) ?? [])
      : [];
  return day === undefined ? shownValue(column, value, pick) : `${day} ${time ?? ""}`;
}

function tableOf(table: Table, items: readonly unknown[], pick: Pick): TablePart[] {
  if (items.length === 0) return [];
  const cells = items.map((item) => table.columns.map((column) => readable(column, valueAt(item, column.path), pick)));
  // A column that nobody filled takes the room of the others.
  const used = table.columns.map((_, n) => cells.some((row) => row[n] !== ""));
  const kept = <T>(row: readonly T[]) => row.filter((_, n) => used[n] === true);
  return [
    { title: pick(table.name), head: kept(table.columns).map(({ heading }) => pick(heading)), rows: cells.map(kept) },
  ];
}
