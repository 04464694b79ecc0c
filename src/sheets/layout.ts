/**
 * The tables of a document: which sheet, which heading, which field. Made from its schema, so that a new field is a new
 * column. One form holds what the document has once, one table has a row a person, and every list inside a person is a
 * table of its own, whose rows name their person.
 */
import type { Bilingual } from "../domain/bilingual.ts";
import type { Field, FieldCode } from "../schema/field.ts";

/** Column of a table, or line of the form. */
export interface Column {
  /** Member names below the row's object, joined with dots: `identity.name`. */
  readonly path: string;
  /** Unique in its table. Amounts end in their unit, `总收入(元)`. */
  readonly heading: Bilingual;
  /** Group that it belongs to. */
  readonly group: Bilingual;
  readonly field: Field;
  /** Codes of the field, or of the items of a list of codes. */
  readonly codes: readonly FieldCode[];
  /** Required in every row: it and all that holds it. With `neededUnless`: unless the row's subject has these needs only. */
  readonly required: boolean;
  readonly neededUnless: readonly string[];
}

export interface Table {
  /** Name of its sheet. */
  readonly name: Bilingual;
  /**
   * `form`: one record, a line a field. `rows`: a row each. `inner`: a row each, in a list of a row of `rows`, which
   * its first column names.
   */
  readonly kind: "form" | "rows" | "inner";
  /** Path of its list; of an inner table below the row that holds it. Empty for the form. */
  readonly path: string;
  readonly field: Field;
  readonly columns: readonly Column[];
  /** Paths of the columns that are filled in beforehand: a row in which nothing else is filled in is no row. */
  readonly given?: ReadonlySet<string>;
  /** Paths of those among them that a person reads only: they are not taken into the document. */
  readonly shown?: ReadonlySet<string>;
}

/** Tables of a document; the first is the form. */
export interface Layout {
  readonly title: Bilingual;
  readonly tables: readonly Table[];
  /** Column of the persons by which inner rows name their person; undefined for a document without persons. */
  readonly key: Column | undefined;
}

/** Column of an inner table by which a row names its person. Rows of some tables have a number of their own beside it. */
export const KEY = {
  path: "subject.personId",
  heading: { zh: "救助对象·内部人员号", en: "Subject·Person number" },
} as const;

/** Name of the sheet that holds what a document has once. */
const FORM: Bilingual = { zh: "移送信息", en: "Header" };

/** Makes the tables of a document. One without persons has a form only. */
export function layoutOf(document: Field): Layout {
  const list = document.members.find(({ items }) => items?.members.some(({ name }) => name === "personId"));
  const people = list?.items?.members ?? [];
  const shared = { words: new Map(people.map(({ name, title }) => [name, title])), departments: departmentsOf(people) };
  const table = (kind: Table["kind"], field: Field, path: string, name: Bilingual): Table => {
    const root = kind === "form" ? document : field.items;
    const members = (root?.members ?? []).filter(({ name: one }) => kind !== "form" || one !== list?.name);
    return { name, kind, path, field, columns: unique(columnsOf(members, kind === "inner", shared)) };
  };
  const once = listsIn(document.members.filter(({ name }) => name !== list?.name));
  const tables = [
    table("form", document, "", FORM),
    ...(list === undefined ? [] : [table("rows", list, list.name, list.title)]),
    ...listsIn(people).map(({ field, path }) => table("inner", field, path, field.title)),
    ...once.map(({ field, path }) => table("rows", field, path, field.title)),
  ];
  const key = list === undefined ? undefined : tables[1]?.columns.find(({ path }) => path === "personId");
  return { title: document.title, tables: named(tables), key };
}

/** Lists of groups inside of fields; each becomes a table. */
function listsIn(fields: readonly Field[], above = ""): { field: Field; path: string }[] {
  return fields.flatMap((field) => {
    const path = above + field.name;
    if (field.items !== undefined) return field.items.kind === "group" ? [{ field, path }] : [];
    return listsIn(field.members, `${path}.`);
  });
}

interface Draft extends Omit<Column, "heading"> {
  readonly titles: readonly Bilingual[];
}

/** Words that stand elsewhere in the document. */
interface Shared {
  /** Titles of the groups of a person, by name. */
  readonly words: ReadonlyMap<string, Bilingual>;
  readonly departments: readonly FieldCode[];
}

/** @param nested whether lists of groups become columns: inner tables have none of their own */
function columnsOf(fields: readonly Field[], nested: boolean, { words, departments }: Shared): Draft[] {
  const draft = (
    field: Field,
    path: string,
    titles: readonly Bilingual[],
    required: boolean,
    unless: readonly string[] = [],
  ): Draft[] => {
    const needed = required && (field.required || field.neededUnless.length > 0);
    const neededUnless = field.neededUnless.length > 0 ? field.neededUnless : unless;
    if (field.kind === "group") {
      return field.members.flatMap((inner) =>
        draft(inner, `${path}.${inner.name}`, [...titles, inner.title], needed, neededUnless),
      );
    }
    if (field.items?.kind === "group" && !nested) return [];
    const listed = (field.items ?? field).codes;
    // Names of groups have their words where the groups are, and receivers are mostly departments.
    const codes =
      field.name === "receivers"
        ? departments
        : listed.map((one) => (one.zh === one.code ? { ...one, ...words.get(one.code) } : one));
    return [{ path, titles, group: titles[0] ?? field.title, field, codes, required: needed, neededUnless }];
  };
  return fields.flatMap((field) => draft(field, field.name, [field.title], true));
}

function departmentsOf(people: readonly Field[]): readonly FieldCode[] {
  const needs = people.find(({ name }) => name === "needs")?.members.find(({ name }) => name === "items");
  return needs?.items?.members.find(({ name }) => name === "department")?.codes ?? [];
}

/** Gives each column its heading: its own titles below the group, and the group's in front where two would be the same. */
function unique(drafts: readonly Draft[]): Column[] {
  const short = drafts.map(({ titles }) => (titles.length > 1 ? titles.slice(1) : titles));
  const count = new Map<string, number>();
  for (const titles of short) count.set(joined(titles, "zh"), (count.get(joined(titles, "zh")) ?? 0) + 1);
  return drafts.map(({ titles, ...column }, n) => {
    const own = short[n] ?? titles;
    const used = (count.get(joined(own, "zh")) ?? 0) > 1 ? titles : own;
    const unit = column.field.kind === "money" ? { zh: "(元)", en: " (yuan)" } : { zh: "", en: "" };
    // A title may name its unit already: 标准(元/月·人).
    const zh = joined(used, "zh");
    const heading = zh.endsWith(")")
      ? { zh, en: joined(used, "en") }
      : { zh: zh + unit.zh, en: joined(used, "en") + unit.en };
    return { ...column, heading };
  });
}

function joined(titles: readonly Bilingual[], language: keyof Bilingual): string {
  return titles.map((title) => title[language]).join("·");
}

/** Gives two tables of one name different ones. Spreadsheets allow 31 characters and not all of them. */
function named(tables: readonly Table[]): Table[] {
  const taken = new Set<string>();
  return tables.map((table) => {
    const plain = table.name.zh.replace(/[[\]:*?/\\]/g, " ").slice(0, 28);
    let zh = plain;
    for (let n = 2; taken.has(zh); n++) zh = `${plain}${n}`;
    taken.add(zh);
    return { ...table, name: { ...table.name, zh } };
  });
}
