import type { FastifyReply, FastifyRequest } from "fastify";

import { lineForOperator } from "../../domain/operator-answers.ts";
import { bodyOf, callerOf, type Endpoint, JSON_TYPE, sendJson } from "../endpoint.ts";
import { mediaTypeOf } from "../request/media-type.ts";
import { MESSAGES_PARAMETERS, operatorsAsking, partysThread } from "../request/messages-query.ts";
import { pathParameter, uuid7Of } from "../request/query.ts";
import type { Services } from "../services.ts";

/**
 * Submitting messages and looking at what became of them (protocol section 4). A party looks at its own. An operator
 * (`ops:read`) looks at those of others, so its reading is recorded, as an auditor's is.
 */
export function messageEndpoints({ exchange, auditing, suites, settings }: Services): Endpoint[] {
  const envelope = {
    accepts: (mediaType: string) => suites.byMediaType(mediaType) !== undefined,
    bodyLimit: settings.limits.messageBytes,
  };
  // The flow decides whose message it is; either of the first lets a party ask for what it sent or received.
  const viewers = ["message:send", "packet:receive", "ops:read"] as const;

  async function submit(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { repeat, id, json } = await exchange.submit(callerOf(request), bodyOf(request), envelopeType(request));
    return reply
      .code(repeat ? 200 : 202)
      .header("location", `/v1/messages/${id}`)
      .type(JSON_TYPE)
      .send(json);
  }

  async function check(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    return sendJson(reply, await exchange.check(callerOf(request), bodyOf(request), envelopeType(request)));
  }

  async function list(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const caller = callerOf(request);
    const { parameters } = request;
    if (!operates(request)) return sendJson(reply, await exchange.thread(caller, partysThread(parameters)));
    const { question, page } = operatorsAsking(parameters);
    if ("thread" in question) return sendJson(reply, await exchange.thread(caller, question.thread));
    if ("packet" in question) return sendJson(reply, await exchange.messageOf(caller, question.packet));
    const { items, ...more } = await auditing.deliveries(question, page);
    return sendJson(reply, { items: items.map(lineForOperator), ...more });
  }

  return [
    { method: "POST", url: "/v1/messages", scopes: ["message:send"], ...envelope, handle: submit },
    { method: "POST", url: "/v1/messages/check", scopes: ["message:send"], ...envelope, handle: check },
    {
      method: "GET",
      url: "/v1/messages",
      scopes: viewers,
      query: MESSAGES_PARAMETERS,
      audited: (request) =>
        operates(request) ? { kind: "messages", question: operatorsAsking(request.parameters).question } : undefined,
      handle: list,
    },
    {
      method: "GET",
      url: "/v1/messages/:id",
      scopes: viewers,
      audited: (request) =>
        operates(request) ? { kind: "message", question: { message: messageOf(request) } } : undefined,
      handle: async (request, reply) => sendJson(reply, await exchange.message(callerOf(request), messageOf(request))),
    },
  ];
}

/** A token has scopes of one kind of party only; where it had both, the reading would be recorded. */
function operates(request: FastifyRequest): boolean {
  return callerOf(request).scopes.has("ops:read");
}

function messageOf(request: FastifyRequest): string {
  return uuid7Of(pathParameter(request, "id"), "id");
}

function envelopeType(request: FastifyRequest): string {
  return mediaTypeOf(request.headers["content-type"]) ?? "";
}
