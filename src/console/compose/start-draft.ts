import { platform } from "../../sdk/environment.ts";
import type { Field } from "../../schema/field.ts";
import { FILLED_IN } from "../../sheets/defaults.ts";
import { chinaTime } from "../parts/china-time.ts";
import type { Desk } from "../desk/desk.tsx";
import type { ComposedType, DocumentRules } from "./document-rules.ts";
import { type Draft, newDraft, type Written } from "./draft.ts";
import { completed, withValue } from "./edit-document.ts";

/** Documents that are secret go another way. */
const NOT_SECRET = "0";

/** What is begun: a supplement or correction belongs to a thread, whose letter has a number. */
interface Begun {
  readonly type: ComposedType;
  readonly thread: string | undefined;
  readonly number: string | undefined;
}

/** Begins a document by form: with what the directory says of the unit, and one person. */
export function startDraft(desk: Desk, { field, persons }: DocumentRules, { type, thread, number }: Begun): Draft {
  const given = [
    // The kind of message of the other types is their schema's.
    ...[...FILLED_IN].filter(([path]) => path !== "header.messageType" || type === "aid-subject-list"),
    ["header.listNumber", number],
    ["header.secrecy", NOT_SECRET],
    ["header.from.department", desk.party],
    ["header.from.name", desk.name],
    ["header.from.division", desk.division],
    ["header.issuedAt", chinaTime(platform.now())],
    // The number of a list follows from its letter and persons; what follows it in a thread may share the letter's number.
    ["header.transferId", type === "aid-subject-list" ? undefined : desk.department.client.newId()],
  ] as const;
  const filled = given.reduce<Written>(
    (document, [path, value]) => (has(field, path) ? withValue(field, document, path.split("."), value) : document),
    {},
  );
  const person = field.members.find(({ name }) => name === persons)?.items;
  const first = person === undefined ? [] : [completed(person)];
  return newDraft(desk, type, completed(field, { ...filled, [persons]: first }), thread);
}

/** Tells whether a document of the type has a field at a path. */
function has(field: Field, path: string): boolean {
  return (
    path.split(".").reduce<Field | undefined>((at, name) => at?.members.find((one) => one.name === name), field) !==
    undefined
  );
}
