import type { ErrorObject } from "ajv";
import type { Bilingual } from "../domain/bilingual.ts";
import type { Issue } from "../domain/refusal.ts";
import { type FaultCode, isFaultCode, issue } from "./faults.ts";
import { MOST_ISSUES } from "./findings.ts";
import { isGroup, textOf } from "./reading.ts";
import { formatFault } from "./vocabulary.ts";

/** Pattern of member names that may be repeated: an unknown name is the sender's text and can hold anything. */
const SHOWABLE_NAME = /^[A-Za-z][A-Za-z0-9]{0,39}$/;

/** Lists the faults of a document, each once: Ajv's errors, then those of the rules; at most 100 and `more-faults`. */
export function issuesOf(structure: readonly ErrorObject[], rules: readonly Issue[]): Issue[] {
  const seen = new Set<string>();
  const issues: Issue[] = [];
  const add = (found: Issue): boolean => {
    const key = `${found.code} ${found.pointer}`;
    if (seen.has(key)) return true;
    if (issues.length === MOST_ISSUES) {
      issues.push(issue("/body", "more-faults"));
      return false;
    }
    seen.add(key);
    issues.push(found);
    return true;
  };
  for (const error of structure) if (!add(issueOf(error))) return issues;
  for (const found of rules) if (!add(found)) return issues;
  return issues;
}

function issueOf(error: ErrorObject): Issue {
  const here = `/body${error.instancePath}`;
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case "required":
    case "dependentRequired":
      return issue(`${here}/${String(params["missingProperty"])}`, "required");
    case "additionalProperties": {
      const name = String(params["additionalProperty"]);
      return issue(SHOWABLE_NAME.test(name) ? `${here}/${name}` : here, "unknown-member");
    }
    case "format":
      return issue(here, formatFault(String(params["format"]), String(error.data)));
    default:
      return issue(here, faultOf(error), limitOf(error, params["limit"]));
  }
}

/** Most codes that a message lists; a longer code list is named by its title, its size and the folder of the lists. */
const MOST_CODES = 12;

const TYPES: Readonly<Record<string, Bilingual>> = {
  string: { en: "a text", zh: "文本" },
  number: { en: "a number", zh: "数字" },
  integer: { en: "a whole number", zh: "整数" },
  boolean: { en: "true or false", zh: "true 或 false" },
  object: { en: "an object", zh: "对象" },
  array: { en: "an array", zh: "数组" },
};

/** Reads the size, types or code list for the text of a fault. All come from the schema, none from the sender. */
function limitOf(error: ErrorObject, limit: unknown): number | Bilingual | undefined {
  if (typeof limit === "number") return limit;
  if (error.keyword === "type") {
    const types = [error.schema].flat().flatMap((type) => TYPES[String(type)] ?? []);
    return { en: types.map(({ en }) => en).join(" or "), zh: types.map(({ zh }) => zh).join("或") };
  }
  return error.keyword === "enum" && Array.isArray(error.schema)
    ? codeList(error.schema, error.parentSchema)
    : undefined;
}

function codeList(codes: readonly unknown[], schema: unknown): Bilingual {
  const list = isGroup(schema) ? schema : {};
  const [zh, en] = [textOf(list, "title") ?? "", textOf(list, "x-title-en") ?? ""];
  const where = {
    en: `${codes.length} codes, see schemas/defs/codes`,
    zh: `共 ${codes.length} 个代码，见 schemas/defs/codes`,
  };
  const named = codes.map(String).join(", ");
  const few = codes.length <= MOST_CODES;
  return { en: `${en} (${few ? named : where.en})`, zh: `${zh}（${few ? named : where.zh}）` };
}

const KEYWORD_FAULTS: Readonly<Record<string, FaultCode>> = {
  enum: "code-list",
  const: "const",
  pattern: "pattern",
  minLength: "too-short",
  maxLength: "too-long",
  minimum: "out-of-range",
  maximum: "out-of-range",
  exclusiveMinimum: "out-of-range",
  exclusiveMaximum: "out-of-range",
  minItems: "too-few-items",
  maxItems: "too-many-items",
  uniqueItems: "duplicate-items",
  minProperties: "empty-group",
  type: "type",
};

function faultOf(error: ErrorObject): FaultCode {
  const schema: unknown = error.parentSchema;
  const own = isGroup(schema) ? schema["x-error"] : undefined;
  if (error.keyword === "enum" && typeof own === "string" && isFaultCode(own)) return own;
  if (error.keyword === "type" && error.schema === "string" && typeof error.data === "number") return "text-expected";
  return KEYWORD_FAULTS[error.keyword] ?? "pattern";
}
