import { callerOf, type Endpoint, sendJson } from "../endpoint.ts";
import { pathParameter, uuid7Of } from "../request/query.ts";
import type { Services } from "../services.ts";

/** What an operator does to a packet that did not get through (protocol sections 5 and 6), for `ops:write`. */
export function operationEndpoints({ exchange }: Services): Endpoint[] {
  const scopes = ["ops:write"] as const;
  return [
    {
      method: "POST",
      url: "/v1/packets/:id/requeue",
      scopes,
      handle: async (request, reply) => {
        const id = uuid7Of(pathParameter(request, "id"), "id");
        return sendJson(reply, await exchange.requeue(callerOf(request), id));
      },
    },
    {
      method: "POST",
      url: "/v1/packets/:id/reseal",
      scopes,
      handle: async (request, reply) => {
        const id = uuid7Of(pathParameter(request, "id"), "id");
        return sendJson(reply.code(201), await exchange.reseal(callerOf(request), id));
      },
    },
  ];
}
