import { readdirSync, readFileSync } from "node:fs";
import { type Node, type PropertyKey, parseSync, Visitor } from "oxc-parser";

/** A fault that the flow reports in `errors`: its code and its texts. */
export interface FlowFault {
  readonly code: string;
  readonly en: string;
  readonly zh: string;
  /** File that has it. */
  readonly file: string;
}

/**
 * All faults that stand in the sources of the flow and of the disclosure, read from them: the table of claims, the rules of a
 * receipt, and every issue built in place. Codes that a variable holds are not among them.
 */
export function flowFaults(): FlowFault[] {
  return ["src/exchange", "src/disclosure"].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".ts"))
      .flatMap((name) => faultsIn(name, readFileSync(`${folder}/${name}`, "utf8"))),
  );
}

function faultsIn(file: string, text: string): FlowFault[] {
  const found: FlowFault[] = [];
  /** The latest `const message = …` above: an issue below takes it by its name. */
  const latest = new Map<string, string>();
  const { program } = parseSync(file, text);
  new Visitor({
    VariableDeclarator(node) {
      if (node.id.type !== "Identifier" || !node.init) return;
      const value = textOf(node.init);
      if (value !== undefined) latest.set(node.id.name, value);
    },
    Property(node) {
      // "claim-issuer": ["The issuer …", "签发方…"]
      if (node.key.type !== "Literal" || node.value.type !== "ArrayExpression") return;
      const [en, zh] = node.value.elements.map((element) => (element ? textOf(element) : undefined));
      if (en !== undefined && zh !== undefined) found.push({ code: String(node.key.value), en, zh, file });
    },
    CallExpression(node) {
      // rule(holds, "/iss", "claim-issuer", "The issuer …", "签发方…")
      if (node.callee.type !== "Identifier" || node.callee.name !== "rule") return;
      const [code, en, zh] = node.arguments.slice(2).map(textOf);
      if (code !== undefined && en !== undefined && zh !== undefined) found.push({ code, en, zh, file });
    },
    ObjectExpression(node) {
      // { pointer: "/thread", code: "unknown-thread", message, messageZh: "…" }
      const members = new Map(
        node.properties.flatMap((one) => (one.type === "Property" ? [[nameOf(one.key), one.value]] : [])),
      );
      const code = members.get("code");
      if (!members.has("pointer") || !members.has("message") || code === undefined) return;
      const value = (name: string) => {
        const given = members.get(name);
        return given?.type === "Identifier" ? latest.get(given.name) : given && textOf(given);
      };
      const [literal, en, zh] = [textOf(code), value("message"), value("messageZh")];
      if (literal !== undefined && en !== undefined && zh !== undefined) found.push({ code: literal, en, zh, file });
    },
  }).visit(program);
  return found;
}

function nameOf(key: PropertyKey): string {
  return key.type === "Identifier" ? key.name : "";
}

/** The text of a string, or of a template with `…` for what is filled in. */
function textOf(node: Node): string | undefined {
  if (node.type === "Literal" && typeof node.value === "string") return node.value;
  if (node.type === "TemplateLiteral") return node.quasis.map(({ value }) => value.cooked ?? "").join("…");
  return undefined;
}
