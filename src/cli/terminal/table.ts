import type { Bilingual } from "../../domain/bilingual.ts";
import { visible } from "../../domain/visible.ts";
import type { Terminal } from "./terminal.ts";

/**
 * How many columns of a terminal a text takes: East Asian wide and full-width characters two
 * (Unicode Standard Annex 11), combining marks and format characters none.
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

/** A text filled up with blanks to a number of columns. */
export function padded(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - columnsOf(text)));
}

/** Rows under a head, in columns two blanks apart; a cell is one line, whatever is in it. */
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

/** A column of a table of items: its heading, and the text of a cell in the language of the terminal. */
export interface Column<Item> extends Bilingual {
  readonly of: (item: Item, terminal: Terminal) => string | number | undefined;
}

/** Makes a table with one row for each item. */
export function itemTable<Item>(terminal: Terminal, columns: readonly Column<Item>[], items: readonly Item[]): string {
  return table(
    columns.map((column) => terminal.say(column)),
    items.map((item) => columns.map(({ of }) => String(of(item, terminal) ?? ""))),
  );
}
