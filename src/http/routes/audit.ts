import type { FastifyReply, FastifyRequest } from "fastify";
import { type Column, CSV_TYPE, csvHead, csvRow } from "../../audit/csv.ts";
import type { AskedDeliveries } from "../../audit/auditing.ts";
import { type EventFilter, MATRIX_COLUMNS, MATRIX_ROWS, SUMMARY_KEYS } from "../../audit/queries.ts";
import { cellsOf, DELIVERY_COLUMNS, EVENT_COLUMNS, MATRIX_TABLE, SUMMARY_COLUMNS } from "../../audit/tables.ts";
import { ENTRY_TYPES } from "../../domain/audit-entry.ts";
import { MESSAGE_TYPES } from "../../domain/message.ts";
import { PACKET_STATES } from "../../domain/packet.ts";
import { REJECT_REASONS } from "../../domain/receipt.ts";
import { isUuid7 } from "../../wire/uuid7.ts";
import { filterOf, LIST, listAnswer, sendList, exportForm } from "../answer/list.ts";
import { type Endpoint, endpoint, sendJson } from "../endpoint.ts";
import { json, TEXT } from "../openapi/answer.ts";
import { preferredType } from "../request/accept.ts";
import { preferredLanguage } from "../request/language.ts";
import { type Parameter, withDefault } from "../request/parameter.ts";
import { flag, oneOf, partyId, uuid7 } from "../request/parameter-kinds.ts";
import { checkPeriod, PERIOD } from "../request/period.ts";
import { refTo } from "../schemas/schemas.ts";
import type { Services } from "../services.ts";

/** Declares auditors' questions (protocol section 9), for `audit:read`; each is recorded. */
export function auditEndpoints({ auditing, stopping }: Pick<Services, "auditing" | "stopping">): Endpoint[] {
  const deliveries = endpoint({
    id: "auditDeliveries",
    tag: "audit",
    summary: ["Packets, newest first", "数据包，最新在前"],
    about: [
      "Every packet that matches all filters, with attempts, times and the outcome of its receipt. A filter that names what the gateway never had is 404. The question is itself recorded in the log.",
      "符合全部条件的数据包，含推送次数、时间与回执结果。条件所指在本网关从未存在时返回 404。查询本身亦记入日志。",
    ],
    method: "GET",
    url: "/v1/audit/deliveries",
    scopes: ["audit:read"],
    query: {
      sender: partyId("Sender.", "发送方。"),
      recipient: partyId("Recipient.", "接收单位。"),
      state: oneOf(PACKET_STATES, "State now.", "当前状态。"),
      type: oneOf(MESSAGE_TYPES, "Type of the message.", "报文类型。"),
      thread: uuid7("Thread.", "移送标识。"),
      ...PERIOD,
      overdue: flag("true: without a receipt although it was due.", "true：已到期而无回执。"),
      reason: oneOf(REJECT_REASONS, "Why its recipient refused it.", "拒收原因。"),
      unwitnessed: flag(
        "true: an entry about it is in no checkpoint that a quorum of the witnesses has cosigned.",
        "true：其某条日志条目尚未列入达到法定数见证方联署的检查点。",
      ),
      ...LIST,
    },
    check: checkPeriod,
    answers: { 200: listAnswer("DeliveryPage") },
    problems: ["not-found"],
    audited: (request, asked) => ({
      kind: "deliveries",
      question: { ...deliveryFilter(filterOf(asked)), ...exportForm(request, asked) },
    }),
    handle: (request, reply, asked) =>
      sendList(request, reply, asked, {
        columns: DELIVERY_COLUMNS,
        read: (page) => auditing.deliveries(deliveryFilter(filterOf(asked)), page),
        stopping,
      }),
  });

  const delivery = endpoint({
    id: "auditDelivery",
    tag: "audit",
    summary: ["A packet with its whole timeline", "单个数据包及其全部经过"],
    about: [
      "Every entry about it with its place in the log, and the recipient's signed receipt.",
      "关于该数据包的全部日志条目及其位置，以及接收单位已签名的回执。",
    ],
    method: "GET",
    url: "/v1/audit/deliveries/:packet",
    scopes: ["audit:read"],
    path: { packet: uuid7("The packet.", "数据包标识。") },
    answers: { 200: json("DeliveryDetail", "The packet.", "该数据包。") },
    problems: ["not-found"],
    audited: (_request, { packet }) => ({ kind: "delivery", question: { packet } }),
    handle: async (_request, reply, { packet }) => sendJson<"DeliveryDetail">(reply, await auditing.delivery(packet)),
  });

  const events = endpoint({
    id: "auditEvents",
    tag: "audit",
    summary: ["Entries of the log, newest first", "日志条目，最新在前"],
    about: ["Entries that have their place in the log and match all filters.", "已编号且符合全部条件的日志条目。"],
    method: "GET",
    url: "/v1/audit/events",
    scopes: ["audit:read"],
    query: {
      type: oneOf(ENTRY_TYPES, "Type of the entry.", "条目类型。"),
      actor: partyId("Who did it.", "行为方。"),
      subject: SUBJECT,
      ...PERIOD,
      ...LIST,
    },
    check: checkPeriod,
    answers: { 200: listAnswer("EventPage") },
    problems: ["not-found"],
    audited: (request, asked) => ({ kind: "events", question: { ...filterOf(asked), ...exportForm(request, asked) } }),
    handle: (request, reply, asked) =>
      sendList(request, reply, asked, {
        columns: EVENT_COLUMNS,
        read: (page) => auditing.events(eventFilter(filterOf(asked)), page),
        stopping,
      }),
  });

  const summary = endpoint({
    id: "auditSummary",
    tag: "audit",
    summary: ["Counts and times of a period", "一段时间的数量与耗时"],
    about: [
      "Packets sealed in the period: counts by state, times to delivery and to the receipt, overdue; for each recipient, sender, type or day of the locality.",
      "该时段内封装的数据包：各状态数量、送达与签收耗时、逾期数；按接收单位、发送方、类型或当地日期分组。",
    ],
    method: "GET",
    url: "/v1/audit/summary",
    scopes: ["audit:read"],
    query: {
      ...PERIOD,
      by: withDefault(oneOf(SUMMARY_KEYS, "What has a line of its own.", "分组方式。"), "recipient"),
    },
    check: checkPeriod,
    answers: {
      200: {
        about: ["The summary; as CSV with Accept: text/csv.", "汇总；Accept: text/csv 时为 CSV。"],
        content: { "application/json": refTo("AuditSummary"), "text/csv": TEXT },
      },
    },
    audited: (_request, question) => ({ kind: "summary", question }),
    async handle(request, reply, question) {
      const found = await auditing.summary(question);
      reply.header("vary", "accept, accept-language");
      if (preferredType(request.headers.accept, ["application/json", "text/csv"]) === "application/json") {
        return sendJson<"AuditSummary">(reply, found);
      }
      return sendTable(request, reply, SUMMARY_COLUMNS, [found.total, ...found.lines]);
    },
  });

  const matrix = endpoint({
    id: "auditMatrix",
    tag: "audit",
    summary: ["Counts by party or type, and by day or month", "按单位或类型、按日或月的数量"],
    about: [
      "Packets sealed in the period, and those whose receipt is overdue: a line for each recipient, sender or type, in it a cell for each day or month of the locality. At most 93 days or 120 months; without `from` the last 31 days, or 12 months.",
      "该时段内封装的数据包及其中逾期未签收的数量：每个接收单位、发送方或类型一行，当地每日或每月一格。至多 93 日或 120 个月；未指明 `from` 时为最近 31 日或 12 个月。",
    ],
    method: "GET",
    url: "/v1/audit/matrix",
    scopes: ["audit:read"],
    query: {
      ...PERIOD,
      rows: withDefault(oneOf(MATRIX_ROWS, "What has a line of its own.", "行的分组方式。"), "recipient"),
      columns: withDefault(oneOf(MATRIX_COLUMNS, "What has a column of its own.", "列的分组方式。"), "day"),
      sender: partyId("Sender.", "发送方。"),
      recipient: partyId("Recipient.", "接收单位。"),
      type: oneOf(MESSAGE_TYPES, "Type of the message.", "报文类型。"),
    },
    check: checkPeriod,
    answers: {
      200: {
        about: [
          "The matrix; as CSV, a cell a line, with Accept: text/csv.",
          "矩阵；Accept: text/csv 时为 CSV，每格一行。",
        ],
        content: { "application/json": refTo("AuditMatrix"), "text/csv": TEXT },
      },
    },
    problems: ["not-found"],
    audited: (_request, question) => ({ kind: "matrix", question }),
    async handle(request, reply, question) {
      const found = await auditing.matrix(question);
      reply.header("vary", "accept, accept-language");
      if (preferredType(request.headers.accept, ["application/json", "text/csv"]) === "application/json") {
        return sendJson<"AuditMatrix">(reply, found);
      }
      return sendTable(request, reply, MATRIX_TABLE, cellsOf(found));
    },
  });

  return [deliveries, delivery, events, summary, matrix];
}

/** Sends items as CSV. */
function sendTable<Item>(
  request: FastifyRequest,
  reply: FastifyReply,
  columns: readonly Column<Item>[],
  items: readonly Item[],
): FastifyReply {
  const language = preferredLanguage(request.headers["accept-language"]);
  return reply
    .type(CSV_TYPE)
    .send(csvHead(columns, language) + items.map((item) => csvRow(columns, item, language)).join(""));
}

/** Subject of events: the id of a message, packet or thread, or the party that a packet is for. */
type Subject = { readonly id: string } | { readonly party: string };

const PARTY = partyId("", "");
const SUBJECT: Parameter<Subject> = {
  schema: { anyOf: [refTo("Id"), refTo("PartyId")] },
  about: [
    "A message, packet or thread, or the party that a packet is for.",
    "报文、数据包或移送的标识，或接收单位的标识。",
  ],
  read: (text, name) => (isUuid7(text) ? { id: text } : { party: PARTY.read(text, name) }),
};

function deliveryFilter({ overdue, unwitnessed, ...filter }: AskedDeliveries): AskedDeliveries {
  return { ...filter, ...(overdue === true && { overdue }), ...(unwitnessed === true && { unwitnessed }) };
}

function eventFilter({
  subject,
  ...filter
}: Omit<EventFilter, "subject" | "recipient"> & { readonly subject?: Subject }): EventFilter {
  if (subject === undefined) return filter;
  return "id" in subject ? { ...filter, subject: subject.id } : { ...filter, recipient: subject.party };
}
