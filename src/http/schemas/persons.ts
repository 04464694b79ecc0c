/** Schemas of the answers to recorded requests about a person's data. */
import { COUNT, described, listOf, object, type Schema, schemaRef, text, time } from "./parts.ts";

const id = schemaRef("Id");

/** Schemas by name. */
export const PERSON_SCHEMAS = {
  ErasureAnswer: object({
    thread: id,
    erasedAt: time("Destroyed", "销毁时间"),
    packets: described(listOf(id), "Packets whose bytes were destroyed now.", "此次销毁内容的数据包。"),
    reports: described(
      listOf(object({ sender: schemaRef("PartyId"), period: text("Month.", "月份。") })),
      "Reports whose internal version counted the facts. They stay, and can be recounted no more.",
      "内部版曾计入这些事实的通报。通报保留，但不能再重新统计。",
    ),
  }),
  LookupApprovalAnswer: object({
    operator: schemaRef("PartyId"),
    reference: described({ type: "string" }, "Number of the request.", "登记编号。"),
    approvedBy: schemaRef("PartyId"),
    approvedAt: time("Approved", "批准时间"),
  }),
  PersonThreadsAnswer: described(
    object(
      {
        threads: listOf(
          object({
            thread: id,
            type: schemaRef("MessageType"),
            sender: schemaRef("PartyId"),
            acceptedAt: time("Accepted", "受理时间"),
            messages: described(COUNT, "Messages about the person.", "涉及此人的报文数。"),
            open: described(
              COUNT,
              "Packets on their way: they are withdrawn before the thread can be erased.",
              "在途数据包数；销毁前须先撤回。",
            ),
          }),
        ),
      },
      { more: described({ const: true }, "There are more.", "尚有更多。") },
    ),
    "The threads that hold a person's data, newest first. Type and sender are those of the message that opened the thread.",
    "含有某人信息的移送，由新到旧。类型与发送方取自开启该移送的报文。",
  ),
} as const satisfies Record<string, Schema>;
