/** Schemas of what operators get: states and attempts, no signed word of a recipient, no groups of fields. */
import { LINE_MEMBERS, PACKET_MEMBERS, STATES_NEEDING_ATTENTION } from "../../domain/operator-view.ts";
import { DELIVERY_HEAD, DELIVERY_LATER, NEXT_PAGE } from "./audit.ts";
import { ITEM_HEAD, MESSAGE_HEAD } from "./messages.ts";
import { NEXT_PUSH, PACKET_HEAD, PACKET_LATER, RECEIPT_HEAD } from "./packets.ts";
import { COUNT, described, listOf, object, type Schema, schemaRef } from "./parts.ts";

const WORD: Schema = { type: "string" };

/** Takes the schemas of the members that an allow-list names. */
function allowed(members: Readonly<Record<string, Schema>>, names: object): Record<string, Schema> {
  return Object.fromEntries(Object.entries(members).filter(([name]) => Object.hasOwn(names, name)));
}

/** Schemas by name. */
export const OPERATOR_SCHEMAS = {
  OperatorPacket: described(
    object(allowed({ id: schemaRef("Id"), ...PACKET_HEAD }, PACKET_MEMBERS), {
      ...allowed({ ...PACKET_LATER, nextAttempt: NEXT_PUSH }, PACKET_MEMBERS),
      receipt: object(RECEIPT_HEAD, { reason: schemaRef("RejectReason") }),
    }),
    "A packet without the groups of fields in it; of its receipt the outcome, without the signed word.",
    "数据包，不含字段组；回执仅含结果，不含签名原文。",
  ),
  RequeueAnswer: described(
    object(
      {
        dryRun: described({ type: "boolean" }, "Nothing was changed.", "未作任何更改。"),
        items: described(
          listOf(schemaRef("OperatorPacket")),
          "The packets of this portion that were queued again, or would be.",
          "本批已重新投递（或者将重新投递）的数据包。",
        ),
      },
      {
        count: described(
          COUNT,
          "With dryRun: packets that the filter finds in all, counted up to 100000.",
          "带 dryRun 时：符合条件的数据包总数，至多计至 100000。",
        ),
        next: described(schemaRef("Id"), "There are more: give it as after.", "尚有其余，下次以 after 给出。"),
      },
    ),
    "A portion of failed packets that were queued again.",
    "一批重新投递的数据包。",
  ),
  OperatorItem: described(
    object(ITEM_HEAD, {
      packet: schemaRef("Id"),
      attempt: COUNT,
      outcome: WORD,
      code: WORD,
      milliseconds: { type: "number" },
      via: WORD,
      reason: WORD,
      state: WORD,
      kid: WORD,
      by: schemaRef("Id"),
      was: WORD,
      replaces: schemaRef("Id"),
    }),
    "What happened to which packet, and why.",
    "各数据包所发生之事及其原因。",
  ),
  OperatorMessage: described(
    object({
      ...MESSAGE_HEAD,
      packets: listOf(schemaRef("OperatorPacket")),
      timeline: listOf(schemaRef("OperatorItem")),
    }),
    "A message, and of its timeline what tells states and attempts.",
    "报文，其经过仅含状态与投递次数。",
  ),
  OperatorLine: described(
    object(
      { ...allowed(DELIVERY_HEAD, LINE_MEMBERS), state: { enum: STATES_NEEDING_ATTENTION } },
      allowed(DELIVERY_LATER, LINE_MEMBERS),
    ),
    "A packet that an operator has to see to.",
    "待处理的数据包。",
  ),
  OperatorPage: object({ items: listOf(schemaRef("OperatorLine")) }, { next: NEXT_PAGE }),
} as const satisfies Record<string, Schema>;
