import { REFUSALS, type RefusalCode } from "../../domain/refusal.ts";
import type { Scope } from "../../domain/scope.ts";
import { both, schemaRef } from "./bilingual.ts";

type Json = Readonly<Record<string, unknown>>;

/** A bilingual text: English, Chinese. */
export type Text = readonly [en: string, zh: string];

/** What a person writes about one endpoint; `operationObject` makes the OpenAPI of it. */
export interface Operation {
  readonly id: string;
  readonly tag: "access" | "directory" | "messages" | "packets" | "operations" | "log" | "audit" | "health";
  readonly summary: Text;
  readonly about: Text;
  /** Any one of these scopes; absent: open to all. */
  readonly scopes?: readonly Scope[];
  readonly parameters?: readonly Json[];
  /** Media types of the body. */
  readonly body?: Readonly<Record<string, Json>>;
  readonly answers: Readonly<Record<number, Answer>>;
  /** Refusals besides those that every endpoint of its kind has. */
  readonly refusals?: readonly RefusalCode[];
  /** Name of the problem's schema. */
  readonly problem?: "Problem" | "OauthProblem";
}

/** A good answer. */
export interface Answer {
  readonly about: Text;
  readonly mediaType?: string;
  readonly schema?: Json;
  /** Other media types that Accept may ask for, and their schemas. */
  readonly others?: Readonly<Record<string, Json>>;
  /** Names and meanings of header fields. */
  readonly headers?: Readonly<Record<string, Text>>;
}

const EVERYWHERE: readonly RefusalCode[] = ["malformed-request", "rate-limited", "internal", "unavailable"];
const WITH_SCOPES: readonly RefusalCode[] = ["invalid-token", "insufficient-scope"];
/** Any POST may bring a body, wanted or not. */
const WITH_POST: readonly RefusalCode[] = ["too-large", "request-timeout"];

/** The Operation Object (OpenAPI 3.1 section 4.8.10) of an endpoint. */
export function operationObject(method: string, operation: Operation): Json {
  const { id, tag, summary, about, scopes, parameters, body, answers } = operation;
  const refusals = new Set([
    ...EVERYWHERE,
    ...(scopes === undefined ? [] : WITH_SCOPES),
    ...(method === "post" ? WITH_POST : []),
    ...(body === undefined ? [] : (["unsupported-media-type"] as const)),
    ...(operation.refusals ?? []),
  ]);
  return {
    operationId: id,
    tags: [tag],
    summary: `${summary[0]} ${summary[1]}`,
    description: both(...about),
    security: scopes === undefined ? [] : scopes.map((scope) => ({ oauth: [scope] })),
    ...(parameters === undefined ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: content(body) } }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, responseObject(answer)])),
      ...problems([...refusals], operation.problem ?? "Problem"),
    },
  };
}

function content(byMediaType: Readonly<Record<string, Json>>): Json {
  return Object.fromEntries(Object.entries(byMediaType).map(([mediaType, schema]) => [mediaType, { schema }]));
}

function responseObject({ about, mediaType, schema, others, headers }: Answer): Json {
  return {
    description: both(...about),
    ...(headers === undefined
      ? {}
      : {
          headers: Object.fromEntries(
            Object.entries(headers).map(([name, text]) => [
              name,
              { description: both(...text), schema: { type: "string" } },
            ]),
          ),
        }),
    ...(mediaType === undefined ? {} : { content: content({ [mediaType]: schema ?? {}, ...others }) }),
  };
}

/** One response a status, telling which codes it may carry. */
function problems(codes: readonly RefusalCode[], schema: "Problem" | "OauthProblem"): Json {
  const byStatus = new Map<number, RefusalCode[]>();
  for (const code of codes) {
    const { status } = REFUSALS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => [
      status,
      {
        description: list.map((code) => `\`${code}\`: ${REFUSALS[code].en} ${REFUSALS[code].zh}`).join("\n\n"),
        content: {
          "application/problem+json": {
            schema: { allOf: [schemaRef(schema), { properties: { code: { enum: list } } }] },
          },
        },
      },
    ]),
  );
}
