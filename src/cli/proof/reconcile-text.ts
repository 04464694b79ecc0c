/** Differences in words. */
import type { Difference } from "../../evidence/reconcile/difference.ts";
import { DIFFERENCES } from "../../evidence/reconcile/difference-words.ts";
import type { FileFault } from "../../evidence/reconcile/kept-record.ts";
import { type Column, itemTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Shows every difference, and the files that cannot be believed. */
export function showDifferences(
  terminal: Terminal,
  differences: readonly Difference[],
  faults: readonly FileFault[],
): void {
  const all: readonly Shown[] = [...differences, ...faults];
  const agreed = terminal.say({ zh: "三方一致，没有差异", en: "the sides agree: no difference" });
  const text = all.length === 0 ? agreed : itemTable(terminal, DIFFERENCE_TABLE, all);
  terminal.result({ ok: all.length === 0, differences: all }, text);
}

/** Row of the table: a difference, or a file's fault. */
type Shown = Omit<Difference, "code"> & { readonly code: keyof typeof DIFFERENCES };

const DIFFERENCE_TABLE: readonly Column<Shown>[] = [
  { zh: "差异", en: "difference", of: ({ code }, terminal) => terminal.say(DIFFERENCES[code]) },
  { zh: "报文", en: "message", of: ({ message }) => message },
  { zh: "数据包", en: "packet", of: ({ packet }) => packet },
  { zh: "单位或文件", en: "party or file", of: ({ party, file }) => party || file },
];
