import type { ReactNode } from "react";

/** Column of a table of records. */
export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** The cell names the row. */
  readonly names?: true;
}

interface Props<Row> {
  /** What the table holds, for screen readers. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly idOf: (row: Row) => string;
}

/** A table of records; on a narrow page each record is a card. */
export function RecordTable<Row>({ caption, columns, rows, idOf }: Props<Row>) {
  return (
    <table className="records">
      <caption className="seen-not">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ id, title }) => (
            <th key={id} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={idOf(row)}>
            {columns.map(({ id, title, cell, names }) =>
              names === true ? (
                <th key={id} scope="row" data-title={title}>
                  {cell(row)}
                </th>
              ) : (
                <td key={id} data-title={title}>
                  {cell(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
