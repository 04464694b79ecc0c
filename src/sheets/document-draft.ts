import type { Bilingual } from "../domain/bilingual.ts";
import { isGroup } from "../schema/reading.ts";
import type { Heading } from "./headings.ts";
import type { Layout, Table } from "./layout.ts";
import { columnLetters } from "./workbook.ts";

/** Place in a workbook: a cell, a row, or a sheet where there is neither. */
export interface Place {
  readonly sheet: string;
  /** From 1. */
  readonly row?: number;
  /** From 0. */
  readonly column?: number;
  readonly heading?: Bilingual;
}

/** Writes a place as spreadsheets do: `救助对象!F7`, a row as `救助对象!7:7`. */
export function placeText({ sheet, row, column }: Place): string {
  if (row === undefined) return sheet;
  return column === undefined ? `${sheet}!${row}:${row}` : `${sheet}!${columnLetters(column)}${row}`;
}

/** Columns of a table in the sheet that it is read from. */
interface Described {
  readonly sheet: string;
  readonly columns: ReadonlyMap<string, { readonly column: number; readonly heading: Bilingual }>;
}

type Node = Record<string, unknown>;

/** A document that grows value by value, with the place of each. Pointers are RFC 6901, from the document. */
export class DocumentDraft {
  readonly document: Node = {};
  readonly #layout: Layout;
  readonly #places = new Map<string, Place>();
  readonly #rows = new Map<string, Table>();
  readonly #described = new Map<Table, Described>();

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  /** Notes where the columns of a table are. */
  describe(sheet: string, table: Table, byColumn: ReadonlyMap<number, Heading>): void {
    const columns = [...byColumn].map(
      ([column, heading]) => [heading.path, { column, heading: heading.column.heading }] as const,
    );
    this.#described.set(table, { sheet, columns: new Map(columns) });
  }

  /** Notes the place of a value that may be missing. */
  place(pointer: string, place: Place): void {
    this.#places.set(pointer, place);
  }

  /** Sets a value, with the groups and lists above it. Names come from the layout, and a number is an index of a list. */
  set(pointer: string, value: unknown, place: Place): void {
    const names = pointer.split("/").slice(1);
    let node: Node | unknown[] = this.document;
    for (const [n, name] of names.entries()) {
      const isLast = n === names.length - 1;
      const next: unknown = Reflect.get(node, name);
      if (isLast) Reflect.set(node, name, value);
      else if (typeof next === "object" && next !== null) node = next as Node;
      else {
        const made: Node | unknown[] = /^\d+$/.test(names[n + 1] ?? "") ? [] : {};
        Reflect.set(node, name, made);
        node = made;
      }
    }
    this.#places.set(pointer, place);
  }

  /** Appends an empty object to a list. @returns its pointer */
  append(list: string, place: Place, table: Table): string {
    const items = this.valueAt(list);
    const pointer = `${list}/${Array.isArray(items) ? items.length : 0}`;
    this.set(pointer, {}, place);
    this.#rows.set(pointer, table);
    return pointer;
  }

  valueAt(pointer: string): unknown {
    let value: unknown = this.document;
    for (const name of pointer.split("/").slice(1)) {
      value = typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
    }
    return value;
  }

  /** Adds what goes without saying: lists that may be empty, fixed values, groups that there must be. */
  complete(): void {
    const [form, main] = this.#layout.tables;
    if (form === undefined || main === undefined) return;
    completeGroup(form.field, this.document);
    // A list that holds indexes only where a mapping has numbered them can have holes.
    closeGaps(this.document);
  }

  /** Place of a pointer, or of the nearest thing above it that has one. @param pointer from `/body` */
  placeOf(pointer: string): Place {
    const names = pointer.split("/").slice(2);
    // The items of a list of codes are in one cell.
    const isIndex = (name: string | undefined) => /^\d+$/.test(name ?? "");
    for (let n = names.length; n >= 0; n--) {
      const above = `/${names.slice(0, n).join("/")}`;
      const place = this.#places.get(above);
      const table = this.#rows.get(above);
      const rest = names.slice(n, isIndex(names.at(-1)) ? -1 : undefined).join(".");
      if (table !== undefined) return this.#inRow(table, rest, place);
      if (place !== undefined) return place;
    }
    return this.#missing(names);
  }

  /** Place of something in a row that is not there: its column, else the sheet that would hold it. */
  #inRow(table: Table, path: string, place: Place | undefined): Place {
    const described = this.#described.get(table);
    const row = place ?? { sheet: described?.sheet ?? table.name.zh };
    const inner = this.#layout.tables.find((one) => one.kind === "inner" && one.path === path);
    if (inner !== undefined) return { ...row, heading: inner.name };
    const [, found] =
      [...(described?.columns ?? [])].find(([one]) => one === path || (path !== "" && one.startsWith(`${path}.`))) ??
      [];
    if (found !== undefined) return { ...row, ...found };
    const below = this.#layout.tables.find((one) => one.kind === "inner" && one.path.startsWith(`${path}.`));
    return below === undefined || path === "" ? row : { ...row, heading: below.name };
  }

  #missing(names: readonly string[]): Place {
    const path = names.join(".");
    const table = this.#layout.tables.find((one) => one.kind === "rows" && path.startsWith(one.path));
    if (table !== undefined) return { sheet: this.#described.get(table)?.sheet ?? table.name.zh };
    const below = [...this.#places].find(([pointer]) => pointer.startsWith(`/${names.join("/")}/`));
    if (below !== undefined) return below[1];
    const [form] = this.#layout.tables;
    const column = form?.columns.find((one) => one.path === path || one.path.startsWith(`${path}.`));
    return { sheet: form?.name.zh ?? "", ...(column === undefined ? {} : { heading: column.heading }) };
  }
}

/** Adds to a value of a field the groups, lists and fixed values that it must have. Changes it. */
export function completeGroup(field: Table["field"], value: unknown): void {
  if (field.kind === "list" && Array.isArray(value)) {
    if (field.items !== undefined) for (const item of value) completeGroup(field.items, item);
    return;
  }
  if (!isGroup(value)) return;
  const group = value as Node;
  for (const member of field.members) {
    const constant = member.schema["const"];
    if (group[member.name] === undefined && member.required) {
      if (constant !== undefined) group[member.name] = constant;
      // Each member that is missing is then reported by itself, at its own cell.
      else if (member.kind === "group") group[member.name] = {};
      else if (member.kind === "list" && (member.schema["minItems"] ?? 0) === 0) group[member.name] = [];
    }
    completeGroup(member, group[member.name]);
  }
}

function closeGaps(value: unknown): void {
  if (Array.isArray(value)) {
    for (let n = value.length - 1; n >= 0; n--) if (value[n] === undefined) value.splice(n, 1);
  }
  if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) closeGaps(inner);
}
