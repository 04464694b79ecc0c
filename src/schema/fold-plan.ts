import { type Group, groupOf, isGroup, textOf } from "./reading.ts";

/** Kind of folding of a text: the `x-fold` of its schema, or the codes of its `enum`. */
export type TextFold =
  | "code"
  | "text"
  | "name"
  | "phone"
  | "document-number"
  | "date"
  | { readonly codes: ReadonlySet<string>; readonly longest: number };

/** Kind of folding of an object as a whole, in addition to its members. */
export type GroupFold = "id-holder" | "partial-date";

/** Tree of what is folded in a document; it has the shape of the schema. */
export interface FoldPlan {
  readonly text?: TextFold;
  readonly group?: GroupFold;
  readonly members?: ReadonlyMap<string, FoldPlan>;
  readonly items?: FoldPlan;
  /** Longest array that is folded; a longer one is left alone, as it is refused anyway. */
  readonly maxItems?: number;
}

/** Resolves a `$ref` against the `$id` of the document that holds it, to the schema and the `$id` of its document. */
export type Resolve = (ref: string, base: string) => { readonly schema: Group; readonly base: string };

/**
 * Reads the fold plan of a schema; undefined when nothing in it is folded. Follows references without a guard
 * against circles, as the schemas are not recursive.
 * @throws {TypeError} for an unknown `x-fold`
 */
export function planOf(schema: Group, base: string, resolve: Resolve): FoldPlan | undefined {
  const plan: { -readonly [K in keyof FoldPlan]: FoldPlan[K] } = {};
  const ref = textOf(schema, "$ref");
  if (ref !== undefined) {
    const target = resolve(ref, base);
    Object.assign(plan, planOf(target.schema, target.base, resolve));
  }
  const fold = textOf(schema, "x-fold");
  if (fold === "id-holder" || fold === "partial-date") plan.group = fold;
  else if (fold !== undefined) plan.text = textFold(fold);
  else if (isCodeList(schema["enum"])) {
    plan.text = { codes: new Set(schema["enum"]), longest: Math.max(...schema["enum"].map((code) => code.length)) };
  }
  const members = membersOf(groupOf(schema, "properties"), base, resolve);
  if (members.size > 0) plan.members = members;
  const items = groupOf(schema, "items");
  const itemPlan = items === undefined ? undefined : planOf(items, base, resolve);
  if (itemPlan !== undefined) {
    plan.items = itemPlan;
    plan.maxItems = typeof schema["maxItems"] === "number" ? schema["maxItems"] : 0;
  }
  return Object.keys(plan).length === 0 ? undefined : plan;
}

function membersOf(properties: Group | undefined, base: string, resolve: Resolve): Map<string, FoldPlan> {
  const members = new Map<string, FoldPlan>();
  for (const [name, schema] of Object.entries(properties ?? {})) {
    const plan = isGroup(schema) ? planOf(schema, base, resolve) : undefined;
    if (plan !== undefined) members.set(name, plan);
  }
  return members;
}

function textFold(fold: string): TextFold {
  switch (fold) {
    case "code":
    case "text":
    case "name":
    case "phone":
    case "document-number":
    case "date":
      return fold;
    default:
      throw new TypeError(`unknown x-fold ${fold}`);
  }
}

function isCodeList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((code) => typeof code === "string");
}
