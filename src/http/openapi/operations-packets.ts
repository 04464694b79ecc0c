/** What the API description says of packets: how they are got and signed for, and what an operator does with one. */
import { answer, NOT_MODIFIED } from "./answer.ts";
import { schemaRef } from "./bilingual.ts";
import type { Operation } from "./operation.ts";
import { parameter } from "./parameter.ts";

const PACKET = parameter("path", "id", schemaRef("Id"), "The packet.", "数据包标识。");

export const PACKET_OPERATIONS: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  "/v1/inbox": {
    get: {
      id: "inbox",
      tag: "packets",
      summary: ["Packets without a receipt", "待签收数据包"],
      about: [
        "Oldest first. With wait the call is held until there is something. A cursor never skips a packet that commits later.",
        "按时间先后排列。带 wait 时请求挂起至有数据为止。游标不会跳过稍后提交的数据包。",
      ],
      scopes: ["packet:receive"],
      parameters: [
        parameter("query", "after", { type: "string" }, "Cursor of an earlier answer.", "先前应答中的游标。"),
        parameter(
          "query",
          "limit",
          { type: "integer", minimum: 1, maximum: 500, default: 100 },
          "Most items.",
          "最大条数。",
        ),
        parameter(
          "query",
          "wait",
          { type: "integer", minimum: 0, maximum: 30, default: 0 },
          "Seconds to be held.",
          "挂起秒数。",
        ),
      ],
      answers: { 200: answer("InboxPage", "A page.", "一页。") },
    },
  },
  "/v1/packets/{id}": {
    get: {
      id: "packet",
      tag: "packets",
      summary: ["The bytes of a packet", "获取数据包"],
      about: [
        "The same bytes every time. The first GET is the packet's delivery; HEAD hands nothing over.",
        "每次内容相同。首次 GET 即视为送达；HEAD 不构成送达。",
      ],
      scopes: ["packet:receive"],
      parameters: [PACKET],
      answers: {
        200: {
          about: [
            "The packet: compact JWE around a compact JWS (typ aid-packet+jwt).",
            "数据包：紧凑 JWE，内含紧凑 JWS（typ 为 aid-packet+jwt）。",
          ],
          mediaType: "application/jose",
          schema: { type: "string" },
          headers: { "Content-Digest": ["RFC 9530.", "RFC 9530。"], ETag: ["Of these bytes.", "内容标签。"] },
        },
        304: NOT_MODIFIED,
      },
      refusals: ["not-found", "withdrawn", "expired"],
    },
  },
  "/v1/packets/{id}/receipt": {
    post: {
      id: "receipt",
      tag: "packets",
      summary: ["Sign for a packet, or refuse it", "签收或退回"],
      about: [
        "A compact JWS of the recipient, typ aid-receipt+jwt, with the digest of the packet as received and the outcome.",
        "接收方签名的紧凑 JWS，typ 为 aid-receipt+jwt，含所收数据包的摘要与结果。",
      ],
      scopes: ["packet:receive"],
      parameters: [PACKET],
      body: { "application/jwt": { type: "string", maxLength: 16384 } },
      answers: {
        200: answer("ReceiptAnswer", "The same receipt came before.", "相同回执此前已登记。"),
        201: answer("ReceiptAnswer", "Recorded, with its audit entry.", "已登记，附审计记录。"),
      },
      refusals: [
        "invalid-envelope",
        "invalid-claims",
        "not-found",
        "receipt-conflict",
        "state-conflict",
        "withdrawn",
        "expired",
        "digest-mismatch",
      ],
    },
  },
  "/v1/packets/{id}/requeue": {
    post: {
      id: "requeue",
      tag: "operations",
      summary: ["Try a failed packet again", "重新投递"],
      about: ["failed becomes queued, with a new delivery window.", "failed 状态转为 queued，投递期限重新计算。"],
      scopes: ["ops:write"],
      parameters: [PACKET],
      answers: { 200: answer("OperatorPacket", "The packet now.", "数据包现状。") },
      refusals: ["not-found", "state-conflict"],
    },
  },
  "/v1/packets/{id}/reseal": {
    post: {
      id: "reseal",
      tag: "operations",
      summary: ["Seal a packet again for the recipient's present key", "以接收方现行公钥重新封装"],
      about: [
        "For a packet refused as undecryptable; the answer is the new packet.",
        "适用于因无法解密而被退回的数据包；应答为新数据包。",
      ],
      scopes: ["ops:write"],
      parameters: [PACKET],
      answers: { 201: answer("OperatorPacket", "The new packet.", "新数据包。") },
      refusals: ["not-found", "state-conflict"],
    },
  },
};
