import type { FastifyRequest } from "fastify";
import type { Delivery } from "../../domain/generated/answers.ts";

import { lineForOperator, type StateNeedingAttention, STATES_NEEDING_ATTENTION } from "../../domain/operator-view.ts";
import { MESSAGE_TYPES, type MessageType } from "../../domain/message.ts";
import { PACKET_STATES, type PacketState } from "../../domain/packet.ts";
import { Refusal } from "../../domain/refusal.ts";
import { callerOf, type Endpoint, endpoint, JSON_TYPE, sendJson } from "../endpoint.ts";
import { type Answer, json, TEXT } from "../openapi/answer.ts";
import { malformed } from "../request/malformed.ts";
import { flag, oneOf, partyId, text, uuid7, wholeNumber } from "../request/parameter-kinds.ts";
import { checkPeriod, PERIOD } from "../request/period.ts";
import { refTo } from "../schemas/schemas.ts";
import type { Services } from "../services.ts";
import { envelopeBody } from "./envelope.ts";
import { sendOwn } from "./own-packets.ts";
import { INTAKE } from "./intake.ts";

/** Scopes to look at messages: with either of the first two a party asks for what it sent or received, as the flow decides. */
const VIEWERS = ["message:send", "packet:receive", "ops:read"] as const;
const PAGE_ITEMS = 100;
const MAX_ITEMS = 500;

/**
 * Declares the submission of messages and the view of their states (protocol section 4). A party sees its own. An operator
 * (`ops:read`) sees those of others, so its reading is recorded, as an auditor's is.
 */
export function messageEndpoints({ exchange, auditing, suites, settings, stopping }: Services): Endpoint[] {
  const envelope = envelopeBody({ suites, settings });

  const submit = endpoint({
    id: "submit",
    tag: "messages",
    summary: ["Submit a message", "移送报文"],
    about: [
      "Answered after everything is committed. The same iss and jti again gives the same answer with 200; with other claims, 409 naming the earlier message.",
      "全部数据提交后方才应答。同一 iss 与 jti 再次提交得到相同应答（200）；声明不同时返回 409 并指明先前的报文。",
    ],
    method: "POST",
    url: "/v1/messages",
    scopes: ["message:send"],
    body: envelope,
    answers: {
      200: located(
        "The message was accepted before; the same answer, with log as it stands now.",
        "报文此前已受理；应答相同，log 为现状。",
      ),
      202: located("Accepted: committed and on its way.", "已受理并进入投递。"),
    },
    problems: INTAKE,
    async handle(request, reply, { body }) {
      const { repeat, id, json } = await exchange.submit(callerOf(request), body.bytes, body.mediaType);
      return reply
        .code(repeat ? 200 : 202)
        .header("location", `/v1/messages/${id}`)
        .type(JSON_TYPE)
        .send(json);
    },
  });

  const check = endpoint({
    id: "check",
    tag: "messages",
    summary: ["Check a message without sending it", "预检报文"],
    about: [
      "Everything up to the sharing policy; nothing is stored. Tells which groups of fields each recipient would see.",
      "执行至共享策略检查为止，不存储任何内容；告知各接收单位可见的字段组。",
    ],
    method: "POST",
    url: "/v1/messages/check",
    scopes: ["message:send"],
    body: envelope,
    answers: { 200: json("CheckAnswer", "Who would get what.", "各接收单位可见内容。") },
    problems: INTAKE,
    handle: async (request, reply, { body }) =>
      sendJson<"CheckAnswer">(reply, await exchange.check(callerOf(request), body.bytes, body.mediaType)),
  });

  const list = endpoint({
    id: "thread",
    tag: "messages",
    summary: ["The messages of a thread", "同一移送的全部报文"],
    about: [
      "With thread: those that the caller sent or received. With role=sender (message:send): a page of the packets that the caller sent, newest first, one for each recipient, with their states; also as CSV or NDJSON. An operator (ops:read), who is party to none, gives one of thread, packet (the message that it belongs to), and state or overdue (packets that have to be seen to, newest first, as a page): states, attempts and ids, neither payloads nor signed receipts; its question is recorded in the log.",
      "带 thread：仅限调用方移送或接收的报文。带 role=sender（message:send）：调用方发出的数据包及其状态，每个接收单位一个，最新在前，分页；亦可为 CSV 或 NDJSON。系统管理员（ops:read）并非当事方，须给出 thread、packet（其所属报文）、state 或 overdue（待处理数据包，最新在前，分页）之一；仅含状态、投递次数与标识，不含内容与已签名的回执；查询本身记入日志。",
    ],
    method: "GET",
    url: "/v1/messages",
    scopes: VIEWERS,
    query: {
      thread: uuid7("The thread.", "移送标识。"),
      role: oneOf(["sender"] as const, "Packets that the caller sent.", "调用方发出的数据包。"),
      packet: uuid7("A packet (ops:read).", "数据包标识（ops:read）。"),
      state: oneOf(
        PACKET_STATES,
        `State of packets. Of those of others (ops:read) only ${STATES_NEEDING_ATTENTION.join(", ")}.`,
        `数据包状态。查看其他单位的（ops:read）仅限 ${STATES_NEEDING_ATTENTION.join("、")}。`,
      ),
      overdue: flag("Packets whose receipt is overdue.", "逾期未签收的数据包。"),
      recipient: partyId("With role, state or overdue: for whom.", "与 role、state 或 overdue 并用：接收单位。"),
      type: oneOf(MESSAGE_TYPES, "With role: type of the message.", "与 role 并用：报文类型。"),
      ...PERIOD,
      after: text("The next of the page before, with the same filters.", "上一页的 next，其余条件须相同。"),
      limit: wholeNumber(
        { min: 1, max: MAX_ITEMS },
        `Most items; absent: ${PAGE_ITEMS}.`,
        `最大条数，缺省为 ${PAGE_ITEMS}。`,
      ),
    },
    check: checkPeriod,
    answers: {
      200: {
        about: ["The thread, or a page of packets.", "移送全貌，或一页数据包。"],
        content: {
          "application/json": { anyOf: [refTo("ThreadView"), refTo("DeliveryPage"), refTo("OperatorPage")] },
          "text/csv": TEXT,
          "application/x-ndjson": TEXT,
        },
      },
    },
    problems: ["not-found"],
    audited: (request, asked) =>
      isOperator(request) ? { kind: "messages", question: questionOfOperator(asked) } : undefined,
    async handle(request, reply, asked) {
      const caller = callerOf(request);
      if (!isOperator(request)) {
        if (asked.role === "sender") {
          if (!caller.scopes.has("message:send")) throw new Refusal("insufficient-scope", { step: "role" });
          return sendOwn(request, reply, ownFilter(asked), "sender", { auditing, stopping });
        }
        return sendJson<"ThreadView">(reply, await exchange.thread(caller, threadForParty(asked)));
      }
      const question = questionOfOperator(asked);
      if ("thread" in question) return sendJson<"ThreadView">(reply, await exchange.thread(caller, question.thread));
      if ("packet" in question) return sendJson<"ThreadView">(reply, await exchange.messageOf(caller, question.packet));
      const page = { after: asked.after, limit: asked.limit ?? PAGE_ITEMS };
      const { items, ...more } = await auditing.deliveries(question, page);
      return sendJson<"OperatorPage">(reply, {
        items: items.flatMap((item) => (needsAttention(item) ? [lineForOperator(item)] : [])),
        ...more,
      });
    },
  });

  const message = endpoint({
    id: "message",
    tag: "messages",
    summary: ["A message and what became of it", "报文状态"],
    about: [
      "For its sender, and for a recipient as far as its own packet goes: state, changes, attempts, receipts, deadlines. For an operator (ops:read) states, attempts and ids, neither payloads nor signed receipts; that it looked is recorded in the log.",
      "供发送方查询，接收方仅可见自己的数据包：状态、变更、投递、回执与时限。供系统管理员（ops:read）查看状态、投递次数与标识，不含内容与已签名的回执；查看本身记入日志。",
    ],
    method: "GET",
    url: "/v1/messages/:id",
    scopes: VIEWERS,
    path: { id: uuid7("The message.", "报文标识。") },
    answers: {
      200: {
        about: ["The message.", "报文。"],
        content: { "application/json": { anyOf: [refTo("MessageView"), refTo("OperatorMessage")] } },
      },
    },
    problems: ["not-found"],
    audited: (request, { id }) => (isOperator(request) ? { kind: "message", question: { message: id } } : undefined),
    handle: async (request, reply, { id }) =>
      sendJson<"MessageView" | "OperatorMessage">(reply, await exchange.message(callerOf(request), id)),
  });

  return [submit, check, list, message];
}

function located(en: string, zh: string): Answer {
  return { ...json("SubmissionAnswer", en, zh), headers: { Location: ["The message.", "报文地址。"] } };
}

/** Tells whether an operator calls. A token has scopes of one kind of party; with scopes of both, the reading is recorded. */
function isOperator(request: FastifyRequest): boolean {
  return callerOf(request).scopes.has("ops:read");
}

/** Values of the query of a list of messages. */
interface Asked {
  readonly thread?: string;
  readonly role?: "sender";
  readonly packet?: string;
  readonly state?: PacketState;
  readonly overdue?: boolean;
  readonly recipient?: string;
  readonly type?: MessageType;
  /** Times in ms. */
  readonly from?: number;
  readonly to?: number;
  readonly after?: string;
  readonly limit?: number;
}

/** Reads the thread that a party asks for. @throws Refusal `malformed-request` for what only an operator may ask */
function threadForParty({ thread, ...others }: Asked): string {
  if (Object.keys(others).length > 0) {
    throw malformed(
      "Give thread alone, or role=sender with its filters; packet is for ops:read",
      "须仅给出 thread，或者给出 role=sender 及其条件；packet 仅供具有 ops:read 权限者使用",
    );
  }
  if (thread === undefined) throw malformed("thread is missing", "缺少 thread");
  return thread;
}

/** Reads the filter of a sender's own packets. @throws Refusal `malformed-request` for what only an operator may ask */
function ownFilter({ role: _role, packet, ...filter }: Asked) {
  if (packet !== undefined) throw malformed("packet is for ops:read", "packet 仅供具有 ops:read 权限者使用");
  return filter;
}

/**
 * Reads what an operator asks for: a thread, the message of a packet, or packets that need an operator.
 * @throws Refusal `malformed-request`
 */
function questionOfOperator({ thread, packet, state, overdue = false, recipient, after, limit, ...own }: Asked) {
  if (Object.keys(own).length > 0) {
    throw malformed(
      "role, type, from and to are for a sender's own packets",
      "role、type、from、to 仅供发送方查询自己的数据包",
    );
  }
  if (state !== undefined && !needsOperator(state)) {
    const states = STATES_NEEDING_ATTENTION.join(", ");
    throw malformed(`state must be one of ${states}`, `state 须为以下之一：${states}`);
  }
  const late = overdue ? { overdue } : {};
  const listed = overdue || state !== undefined;
  const [question, another] = [
    ...(thread === undefined ? [] : [{ thread }]),
    ...(packet === undefined ? [] : [{ packet }]),
    ...(listed
      ? [{ ...late, ...(state === undefined ? {} : { state }), ...(recipient === undefined ? {} : { recipient }) }]
      : []),
  ];
  if (question === undefined || another !== undefined) {
    throw malformed(
      "One of thread, packet, and state or overdue must be given",
      "须给出 thread、packet、state 或 overdue 之一",
    );
  }
  if (!listed && (recipient !== undefined || after !== undefined || limit !== undefined)) {
    throw malformed(
      "recipient, after and limit go with state or overdue",
      "recipient、after、limit 须与 state 或 overdue 并用",
    );
  }
  return question;
}

/** Tells whether a packet is in a state that needs somebody; another one may have got its receipt since it was found. */
function needsAttention(item: Delivery): item is Delivery & { readonly state: StateNeedingAttention } {
  return needsOperator(item.state);
}

function needsOperator(state: PacketState): state is StateNeedingAttention {
  return STATES_NEEDING_ATTENTION.some((one) => one === state);
}
