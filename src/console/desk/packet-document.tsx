import { Button, Input } from "antd";
import { useEffect, useState } from "react";
import { flushSync } from "react-dom";
import type { DocumentParts, GroupPart, PersonPart, TablePart } from "../../sheets/document-parts.ts";
import { useSpeech } from "../app/language.tsx";

/** Persons that are shown at first, and that each press adds: a browser lays out the fields of 500 for seconds. */
const PORTION = 20;

/** A document as people read it: by groups, with titles and words. */
export function PacketDocument({ parts }: { readonly parts: DocumentParts }) {
  return (
    <article className="document">
      <h2>{parts.title}</h2>
      {parts.form.map((group) => (
        <Group key={group.title} group={group} />
      ))}
      {parts.tables.map((table) => (
        <List key={table.title} table={table} />
      ))}
      <Persons persons={parts.persons} />
    </article>
  );
}

/** The persons of a document in portions, which can be searched; on paper all of them. */
function Persons({ persons }: { readonly persons: readonly PersonPart[] }) {
  const { say } = useSpeech();
  const [wanted, setWanted] = useState("");
  const [most, setMost] = useState(PORTION);
  const [onPaper, setOnPaper] = useState(false);
  useEffect(() => {
    const [before, after] = [() => flushSync(() => setOnPaper(true)), () => setOnPaper(false)];
    addEventListener("beforeprint", before);
    addEventListener("afterprint", after);
    return () => {
      removeEventListener("beforeprint", before);
      removeEventListener("afterprint", after);
    };
  }, []);
  const numbered = persons.map((person, n) => ({ ...person, place: n + 1 }));
  const found = onPaper ? numbered : numbered.filter(({ name, number }) => `${name} ${number}`.includes(wanted.trim()));
  const shown = onPaper ? found : found.slice(0, most);
  return (
    <>
      {persons.length > PORTION && (
        <p className="line no-print">
          <label>
            {say("packet.find")}
            <Input
              value={wanted}
              maxLength={64}
              autoComplete="off"
              onChange={({ target }) => setWanted(target.value)}
            />
          </label>
          <span role="status">{say("packet.shown", { shown: shown.length, count: persons.length })}</span>
        </p>
      )}
      {shown.map(({ name, number, groups, place }) => (
        <section key={number} className="person">
          <h3>
            {place} · {name === "" ? say("packet.unnamed") : name} <small>{number}</small>
          </h3>
          {groups.map((group) => (
            <Group key={group.title} group={group} />
          ))}
        </section>
      ))}
      {shown.length < found.length && (
        <p className="no-print">
          <Button onClick={() => setMost(most + PORTION)}>
            {say("packet.more", { count: Math.min(PORTION, found.length - shown.length) })}
          </Button>
        </p>
      )}
    </>
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
