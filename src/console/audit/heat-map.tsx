import { Link } from "@tanstack/react-router";
import { type KeyboardEvent, useMemo, useState } from "react";
import { dateOf, dayOf, monthEndAfter } from "../../domain/day.ts";
import type { AuditMatrix } from "../../domain/generated/answers.ts";
import { useSpeech } from "../app/language.tsx";
import type { WholeDays } from "./period-bar.tsx";

interface Props {
  readonly matrix: AuditMatrix;
  readonly days: WholeDays;
  readonly nameOf: (party: string) => string;
}

/** Shades of a cell. */
const SHADES = 5;
/** Steps of the arrow keys: rows and columns. */
const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/**
 * Packets and overdue ones by recipient and day as a table: the shade grows with the number, the number stands in the cell. One
 * cell is in the order of the tabulator; arrow keys lead to the others.
 */
export function HeatMap({ matrix, days, nameOf }: Props) {
  const { say } = useSpeech();
  const columns = useMemo(() => columnsOf(matrix, days), [matrix, days]);
  const most = Math.max(1, ...matrix.lines.flatMap(({ cells }) => cells.map(({ packets }) => packets)));
  const [focus, setFocus] = useState<string>();
  const first = matrix.lines[0] && `${matrix.lines[0].key} ${matrix.lines[0].cells[0]?.column}`;
  const move = (event: KeyboardEvent<HTMLTableElement>) => {
    const step = STEPS[event.key];
    const cell = (event.target as HTMLElement).closest("td");
    if (step === undefined || cell === null) return;
    const next = cellBeyond(cell, step);
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <div className="wide">
      <table className="heat" onKeyDown={move}>
        <caption>{say("audit.heatWhat")}</caption>
        <thead>
          <tr>
            <th scope="col">{say("audit.recipient")}</th>
            <th scope="col">{say("audit.all")}</th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {matrix.columns === "day" ? column.slice(5) : column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.lines.map(({ key, packets, overdue, cells }) => {
            const found = new Map(cells.map((cell) => [cell.column, cell]));
            return (
              <tr key={key}>
                <th scope="row">{nameOf(key)}</th>
                <td className="heat-sum">
                  {packets}
                  {overdue > 0 && <span className="heat-late">{say("audit.late", { count: overdue })}</span>}
                </td>
                {columns.map((column) => {
                  const cell = found.get(column);
                  if (cell === undefined) return <td key={column} />;
                  const place = `${key} ${column}`;
                  const shade = Math.max(1, Math.ceil((Math.log1p(cell.packets) / Math.log1p(most)) * SHADES));
                  const values = { name: nameOf(key), column, count: cell.packets, late: cell.overdue };
                  return (
                    <td key={column} className={`heat-${shade}`}>
                      <Link
                        to="/audit/deliveries"
                        search={{ recipient: key, ...daysOf(column, days) }}
                        tabIndex={(focus ?? first) === place ? 0 : -1}
                        onFocus={() => setFocus(place)}
                      >
                        <span className="seen-not">{say("audit.cell", values)}</span>
                        <span aria-hidden="true">{cell.packets}</span>
                        {cell.overdue > 0 && (
                          <span aria-hidden="true" className="heat-late">
                            {say("audit.late", { count: cell.overdue })}
                          </span>
                        )}
                      </Link>
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** Finds the next cell with a link in a direction. */
function cellBeyond(from: HTMLTableCellElement, [down, right]: readonly [number, number]): HTMLElement | undefined {
  const rows = [...(from.closest("tbody")?.rows ?? [])];
  let row = rows.findIndex((one) => one === from.parentElement);
  let column = from.cellIndex;
  for (;;) {
    row += down;
    column += right;
    const cell = rows[row]?.cells[column];
    if (cell === undefined) return undefined;
    const link = cell.querySelector("a");
    if (link !== null) return link;
  }
}

/** Lists the columns of a period, those without packets too. */
function columnsOf({ columns, lines }: AuditMatrix, { from, to }: WholeDays): string[] {
  if (columns === "month") {
    return [...new Set(lines.flatMap(({ cells }) => cells.map(({ column }) => column)))].toSorted();
  }
  return Array.from({ length: dayOf(to) - dayOf(from) + 1 }, (_, n) => dateOf(dayOf(from) + n));
}

/** Gives the days of a column, as far as they are in the period. */
function daysOf(column: string, { from, to }: WholeDays): WholeDays {
  if (column.length === 10) return { from: column, to: column };
  const [first, last] = [`${column}-01`, dateOf(monthEndAfter(dayOf(`${column}-01`), 0))];
  return { from: first < from ? from : first, to: last > to ? to : last };
}
