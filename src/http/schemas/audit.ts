/** Schemas of what auditors get. */
import { MATRIX_COLUMNS, MATRIX_ROWS, SUMMARY_KEYS } from "../../audit/queries.ts";
import { PACKET_STATES } from "../../domain/packet.ts";
import { DOCUMENT_NUMBER } from "./messages.ts";
import { PACKET_HEAD, PACKET_LATER, RECEIPT_HEAD, SIGNED_RECEIPT } from "./packets.ts";
import { COUNT, described, listOf, object, type Schema, schemaRef, text, time } from "./parts.ts";

const id = schemaRef("Id");

/** Cursor of a page for auditors and operators. */
export const NEXT_PAGE = text(
  "Cursor of the next page; absent on the last. Never parse it.",
  "下一页的游标；末页没有。请勿解析。",
);

/** Members of every packet in a list for auditors. */
export const DELIVERY_HEAD = {
  packet: id,
  message: id,
  thread: id,
  type: schemaRef("MessageType"),
  version: { type: "string" },
  sender: schemaRef("PartyId"),
  ...PACKET_HEAD,
  way: described({ enum: ["push", "pull"] }, "How it reaches its recipient.", "送达方式。"),
  overdue: described({ type: "boolean" }, "No receipt although it was due.", "已到签收期限而无回执。"),
};

/** Members that not every packet in such a list has. */
export const DELIVERY_LATER = {
  ...PACKET_LATER,
  fetchedAt: time("First fetched", "首次取回时间"),
  outcome: schemaRef("ReceiptOutcome"),
  reason: schemaRef("RejectReason"),
  documentNumber: DOCUMENT_NUMBER,
};

const maybe = { type: ["number", "null"] };
const seconds = described(
  object({
    p50: maybe,
    p95: maybe,
    p99: maybe,
    histogram: described(
      listOf(object({ upTo: maybe, packets: COUNT })),
      "Packets by how long it took: up to so many seconds, and longer than the bar before; null: any longer time.",
      "按耗时分段的数量：不超过该秒数且长于前一段；null 表示更长。",
    ),
  }),
  "Seconds from sealing, to within one percent; null: none.",
  "自封装起的秒数，误差不超过百分之一；null 表示没有。",
);

/** Schemas by name. */
export const AUDIT_SCHEMAS = {
  Delivery: described(
    object(DELIVERY_HEAD, DELIVERY_LATER),
    "A packet in a list, for auditors and for its own parties: neither payload nor person. Its document's number is for auditors and the sender.",
    "列表中的数据包，供审计员及收发双方查看：不含正文，不含个人信息；文号仅供审计员和发送方查看。",
  ),
  DeliveryPage: object({ items: listOf(schemaRef("Delivery")) }, { next: NEXT_PAGE }),
  DeliveryDetail: described(
    object(
      {
        ...DELIVERY_HEAD,
        timeline: described(listOf(schemaRef("LoggedEvent")), "Oldest first.", "按时间先后排列。"),
      },
      {
        ...DELIVERY_LATER,
        receipt: object(
          {
            ...RECEIPT_HEAD,
            jws: SIGNED_RECEIPT,
            issuedAt: time("Signed, by the recipient's clock", "接收单位签署时间"),
          },
          { reason: schemaRef("RejectReason") },
        ),
      },
    ),
    "A packet with all that the log says of it, and the recipient's signed receipt.",
    "数据包及日志中关于它的全部条目，以及接收单位已签名的回执。",
  ),
  LoggedEvent: described(
    object({ log: schemaRef("LogPosition"), entry: schemaRef("AuditEntry") }),
    "An entry of the log and its place.",
    "日志条目及其位置。",
  ),
  EventPage: object({ items: listOf(schemaRef("LoggedEvent")) }, { next: NEXT_PAGE }),
  SummaryLine: object(
    {
      packets: COUNT,
      states: object(Object.fromEntries(PACKET_STATES.map((state) => [state, COUNT]))),
      overdue: COUNT,
      reasons: described(
        { type: "object", additionalProperties: COUNT },
        "Refused packets by the reason that the recipient gave.",
        "按退回原因统计的拒收数。",
      ),
      secondsToDelivery: seconds,
      secondsToReceipt: seconds,
    },
    { key: text("Party, type or day; absent in the line of all packets.", "单位、类型或日期；合计行没有。") },
  ),
  AuditMatrix: described(
    object(
      {
        rows: { enum: MATRIX_ROWS },
        columns: { enum: MATRIX_COLUMNS },
        from: time("Sealed from", "封装时间起"),
        lines: listOf(
          object({
            key: text("Party or type.", "单位或类型。"),
            packets: COUNT,
            overdue: COUNT,
            cells: described(
              listOf(
                object({
                  column: text("Day `2026-11-01` or month `2026-11` of the locality.", "当地日期或月份。"),
                  packets: COUNT,
                  overdue: COUNT,
                }),
              ),
              "In the order of time; a period without packets has none.",
              "按时间先后；没有数据包的日期不列出。",
            ),
          }),
        ),
      },
      { to: time("To, not included", "止（不含）") },
    ),
    "Counts by party or type, and by day or month.",
    "按单位或类型、按日或月的数量。",
  ),
  AuditSummary: object(
    { by: { enum: SUMMARY_KEYS }, total: schemaRef("SummaryLine"), lines: listOf(schemaRef("SummaryLine")) },
    {
      from: time("Sealed from, as asked; absent: open", "封装时间起；未指明则没有"),
      to: time("To, not included", "止（不含）"),
    },
  ),
} as const satisfies Record<string, Schema>;
