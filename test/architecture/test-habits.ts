import { parseSync, Visitor } from "oxc-parser";

/**
 * A habit that makes a test unable to fail, or makes it wait by the clock:
 * `t.pass`; an assertion of a constant; `t.match` with an object or a list, which takes longer texts and longer lists
 * (`like` does not); `t.throws` and `t.rejects` that take any error; a timer that a test waits for.
 */
export type HabitKind = "pass" | "constant" | "loose pattern" | "any error" | "pause";

interface Habit {
  readonly kind: HabitKind;
  readonly line: number;
}

/** Finds the habits in one file. Throws when it does not parse. */
export function testHabits(path: string, text: string): Habit[] {
  const { program, module, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  const found: Habit[] = [];
  const add = (kind: HabitKind, offset: number) =>
    void found.push({ kind, line: text.slice(0, offset).split("\n").length });
  for (const { moduleRequest, entries, start } of module.staticImports) {
    if (!/^(node:)?timers(\/promises)?$/.test(moduleRequest.value)) continue;
    if (entries.some(({ importName }) => importName.name !== "setImmediate")) add("pause", start);
  }
  new Visitor({
    CallExpression({ callee, arguments: given, start }) {
      if (callee.type === "Identifier" && callee.name === "setTimeout") add("pause", start);
      if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return;
      if (callee.object.type !== "Identifier" || callee.object.name !== "t") return;
      const [first, second] = given;
      switch (callee.property.name) {
        case "pass":
          return add("pass", start);
        case "ok":
        case "notOk":
        case "equal":
          return first?.type === "Literal" ? add("constant", start) : undefined;
        case "match":
          return /^(Object|Array)Expression$/.test(second?.type ?? "") ? add("loose pattern", start) : undefined;
        case "throws":
        case "rejects":
          return isError(second) ? undefined : add("any error", start);
        default:
      }
    },
  }).visit(program);
  return found;
}

/** Tells whether an argument says which error: a text is only the assertion's name. */
function isError(argument: object | undefined): boolean {
  if (argument === undefined || !("type" in argument)) return false;
  if (argument.type === "TemplateLiteral") return false;
  return argument.type !== "Literal" || "regex" in argument;
}
