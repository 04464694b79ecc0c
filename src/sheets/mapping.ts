import { type Column, KEY, type Layout, type Table } from "./layout.ts";

/** What a column of somebody's own table means. */
export interface MappedColumn {
  /** Field below the row, `identity.name`; an item of a list has its index, `contact.persons.0.name`. */
  readonly field: string;
  /** Unit of an amount where the heading names none. */
  readonly unit?: "元" | "万元";
  /** Codes by what the table has for them. */
  readonly codes?: Readonly<Record<string, string>>;
}

/** Table of a mapping: which sheet, which columns, and what every row has although no column says so. */
export interface MappedTable {
  readonly sheet?: string;
  readonly columns: ReadonlyMap<string, MappedColumn>;
  readonly fixed: Readonly<Record<string, unknown>>;
}

/** Mapping of somebody's own tables to a list, by the names of the list's tables. */
export type Mapping = ReadonlyMap<string, MappedTable>;

const PARTS: ReadonlySet<string> = new Set(["sheet", "columns", "fixed"]);

export const NO_MAPPING: Mapping = new Map();

/** A mapping is wrong. Names the member; the mapping is the operator's own and holds no personal data. */
export class MappingError extends Error {
  override readonly name = "MappingError";
  /** Place in the mapping: `救助对象 / columns / 姓名`. */
  readonly place: string;

  constructor(place: string) {
    super(`the mapping is wrong at ${place}`);
    this.place = place;
  }
}

/**
 * Reads a mapping: `{ "救助对象": { "sheet": "人员", "columns": { "XM": "identity.name" }, "fixed": { … } } }`. A table is
 * named as its sheet in the template, in Chinese.
 * @throws {MappingError}
 */
export function readMapping(value: unknown, layout: Layout): Mapping {
  const mapping = new Map<string, MappedTable>();
  for (const [name, given] of members(value, "/")) {
    const table = layout.tables.find((one) => one.name.zh === name);
    if (table === undefined) throw new MappingError(name);
    const parts = new Map(members(given, name));
    for (const part of parts.keys()) if (!PARTS.has(part)) throw new MappingError(`${name} / ${part}`);
    const sheet = parts.get("sheet");
    if (sheet !== undefined && typeof sheet !== "string") throw new MappingError(`${name} / sheet`);
    const columns = members(parts.get("columns") ?? {}, `${name} / columns`).map(
      ([heading, column]) => [heading, mappedColumn(column, `${name} / columns / ${heading}`, layout, table)] as const,
    );
    const fixed = Object.fromEntries(members(parts.get("fixed") ?? {}, `${name} / fixed`));
    for (const field of Object.keys(fixed)) {
      if (targetOf(field, layout, table) === undefined) throw new MappingError(`${name} / fixed / ${field}`);
    }
    mapping.set(name, { ...(sheet === undefined ? {} : { sheet }), columns: new Map(columns), fixed });
  }
  return mapping;
}

function mappedColumn(value: unknown, place: string, layout: Layout, table: Table): MappedColumn {
  const parts =
    typeof value === "string" ? new Map<string, unknown>([["field", value]]) : new Map(members(value, place));
  const field = parts.get("field");
  if (typeof field !== "string" || targetOf(field, layout, table) === undefined) {
    throw new MappingError(`${place} / field`);
  }
  const unit = parts.get("unit");
  if (unit !== undefined && unit !== "元" && unit !== "万元") throw new MappingError(`${place} / unit`);
  const codes = parts.get("codes");
  const words = codes === undefined ? undefined : Object.fromEntries(members(codes, `${place} / codes`));
  if (words !== undefined && Object.values(words).some((code) => typeof code !== "string")) {
    throw new MappingError(`${place} / codes`);
  }
  return {
    field,
    ...(unit === undefined ? {} : { unit }),
    ...(words === undefined ? {} : { codes: words as Record<string, string> }),
  };
}

function members(value: unknown, place: string): [string, unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new MappingError(place);
  return Object.entries(value);
}

/**
 * Finds the column that a path below a row means: one of the row's own, or, with an index, one of a list in it.
 * Undefined for an unknown path.
 */
export function targetOf(path: string, layout: Layout, table: Table): Column | undefined {
  if (table.kind === "inner" && path === KEY.path) return layout.key;
  const own = table.columns.find((column) => column.path === path);
  if (own !== undefined || table.kind !== "rows") return own;
  const names = path.split(".");
  const at = names.findIndex((name) => /^\d{1,2}$/.test(name));
  const target = layout.tables.find((one) => one.kind === "inner" && one.path === names.slice(0, at).join("."));
  return target?.columns.find((column) => column.path === names.slice(at + 1).join("."));
}
