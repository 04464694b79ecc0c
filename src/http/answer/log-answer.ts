import type { FastifyReply, FastifyRequest } from "fastify";

import type { Services } from "../services.ts";

/**
 * Writes one log line and one observation for an answer. The line names the endpoint's template, not the target: no query,
 * no id of a packet, no address of a person's machine.
 */
export function logAnswer(request: FastifyRequest, reply: FastifyReply, { logger, metrics }: Services): void {
  const { endpoint, caller } = request;
  const route = endpoint?.url ?? "unmatched";
  const ms = reply.elapsedTime;
  // A method is the client's word, and could be any text. The endpoints' own are few.
  const method = endpoint === null ? "other" : request.method;
  metrics.answered(method, route, reply.statusCode, ms / 1000);
  if (endpoint?.probe === true && reply.statusCode < 500) return;
  const line = {
    request: request.id,
    method,
    route,
    status: reply.statusCode,
    ms: Math.round(ms * 10) / 10,
    ...(caller === null ? {} : { party: caller.party }),
    ...(request.refused === null ? {} : { code: request.refused }),
  };
  if (reply.statusCode >= 500) logger.error(line, "answered");
  else logger.info(line, "answered");
}
