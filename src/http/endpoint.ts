import type { FastifyReply, FastifyRequest } from "fastify";

import type { Question } from "../audit/question.ts";
import type { Answers } from "../domain/generated/answers.ts";
import type { RefusalCode } from "../domain/refusal.ts";
import type { Scope } from "../domain/scope.ts";
import type { Caller } from "../exchange/service.ts";
import type { Answer } from "./openapi/answer.ts";
import type { Text } from "./openapi/bilingual.ts";
import type { Tag } from "./openapi/tags.ts";
import type { BodyForm } from "./request/body.ts";
import type { NoParameters, Parameters, Values } from "./request/parameter.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who calls; null on an endpoint that is open to all, and before the token was checked. */
    caller: Caller | null;
    /** The endpoint that was called; null when there is none. */
    endpoint: Endpoint | null;
    /** Code of the problem that was answered with, for the log. */
    refused: RefusalCode | null;
    /** Values of the path's and the query's parameters, read by the endpoint's own declaration. */
    parameters: Readonly<Record<string, unknown>>;
  }
}

/** What a request asks whose reading is recorded: of what kind (`deliveries`, `events`, `evidence` …), and for what. */
export interface Asking {
  readonly kind: string;
  readonly question: Question;
}

/** What a request gives: the values of its parameters by their names and, on an endpoint that takes one, its body. */
type Input<Path extends Parameters, Query extends Parameters, Body> = Values<Path, Query> &
  ([Body] extends [undefined] ? unknown : { readonly body: Body });

/**
 * One endpoint: what it is for, where it is, who may call it, what it takes, what it answers, and what it does.
 * Router, guard, reading of requests and API description are made from this value alone.
 */
interface Declaration<Path extends Parameters, Query extends Parameters, Body> {
  /** Its name in the API description (`operationId`), from which others generate clients: never changed. */
  readonly id: string;
  /** Group of the API description. */
  readonly tag: Tag;
  /** Some words for a list. */
  readonly summary: Text;
  /** What a caller should know of it. */
  readonly about: Text;
  readonly method: "GET" | "POST";
  /** Path template of the router, such as `/v1/packets/:id`; `*` at the end takes the rest, slashes too. */
  readonly url: string;
  /** A token with any one of these opens it; null: open to all, and counted by address. */
  readonly scopes: readonly Scope[] | null;
  /** Parameters of the path, by the names in `url`; that of a `*` is `path`. */
  readonly path?: Path;
  /** Parameters of the query. Any other is refused. */
  readonly query?: Query;
  /** What a rule between the parameters refuses. @throws Refusal `malformed-request` */
  check?(values: Values<Path, Query>): void;
  /** Its body; absent: none is looked at. */
  readonly body?: BodyForm<Body>;
  /** Good answers by status. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** Problems that it answers with, besides those that every endpoint of its kind has. */
  readonly problems?: readonly RefusalCode[];
  /** Problems carry the members of RFC 6749 section 5.2 too. */
  readonly oauthErrors?: true;
  /** Not rate-limited and not in the log: asked every few seconds by machines. */
  readonly probe?: true;
  /** Reading it is itself an entry of the log; undefined: not for this caller. */
  audited?(request: FastifyRequest, input: Input<Path, Query, Body>): Asking | undefined;
  handle(
    request: FastifyRequest,
    reply: FastifyReply,
    input: Input<Path, Query, Body>,
  ): Promise<FastifyReply> | FastifyReply;
}

/** An endpoint as the server sees it, whatever the types of its values are. */
export type Endpoint = Omit<Declaration<Parameters, Parameters, undefined>, "body"> & {
  readonly body?: BodyForm<unknown>;
};

/** Declares an endpoint. `check`, `audited` and `handle` get values of the types that its parameters and body declare. */
export function endpoint<
  Path extends Parameters = NoParameters,
  Query extends Parameters = NoParameters,
  Body = undefined,
>(declaration: Declaration<Path, Query, Body>): Endpoint {
  return declaration;
}

/** The caller of an endpoint that has scopes. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === null) throw new TypeError("this endpoint has no caller");
  return request.caller;
}

/** Media type of JSON answers. */
export const JSON_TYPE = "application/json; charset=utf-8";

/** Answers with JSON of the schema that the caller names: `sendJson<"Health">(reply, { status: "ok" })`. */
export function sendJson<Name extends keyof Answers = never>(reply: FastifyReply, value: Answers[Name]): FastifyReply {
  return reply.type(JSON_TYPE).send(JSON.stringify(value));
}
