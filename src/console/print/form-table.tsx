import type { ReactNode } from "react";

/** Line of a form on paper: `high` leaves room for a hand. */
export type FormLine = readonly [label: string, value: ReactNode, high?: "high"];

/** A form on paper: labels at the left, what is known or a blank at the right. */
export function FormTable({ lines }: { readonly lines: readonly FormLine[] }) {
  return (
    <table className="paper-table">
      <tbody>
        {lines.map(([label, value, high]) => (
          <tr key={label} className={high === undefined ? "" : "paper-high"}>
            <th scope="row">{label}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
