import { platform } from "../../sdk/environment.ts";
import { FILLED_IN } from "../../sheets/defaults.ts";
import type { Desk } from "../desk/desk.tsx";
import type { ComposedType, DocumentRules } from "./document-rules.ts";
import { type Draft, newDraft, type Written } from "./draft.ts";
import { completed, withValue } from "./edit-document.ts";

/** What is begun: a supplement or correction belongs to a thread, whose letter has a number. */
interface Begun {
  readonly type: ComposedType;
  readonly thread: string | undefined;
  readonly number: string | undefined;
}

/** Begins a document by form: with what the directory says of the unit, and one person. */
export function startDraft(desk: Desk, { field }: DocumentRules, { type, thread, number }: Begun): Draft {
  const given = [
    // The kind of message of the other types is their schema's.
    ...[...FILLED_IN].filter(([path]) => path !== "header.messageType" || type === "aid-subject-list"),
    ["header.listNumber", number],
    ["header.from.department", desk.party],
    ["header.from.name", desk.name],
    ["header.from.division", desk.division],
    ["header.issuedAt", `${new Date(platform.now() + 8 * 3_600_000).toISOString().slice(0, 16)}:00+08:00`],
  ] as const;
  const filled = given.reduce<Written>(
    (document, [path, value]) => withValue(field, document, path.split("."), value),
    {},
  );
  const person = field.members.find(({ name }) => name === "subjects")?.items;
  const subjects = person === undefined ? [] : [completed(person)];
  return newDraft(desk, type, completed(field, { ...filled, subjects }), thread);
}
