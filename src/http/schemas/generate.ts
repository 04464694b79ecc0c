/**
 * Makes the types of the answers from their schemas: `node src/http/schemas/generate.ts [file]`. The outcome is in the
 * tree, in the domain, so that the flow, the SDK and the command line share the types without the server; a test
 * compares it.
 */
import { writeFile } from "node:fs/promises";
import { compile } from "json-schema-to-typescript";
import { parseSync, Visitor } from "oxc-parser";
import type { Schema } from "./parts.ts";
import { SCHEMAS } from "./schemas.ts";

/** Path of the generated file. */
export const ANSWER_TYPES = "src/domain/generated/answers.ts";

/** Files of the shapes that the domain itself works with: the generated types name those. */
const OF_THE_DOMAIN: Readonly<Record<string, string>> = {
  AuditEntry: "audit-entry",
  Due: "packet",
  Issue: "refusal",
  LogPosition: "log-stage",
  MessageType: "message",
  PacketState: "packet",
  ReceiptOutcome: "receipt",
  RejectReason: "receipt",
};
/** Schemas of texts, which are plain strings for TypeScript. */
const TEXTS: ReadonlySet<string> = new Set(["Id", "PartyId", "Digest"]);
/** Members of a schema that matter for a type; the rest are limits and annotations. */
const TYPE_MEMBERS = ["type", "enum", "const", "required"];

/** Remark of the generator about each type, which tells readers nothing. */
const REFERENCED =
  /(?: \*\n)? \* This interface was referenced by `Answers`'s JSON-Schema\n \* via the `definition` "\w+"\.\n/g;
/** Comment that fits into one line. */
const ONE_LINE = /\/\*\*\n +\* (.*)\n +\*\//g;

/** Makes the text of the generated file. */
export async function generateAnswerTypes(): Promise<string> {
  const named = Object.entries(SCHEMAS).filter(([name]) => typeName(name) === name && !(name in OF_THE_DOMAIN));
  const source = {
    type: "object",
    description: "Every answer by the name of its schema.",
    required: named.map(([name]) => name),
    properties: Object.fromEntries(named.map(([name]) => [name, { tsType: name }])),
    definitions: Object.fromEntries(named.map(([name, schema]) => [name, typeSource(schema)])),
  };
  const text = await compile(source as Parameters<typeof compile>[0], "Answers", {
    additionalProperties: false,
    bannerComment: banner(),
    style: { printWidth: 120, trailingComma: "all", bracketSpacing: true },
    unreachableDefinitions: true,
  });
  return readOnly(text.replaceAll(REFERENCED, "").replaceAll(ONE_LINE, "/** $1 */"));
}

function banner(): string {
  const files = Map.groupBy(Object.keys(OF_THE_DOMAIN), (name) => OF_THE_DOMAIN[name]);
  return [
    "/**",
    " * What the gateway answers: the shapes that its transports send and its clients read.",
    " * Generated from src/http/schemas by `npm run generate`; not to be edited.",
    " */",
    ...Array.from(files, ([file, names]) => `import type { ${names.join(", ")} } from "../${file}.ts";`),
  ].join("\n");
}

function typeName(schema: string): string {
  return TEXTS.has(schema) ? "string" : schema;
}

/** Prepares a schema for the type generator: references become names of types, and limits are left out. */
function typeSource(schema: Schema): Schema {
  const { $ref, properties, items, additionalProperties, description } = schema;
  const source: Record<string, unknown> = {};
  if (typeof description === "string") source["description"] = description.replace("\n\n", " ");
  if (typeof $ref === "string") return { ...source, tsType: typeName($ref.replace("#/components/schemas/", "")) };
  for (const member of TYPE_MEMBERS) if (member in schema) source[member] = schema[member];
  if (properties !== undefined) {
    const members = Object.entries(properties as Readonly<Record<string, Schema>>);
    source["properties"] = Object.fromEntries(members.map(([name, member]) => [name, typeSource(member)]));
  }
  if (items !== undefined) source["items"] = typeSource(items as Schema);
  if (additionalProperties !== undefined) {
    source["additionalProperties"] =
      typeof additionalProperties === "object" ? typeSource(additionalProperties as Schema) : additionalProperties;
  }
  for (const combined of ["allOf", "anyOf", "oneOf"]) {
    if (combined in schema) source[combined] = (schema[combined] as readonly Schema[]).map(typeSource);
  }
  return source;
}

/** Makes all members and lists of types read-only, because an answer is never changed in place. */
function readOnly(text: string): string {
  const places: number[] = [];
  new Visitor({
    TSPropertySignature: ({ start }) => void places.push(start),
    TSIndexSignature: ({ start }) => void places.push(start),
    TSArrayType: ({ start }) => void places.push(start),
  }).visit(parseSync("answers.ts", text).program);
  return places
    .toSorted((one, other) => other - one)
    .reduce((out, at) => `${out.slice(0, at)}readonly ${out.slice(at)}`, text);
}

if (import.meta.main) await writeFile(process.argv[2] ?? ANSWER_TYPES, await generateAnswerTypes());
