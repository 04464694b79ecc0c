/** What the API description says of auditors' questions. */
import { ENTRY_TYPES } from "../../domain/audit-entry.ts";
import { PACKET_STATES } from "../../domain/packet.ts";
import { both, schemaRef } from "./bilingual.ts";
import type { Answer, Operation } from "./operation.ts";

const scopes = ["audit:read"] as const;

function query(name: string, schema: object, en: string, zh: string) {
  return { in: "query", name, required: false, schema, description: both(en, zh) };
}

const TIME = { type: "string", examples: ["2026-11-01T00:00:00+08:00", "2026-11-01"] };
const FROM = query(
  "from",
  TIME,
  "Not before this time (RFC 3339; a date is its first moment in UTC).",
  "不早于此时间（RFC 3339；日期指 UTC 当日零时）。",
);
const TO = query("to", TIME, "Before this time.", "早于此时间。");
const AFTER = query(
  "after",
  { type: "string" },
  "The `next` of the page before, with the same filters.",
  "上一页的 next，其余条件须相同。",
);
const LIMIT = query(
  "limit",
  { type: "integer", minimum: 1, default: 100 },
  "Items: of a page at most 500; of CSV and NDJSON any number, absent: all.",
  "条数：单页至多 500；CSV 与 NDJSON 不限，缺省为全部。",
);
const PARTY = schemaRef("PartyId");
const TYPE = query("type", schemaRef("MessageType"), "Type of the message.", "报文类型。");
const TABLES = {
  "text/csv": { type: "string" },
  "application/x-ndjson": { type: "string" },
};

const page = (name: string, en: string, zh: string): Answer => ({
  about: [
    `${en} As CSV (RFC 4180; Chinese headings and a byte order mark with Accept-Language: zh) or NDJSON a stream of everything that matches; one that breaks off is not whole.`,
    `${zh} CSV（RFC 4180；Accept-Language: zh 时为中文表头并带 BOM）或 NDJSON 为全部匹配项的流；中断者不完整。`,
  ],
  mediaType: "application/json",
  schema: schemaRef(name),
  others: TABLES,
});

/** By path template and method. */
export const AUDIT_OPERATIONS: Record<string, Record<string, Operation>> = {
  "/v1/audit/deliveries": {
    get: {
      id: "auditDeliveries",
      tag: "audit",
      summary: ["Packets, newest first", "数据包，最新在前"],
      about: [
        "Every packet that matches all filters, with attempts, times and the outcome of its receipt. A filter that names what the gateway never had is 404. The question is itself recorded in the log.",
        "符合全部条件的数据包，含推送次数、时间与回执结果。条件所指在本网关从未存在时返回 404。查询本身亦记入日志。",
      ],
      scopes,
      parameters: [
        query("sender", PARTY, "Sender.", "移送单位。"),
        query("recipient", PARTY, "Recipient.", "接收单位。"),
        query("state", { enum: PACKET_STATES }, "State now.", "当前状态。"),
        TYPE,
        query("thread", schemaRef("Id"), "Thread.", "移送标识。"),
        FROM,
        TO,
        query("overdue", { type: "boolean" }, "true: without a receipt although it was due.", "true：已到期而无回执。"),
        AFTER,
        LIMIT,
      ],
      answers: { 200: page("DeliveryPage", "A page.", "一页。") },
      refusals: ["not-found"],
    },
  },
  "/v1/audit/deliveries/{packet}": {
    get: {
      id: "auditDelivery",
      tag: "audit",
      summary: ["A packet with its whole timeline", "单个数据包及其全部经过"],
      about: [
        "Every entry about it with its place in the log, and the recipient's signed receipt.",
        "关于该数据包的全部日志条目及其位置，以及接收单位已签名的回执。",
      ],
      scopes,
      parameters: [
        {
          in: "path",
          name: "packet",
          required: true,
          schema: schemaRef("Id"),
          description: both("The packet.", "数据包标识。"),
        },
      ],
      answers: {
        200: {
          about: ["The packet.", "该数据包。"],
          mediaType: "application/json",
          schema: schemaRef("DeliveryDetail"),
        },
      },
      refusals: ["not-found"],
    },
  },
  "/v1/audit/events": {
    get: {
      id: "auditEvents",
      tag: "audit",
      summary: ["Entries of the log, newest first", "日志条目，最新在前"],
      about: ["Entries that have their place in the log and match all filters.", "已编号且符合全部条件的日志条目。"],
      scopes,
      parameters: [
        query("type", { enum: ENTRY_TYPES }, "Type of the entry.", "条目类型。"),
        query("actor", PARTY, "Who did it.", "行为方。"),
        query(
          "subject",
          { anyOf: [schemaRef("Id"), PARTY] },
          "A message, packet or thread, or the party that a packet is for.",
          "报文、数据包或移送的标识，或接收单位的标识。",
        ),
        FROM,
        TO,
        AFTER,
        LIMIT,
      ],
      answers: { 200: page("EventPage", "A page.", "一页。") },
      refusals: ["not-found"],
    },
  },
  "/v1/audit/statements": {
    get: {
      id: "auditStatement",
      tag: "audit",
      summary: ["A signed statement of a party's packets", "某单位数据包的签名对账单"],
      about: [
        "Every packet sealed in the period for the party or for a message of its own, with its fate up to the published checkpoint, derived from the log's entries alone (docs/statements.md). Who has the entries makes the same one.",
        "该时段内为该单位、或为其报文封装的全部数据包及其截至已发布检查点的结果，仅由日志条目得出（见 docs/statements.md）；持有条目者可得出相同结果。",
      ],
      scopes,
      parameters: [
        { ...query("party", PARTY, "Whose.", "单位标识。"), required: true },
        query(
          "month",
          { type: "string", pattern: "^2\\d{3}-(0[1-9]|1[0-2])$" },
          "A month of the locality; or from and to.",
          "当地月份；或使用 from 与 to。",
        ),
        FROM,
        TO,
      ],
      answers: {
        200: {
          about: [
            "A compact JWS (typ aid-statement+jwt): iss, sub, iat, statement.",
            "紧凑 JWS（typ 为 aid-statement+jwt）：iss、sub、iat、statement。",
          ],
          mediaType: "application/jwt",
          schema: { type: "string" },
        },
      },
      refusals: ["not-found", "too-large"],
    },
  },
  "/v1/audit/summary": {
    get: {
      id: "auditSummary",
      tag: "audit",
      summary: ["Counts and times of a period", "一段时间的数量与耗时"],
      about: [
        "Packets sealed in the period: counts by state, times to delivery and to the receipt, overdue; for each recipient, sender, type or day of the locality.",
        "该时段内封装的数据包：各状态数量、送达与签收耗时、逾期数；按接收单位、移送单位、类型或当地日期分组。",
      ],
      scopes,
      parameters: [
        FROM,
        TO,
        query("by", { enum: ["recipient", "sender", "type", "day"] }, "What has a line of its own.", "分组方式。"),
      ],
      answers: {
        200: {
          about: ["The summary; as CSV with Accept: text/csv.", "汇总；Accept: text/csv 时为 CSV。"],
          mediaType: "application/json",
          schema: schemaRef("AuditSummary"),
          others: { "text/csv": { type: "string" } },
        },
      },
    },
  },
};
