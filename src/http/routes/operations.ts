import { callerOf, type Endpoint, endpoint, sendJson } from "../endpoint.ts";
import { json } from "../openapi/answer.ts";
import { uuid7 } from "../request/parameter-kinds.ts";
import type { Services } from "../services.ts";

const PACKET = { id: uuid7("The packet.", "数据包标识。") };

/** Declares what an operator does for a packet that did not get through (protocol section 9), for `ops:write`. */
export function operationEndpoints({ exchange }: Services): Endpoint[] {
  return [
    endpoint({
      id: "requeue",
      tag: "operations",
      summary: ["Try a failed packet again", "重新投递"],
      about: ["failed becomes queued, with a new delivery window.", "failed 状态转为 queued，投递期限重新计算。"],
      method: "POST",
      url: "/v1/packets/:id/requeue",
      scopes: ["ops:write"],
      path: PACKET,
      answers: { 200: json("OperatorPacket", "The packet now.", "数据包现状。") },
      problems: ["not-found", "state-conflict"],
      handle: async (request, reply, { id }) =>
        sendJson<"OperatorPacket">(reply, await exchange.requeue(callerOf(request), id)),
    }),
    endpoint({
      id: "reseal",
      tag: "operations",
      summary: ["Seal a packet again for the recipient's present key", "以接收方现行公钥重新封装"],
      about: [
        "For a packet refused as undecryptable; the answer is the new packet.",
        "适用于因无法解密而被退回的数据包；应答为新数据包。",
      ],
      method: "POST",
      url: "/v1/packets/:id/reseal",
      scopes: ["ops:write"],
      path: PACKET,
      answers: { 201: json("OperatorPacket", "The new packet.", "新数据包。") },
      problems: ["not-found", "state-conflict"],
      handle: async (request, reply, { id }) =>
        sendJson<"OperatorPacket">(reply.code(201), await exchange.reseal(callerOf(request), id)),
    }),
  ];
}
