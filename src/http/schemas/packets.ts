/** Schemas of packets as their senders and recipients see them, and of receipts. */
import { COUNT, described, listOf, object, type Schema, schemaRef, text, time } from "./parts.ts";

const id = schemaRef("Id");

/** Members of every packet that its parties and auditors see, as `shownPacket` (exchange/packet.ts) gives them. */
export const PACKET_HEAD = {
  recipient: schemaRef("PartyId"),
  state: schemaRef("PacketState"),
  digest: schemaRef("Digest"),
  size: { type: "integer", minimum: 1 },
  sealedAt: time("Sealed", "封装时间"),
  due: schemaRef("Due"),
  attempts: described(COUNT, "Pushes made so far.", "已推送次数。"),
  disclosed: described(listOf({ type: "string" }), "Groups of fields in it.", "所含字段组。"),
};

/** Members that not every such packet has. */
export const PACKET_LATER = {
  deliveredAt: time("Delivered", "送达时间"),
  failedAt: time("Delivery failed", "投递失败时间"),
  cause: text(
    "Code of its last failed push, or of its failed delivery: window-closed, http-422, timeout …",
    "最近一次推送失败或者投递失败的原因代码：window-closed、http-422、timeout 等。",
  ),
  settledAt: time("Receipt or end", "办结时间"),
  replaces: described(id, "The refused packet that this one was sealed again for.", "本数据包所替代的被退回数据包。"),
  erasedAt: time("Payload destroyed; digest, receipt and entries stay", "内容销毁时间；摘要、回执与日志条目保留"),
};

/** Member of a packet that is pushed again. */
export const NEXT_PUSH = time("Next push", "下次推送时间");

/** Members of a receipt without its signed text. */
export const RECEIPT_HEAD = {
  outcome: schemaRef("ReceiptOutcome"),
  receivedAt: time("Recorded", "登记时间"),
  log: schemaRef("LogPosition"),
};

/** Signed text of a receipt. */
export const SIGNED_RECEIPT = text("The signed receipt, verbatim.", "已签名的回执原文。");

/** Schemas by name. */
export const PACKET_SCHEMAS = {
  PacketView: described(
    object(
      { id, ...PACKET_HEAD },
      {
        nextAttempt: NEXT_PUSH,
        ...PACKET_LATER,
        receipt: object({ ...RECEIPT_HEAD, jws: SIGNED_RECEIPT }, { reason: schemaRef("RejectReason") }),
      },
    ),
    "A packet of a message as its sender and its recipient see it.",
    "发送方与接收方所见的数据包。",
  ),
  InboxItem: described(
    object({
      packet: id,
      message: id,
      thread: id,
      type: schemaRef("MessageType"),
      from: schemaRef("PartyId"),
      sealedAt: time("Sealed", "封装时间"),
      size: { type: "integer", minimum: 1 },
      digest: schemaRef("Digest"),
      due: time("When the receipt is due", "签收时限"),
    }),
    "A packet that waits for its receipt.",
    "待签收的数据包。",
  ),
  InboxPage: object({
    items: listOf(schemaRef("InboxItem")),
    next: text("Cursor for the next call; never parse it.", "下一次调用的游标；请勿解析。"),
  }),
  ReceiptAnswer: described(
    object({ packet: id, ...RECEIPT_HEAD }),
    "The answer to a receipt: its audit entry.",
    "回执的应答：其审计条目。",
  ),
  ImportAnswer: described(
    object(
      {
        kind: { enum: ["receipt", "message"] },
        from: described(schemaRef("PartyId"), "The party that signed it.", "签名单位。"),
        repeat: described({ type: "boolean" }, "It came before, on line or on a disc.", "此前已在线或者离线提交。"),
      },
      { receipt: schemaRef("ReceiptAnswer"), submission: schemaRef("SubmissionAnswer") },
    ),
    "The answer to what came on a disc: that of the receipt, or of the message.",
    "离线导入的应答：回执的应答，或者报文的应答。",
  ),
} as const satisfies Record<string, Schema>;
