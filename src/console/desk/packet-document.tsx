import type { DocumentParts, GroupPart, TablePart } from "../../sheets/document-parts.ts";
import { useSpeech } from "../app/language.tsx";

/** A document as people read it: by groups, with titles and words. */
export function PacketDocument({ parts }: { readonly parts: DocumentParts }) {
  const { say } = useSpeech();
  return (
    <article className="document">
      <h2>{parts.title}</h2>
      {parts.form.map((group) => (
        <Group key={group.title} group={group} />
      ))}
      {parts.tables.map((table) => (
        <List key={table.title} table={table} />
      ))}
      {parts.persons.map(({ name, number, groups }, n) => (
        <section key={number} className="person">
          <h3>
            {n + 1} · {name === "" ? say("packet.unnamed") : name} <small>{number}</small>
          </h3>
          {groups.map((group) => (
            <Group key={group.title} group={group} />
          ))}
        </section>
      ))}
    </article>
  );
}

function Group({ group: { title, pairs, tables } }: { readonly group: GroupPart }) {
  return (
    <section>
      {pairs.length > 0 && <h4>{title}</h4>}
      {pairs.length > 0 && (
        <dl className="pairs">
          {pairs.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {tables.map((table) => (
        <List key={table.title} table={table} />
      ))}
    </section>
  );
}

function List({ table: { title, head, rows } }: { readonly table: TablePart }) {
  return (
    <table className="records">
      <caption>{title}</caption>
      <thead>
        <tr>
          {head.map((heading) => (
            <th key={heading} scope="col">
              {heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, n) => (
          <tr key={`${n} ${row.join(" ")}`}>
            {row.map((cell, column) => (
              <td key={head[column]} data-title={head[column]}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
