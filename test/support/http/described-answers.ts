import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { openapiDocument } from "../../../src/http/openapi/document.ts";
import type { HttpSettings } from "../../../src/http/settings.ts";
import { endpointTable } from "./endpoint-table.ts";

interface MediaType {
  readonly schema: object;
}
interface OperationObject {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, MediaType>> }>>;
}
export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

/** A JSON Schema compiler that knows the schemas of the description. */
export function descriptionCompiler(document: Description): Ajv2020 {
  const ajv = new Ajv2020({
    strict: true,
    strictRequired: false,
    strictTypes: false,
    allErrors: true,
    inlineRefs: false,
  });
  for (const format of ["date", "date-time", "uri", "uri-reference"]) ajv.addFormat(format, FORMATS[format] ?? true);
  ajv.addKeyword("components");
  ajv.addSchema({ $id: "openapi:", components: document.components });
  return ajv;
}

const FORMATS: Readonly<Record<string, RegExp>> = {
  date: /^\d{4}-\d\d-\d\d$/,
  "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  uri: /^[a-z][a-z0-9+.-]*:[^\s]+$/,
  "uri-reference": /^[^\s]*$/,
};

/**
 * Holds every answer of a server against its API description: the status must be described for the
 * endpoint, with that media type, and a JSON body must follow the schema. Throws what is wrong.
 */
export function describedAnswers(settings: HttpSettings) {
  const document = openapiDocument(settings, endpointTable(settings)) as unknown as Description;
  const ajv = descriptionCompiler(document);
  const templates = Object.keys(document.paths).map((path) => ({
    path,
    // A parameter `path` is the rest, with its slashes.
    pattern: new RegExp(
      `^${path
        .replaceAll(".", "\\.")
        .replaceAll("{path}", ".+")
        .replaceAll(/\{\w+\}/g, "[^/]+")}$`,
    ),
  }));

  const exact = (path: string) => path.replaceAll(/\{\w+\}/g, "");

  /** Check of each schema, made once: a server is asked the same thing many times. */
  const checks = new Map<object, ValidateFunction>();
  const checkOf = (schema: object): ValidateFunction => {
    const made = checks.get(schema);
    if (made !== undefined) return made;
    const check = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi:#/')) as object);
    checks.set(schema, check);
    return check;
  };

  return async (method: string, target: string, response: Response): Promise<void> => {
    const path = target.split("?", 1)[0] ?? "";
    // The most exact of those that fit.
    const fitting = templates.filter(({ pattern }) => pattern.test(path)).map((template) => template.path);
    const template = fitting.toSorted((one, other) => exact(other).length - exact(one).length)[0];
    const operation = template === undefined ? undefined : document.paths[template]?.[method.toLowerCase()];
    const mediaType = response.headers.get("content-type")?.split(";", 1)[0];
    const where = `${method} ${template ?? path} ${response.status} ${mediaType}`;
    if (operation === undefined) {
      if (mediaType !== "application/problem+json") throw new Error(`not described: ${where}`);
      return;
    }
    const described = operation.responses[response.status];
    if (described === undefined) throw new Error(`status not described: ${where}`);
    if (described.content === undefined) return;
    const content = described.content[mediaType ?? ""];
    if (content === undefined) throw new Error(`media type not described: ${where}`);
    if (mediaType?.endsWith("json") !== true) return;
    const check = checkOf(content.schema);
    if (!check(await response.clone().json())) throw new Error(`${where}: ${ajv.errorsText(check.errors)}`);
  };
}
