import { parseSync, Visitor } from "oxc-parser";

/** Members that Chromium got after version 109: those of a global object with its name, and others that can be told by theirs. */
const MEMBERS = new Set(
  [
    // ECMAScript 2023 to 2026
    "Array.fromAsync Map.groupBy Object.groupBy Promise.try Promise.withResolvers Atomics.waitAsync Iterator.from Iterator.concat",
    "Uint8Array.fromBase64 Uint8Array.fromHex Math.f16round Math.sumPrecise JSON.rawJSON Error.isError RegExp.escape",
    "toSorted toReversed toSpliced isWellFormed toWellFormed transferToFixedLength",
    "isSubsetOf isSupersetOf isDisjointFrom symmetricDifference getOrInsert getOrInsertComputed",
    "toBase64 setFromBase64 setFromHex getFloat16 setFloat16",
    // The web
    "AbortSignal.any URL.canParse URL.parse ReadableStream.from Document.parseHTMLUnsafe scheduler.yield crypto.subtle.supports",
    "getSetCookie moveBefore setHTML setHTMLUnsafe checkVisibility showPopover togglePopover hidePopover requestClose",
    "startViewTransition encapsulateKey decapsulateKey",
  ].flatMap((names) => names.split(" ")),
);

/** Names what of a program Chromium 109 does not have: syntax and members. */
export function newerThan109(path: string, text: string): Set<string> {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  const found = new Set<string>();
  new Visitor({
    MemberExpression({ computed, property, start, end }) {
      if (computed || !("name" in property)) return;
      const whole = text.slice(start, end).replace("globalThis.", "");
      for (const name of [whole, property.name]) if (MEMBERS.has(name)) found.add(name);
    },
    VariableDeclaration(node) {
      if (node.kind === "using" || node.kind === "await using") found.add(node.kind);
    },
    Literal(node) {
      if (!("regex" in node)) return;
      const { flags, pattern } = node.regex;
      if (flags.includes("v")) found.add("expression with the flag v");
      if (/\(\?[ims]*-?[ims]+:/.test(pattern)) found.add("expression with flags inside");
      const names = pattern.match(/\(\?<(?![=!])[^>]+>/g) ?? [];
      if (new Set(names).size < names.length) found.add("expression with one name twice");
    },
    ImportDeclaration(node) {
      if (node.attributes.length > 0 || node.phase) found.add("import with attributes");
    },
    ImportExpression(node) {
      if (node.options || node.phase) found.add("import with attributes");
    },
    Decorator() {
      found.add("decorator");
    },
  }).visit(program);
  return found;
}
