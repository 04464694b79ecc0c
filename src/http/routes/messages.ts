import type { FastifyReply, FastifyRequest } from "fastify";

import { bodyOf, callerOf, type Endpoint, JSON_TYPE, sendJson } from "../endpoint.ts";
import { mediaTypeOf } from "../media-type.ts";
import { pathParameter, uuid7Of } from "../query.ts";
import type { Services } from "../services.ts";

/** Submitting messages and looking at what became of them (protocol section 4). */
export function messageEndpoints({ exchange, suites, settings }: Services): Endpoint[] {
  const envelope = {
    accepts: (mediaType: string) => suites.byMediaType(mediaType) !== undefined,
    bodyLimit: settings.limits.messageBytes,
  };
  // The flow decides whose message it is; either scope lets a party ask for what it sent or received.
  const viewers = ["message:send", "packet:receive"] as const;

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

  return [
    { method: "POST", url: "/v1/messages", scopes: ["message:send"], ...envelope, handle: submit },
    { method: "POST", url: "/v1/messages/check", scopes: ["message:send"], ...envelope, handle: check },
    {
      method: "GET",
      url: "/v1/messages",
      scopes: viewers,
      query: ["thread"],
      handle: async (request, reply) => {
        const thread = uuid7Of(request.parameters.get("thread"), "thread");
        return sendJson(reply, await exchange.thread(callerOf(request), thread));
      },
    },
    {
      method: "GET",
      url: "/v1/messages/:id",
      scopes: viewers,
      handle: async (request, reply) => {
        const id = uuid7Of(pathParameter(request, "id"), "id");
        return sendJson(reply, await exchange.message(callerOf(request), id));
      },
    },
  ];
}

function envelopeType(request: FastifyRequest): string {
  return mediaTypeOf(request.headers["content-type"]) ?? "";
}
