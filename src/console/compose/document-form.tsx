import { Button } from "antd";
import { useEffect, useState } from "react";
import { isGroup } from "../../schema/reading.ts";
import type { Layout } from "../../sheets/layout.ts";
import { itemsAt, textAt } from "../../sheets/write-list.ts";
import { useSpeech } from "../app/language.tsx";
import type { DocumentFault } from "./document-faults.ts";
import type { DocumentRules } from "./document-rules.ts";
import type { Written } from "./draft.ts";
import { completed, withValue } from "./edit-document.ts";
import { type Faulty, GroupFields } from "./group-fields.tsx";

/** Place of the document to go to. A new one each time, also when it is the same place. */
export interface Jump {
  readonly pointer: string;
}

interface Props {
  readonly rules: DocumentRules;
  readonly document: Written;
  /** Changes the document as it is by then. */
  readonly write: (edit: (document: Written) => Written) => void;
  readonly faults: readonly DocumentFault[];
  readonly jump: Jump | undefined;
  /** Names of persons by their numbers, for a document that has none. */
  readonly names: ReadonlyMap<string, string> | undefined;
}

/** What nobody writes: they follow from the rest. */
const DERIVED: ReadonlySet<string> = new Set(["header.transferId", "header.schemaVersion", "header.messageType"]);
/** Most persons of a list. */
const MOST_PERSONS = 500;

/** The document as a form: what it has once, then one person at a time, group by group. */
export function DocumentForm({ rules: { field, layout, persons: list }, document, write, faults, jump, names }: Props) {
  const { say, pick } = useSpeech();
  const [shown, setShown] = useState<number>();
  const [form, main] = layout.tables;
  const persons = itemsAt(document, list);
  const person = shown !== undefined && shown < persons.length ? shown : undefined;
  useEffect(() => {
    if (jump === undefined) return;
    const index = personIn(jump.pointer, list);
    setShown(index);
    // The person's fields are there after the next paint.
    requestAnimationFrame(() => requestAnimationFrame(() => focusOn(jump.pointer)));
  }, [jump, list]);
  const set = (path: readonly string[], value: unknown) => write((latest) => withValue(field, latest, path, value));
  const add = () => {
    const items = field.members.find(({ name }) => name === list)?.items;
    if (items === undefined) return;
    set([list, String(persons.length)], completed(items));
    setShown(persons.length);
  };
  const remove = () => {
    if (person === undefined) return;
    set([list, String(person)], undefined);
    setShown(undefined);
  };
  const faultOf: Faulty = (pointer) =>
    faults.filter((fault) => fault.pointer !== undefined && under(fault.pointer, pointer));
  const faultyPersons = new Set(faults.map(({ pointer = "" }) => personIn(pointer, list)));
  const nameIn = (one: unknown) => textAt(one, "identity.name") || names?.get(textAt(one, "personId"));
  if (form === undefined || main === undefined) return null;
  const hasCase = field.members.some(({ name }) => name === "case");
  const title = hasCase ? undefined : field.members.find(({ name }) => name === "header")?.title;
  return (
    <section>
      <h2>{say("compose.form")}</h2>
      <div className="line">
        <label>
          {say("compose.part")}
          <select
            value={person ?? ""}
            onChange={({ target }) => setShown(target.value === "" ? undefined : Number(target.value))}
          >
            <option value="">{title === undefined ? say("compose.header") : pick(title)}</option>
            {persons.map((one, n) => (
              // Persons have no mark of their own while they are written.
              // oxlint-disable-next-line react/no-array-index-key
              <option key={n} value={n}>
                {faultyPersons.has(n) ? "! " : ""}
                {say("compose.person", { n: n + 1 })} {nameIn(one)} {textAt(one, "personId")}
              </option>
            ))}
          </select>
        </label>
        <Button onClick={add} disabled={persons.length >= MOST_PERSONS}>
          {say("compose.addPerson")}
        </Button>
        {person !== undefined && persons.length > 1 && (
          <Button danger onClick={remove}>
            {say("compose.dropPerson")}
          </Button>
        )}
      </div>
      <GroupFields
        key={person ?? "header"}
        base={person === undefined ? [] : [list, String(person)]}
        value={person === undefined ? document : asGroup(persons[person])}
        columns={(person === undefined ? form : main).columns.filter(({ path }) => !DERIVED.has(path))}
        lists={person === undefined ? [] : innerTables(layout)}
        set={set}
        faultOf={faultOf}
      />
    </section>
  );
}

function innerTables({ tables }: Layout) {
  return tables.filter(({ kind }) => kind === "inner");
}

/** Place, from 0, of the person to whom a pointer leads. */
function personIn(pointer: string, list: string): number | undefined {
  const [, body, member, index] = pointer.split("/");
  return body === "body" && member === list && index !== undefined ? Number(index) : undefined;
}

function asGroup(value: unknown): Written {
  return isGroup(value) ? value : {};
}

function under(pointer: string, above: string): boolean {
  return pointer === above || pointer.startsWith(`${above}/`);
}

/** Opens the group of a field and puts the focus into it; where there is none, on what would hold it. */
function focusOn(pointer: string): void {
  for (let at = pointer; at.length > "/body".length; at = at.slice(0, at.lastIndexOf("/"))) {
    const found = document.getElementById(at);
    if (found === null) continue;
    const group = found.closest("details");
    if (group !== null) group.open = true;
    found.scrollIntoView({ block: "center" });
    found.focus();
    return;
  }
}
