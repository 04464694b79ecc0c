import type { FastifyRequest } from "fastify";

import type { Text } from "../openapi/bilingual.ts";
import type { Schema } from "../schemas/parts.ts";
import { malformed } from "./malformed.ts";
import { parseUrlencoded } from "./urlencoded.ts";

/** Parameter of a path or a query, or member of a flat body: how it is described, and how its text is read. */
export interface Parameter<Value> {
  readonly schema: Schema;
  readonly about: Text;
  /** In a query: the parameter must be given. */
  readonly required?: true;
  /** In a query: value when the parameter is not given. */
  readonly otherwise?: Value;
  /** Reads the text. @throws Refusal `malformed-request`, which says what must be and quotes nothing */
  read(text: string, name: string): Value;
}

/** Parameters by their names. */
export type Parameters = Readonly<Record<string, Parameter<unknown>>>;

/** Parameters of an endpoint that declares none. */
export type NoParameters = Readonly<Record<string, never>>;

/** Type of a parameter's value. */
export type ValueOf<Of> = Of extends Parameter<infer Value> ? Value : never;

/** Names that are declared one by one: not "any text", as `NoParameters` has it. */
type NamesOf<Declared> = keyof { [Name in keyof Declared as string extends Name ? never : Name]: unknown };

/** Names of the query's parameters that always have a value. */
type AlwaysThere<Query> = {
  [Name in NamesOf<Query>]: Query[Name] extends { required: true } | { otherwise: unknown } ? Name : never;
}[NamesOf<Query>];

/** Values by name. An optional parameter that was not given is absent. */
export type Values<Path extends Parameters, Query extends Parameters> = {
  readonly [Name in NamesOf<Path>]: ValueOf<Path[Name]>;
} & { readonly [Name in AlwaysThere<Query>]: ValueOf<Query[Name]> } & {
  readonly [Name in Exclude<NamesOf<Query>, AlwaysThere<Query>>]?: ValueOf<Query[Name]>;
};

/** Makes a parameter of a query mandatory. */
export function required<Value>(parameter: Parameter<Value>): Parameter<Value> & { readonly required: true } {
  return { ...parameter, required: true };
}

/** Gives a parameter of a query its default value. */
export function withDefault<Value>(
  parameter: Parameter<Value>,
  otherwise: Value,
): Parameter<Value> & { readonly otherwise: Value } {
  return { ...parameter, otherwise };
}

/**
 * Reads the parameters of a request as its endpoint declares them. A query parameter that is not declared is refused:
 * a misspelt filter would otherwise answer as if nothing had been asked.
 *
 * @throws Refusal `malformed-request`
 */
export function readParameters(
  request: FastifyRequest,
  {
    path = {},
    query = {},
    queryOfPage,
  }: { readonly path?: Parameters; readonly query?: Parameters; readonly queryOfPage?: true },
): Record<string, unknown> {
  const given = queryOfPage === true ? NONE : queryOf(request.raw.url ?? "");
  for (const name of given.keys()) {
    if (!Object.hasOwn(query, name)) throw malformed("There is an unknown query parameter", "存在未知的查询参数");
  }
  const values: Record<string, unknown> = {};
  const inPath = request.params as Readonly<Record<string, string | undefined>>;
  for (const [name, parameter] of Object.entries(path)) {
    // The router calls the parameter of a `*` itself `*`.
    values[name] = parameter.read(inPath[name] ?? inPath["*"] ?? "", name);
  }
  for (const [name, parameter] of Object.entries(query)) {
    const text = given.get(name);
    if (text !== undefined) values[name] = parameter.read(text, name);
    else if (parameter.required === true) throw malformed(`${name} is missing`, `缺少 ${name}`);
    else if (parameter.otherwise !== undefined) values[name] = parameter.otherwise;
  }
  return values;
}

const NONE: ReadonlyMap<string, string> = new Map();

function queryOf(target: string): ReadonlyMap<string, string> {
  const mark = target.indexOf("?");
  return mark === -1 ? NONE : parseUrlencoded(target.slice(mark + 1));
}
