import { type ParamPattern, parseSync, Visitor } from "oxc-parser";

/** A parameter as it is declared: the text of its type, `string | undefined`. */
export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
}

/** An exported function that is given a text first. */
export interface Scanner {
  /** `src/wire/json.ts#parseStrict` */
  readonly id: string;
  readonly path: string;
  readonly name: string;
  readonly parameters: readonly Parameter[];
}

/** The scanners of a source file, and the texts that stand in it: what its scanners look for is among them. */
export interface ScannerFile {
  readonly scanners: readonly Scanner[];
  readonly literals: ReadonlySet<string>;
}

/** Parameters by whose name a function is given a place and not a text to read. */
const PLACE =
  /^(path|dir|folder|file|url|home|cluster|databaseUrl|redisUrl|keysDir|dataDir|directory|schemas|endpoint)$/;

/** Name of a React hook, which runs inside of components only. */
const HOOK = /^use[A-Z]/;

/** Finds the exported functions of a file whose first parameter is a text. */
export function scannersOf(path: string, source: string): ScannerFile {
  const { program, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  const parameterOf = (given: ParamPattern): Parameter => {
    const pattern = given.type === "AssignmentPattern" ? given.left : given;
    const annotation = "typeAnnotation" in pattern ? pattern.typeAnnotation : undefined;
    return {
      name: "name" in pattern ? pattern.name : "",
      type: annotation ? source.slice(annotation.start + 1, annotation.end).trim() : "",
      optional: given.type !== pattern.type || ("optional" in pattern && pattern.optional === true),
    };
  };
  const scanners = program.body.flatMap((statement): Scanner[] => {
    const declared = statement.type === "ExportNamedDeclaration" ? statement.declaration : undefined;
    if (declared?.type !== "FunctionDeclaration") return [];
    const { id, params } = declared;
    const parameters = params.map((parameter) => parameterOf(parameter));
    const [first] = parameters;
    if (id === null || first === undefined || PLACE.test(first.name) || HOOK.test(id.name)) return [];
    if (!first.type.split("|").some((type) => type.trim() === "string")) return [];
    return [{ id: `${path}#${id.name}`, path, name: id.name, parameters }];
  });
  const literals = new Set<string>();
  new Visitor({
    Literal({ value }) {
      if (typeof value === "string") literals.add(value);
    },
    TemplateElement({ value }) {
      literals.add(value.cooked ?? "");
    },
  }).visit(program);
  return { scanners, literals };
}
