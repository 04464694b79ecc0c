import { extname, resolve } from "node:path";
import { copyFor, publish, type Published, type Shown } from "../../casework/report/publish.ts";
import type { Bilingual } from "../../domain/bilingual.ts";
import { type CountFaultCode, type CountTable, MOST_LINES, readCountTable } from "../../sheets/count-table.ts";
import { type OutCell, writeXlsx } from "../../sheets/xlsx/write-xlsx.ts";
import { writeNew } from "../kept/private-file.ts";
import { readWorkbook } from "../kept/workbook-file.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { table } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx suppress`. */
export interface SuppressOptions {
  readonly out?: string;
  readonly for?: string;
}

/** Mark of a hidden cell. It does not tell whether the cell is small itself. */
const MARK = "※";
const TOTAL: Bilingual = { zh: "合计", en: "Total" };

const FAULTS: Readonly<Record<CountFaultCode, Bilingual>> = {
  empty: { zh: "表中没有数字", en: "the table has no counts" },
  "too-large": { zh: `行或列超过 ${MOST_LINES}`, en: `it has more than ${MOST_LINES} rows or columns` },
  "no-count": { zh: "不是人数（整数）", en: "this is no number of persons (a whole number)" },
  "no-name": { zh: "没有名称", en: "the name is missing" },
  "wrong-total": { zh: "合计与各项之和不符", en: "the total is not the sum" },
};

const FORMS: Readonly<Record<Published["form"], Bilingual>> = {
  table: { zh: `${MARK} 为保护个人信息不予显示`, en: `${MARK} is hidden to protect persons` },
  totals: { zh: "人数过少，本期只列合计", en: "too few persons: totals only" },
  rows: { zh: "人数过少，本期只列各行合计", en: "too few persons: totals of rows only" },
  total: { zh: "人数过少，本期只列总数", en: "too few persons: the total only" },
  nothing: { zh: "人数过少，本期不予公布", en: "too few persons: nothing is published" },
};

/**
 * Runs `aidx suppress FILE`: hides the cells of a table of persons from which readers outside the organ could tell 1 to 4
 * persons. With `--for` the copy of one row's department, which sees its own row in full.
 */
export async function suppressTable(
  terminal: Terminal,
  file: string,
  { out, for: department }: SuppressOptions,
): Promise<Ending> {
  if (out !== undefined && extname(out).toLowerCase() !== ".xlsx") {
    throw new CommandError("usage", { zh: "--out 须以 .xlsx 结尾", en: "--out ends in .xlsx" });
  }
  const [sheet] = await readWorkbook(resolve(terminal.world.cwd, file));
  const read = sheet === undefined ? { faults: [{ code: "empty" as const, cell: "" }] } : readCountTable(sheet);
  if ("faults" in read) {
    const lines = read.faults.map(({ code, cell }) => `${cell}  ${code}  ${terminal.say(FAULTS[code])}`.trim());
    terminal.result({ ok: false, file, errors: read.faults }, lines.join("\n"));
    return "refused";
  }
  const row = department === undefined ? undefined : read.rows.indexOf(department);
  if (row === -1) {
    throw new CommandError("usage", { zh: "--for 不是表中的一行", en: "--for names no row of the table" });
  }
  const all = publish(read.counts);
  const { own, ...published } = row === undefined ? { ...all, own: undefined } : copyFor(all, read.counts, row);
  const [head, ...rows] = shownRows(terminal, read, published, own === undefined ? undefined : [row ?? 0, own]);
  const remark = terminal.say(FORMS[published.form]);
  if (out !== undefined) {
    const cells = [head ?? [], ...rows, [remark]].map((line) => line.map(outCell));
    const columns = [16, ...read.columns.map(() => 10), 10].map((width) => ({ width, style: "plain" as const }));
    const title = terminal.say({ zh: "统计表", en: "Table" });
    await writeNew(resolve(terminal.world.cwd, out), writeXlsx([{ name: title, columns, rows: cells }], title));
  }
  const { rows: names, columns } = read;
  const text = table(
    (head ?? []).map(String),
    rows.map((line) => line.map(String)),
  );
  terminal.result({ ok: true, file, names, columns, ...published, own, out }, `${text}\n${remark}`);
  return "ok";
}

/** Rows of the table as it is shown: its heading, its rows, and its totals. */
function shownRows(
  terminal: Terminal,
  { corner, rows, columns }: CountTable,
  { cells, rows: rowTotals, columns: columnTotals, total }: Omit<Published, "form" | "hidden">,
  own: readonly [row: number, counts: readonly number[]] | undefined,
): (string | number)[][] {
  const word = terminal.say(TOTAL);
  const shown = (value: Shown | undefined) => (value === undefined ? "" : (value ?? MARK));
  const lines = rows.map((name, row) => {
    const counts = own?.[0] === row ? own[1] : cells?.[row];
    return [name, ...columns.map((_, column) => shown(counts?.[column])), shown(rowTotals?.[row])];
  });
  const foot = [word, ...columns.map((_, column) => shown(columnTotals?.[column])), shown(total)];
  return [[corner, ...columns, word], ...lines, foot];
}

function outCell(value: string | number): OutCell {
  return { value, style: typeof value === "number" ? "number" : "plain" };
}
