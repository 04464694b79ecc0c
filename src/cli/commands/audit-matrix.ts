import type { AuditMatrix } from "../../domain/generated/answers.ts";
import { csvHead, csvRow } from "../../audit/csv.ts";
import { cellsOf, MATRIX_TABLE } from "../../audit/tables.ts";
import { Auditor, type MatrixOptions } from "../../sdk/index.ts";
import { codeText, partyText } from "../terminal/codes-in-words.ts";
import type { Ending } from "../terminal/exit-code.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import { learnParties } from "../program/party-names.ts";
import { type Column, itemTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

type Line = AuditMatrix["lines"][number];

/** Runs `aidx audit matrix`: shows counts and overdue packets by party or type, and by day or month. */
export async function auditMatrix(
  terminal: Terminal,
  options: PartyOptions & MatrixOptions & { readonly csv?: boolean },
): Promise<Ending> {
  const { rows, columns, sender, recipient, type, from, to } = options;
  const auditor = new Auditor(await connect(terminal, options));
  const { signal } = terminal.world;
  const matrix = await auditor.matrix({ rows, columns, sender, recipient, type, from, to }, { signal });
  if (options.csv === true) {
    terminal.world.stdout(csvHead(MATRIX_TABLE, terminal.language));
    for (const cell of cellsOf(matrix)) terminal.world.stdout(csvRow(MATRIX_TABLE, cell, terminal.language));
    return "ok";
  }
  await learnParties(terminal, auditor.client);
  terminal.result(matrix, itemTable(terminal, shownColumns(matrix), matrix.lines));
  return "ok";
}

/** Makes a column for each period that has packets; `3/1` is three packets, one of them overdue. */
function shownColumns({ rows, columns, lines }: AuditMatrix): readonly Column<Line>[] {
  const periods = [...new Set(cellsOf({ lines }).map(({ column }) => column))].toSorted();
  const shown = ({ packets, overdue }: { readonly packets: number; readonly overdue: number }) =>
    overdue === 0 ? packets : `${packets}/${overdue}`;
  return [
    {
      zh: "分组",
      en: "key",
      of: ({ key }, terminal) => (rows === "type" ? codeText(terminal, "message", key) : partyText(terminal, key)),
    },
    { zh: "合计/逾期", en: "all/overdue", of: shown },
    ...periods.map((period) => {
      // Days without their year: they are at most three months.
      const head = columns === "day" ? period.slice(5) : period;
      return {
        zh: head,
        en: head,
        of: ({ cells }: Line) => {
          const cell = cells.find(({ column }) => column === period);
          return cell === undefined ? undefined : shown(cell);
        },
      };
    }),
  ];
}
