/** Tables and charts of a report or of the pack of a meeting: on the screen, as sheets and as one drawing. */
import { type Drawing, drawingSvg } from "../../domain/drawing.ts";
import type { GatewayClient } from "../../sdk/index.ts";
import type { ReportNames, ReportTable } from "../../sheets/report-tables.ts";
import type { OutSheet } from "../../sheets/xlsx/write-xlsx.ts";
import { codeWords } from "../kept/code-words.ts";
import { partiesIn } from "../program/party-names.ts";
import { table } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Collects the words that only the reader of a report knows. @param say picks the language, in place of the terminal's */
export async function namesFor(
  terminal: Terminal,
  client: GatewayClient,
  say: ReportNames["say"] = (words) => terminal.say(words),
): Promise<ReportNames> {
  const list = await partiesIn(client, terminal.world.signal);
  const parties = new Map(list.map(({ id, name }) => [id, name]));
  return {
    party(id) {
      const name = parties.get(id);
      return name === undefined ? id : say(name);
    },
    code: await codeWords(),
    say,
  };
}

/** Writes a table for the screen. */
export function tableText(terminal: Terminal, { title, columns, rows, remark }: ReportTable): string {
  const lines = table(
    columns.map((column) => terminal.say(column)),
    rows.map((row) => row.map(String)),
  );
  return [
    terminal.say(title),
    ...(rows.length === 0 && remark !== undefined ? [] : [lines]),
    ...(remark === undefined ? [] : [terminal.say(remark)]),
  ].join("\n");
}

/** One sheet for a table. Money is a number there, as spreadsheets add it. */
export function sheetOf({ title, columns, rows, remark, shares }: ReportTable, { say }: ReportNames): OutSheet {
  const bare = rows.length === 0 && remark !== undefined;
  const heading = bare ? [] : columns.map((column) => ({ value: say(column), style: "heading" as const }));
  const body = rows.map(([name = "", ...values]) => [
    { value: name, style: "text" as const },
    ...values.map((value) => ({ value: numeric(value), style: "number" as const })),
  ]);
  const foot = remark === undefined ? [] : [[{ value: say(remark), style: "plain" as const }]];
  return {
    name: say(title)
      .replaceAll(/[[\]:*?/\\]/g, " ")
      .slice(0, 31),
    columns: columns.map((_, at) => ({ width: shares?.[at] ?? (at === 0 ? 28 : 14), style: "plain" })),
    rows: [...(bare ? [] : [heading]), ...body, ...foot],
    frozen: { rows: 1, columns: 1 },
  };
}

const DECIMAL = /^-?\d{1,15}(?:\.\d{1,2})?$/;

function numeric(value: string | number): string | number {
  return typeof value === "string" && DECIMAL.test(value) ? Number(value) : value;
}

/** Writes the charts one below the other. */
export function stacked(charts: readonly Drawing[]): string {
  let y = 0;
  const parts = charts.map((chart) => {
    const at = y;
    y += chart.height + 16;
    return drawingSvg(chart).replace("<svg ", `<svg y="${at}" `);
  });
  const width = Math.max(0, ...charts.map((chart) => chart.width));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" width="${width}" height="${y}">${parts.join("")}</svg>\n`;
}
