import type { Bilingual } from "../../domain/bilingual.ts";
import { visible } from "../../domain/visible.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Columns of a terminal that a text takes: two for East Asian wide and full-width characters (Unicode Standard Annex
 * 11), none for combining marks and format characters.
 */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (/^[\p{Mn}\p{Me}\p{Cf}]$/u.test(character)) continue;
    columns += /^[ᄀ-ᅟ⺀-〾ぁ-㏿㐀-䶿一-鿿ꀀ-꓏가-힣豈-﫿︰-﹏＀-｠￠-￦\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]$/u.test(
      character,
    )
      ? 2
      : 1;
  }
  return columns;
}

/** Fills a text up with blanks to a number of columns. */
export function padded(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - columnsOf(text)));
}

/** Lays rows out under a head, in columns two blanks apart. A cell is always one line. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const shown = rows.map((row) => row.map(visible));
  const all = [head, ...shown];
  const widths = head.map((_, column) => Math.max(...all.map((row) => columnsOf(row[column] ?? ""))));
  const line = (row: readonly string[]) =>
    widths
      .map((width, at) => padded(row[at] ?? "", width))
      .join("  ")
      .trimEnd();
  return [line(head), widths.map((width) => "─".repeat(width)).join("  "), ...shown.map(line)].join("\n");
}

/** Column of a table: its heading, and the text of a cell in the language of the terminal. */
export interface Column<Item> extends Bilingual {
  readonly of: (item: Item, terminal: Terminal) => string | number | undefined;
  /** Left out when no item has it. */
  readonly optional?: true;
}

/** Lays items out, one row each. */
export function itemTable<Item>(terminal: Terminal, columns: readonly Column<Item>[], items: readonly Item[]): string {
  const rows = items.map((item) => columns.map(({ of }) => String(of(item, terminal) ?? "")));
  const shown = columns.map(({ optional }, at) => optional !== true || rows.some((row) => row[at] !== ""));
  return table(
    columns.filter((_, at) => shown[at]).map((column) => terminal.say(column)),
    rows.map((row) => row.filter((_, at) => shown[at])),
  );
}
