import { globSync, readFileSync } from "node:fs";
import { type Class, type Node, type Program, parseSync, Visitor } from "oxc-parser";

/** Codes of an error class of the product, as its sources say. A class without a code is known by its name alone. */
export interface CodedError {
  readonly name: string;
  readonly codes: readonly string[];
}

/** Members of an error class that hold its code. */
const CODE_MEMBERS: ReadonlySet<string> = new Set(["code", "fault", "reason"]);

/**
 * All error classes of `src` with the codes that they can have: the literals of the type of the member `code`, `fault` or
 * `reason`, or, where that type is any text, the literals that the class is constructed with.
 */
export function codedErrors(): CodedError[] {
  const programs = globSync("src/**/*.ts").map((file) => parseSync(file, readFileSync(file, "utf8")).program);
  const constructed = constructedWith(programs);
  const names = new Set(["Error"]);
  const found: CodedError[] = [];
  // A class may extend one of a file that is read later: until no more are found.
  for (let before = -1; before !== names.size; ) {
    before = names.size;
    for (const program of programs) {
      for (const declared of classesOf(program)) {
        const { id, superClass } = declared;
        if (id === null || names.has(id.name)) continue;
        if (superClass?.type !== "Identifier" || !names.has(superClass.name)) continue;
        names.add(id.name);
        found.push({ name: id.name, codes: codesOfClass(declared, program) ?? constructed.get(id.name) ?? [] });
      }
    }
  }
  return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Codes of a class; undefined when its member takes any text, and none without such a member. */
function codesOfClass({ body }: Class, program: Program): readonly string[] | undefined {
  const [member] = body.body.flatMap((one) =>
    one.type === "PropertyDefinition" && one.key.type === "Identifier" && CODE_MEMBERS.has(one.key.name) ? [one] : [],
  );
  return member === undefined ? [] : codesOf(member.typeAnnotation?.typeAnnotation, program);
}

/** Literals of a type; undefined when it is any text. */
function codesOf(type: Node | null | undefined, program: Program): readonly string[] | undefined {
  if (type?.type === "TSLiteralType") return literalsOf(type.literal);
  if (type?.type === "TSUnionType") return type.types.flatMap((one) => codesOf(one, program) ?? []);
  if (type?.type === "TSTypeOperator") {
    // keyof typeof TABLE
    const queried = type.typeAnnotation.type === "TSTypeQuery" ? type.typeAnnotation.exprName : undefined;
    return queried?.type === "Identifier" ? keysOf(tableOf(queried.name, program)) : undefined;
  }
  if (type?.type !== "TSTypeReference" || type.typeName.type !== "Identifier") return undefined;
  const { name } = type.typeName;
  if (name === "Extract") return codesOf(type.typeArguments?.params[1], program);
  let aliased: Node | undefined;
  new Visitor({
    TSTypeAliasDeclaration(node) {
      if (node.id.name === name) aliased = node.typeAnnotation;
    },
  }).visit(program);
  return codesOf(aliased, program);
}

/** Literals that classes are constructed with, by class; also those that a function such as `readBody` hands on. */
function constructedWith(programs: readonly Program[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  const add = (name: string, argument: Node | undefined) => {
    const of = found.get(name) ?? new Set();
    for (const code of argument === undefined ? [] : literalsOf(argument)) of.add(code);
    found.set(name, of);
  };
  for (const program of programs) {
    new Visitor({
      NewExpression({ callee, arguments: [code] }) {
        if (callee.type === "Identifier") add(callee.name, code);
      },
      CallExpression({ callee, arguments: [, , code] }) {
        if (callee.type === "Identifier" && callee.name === "readBody") add("UntrustedError", code);
      },
    }).visit(program);
  }
  return new Map([...found].map(([name, codes]) => [name, [...codes].toSorted()]));
}

function classesOf(program: Program): Class[] {
  const found: Class[] = [];
  new Visitor({ ClassDeclaration: (node) => void found.push(node) }).visit(program);
  return found;
}

function tableOf(name: string, program: Program): Node | undefined {
  let table: Node | undefined;
  new Visitor({
    VariableDeclarator({ id, init }) {
      if (id.type === "Identifier" && id.name === name && init !== null) table = init;
    },
  }).visit(program);
  return table;
}

function keysOf(node: Node | undefined): string[] {
  if (node?.type === "TSAsExpression" || node?.type === "TSSatisfiesExpression") return keysOf(node.expression);
  if (node?.type !== "ObjectExpression") return [];
  return node.properties.flatMap((one) => {
    if (one.type !== "Property") return [];
    return one.key.type === "Identifier" ? [one.key.name] : literalsOf(one.key);
  });
}

/** Texts that an expression can be: a literal, or either side of a condition. */
function literalsOf(node: Node): string[] {
  if (node.type === "Literal") return typeof node.value === "string" ? [node.value] : [];
  if (node.type === "ConditionalExpression") return [...literalsOf(node.consequent), ...literalsOf(node.alternate)];
  return [];
}
