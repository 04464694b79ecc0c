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
    /** Caller; null on an endpoint that is open to all, and before the token was checked. */
    caller: Caller | null;
    /** Endpoint that was called; null when there is none. */
    endpoint: Endpoint | null;
    /** Code of the problem that was answered with, for the log. */
    refused: RefusalCode | null;
    /** Values of the parameters of path and query, read as the endpoint declares them. */
    parameters: Readonly<Record<string, unknown>>;
  }
}

/** Question of a request whose reading is recorded: its kind (`deliveries`, `events`, `evidence` …) and its content. */
export interface Asking {
  readonly kind: string;
  readonly question: Question;
}

/** Values of a request: its parameters by their names and, on an endpoint that takes one, its body. */
type Input<Path extends Parameters, Query extends Parameters, Body> = Values<Path, Query> &
  ([Body] extends [undefined] ? unknown : { readonly body: Body });

/**
 * Declares one endpoint: what it is for, where it is, who may call it, what it takes, what it answers, and what it does.
 * Router, guard, reading of requests and API description are made from this value alone.
 */
interface Declaration<Path extends Parameters, Query extends Parameters, Body> {
  /** Its name in the API description (`operationId`), from which others generate clients: never changed. */
  readonly id: string;
  /** Group of the API description. */
  readonly tag: Tag;
  /** Title in a list, in a few words. */
  readonly summary: Text;
  /** Description for callers. */
  readonly about: Text;
  readonly method: "GET" | "POST";
  /** Path template of the router, such as `/v1/packets/:id`; `*` at the end takes the rest, slashes too. */
  readonly url: string;
  /** A token with any one of these opens it; null: open to all, and counted by address. */
  readonly scopes: readonly Scope[] | null;
  /** Parameters of the path, by their names in `url`; the name of a `*` is `path`. */
  readonly path?: Path;
  /** Parameters of the query. Any other is refused. */
  readonly query?: Query;
  /** The query belongs to the page that is answered with: whatever it holds, it is neither read nor refused. */
  readonly queryOfPage?: true;
  /** Checks rules between parameters. @throws Refusal `malformed-request` */
  check?(values: Values<Path, Query>): void;
  /** Form of the body; absent: a body is ignored. */
  readonly body?: BodyForm<Body>;
  /** Good answers by status. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** Codes of the problems that it answers with, besides those that every endpoint of its kind has. */
  readonly problems?: readonly RefusalCode[];
  /** Problems have the members of RFC 6749 section 5.2 too. */
  readonly oauthErrors?: true;
  /** Is not limited and not logged, because machines ask it every few seconds. */
  readonly probe?: true;
  /** The body proves who calls, and its handler counts the call for that party. */
  readonly provesCaller?: true;
  /** Tells whether the call will be held: then it waits for nothing else, and takes no turn. */
  held?(input: Input<Path, Query, Body>): boolean;
  /** Question to record before the answer: such a reading is itself an entry of the log. Undefined: not for this caller. */
  audited?(request: FastifyRequest, input: Input<Path, Query, Body>): Asking | undefined;
  handle(
    request: FastifyRequest,
    reply: FastifyReply,
    input: Input<Path, Query, Body>,
  ): Promise<FastifyReply> | FastifyReply;
}

/** Endpoint as the server sees it, whatever the types of its values are. */
export type Endpoint = Omit<Declaration<Parameters, Parameters, undefined>, "body"> & {
  readonly body?: BodyForm<unknown>;
};

/** Makes an endpoint. `check`, `audited` and `handle` get values of the types that its parameters and body declare. */
export function endpoint<
  Path extends Parameters = NoParameters,
  Query extends Parameters = NoParameters,
  Body = undefined,
>(declaration: Declaration<Path, Query, Body>): Endpoint {
  return declaration;
}

/** Caller of a request to an endpoint that has scopes. @throws TypeError when the endpoint has none */
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
