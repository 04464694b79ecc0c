/** What the API description says of submitting messages and looking at what became of them. */
import { STATES_TO_SEE_TO } from "../../domain/operator-answers.ts";
import type { RefusalCode } from "../../domain/refusal.ts";
import { answer } from "./answer.ts";
import { both, schemaRef } from "./bilingual.ts";
import type { Operation } from "./operation.ts";
import { parameter } from "./parameter.ts";

const JSON_TYPE = "application/json";
const MESSAGE = parameter("path", "id", schemaRef("Id"), "The message.", "报文标识。");

const ENVELOPE = {
  "application/jose": {
    type: "string",
    description: both(
      "Compact JWE for a gateway enc key (cty JWT) around a compact JWS of the sender (typ aid-message+jwt).",
      "以网关 enc 公钥加密的紧凑 JWE（cty 为 JWT），内含移送方签名的紧凑 JWS（typ 为 aid-message+jwt）。",
    ),
  },
};
const INTAKE: readonly RefusalCode[] = [
  "invalid-envelope",
  "invalid-claims",
  "not-permitted",
  "not-found",
  "duplicate-id",
  "state-conflict",
  "invalid-document",
  "no-recipient",
];

/** By path template and method. */
export const MESSAGE_OPERATIONS: Record<string, Record<string, Operation>> = {
  "/v1/messages": {
    post: {
      id: "submit",
      tag: "messages",
      summary: ["Submit a message", "移送报文"],
      about: [
        "Answered after everything is committed. The same iss and jti again gives the same answer with 200; with other claims, 409 naming the earlier message.",
        "全部数据提交后方才应答。同一 iss 与 jti 再次提交得到相同应答（200）；声明不同时返回 409 并指明先前的报文。",
      ],
      scopes: ["message:send"],
      body: ENVELOPE,
      answers: {
        200: {
          ...answer(
            "SubmitAnswer",
            "The message was accepted before; the same answer, with log as it stands now.",
            "报文此前已受理；应答相同，log 为现状。",
          ),
          headers: { Location: ["The message.", "报文地址。"] },
        },
        202: {
          ...answer("SubmitAnswer", "Accepted: committed and on its way.", "已受理并进入投递。"),
          headers: { Location: ["The message.", "报文地址。"] },
        },
      },
      refusals: INTAKE,
    },
    get: {
      id: "thread",
      tag: "messages",
      summary: ["The messages of a thread", "同一移送的全部报文"],
      about: [
        "With thread: those that the caller sent or received. An operator (ops:read), who is party to none, gives one of thread, packet (the message that it belongs to) and state (packets that have to be seen to, newest first, as a page): states, attempts and ids, neither payloads nor signed receipts; its question is recorded in the log.",
        "带 thread：仅限调用方移送或接收的报文。系统管理员（ops:read）并非当事方，须给出 thread、packet（其所属报文）、state（待处理数据包，最新在前，分页）之一；仅含状态、投递次数与标识，不含内容与已签名的回执；查询本身记入日志。",
      ],
      scopes: ["message:send", "packet:receive", "ops:read"],
      parameters: [
        parameter("query", "thread", schemaRef("Id"), "The thread.", "移送标识。"),
        parameter("query", "packet", schemaRef("Id"), "A packet (ops:read).", "数据包标识（ops:read）。"),
        parameter(
          "query",
          "state",
          { enum: STATES_TO_SEE_TO },
          "State of packets (ops:read).",
          "数据包状态（ops:read）。",
        ),
        parameter("query", "recipient", schemaRef("PartyId"), "With state: for whom.", "与 state 并用：接收单位。"),
        parameter(
          "query",
          "after",
          { type: "string" },
          "With state: the next of the page before.",
          "与 state 并用：上一页的 next。",
        ),
        parameter(
          "query",
          "limit",
          { type: "integer", minimum: 1, maximum: 500, default: 100 },
          "With state: most items.",
          "与 state 并用：最大条数。",
        ),
      ],
      answers: {
        200: {
          about: ["The thread, or a page of packets.", "移送全貌，或一页数据包。"],
          mediaType: JSON_TYPE,
          schema: { anyOf: [schemaRef("Thread"), schemaRef("OperatorThread"), schemaRef("OperatorPage")] },
        },
      },
      refusals: ["not-found"],
    },
  },
  "/v1/messages/check": {
    post: {
      id: "check",
      tag: "messages",
      summary: ["Check a message without sending it", "预检报文"],
      about: [
        "Everything up to the sharing policy; nothing is stored. Tells which groups of fields each recipient would see.",
        "执行至共享策略检查为止，不存储任何内容；告知各接收单位可见的字段组。",
      ],
      scopes: ["message:send"],
      body: ENVELOPE,
      answers: { 200: answer("CheckAnswer", "Who would get what.", "各接收单位可见内容。") },
      refusals: INTAKE,
    },
  },
  "/v1/messages/{id}": {
    get: {
      id: "message",
      tag: "messages",
      summary: ["A message and what became of it", "报文状态"],
      about: [
        "For its sender, and for a recipient as far as its own packet goes: state, changes, attempts, receipts, deadlines. For an operator (ops:read) states, attempts and ids, neither payloads nor signed receipts; that it looked is recorded in the log.",
        "供移送方查询，接收方仅可见自己的数据包：状态、变更、投递、回执与时限。供系统管理员（ops:read）查看状态、投递次数与标识，不含内容与已签名的回执；查看本身记入日志。",
      ],
      scopes: ["message:send", "packet:receive", "ops:read"],
      parameters: [MESSAGE],
      answers: {
        200: {
          about: ["The message.", "报文。"],
          mediaType: JSON_TYPE,
          schema: { anyOf: [schemaRef("Message"), schemaRef("OperatorMessage")] },
        },
      },
      refusals: ["not-found"],
    },
  },
};
