import { isIP } from "node:net";
import { isAbsolute, normalize } from "node:path";
import { type AnySchemaObject, Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import { isCalendarDate } from "../domain/codes/calendar-date.ts";
import { isPartyId } from "../domain/party.ts";
import type { ConfigFault } from "../domain/config-fault.ts";
import { type JsonLocations, locateJson } from "./json-location.ts";
import { ruleText } from "./rule-text.ts";
import { EncodingError, readText } from "../files/text-file.ts";

/** The files of `config/`, each with its schema `schemas/config/{name}.schema.json`. */
export const DOCUMENTS = [
  "gateway",
  "directory",
  "sharing-policy",
  "routing",
  "calendar",
  "deadlines",
  "retention",
] as const;

/** Folders of `config/`, each with the schema of its files, `schemas/config/{name}.schema.json`. */
export const FOLDERS = ["guideline"] as const;

/** Kind of a file of `config/`. */
export type DocumentName = (typeof DOCUMENTS)[number] | (typeof FOLDERS)[number];

/** A configuration file that was read: its content with defaults filled in, or its faults. */
export interface ReadDocument {
  readonly content: unknown;
  readonly faults: readonly ConfigFault[];
  /** Makes a fault at a pointer of this file, for a rule that the schema cannot express. */
  fault(pointer: string, en: string, zh: string): ConfigFault;
}

const SCHEMA_DIRECTORY = new URL("../../schemas/config/", import.meta.url);

/** Reads the schema of a file of `config/`. */
export async function readSchema(name: DocumentName): Promise<AnySchemaObject> {
  return JSON.parse(await readText(new URL(`${name}.schema.json`, SCHEMA_DIRECTORY))) as AnySchemaObject;
}

const DATE_RANGE = /^\d{4}-\d{2}-\d{2}(?:\/\d{4}-\d{2}-\d{2})?$/;

function isHttpUrl(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "" && url.hash === ""
  );
}

function isCidr(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  const version = isIP(address);
  return (
    version !== 0 && rest.length === 0 && /^\d{1,3}$/.test(bits ?? "") && Number(bits) <= (version === 4 ? 32 : 128)
  );
}

function isRelativePath(text: string): boolean {
  return (
    text !== "" &&
    !isAbsolute(text) &&
    !text.includes("\0") &&
    !text.includes("\\") &&
    !/^\.\.?(\/|$)/.test(normalize(text))
  );
}

/** Checks the form `DAY` or `DAY/DAY`; the calendar checks that the days exist, and names the wrong entry. */
function isDateRange(text: string): boolean {
  return DATE_RANGE.test(text) && text.split("/").every((date) => !Number.isNaN(Date.parse(date)));
}

const ajv = new Ajv2020({
  code: { optimize: false },
  strict: true,
  allowUnionTypes: true,
  allErrors: true,
  useDefaults: true,
  keywords: ["x-title-en"],
  formats: {
    "party-id": isPartyId,
    "http-url": isHttpUrl,
    cidr: isCidr,
    "relative-path": isRelativePath,
    "date-range": isDateRange,
    "iso-date": isCalendarDate,
  },
});

/** Compiles a schema at its first use and keeps it: a reload uses the same schemas. */
async function validatorOf(name: DocumentName): Promise<ValidateFunction> {
  const schema = await readSchema(name);
  return ajv.getSchema(schema["$id"] as string) ?? ajv.compile(schema);
}

/**
 * Reads a configuration file, validates it and fills in its defaults.
 *
 * @param shownAs name of the file in faults
 */
export async function readDocument(name: DocumentName, path: string, shownAs: string): Promise<ReadDocument> {
  const missing = (en: string, zh: string, line?: number): ReadDocument => {
    const fault = (pointer: string, en: string, zh: string): ConfigFault => ({ source: shownAs, pointer, en, zh });
    const found = fault("", en, zh);
    return { content: undefined, faults: [line === undefined ? found : { ...found, line }], fault };
  };
  let text: string;
  try {
    text = await readText(path);
  } catch (error) {
    if (error instanceof EncodingError) return missing(error.en, error.zh, error.line);
    const code = (error as NodeJS.ErrnoException).code ?? "unreadable";
    return missing(`cannot be read (${code})`, `无法读取（${code}）`);
  }
  const locations = locateJson(text);
  const fault = (pointer: string, en: string, zh: string): ConfigFault => ({
    source: shownAs,
    pointer,
    line: locations.line(pointer),
    en,
    zh,
  });
  const unreadable = notJson(shownAs, locations, fault);
  if (unreadable.length > 0) return { content: undefined, faults: unreadable, fault };

  const content: unknown = JSON.parse(text);
  const validate = await validatorOf(name);
  if (validate(content)) return { content, faults: [], fault };
  const faults = relevant(validate.errors ?? []).map((error) => {
    const { en, zh } = ruleText(error);
    return fault(error.instancePath, en, zh);
  });
  return { content: undefined, faults, fault };
}

function notJson(source: string, locations: JsonLocations, fault: ReadDocument["fault"]): ConfigFault[] {
  if (locations.syntaxErrorLine !== undefined) {
    return [
      {
        source,
        pointer: "",
        line: locations.syntaxErrorLine,
        en: "is not JSON from here on",
        zh: "自此处起不是合法 JSON",
      },
    ];
  }
  return locations.duplicates.map((pointer) => fault(pointer, "stands twice", "重复出现"));
}

/**
 * Drops errors that repeat another one: a failed `if`, the branches of a choice that failed as a whole, and the rule that
 * made a member's name wrong.
 */
function relevant(errors: readonly ErrorObject[]): ErrorObject[] {
  const choices = errors.filter(({ keyword }) => keyword === "oneOf" || keyword === "anyOf");
  const within = (error: ErrorObject, choice: ErrorObject): boolean =>
    error.instancePath === choice.instancePath
      ? error.keyword !== choice.keyword
      : error.instancePath.startsWith(`${choice.instancePath}/`);
  return errors.filter(
    (error) =>
      error.keyword !== "if" &&
      error.propertyName === undefined &&
      !choices.some((choice) => choice !== error && within(error, choice)),
  );
}
