import type { Resolve } from "./fold-plan.ts";
import type { Issue } from "../domain/refusal.ts";
import { issue } from "./faults.ts";
import { MOST_ISSUES } from "./findings.ts";
import { type Group, groupOf, isGroup, textOf } from "./reading.ts";

/** Where a schema has arrays, and how long they may be: a tree with the shape of the schema. */
export interface ArrayBounds {
  readonly members?: readonly (readonly [name: string, bounds: ArrayBounds])[];
  readonly items?: ArrayBounds;
  readonly maxItems?: number;
}

/** The array bounds of a schema; undefined when it has no arrays. */
export function boundsOf(schema: Group, base: string, resolve: Resolve): ArrayBounds | undefined {
  const bounds: { -readonly [K in keyof ArrayBounds]: ArrayBounds[K] } = {};
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
    if (typeof schema["maxItems"] !== "number") throw new TypeError(`${base}: an array without maxItems`);
    bounds.maxItems = schema["maxItems"];
    const inner = boundsOf(items, base, resolve);
    if (inner !== undefined) bounds.items = inner;
  }
  return Object.keys(bounds).length === 0 ? undefined : bounds;
}

/**
 * The arrays of a document that are longer than their schema allows. They are looked for before
 * anything else, because with all errors Ajv would judge each of their items, in quadratic time.
 */
export function overlong(bounds: ArrayBounds, document: unknown): Issue[] {
  const issues: Issue[] = [];
  look(bounds, document, "/body", issues);
  return issues;
}

function look(bounds: ArrayBounds, value: unknown, pointer: string, issues: Issue[]): void {
  if (Array.isArray(value)) {
    if (bounds.maxItems !== undefined && value.length > bounds.maxItems) {
      if (issues.length < MOST_ISSUES) issues.push(issue(pointer, "too-many-items", bounds.maxItems));
      return;
    }
    if (bounds.items === undefined) return;
    for (let index = 0; index < value.length; index++) look(bounds.items, value[index], `${pointer}/${index}`, issues);
  } else if (bounds.members !== undefined && isGroup(value)) {
    for (const [name, inner] of bounds.members) {
      const member = value[name];
      if (member !== undefined) look(inner, member, `${pointer}/${name}`, issues);
    }
  }
}
