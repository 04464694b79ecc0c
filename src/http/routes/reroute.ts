import { callerOf, type Endpoint, endpoint, sendJson } from "../endpoint.ts";
import { json } from "../openapi/answer.ts";
import { flatJson } from "../request/body.ts";
import { partyId, uuid7 } from "../request/parameter-kinds.ts";
import type { Services } from "../services.ts";

/** Declares the re-routing of a need to another department (转办; protocol section 9). */
export function rerouteEndpoints({ reroute }: Pick<Services, "reroute">): Endpoint[] {
  return [
    endpoint({
      id: "reroute",
      tag: "cases",
      summary: ["Send a need on to another department", "转办"],
      about: [
        "For the sender of the list, for an item that its department passed on (reply 13). The person's part of the list is sealed for the other department; its item keeps the first start, and no due day is earlier than one from the re-routing. 409 when the item does not wait for another department.",
        "供清单的发送方使用，针对部门已转出（答复 13）的事项。网关将清单中该人员的部分封装给另一部门；新事项保留首次起算时间，各项到期日不早于自转办起算的日期。事项并非待转办的为 409。",
      ],
      method: "POST",
      url: "/v1/threads/:id/reroute",
      scopes: ["message:send"],
      path: { id: uuid7("The thread.", "移送标识。") },
      body: flatJson(
        {
          item: uuid7("The item that was passed on.", "已转出的事项。"),
          to: partyId("The department that gets it.", "接收部门。"),
        },
        {},
      ),
      answers: { 200: json("RerouteAnswer", "Sealed for the department.", "已封装给该部门。") },
      problems: [
        "not-found",
        "state-conflict",
        "case-circle",
        "case-dead",
        "no-recipient",
        "not-permitted",
        "invalid-document",
        "invalid-envelope",
        "expired",
      ],
      handle: async (request, reply, { id, body }) =>
        sendJson<"RerouteAnswer">(reply, await reroute(callerOf(request), id, body)),
    }),
  ];
}
