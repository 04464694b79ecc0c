import type { Resolve } from "./fold-plan.ts";
import type { Issue } from "../domain/refusal.ts";
import { issue } from "./faults.ts";
import { MOST_ISSUES } from "./findings.ts";
import { type Group, groupOf, isGroup, textOf } from "./reading.ts";

/** Tree of the sizes that a schema allows; it has the shape of the schema. */
export interface Bounds {
  readonly members?: readonly (readonly [name: string, bounds: Bounds])[];
  readonly items?: Bounds;
  readonly maxItems?: number;
  /** Greatest length of a text in characters. */
  readonly maxLength?: number;
}

/**
 * Reads the sizes that a schema allows; undefined when it has neither texts nor arrays.
 * @throws {TypeError} naming the document, for an array or a text without a limit
 */
export function boundsOf(schema: Group, base: string, resolve: Resolve): Bounds | undefined {
  const bounds: { -readonly [K in keyof Bounds]: Bounds[K] } = {};
  const ref = textOf(schema, "$ref");
  if (ref !== undefined) {
    const target = resolve(ref, base);
    Object.assign(bounds, boundsOf(target.schema, target.base, resolve));
  }
  const members = Object.entries(groupOf(schema, "properties") ?? {}).flatMap(([name, member]) => {
    const inner = isGroup(member) ? boundsOf(member, base, resolve) : undefined;
    return inner === undefined ? [] : [[name, inner] as const];
  });
  if (members.length > 0) bounds.members = members;
  const items = groupOf(schema, "items");
  if (items !== undefined) {
    bounds.maxItems = limitOf(schema, "maxItems", base);
    const inner = boundsOf(items, base, resolve);
    if (inner !== undefined) bounds.items = inner;
  }
  // A text with an enum needs no limit: it is only compared, and folding leaves it alone when it is long.
  const isFreeText = [schema["type"]].flat().includes("string") && schema["enum"] === undefined;
  if (isFreeText) bounds.maxLength = limitOf(schema, "maxLength", base);
  return Object.keys(bounds).length === 0 ? undefined : bounds;
}

function limitOf(schema: Group, name: "maxItems" | "maxLength", base: string): number {
  const limit = schema[name];
  if (typeof limit !== "number") throw new TypeError(`${base}: an array or a text without ${name}`);
  return limit;
}

/**
 * Finds the arrays and texts of a document that are larger than their schema allows. Must run before every
 * other check: Ajv with all errors judges each item of an array, in quadratic time, and formats, folding and
 * rules read whole texts.
 */
export function oversized(bounds: Bounds, document: unknown): Issue[] {
  const issues: Issue[] = [];
  collectOversized(bounds, document, ["/body"], issues);
  return issues;
}

/** Greatest length in UTF-16 units of a text before folding removes its spaces, prefixes and hidden characters. */
export function unfoldedLength(maxLength: number): number {
  return 2 * maxLength + 64;
}

/** @param path parts of the pointer to `value`; joined for a fault only, since every message comes this way */
function collectOversized(bounds: Bounds, value: unknown, path: (string | number)[], issues: Issue[]): void {
  if (typeof value === "string") {
    const { maxLength } = bounds;
    if (maxLength !== undefined && value.length > unfoldedLength(maxLength) && issues.length < MOST_ISSUES) {
      issues.push(issue(path.join("/"), "too-long", maxLength));
    }
  } else if (Array.isArray(value)) {
    if (bounds.maxItems !== undefined && value.length > bounds.maxItems) {
      if (issues.length < MOST_ISSUES) issues.push(issue(path.join("/"), "too-many-items", bounds.maxItems));
      return;
    }
    if (bounds.items === undefined) return;
    for (let index = 0; index < value.length; index++) {
      path.push(index);
      collectOversized(bounds.items, value[index], path, issues);
      path.pop();
    }
  } else if (bounds.members !== undefined && isGroup(value)) {
    for (const [name, inner] of bounds.members) {
      const member = value[name];
      if (member === undefined) continue;
      path.push(name);
      collectOversized(inner, member, path, issues);
      path.pop();
    }
  }
}
