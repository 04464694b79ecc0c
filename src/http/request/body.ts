import { JsonError, parseStrict } from "../../wire/json.ts";
import type { Schema } from "../schemas/parts.ts";
import { both } from "../openapi/bilingual.ts";
import { malformed } from "./malformed.ts";
import type { NoParameters, Parameters, ValueOf } from "./parameter.ts";

/** Form of a request's body: how it is described, bounded and read. */
export interface BodyForm<Value> {
  /** Media types that are taken, with the schema of each. */
  readonly content: Readonly<Record<string, Schema>>;
  /** Largest, bytes. */
  readonly limit: number;
  /** Reads the body. @throws Refusal `malformed-request`, which says what must be and quotes nothing */
  read(bytes: Buffer, mediaType: string): Value;
}

/** Makes the form of a signed body: the handler gets its bytes, because what is signed must not be parsed first. */
export function signedBody(
  content: BodyForm<unknown>["content"],
  limit: number,
): BodyForm<{ readonly bytes: Buffer; readonly mediaType: string }> {
  return { content, limit, read: (bytes, mediaType) => ({ bytes, mediaType }) };
}

/** Largest body that is a flat object, bytes. */
const FLAT_BYTES = 1024;

/** Values of a flat body; a member that may be absent is so when it was not given. */
type FlatValues<Required extends Parameters, Optional extends Parameters> = {
  readonly [Name in keyof Required]: ValueOf<Required[Name]>;
} & { readonly [Name in keyof Optional]?: ValueOf<Optional[Name]> };

/** Makes the form of a body that is a JSON object of texts: these members, all of them but the optional ones, and no others. */
export function flatJson<Required extends Parameters, Optional extends Parameters = NoParameters>(
  required: Required,
  optional?: Optional,
): BodyForm<FlatValues<Required, Optional>> {
  const members: Parameters = { ...required, ...optional };
  const names = Object.keys(required);
  const properties = Object.fromEntries(
    Object.entries(members).map(([name, { schema, about }]) => [name, { ...schema, description: both(...about) }]),
  );
  return {
    content: { "application/json": { type: "object", additionalProperties: false, required: names, properties } },
    limit: FLAT_BYTES,
    read(bytes) {
      const texts = textsOf(bytes, names, Object.keys(optional ?? {}));
      const values = Object.entries(members).flatMap(([name, parameter]) => {
        const text = texts[name];
        return text === undefined ? [] : [[name, parameter.read(text, name)] as const];
      });
      return Object.fromEntries(values) as FlatValues<Required, Optional>;
    },
  };
}

function textsOf(
  bytes: Buffer,
  names: readonly string[],
  optional: readonly string[],
): Readonly<Record<string, string>> {
  let value: unknown;
  try {
    value = parseStrict(bytes, { maxDepth: 1 });
  } catch (error) {
    if (error instanceof JsonError) throw malformed("The body is not strict JSON", "请求体不是规范的 JSON");
    throw error;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw malformed("The body must be an object", "请求体须为对象");
  }
  const given = value as Readonly<Record<string, unknown>>;
  const known = new Set([...names, ...optional]);
  const isWhole = names.every((name) => Object.hasOwn(given, name));
  if (!isWhole || Object.entries(given).some(([name, text]) => !known.has(name) || typeof text !== "string")) {
    const [en, zh] =
      optional.length === 0 ? ["", ""] : [`; it may have: ${optional.join(", ")}`, `；可含：${optional.join("、")}`];
    throw malformed(
      `The body must have these members, all of them texts, and no others: ${names.join(", ")}${en}`,
      `请求体须且仅可含以下文本成员：${names.join("、")}${zh}`,
    );
  }
  return given as Readonly<Record<string, string>>;
}
