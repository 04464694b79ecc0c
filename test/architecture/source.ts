import { dirname, join, normalize } from "node:path/posix";
import { parseSync, Visitor } from "oxc-parser";

/** One import (or re-export, or `import()`) of a source file. */
export interface Arrow {
  /** A path from the project's root such as `src/domain/party.ts`, or a package or `node:` module by its name. */
  readonly to: string;
  /** Nothing but types is taken: the arrow is gone when the program runs. */
  readonly typeOnly: boolean;
  readonly line: number;
}

/** What the rules look at in one source file. */
export interface Source {
  /** From the project's root, with `/`. */
  readonly path: string;
  readonly arrows: readonly Arrow[];
  /** Uses of the clock, of chance and of the environment, by the name they are known by. */
  readonly ambient: readonly { readonly what: string; readonly line: number }[];
  /** Places where bytes become a text with what is not UTF-8 replaced. */
  readonly lenient: readonly { readonly what: string; readonly line: number }[];
  /** The file has nothing but re-exports. */
  readonly barrel: boolean;
  readonly lines: number;
  /** Everything before the first statement. */
  readonly header: string;
}

/** What a program may only take from its edge; constructor calls as `new X()`. */
const AMBIENT = new Set(["Date.now", "Math.random", "process.env"]);

/** Functions that make a text of bytes, and how they are told that those are UTF-8. */
const READS_TEXT = new Set(["readFile", "readFileSync", "toString", "setEncoding", "text"]);
const UTF8 = /^["'`]utf-?8["'`]$|\bencoding: ["'`]utf-?8["'`]/i;

/** Reads one file. Throws when it does not parse: a rule must not pass over what it cannot read. */
export function readSource(path: string, text: string): Source {
  const { program, module, errors, comments } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  const line = (offset: number) => text.slice(0, offset).split("\n").length;
  const at = (specifier: string) => (specifier.startsWith(".") ? normalize(join(dirname(path), specifier)) : specifier);

  const arrows: Arrow[] = [];
  for (const { moduleRequest, entries, start } of module.staticImports) {
    // `import {} from` and `import "x"` run the module, so they are no type-only arrows.
    const typeOnly = entries.length > 0 && entries.every((entry) => entry.isType);
    arrows.push({ to: at(moduleRequest.value), typeOnly, line: line(start) });
  }
  for (const { entries, start } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) {
      if (moduleRequest) arrows.push({ to: at(moduleRequest.value), typeOnly: isType, line: line(start) });
    }
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const quoted = /^["'`]([^"'`$]+)["'`]$/.exec(text.slice(moduleRequest.start, moduleRequest.end));
    // A computed specifier could be anything: it is shown as what it is, and no rule allows it by name.
    arrows.push({ to: quoted?.[1] ? at(quoted[1]) : "computed", typeOnly: false, line: line(moduleRequest.start) });
  }

  const lenient: { what: string; line: number }[] = [];
  const ambient: { what: string; line: number }[] = [];
  new Visitor({
    CallExpression(node) {
      const { callee, arguments: given } = node;
      const name =
        callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? lastName(callee) : "";
      const named = given.some((argument) => UTF8.test(text.slice(argument.start, argument.end)));
      const on = callee.type === "MemberExpression" ? callee.object : undefined;
      const fromBytes =
        on?.type === "CallExpression" && /^Buffer\.\w+$/.test(text.slice(on.callee.start, on.callee.end));
      if (READS_TEXT.has(name) && (named || (name === "toString" && given.length === 0 && fromBytes))) {
        lenient.push({ what: `${name} of UTF-8`, line: line(node.start) });
      }
    },
    MemberExpression(node) {
      const { object, property } = node;
      const owner =
        object.type === "Identifier" ? object.name : object.type === "MemberExpression" ? lastName(object) : "";
      const what = `${owner}.${property.type === "Identifier" ? property.name : literal(property)}`;
      if (AMBIENT.has(what)) ambient.push({ what, line: line(node.start) });
    },
    NewExpression(node) {
      if (node.callee.type === "Identifier" && node.callee.name === "TextDecoder") {
        const [, options] = node.arguments;
        const fatal = options !== undefined && /\bfatal: true\b/.test(text.slice(options.start, options.end));
        if (!fatal) lenient.push({ what: "TextDecoder", line: line(node.start) });
      }
      if (node.callee.type === "Identifier" && node.callee.name === "Date" && node.arguments.length === 0) {
        ambient.push({ what: "new Date()", line: line(node.start) });
      }
    },
    ImportDeclaration(node) {
      if (/^(node:)?process$/.test(node.source.value)) ambient.push({ what: "process.env", line: line(node.start) });
    },
    TSImportType(node) {
      if (node.source.type === "Literal") {
        arrows.push({ to: at(node.source.value), typeOnly: true, line: line(node.start) });
      }
    },
  }).visit(program);

  const first = program.body[0]?.start ?? text.length;
  return {
    path,
    arrows,
    ambient,
    lenient,
    barrel:
      program.body.length > 0 &&
      program.body.every(
        (node) =>
          node.type === "ExportAllDeclaration" || (node.type === "ExportNamedDeclaration" && node.source !== null),
      ),
    lines: text.split("\n").length - 1,
    header: comments
      .filter((comment) => comment.end <= first)
      .map((comment) => comment.value)
      .join("\n"),
  };
}

/** The name a member expression ends with: `globalThis.process` is `process`. */
function lastName(node: { readonly property: { readonly type: string; readonly name?: unknown } }): string {
  return node.property.type === "Identifier" ? String(node.property.name) : literal(node.property);
}

/** The text of a string used as a member's name: `process["env"]`. */
function literal(node: object): string {
  return "value" in node ? String(node.value) : "";
}
