import type { FastifyReply, FastifyRequest } from "fastify";

import type { Question } from "../audit/question.ts";
import type { RefusalCode } from "../domain/refusal.ts";
import type { Scope } from "../domain/scope.ts";
import type { Caller } from "../exchange/service.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who calls; null on an endpoint that is open to all, and before the token was checked. */
    caller: Caller | null;
    /** The endpoint that was called; null when there is none. */
    endpoint: Endpoint | null;
    /** Code of the problem that was answered with, for the log. */
    refused: RefusalCode | null;
    /** The query, checked against the endpoint's own names. */
    parameters: ReadonlyMap<string, string>;
  }
}

/** What a request asks whose reading is recorded: of what kind (`deliveries`, `events`, `evidence` …), and for what. */
export interface Asking {
  readonly kind: string;
  readonly question: Question;
}

/** One endpoint: where it is, who may call it, and what it does. The rest is the same for all. */
export interface Endpoint {
  readonly method: "GET" | "POST";
  /** Path template of the router, such as `/v1/packets/:id`. */
  readonly url: string;
  /** A token with any one of these opens it; null: open to all, and counted by address. */
  readonly scopes: readonly Scope[] | null;
  /** Names of the query parameters that it knows; absent: none. */
  readonly query?: readonly string[];
  /** Media types that a body may have; absent: a body is not looked at. */
  readonly accepts?: (mediaType: string) => boolean;
  /** Largest body, bytes; absent: the smallest that a request without a document needs. */
  readonly bodyLimit?: number;
  /** Problems carry the members of RFC 6749 section 5.2 too. */
  readonly oauthErrors?: true;
  /** Not rate-limited and not in the log: asked every few seconds by machines. */
  readonly probe?: true;
  /** Reading it is itself an entry of the log; undefined: not for this caller. @throws Refusal `malformed-request` */
  readonly audited?: (request: FastifyRequest) => Asking | undefined;
  readonly handle: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> | FastifyReply;
}

/** The caller of an endpoint that has scopes. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === null) throw new TypeError("this endpoint has no caller");
  return request.caller;
}

/** The body's bytes as they came. */
export function bodyOf(request: FastifyRequest): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
}

/** Media type of JSON answers. */
export const JSON_TYPE = "application/json; charset=utf-8";

/** Answers with a value as JSON. */
export function sendJson(reply: FastifyReply, value: unknown): FastifyReply {
  return reply.type(JSON_TYPE).send(JSON.stringify(value));
}
