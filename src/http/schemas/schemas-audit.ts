/** The schemas of what auditors get. */
import { ENTRY_TYPES } from "../../domain/audit-entry.ts";
import { PACKET_STATES } from "../../domain/packet.ts";
import { REJECT_REASONS } from "../../domain/receipt.ts";
import { both } from "../openapi/bilingual.ts";
import { listOf, object, type Schema, schemaRef, text, time } from "./schema-parts.ts";

const id = schemaRef("Id");
const partyId = schemaRef("PartyId");
const count: Schema = { type: "integer", minimum: 0 };
const outcome: Schema = { enum: ["accepted", "rejected"] };
const next = text("Cursor of the next page; absent on the last. Never parse it.", "下一页的游标；末页没有。请勿解析。");

const delivery = {
  packet: id,
  message: id,
  thread: id,
  type: schemaRef("MessageType"),
  version: { type: "string" },
  sender: partyId,
  recipient: partyId,
  state: { enum: PACKET_STATES },
  way: { enum: ["push", "pull"] },
  attempts: count,
  size: count,
  digest: schemaRef("Digest"),
  disclosed: listOf({ type: "string" }),
  due: schemaRef("Due"),
  overdue: { type: "boolean", description: both("No receipt although it was due.", "已到签收期限而无回执。") },
  sealedAt: time("Sealed", "封装时间"),
};
const deliveryOptional = {
  deliveredAt: time("Delivered", "送达时间"),
  fetchedAt: time("First fetched", "首次下载时间"),
  settledAt: time("Receipt or end", "办结时间"),
  outcome,
  reason: { enum: REJECT_REASONS },
  replaces: id,
  erasedAt: time("Payload destroyed", "内容销毁时间"),
};
const event = object({
  log: schemaRef("LogPosition"),
  entry: {
    ...object({ type: { enum: ENTRY_TYPES }, time: time("When", "时间"), actor: partyId }),
    description: both(
      "The entry: its RFC 8785 form is what was hashed. No payload, no person.",
      "日志条目：其 RFC 8785 形式即被哈希的内容。不含正文，不含个人信息。",
    ),
  },
});
const seconds: Schema = {
  ...object({ p50: { type: ["number", "null"] }, p95: { type: ["number", "null"] } }),
  description: both(
    "Seconds from sealing, to within one percent; null: none.",
    "自封装起的秒数，误差不超过百分之一；null 表示没有。",
  ),
};
const line = {
  packets: count,
  states: object(Object.fromEntries(PACKET_STATES.map((state) => [state, count]))),
  overdue: count,
  secondsToDelivery: seconds,
  secondsToReceipt: seconds,
};

/** By name. */
export const AUDIT_SCHEMAS = {
  Erasure: object({ thread: id, erasedAt: time("Destroyed", "销毁时间"), packets: listOf(id) }),
  PersonThreads: object(
    {
      threads: listOf(
        object({
          thread: id,
          type: schemaRef("MessageType"),
          sender: partyId,
          acceptedAt: time("Accepted", "受理时间"),
          messages: { ...count, description: both("Messages about the person.", "涉及此人的报文数。") },
          open: { ...count, description: both("Packets on their way.", "在途数据包数。") },
        }),
      ),
    },
    { more: { const: true, description: both("There are more.", "尚有更多。") } },
  ),
  Delivery: object(delivery, deliveryOptional),
  DeliveryPage: object({ items: listOf(schemaRef("Delivery")) }, { next }),
  DeliveryDetail: object(
    { ...delivery, timeline: listOf(schemaRef("LoggedEvent")) },
    {
      ...deliveryOptional,
      receipt: object(
        {
          outcome,
          issuedAt: time("Signed, by the recipient's clock", "接收单位签署时间"),
          receivedAt: time("Recorded", "登记时间"),
          jws: text("The signed receipt, verbatim.", "已签名的回执原文。"),
          log: schemaRef("LogPosition"),
        },
        { reason: { enum: REJECT_REASONS } },
      ),
    },
  ),
  LoggedEvent: event,
  EventPage: object({ items: listOf(schemaRef("LoggedEvent")) }, { next }),
  SummaryLine: object(line, { key: { type: "string" } }),
  AuditSummary: object(
    {
      by: { enum: ["recipient", "sender", "type", "day"] },
      total: schemaRef("SummaryLine"),
      lines: listOf(schemaRef("SummaryLine")),
    },
    { from: time("From", "起"), to: time("To, not included", "止（不含）") },
  ),
} as const satisfies Record<string, Schema>;
