import { Button } from "antd";
import { useState } from "react";
import { useSpeech } from "../app/language.tsx";
import { RecordTable } from "../parts/record-table.tsx";
import type { DocumentFault } from "./document-faults.ts";
import type { Jump } from "./document-form.tsx";

interface Props {
  readonly title: string;
  readonly list: readonly DocumentFault[];
  /** Goes to the field of a fault. */
  readonly jump: (to: Jump) => void;
}

/** Faults that are shown at once. */
const FEW = 10;

/** Faults or hints of a document, each with its cell, its person and field, and a way to the field. */
export function FaultList({ title, list, jump }: Props) {
  const { say, pick } = useSpeech();
  const [all, setAll] = useState(false);
  if (list.length === 0) return null;
  const shown = all ? list : list.slice(0, FEW);
  const inFile = list.some(({ cell }) => cell !== undefined);
  const fieldOf = ({ field, ordinal }: DocumentFault) =>
    [ordinal === undefined ? "" : say("compose.person", { n: ordinal }), field === undefined ? "" : pick(field)]
      .filter(Boolean)
      .join(" ");
  return (
    <section>
      <h2>{title}</h2>
      <RecordTable
        caption={title}
        idOf={({ pointer, cell, code }) => `${cell} ${pointer} ${code}`}
        rows={shown}
        columns={[
          ...(inFile
            ? [
                {
                  id: "cell",
                  title: say("feedback.place"),
                  cell: ({ cell }: DocumentFault) => cell,
                  names: true as const,
                },
              ]
            : []),
          {
            id: "field",
            title: say("compose.field"),
            ...(inFile ? {} : { names: true as const }),
            cell: (fault) => {
              const { pointer } = fault;
              const name = fieldOf(fault);
              if (pointer === undefined) return name;
              return (
                <Button type="link" className="jump" onClick={() => jump({ pointer })}>
                  {name === "" ? say("compose.document") : name}
                </Button>
              );
            },
          },
          { id: "text", title: say("feedback.fault"), cell: ({ text }) => pick(text) },
        ]}
      />
      {list.length > FEW && (
        <Button aria-expanded={all} onClick={() => setAll(!all)}>
          {say(all ? "compose.fewer" : "compose.all", { count: list.length })}
        </Button>
      )}
    </section>
  );
}
