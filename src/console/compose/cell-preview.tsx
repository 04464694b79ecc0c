import { useMemo } from "react";
import type { Field } from "../../schema/field.ts";
import { documentParts } from "../../sheets/document-parts.ts";
import { layoutOf } from "../../sheets/layout.ts";
import { shownFields } from "../../sheets/shown-fields.ts";
import { itemsAt } from "../../sheets/write-list.ts";
import { useSpeech } from "../app/language.tsx";
import { PacketDocument } from "../desk/packet-document.tsx";
import { Dialog } from "../parts/dialog.tsx";
import type { Written } from "./draft.ts";

interface Props {
  readonly title: string;
  readonly field: Field;
  /** Part of the document as the recipient gets it. */
  readonly seen: Written;
  readonly close: () => void;
}

/** Persons that are shown at once. */
const MOST = 50;

/** The fields of a cell, as the recipient will read them. */
export function CellPreview({ title, field, seen, close }: Props) {
  const { say, pick } = useSpeech();
  const persons = itemsAt(seen, "subjects");
  const parts = useMemo(() => {
    const shown = persons.length > MOST ? { ...seen, subjects: persons.slice(0, MOST) } : seen;
    return documentParts(layoutOf(shownFields(field, shown)), shown, pick);
  }, [field, seen, persons, pick]);
  const empty = persons.length === 0 && parts.form.length === 0;
  return (
    <Dialog open close={close} title={title}>
      {empty ? <p>{say("compose.seesNothing")}</p> : <PacketDocument parts={parts} />}
      {persons.length > MOST && <p>{say("compose.morePersons", { count: persons.length - MOST })}</p>}
    </Dialog>
  );
}
