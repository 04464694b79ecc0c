import { REFUSALS, Refusal, type RefusalCode } from "../../domain/refusal.ts";
import type { Scope } from "../../domain/scope.ts";
import { PROBLEM_TYPE, problemDocument } from "../answer/problem.ts";
import { withOauthError } from "../auth/oauth-error.ts";
import type { Endpoint } from "../endpoint.ts";
import type { Parameter } from "../request/parameter.ts";
import type { Schema } from "../schemas/parts.ts";
import { refTo } from "../schemas/schemas.ts";
import type { Answer } from "./answer.ts";
import { both } from "./bilingual.ts";

type Json = Readonly<Record<string, unknown>>;

/** Path template of the API description for a path template of the router: `/v1/packets/:id` is `/v1/packets/{id}`. */
export function templateOf(url: string): string {
  return url.replaceAll(/:(\w+)/g, "{$1}").replace("*", "{path}");
}

/** Makes the Operation Object (OpenAPI 3.1 section 4.8.10) of an endpoint. */
export function operationObject(endpoint: Endpoint): Json {
  const { id, tag, summary, about, scopes, path = {}, query = {}, body, answers } = endpoint;
  const parameters = [
    ...Object.entries(path).map(([name, parameter]) => parameterObject("path", name, parameter)),
    ...Object.entries(query).map(([name, parameter]) => parameterObject("query", name, parameter)),
  ];
  return {
    operationId: id,
    tags: [tag],
    summary: summary.join(" "),
    description: scopes === null ? both(...about) : `${both(...about)}\n\n${scopeLine(scopes)}`,
    security: (scopes ?? []).map((scope) => ({ oauth: [scope] })),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: contentObject(body.content) } }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, responseObject(answer)])),
      ...problems(problemsOf(endpoint), endpoint.oauthErrors === true),
    },
  };
}

/** Names the scopes in the text, because pages that are made of the description do not show `security` at once. */
function scopeLine(scopes: readonly Scope[]): string {
  return `Scope 权限范围: ${scopes.map((scope) => `\`${scope}\``).join(" / ")}`;
}

/** Makes a Parameter Object (OpenAPI 3.1 section 4.8.12). */
function parameterObject(place: "path" | "query", name: string, parameter: Parameter<unknown>): Json {
  const { schema, about, required, otherwise } = parameter;
  return {
    in: place,
    name,
    required: place === "path" || required === true,
    schema: otherwise === undefined ? schema : { ...schema, default: otherwise },
    description: both(...about),
  };
}

function contentObject(byMediaType: Readonly<Record<string, Schema>>): Json {
  return Object.fromEntries(Object.entries(byMediaType).map(([mediaType, schema]) => [mediaType, { schema }]));
}

function responseObject({ about, content, headers }: Answer): Json {
  return {
    description: both(...about),
    ...(headers === undefined ? {} : { headers: headerObjects(headers) }),
    ...(content === undefined ? {} : { content: contentObject(content) }),
  };
}

function headerObjects(headers: NonNullable<Answer["headers"]>): Json {
  return Object.fromEntries(
    Object.entries(headers).map(([name, text]) => [name, { description: both(...text), schema: { type: "string" } }]),
  );
}

/** Collects the codes of all problems of an endpoint: those of every endpoint of its kind, and its own. */
function problemsOf({ method, scopes, body, probe, problems = [] }: Endpoint): Set<RefusalCode> {
  return new Set<RefusalCode>([
    "malformed-request",
    ...(probe === true ? [] : (["rate-limited"] as const)),
    "internal",
    "unavailable",
    ...(scopes === null ? [] : (["invalid-token", "insufficient-scope"] as const)),
    // Any POST may come with a body, also to an endpoint that takes none.
    ...(method === "POST" ? (["too-large", "request-timeout"] as const) : []),
    ...(body === undefined ? [] : (["unsupported-media-type"] as const)),
    ...problems,
  ]);
}

/** Id of the request in examples. */
const EXAMPLE_REQUEST = "01a207a2-3280-7371-a166-1a9b2131ed2e";

/** Example Objects (OpenAPI 3.1 section 4.8.19) of problems, by their codes. */
export const PROBLEM_EXAMPLES: Json = Object.fromEntries(
  (Object.keys(REFUSALS) as RefusalCode[]).map((code) => [code, exampleOf(new Refusal(code))]),
);

function exampleOf(refusal: Refusal): Json {
  return { value: problemDocument(refusal, "en", EXAMPLE_REQUEST) };
}

/** Makes a Response Object for each status, with the codes that it may have. */
function problems(codes: ReadonlySet<RefusalCode>, oauth: boolean): Json {
  const schema = refTo(oauth ? "OauthProblem" : "Problem");
  const example = (code: RefusalCode) =>
    oauth ? exampleOf(withOauthError(new Refusal(code))) : { $ref: `#/components/examples/${code}` };
  return Object.fromEntries(
    Array.from(
      Map.groupBy(codes, (code) => REFUSALS[code].status),
      ([status, list]) => [
        status,
        {
          description: list.map((code) => `\`${code}\`: ${REFUSALS[code].en} ${REFUSALS[code].zh}`).join("\n\n"),
          content: {
            [PROBLEM_TYPE]: {
              schema: { allOf: [schema, { properties: { code: { enum: list } } }] },
              examples: Object.fromEntries(list.map((code) => [code, example(code)])),
            },
          },
        },
      ],
    ),
  );
}
