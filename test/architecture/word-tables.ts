import { parseSync, Visitor } from "oxc-parser";
import { WORDS, type WordKind } from "../../src/domain/words/words.ts";

type Node = { readonly type: string; readonly start: number } & Readonly<Record<string, unknown>>;

/** Kinds whose Chinese word means its code and nothing else; `送达` or `重复` are words of ordinary sentences too. */
const UNMISTAKABLE: readonly WordKind[] = ["state", "stage", "role", "alarm"];

const CODES = Object.entries(WORDS).map(([kind, words]) => ({ kind, codes: new Set(Object.keys(words)) }));
const OWN_WORDS = new Map(
  UNMISTAKABLE.flatMap((kind) => Object.entries(WORDS[kind]).map(([code, { zh }]) => [zh, `${kind} ${code}`] as const)),
);

/**
 * Finds where a source file gives codes Chinese words of its own: an object, or a list of pairs, whose members are all
 * codes of one kind and have Chinese texts, and a text that is the word of a code. Functions are not looked into: they
 * make sentences.
 */
export function wordTables(path: string, text: string): string[] {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  const at = (offset: number) => `${path}:${text.slice(0, offset).split("\n").length}`;
  const found: string[] = [];
  const table = (node: { readonly start: number }, members: readonly (readonly [string | undefined, Node])[]) => {
    const named = members.flatMap(([name, value]) => (name !== undefined && isChinese(value) ? [name] : []));
    if (named.length < 2) return;
    for (const { kind, codes } of CODES) {
      if (!named.every((name) => codes.has(name))) continue;
      found.push(`${at(node.start)} words for ${kind}: ${named.join(", ")}`);
    }
  };
  new Visitor({
    ObjectExpression(node) {
      table(
        node,
        node.properties.map((property) =>
          property.type === "Property" && !property.computed
            ? ([nameOf(property.key as unknown as Node), property.value as unknown as Node] as const)
            : ([undefined, property as unknown as Node] as const),
        ),
      );
    },
    ArrayExpression(node) {
      table(
        node,
        node.elements.map((element) => {
          const pair = element as unknown as Node | null;
          const [key, ...values] = pair?.type === "ArrayExpression" ? (pair["elements"] as (Node | null)[]) : [];
          return [key?.type === "Literal" ? nameOf(key) : undefined, { type: "", start: 0, values }] as const;
        }),
      );
    },
    Literal(node) {
      const code = typeof node.value === "string" ? OWN_WORDS.get(node.value) : undefined;
      if (code !== undefined) found.push(`${at(node.start)} the word for ${code}`);
    },
  }).visit(program);
  return found;
}

function nameOf(key: Node): string | undefined {
  return key.type === "Identifier" ? String(key["name"]) : key.type === "Literal" ? String(key["value"]) : undefined;
}

/** Whether an expression holds a Chinese text, outside functions. */
function isChinese(node: unknown): boolean {
  if (typeof node === "string") return /\p{Script=Han}/u.test(node);
  if (Array.isArray(node)) return node.some(isChinese);
  if (typeof node !== "object" || node === null) return false;
  if ("type" in node && /Function/.test(String(node.type))) return false;
  return Object.values(node).some(isChinese);
}
