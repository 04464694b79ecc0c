import type { ErrorObject } from "ajv";
import type { Bilingual } from "../domain/bilingual.ts";
import type { Faults, Issue } from "../domain/refusal.ts";
import { type FaultCode, isFaultCode, issue } from "./faults.ts";
import { type Findings, MOST_ISSUES } from "./findings.ts";
import { ordinalOf } from "./locate.ts";
import { isGroup, textOf } from "./reading.ts";
import { formatFault } from "./formats.ts";

/** Pattern of member names that may be repeated: an unknown name is the sender's text and can hold anything. */
const SHOWABLE_NAME = /^[A-Za-z][A-Za-z0-9]{0,39}$/;

/** Most different faults of the structure that are told apart in the count; of a hostile document more are counted twice. */
const MOST_COUNTED = 10_000;

/** Collects the faults of a document, each once: Ajv's errors, then those of the rules. Lists 100, and counts all. */
export function faultsOf(structure: readonly ErrorObject[], found: Findings): Faults {
  const seen = new Set<string>();
  const errors: Issue[] = [];
  const persons = new Set(found.persons);
  // Each fault of a rule is counted by the findings, unless it repeats one of the structure.
  let { total } = found;
  const add = (one: Issue, counted: boolean): void => {
    const key = `${one.code} ${one.pointer}`;
    if (seen.has(key)) {
      if (counted) total--;
      return;
    }
    if (seen.size < MOST_COUNTED) seen.add(key);
    if (!counted) total++;
    if (errors.length < MOST_ISSUES) errors.push(one);
  };
  for (const error of structure) {
    const one = issueOf(error);
    const ordinal = ordinalOf(one.pointer);
    if (ordinal !== undefined) persons.add(ordinal);
    add(one, false);
  }
  for (const one of found.errors) add(one, true);
  if (total > errors.length) errors.push(issue("/body", "more-faults"));
  return { errors, total, persons: persons.size };
}

/** Counts faults of which all are listed. */
export function countOf(errors: readonly Issue[]): Faults {
  const persons = new Set(errors.map(({ pointer }) => ordinalOf(pointer)).filter((ordinal) => ordinal !== undefined));
  return { errors, total: errors.length, persons: persons.size };
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
