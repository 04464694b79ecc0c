/** Content of a readable summary, before it is HTML or PDF. Both show the same in the same order. */
import type { Bilingual } from "../../domain/bilingual.ts";
import type { Drawing } from "../../domain/drawing.ts";

/** Line: a text in both languages, a text without a language (a time, a number), or an id or digest in small. */
export type Line = Bilingual | string | { readonly fine: string };

/** Column of a table. Widths are shares of the whole, which is 100. */
export interface Column {
  readonly title: Bilingual;
  readonly share: number;
  /** Whether its cells end at one line, as numbers do. */
  readonly right?: true;
}

/** Cells in the order of the columns, each of lines. */
export type Row = readonly (readonly Line[])[];

/** Part of a section. */
export type Block =
  | { readonly kind: "text"; readonly text: Bilingual }
  | { readonly kind: "list"; readonly items: readonly Bilingual[] }
  /** Command that is shown as it must be typed. */
  | { readonly kind: "command"; readonly command: string }
  | { readonly kind: "drawing"; readonly drawing: Drawing }
  | { readonly kind: "facts"; readonly facts: readonly (readonly [Bilingual, readonly Line[]])[] }
  | {
      readonly kind: "table";
      readonly caption: Bilingual;
      /** Without columns the caption stands alone. */
      readonly columns: readonly Column[];
      readonly rows: readonly Row[];
    };

/** Part with its heading. */
export interface Section {
  readonly title: Bilingual;
  readonly blocks: readonly Block[];
  /** Whether it begins on a page of its own. */
  readonly newPage?: true;
}

/** Whole summary. */
export interface SummaryContent {
  readonly title: Bilingual;
  readonly thread: string;
  /** RFC 3339. */
  readonly madeAt: string;
  /** Lines at the foot of every page. */
  readonly foot: readonly string[];
  readonly sections: readonly Section[];
}

/** A text in both languages. */
export function words(zh: string, en: string): Bilingual {
  return { zh, en };
}

/** A paragraph. */
export function text(zh: string, en: string): Block {
  return { kind: "text", text: { zh, en } };
}

/** A column. */
export function column(zh: string, en: string, share: number): Column {
  return { title: { zh, en }, share };
}

/** Word for what is not there. */
export const NONE: Bilingual = { zh: "无", en: "none" };

/** A number of things in English. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
