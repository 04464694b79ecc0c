import type { Issue } from "../domain/refusal.ts";
import type { Resolve } from "./fold-plan.ts";
import { type Group, groupOf, textOf } from "./reading.ts";

/** Says of an issue which person it is about, and the field's titles. */
export type Locate = (issue: Issue) => Issue;

const PERSON = /^\/body\/(?:subjects|results)\/(\d{1,6})(?:\/|$)/;

/** Reads the ordinal, from 1, of the person whom a pointer leads to; undefined for a pointer to another part. */
export function ordinalOf(pointer: string): number | undefined {
  const [, index] = PERSON.exec(pointer) ?? [];
  return index === undefined ? undefined : Number(index) + 1;
}

/**
 * Makes the function that adds to an issue the ordinal of the person and the titles on the way to the field, in both
 * languages (`家庭 › 成员 2 › 证件号码`). All words come from the schema, none from the sender.
 */
export function locator(schema: Group, base: string, resolve: Resolve): Locate {
  return (issue) => {
    const ordinal = ordinalOf(issue.pointer);
    const parts = issue.pointer.split("/").slice(2);
    const titles = titlesTo({ schema, base }, parts, resolve).slice(ordinal === undefined ? 0 : 1);
    return {
      ...issue,
      ...(ordinal === undefined ? {} : { ordinal }),
      ...(titles.length === 0
        ? {}
        : { field: titles.map(([en]) => en).join(" › "), fieldZh: titles.map(([, zh]) => zh).join(" › ") }),
    };
  };
}

type Titles = readonly [en: string, zh: string];
type Place = ReturnType<Resolve>;

/** Lists the titles of the members on the way to a place, as far as the schema knows it; an item counts from 1. */
function titlesTo(root: Place, parts: readonly string[], resolve: Resolve): Titles[] {
  const titles: Titles[] = [];
  let at = root;
  for (const part of parts) {
    const { schema, base } = target(at, resolve);
    const items = groupOf(schema, "items");
    const inner = items ?? groupOf(groupOf(schema, "properties"), part);
    if (inner === undefined) break;
    at = { schema: inner, base };
    const last = titles.at(-1);
    if (items !== undefined && last !== undefined) {
      titles[titles.length - 1] = [`${last[0]} ${Number(part) + 1}`, `${last[1]} ${Number(part) + 1}`];
    } else {
      const own = textOf(inner, "title") === undefined ? target(at, resolve).schema : inner;
      titles.push([textOf(own, "x-title-en") ?? part, textOf(own, "title") ?? part]);
    }
  }
  return titles;
}

/** Follows references to the schema that has the members. */
function target(place: Place, resolve: Resolve): Place {
  const ref = textOf(place.schema, "$ref");
  return ref === undefined ? place : target(resolve(ref, place.base), resolve);
}
