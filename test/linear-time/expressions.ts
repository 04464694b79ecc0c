import { parseSync, Visitor } from "oxc-parser";

/** One regular expression of the project, and where it stands. */
export interface Expression {
  /** `src/wire/json.ts:12`, or a schema's path with a JSON pointer. */
  readonly place: string;
  readonly source: string;
  readonly flags: string;
}

/** The regular expressions of a source file. */
export interface Expressions {
  readonly found: readonly Expression[];
  /** Places of expressions that are put together while the program runs, so that nobody can check them before. */
  readonly computed: readonly string[];
}

/** Reads the expressions of a TypeScript file: its literals, and the `pattern` members of schemas that are written in it. */
export function expressionsOf(path: string, text: string): Expressions {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  const place = (offset: number) => `${path}:${text.slice(0, offset).split("\n").length}`;
  const found: Expression[] = [];
  const computed: string[] = [];
  const constructed = (node: { readonly callee: object; readonly start: number }): void => {
    if ("name" in node.callee && node.callee.name === "RegExp") computed.push(place(node.start));
  };
  new Visitor({
    Literal(node) {
      if (!("regex" in node)) return;
      found.push({ place: place(node.start), source: node.regex.pattern, flags: node.regex.flags });
    },
    Property({ key, value }) {
      const source = "name" in key && key.name === "pattern" && value.type === "Literal" ? value.value : undefined;
      if (typeof source === "string") found.push({ place: place(value.start), source, flags: "u" });
    },
    NewExpression: constructed,
    CallExpression: constructed,
  }).visit(program);
  return { found, computed };
}

/** Reads the expressions of a JSON Schema: `pattern` and the names in `patternProperties`. */
export function schemaExpressions(path: string, schema: unknown): Expression[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([name, value]) => {
    const place = `${path}/${name}`;
    const sources = name === "pattern" && typeof value === "string" ? [value] : [];
    if (name === "patternProperties") sources.push(...Object.keys(value as object));
    return [...sources.map((source) => ({ place, source, flags: "u" })), ...schemaExpressions(place, value)];
  });
}
