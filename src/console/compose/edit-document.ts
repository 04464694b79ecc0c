/** Changes of a document by its fields: a value is a text as a cell would have it. */
import type { Field } from "../../schema/field.ts";
import { isGroup } from "../../schema/reading.ts";
import { writtenValue } from "../../sheets/cell-value.ts";
import { completeGroup } from "../../sheets/document-draft.ts";
import type { Column } from "../../sheets/layout.ts";
import type { Written } from "./draft.ts";

/** Separates the items of a list in one text. */
const SEPARATOR = "；";

/** Text of a value in a form. */
export function inputText({ field }: Column, value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(SEPARATOR);
  if (field.kind === "partial-date" && isGroup(value)) {
    return typeof value["date"] === "string" ? value["date"] : value["precision"] === "U" ? "U" : "";
  }
  return ["string", "number", "boolean"].includes(typeof value) ? String(value) : "";
}

/** Value of a text in a form; undefined for none. What cannot be read stays a text, and is then a fault of the document. */
export function inputValue(column: Column, text: string): unknown {
  if (text.trim() === "") return undefined;
  const reading = writtenValue(text, column);
  return "fault" in reading ? text : reading.value;
}

/** Sets the value at a path, or takes it away with the optional groups around it that hold nothing else. */
export function withValue(field: Field, document: Written, path: readonly string[], value: unknown): Written {
  const changed = changedAt(field, document, path, value);
  return isGroup(changed) ? changed : {};
}

function changedAt(field: Field, node: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  if (field.items !== undefined) {
    const list: unknown[] = Array.isArray(node) ? [...node] : [];
    const item = changedAt(field.items, list[Number(name)], rest, value);
    if (item === undefined) list.splice(Number(name), 1);
    else list[Number(name)] = item;
    return list.length === 0 && !field.required ? undefined : list;
  }
  const member = field.members.find((one) => one.name === name);
  const group: Record<string, unknown> = isGroup(node) ? { ...node } : {};
  const inner = member === undefined ? value : changedAt(member, group[name], rest, value);
  if (inner === undefined) delete group[name];
  else group[name] = inner;
  return Object.keys(group).length === 0 && !field.required ? undefined : group;
}

/** Makes a value of a field with what it must have. */
export function completed(field: Field, start: Record<string, unknown> = {}): Record<string, unknown> {
  const made = structuredClone(start);
  completeGroup(field, made);
  return made;
}
