/** The schemas of what operators get: states and attempts, no signed word of a recipient, no groups of fields. */
import { STATES_TO_SEE_TO } from "../../domain/operator-answers.ts";
import { REJECT_REASONS } from "../../domain/receipt.ts";
import { both } from "../openapi/bilingual.ts";
import { ITEM_HEAD, MESSAGE_HEAD, NEXT_PUSH, PACKET_HEAD, PACKET_LATER } from "./schemas-message.ts";
import { listOf, object, type Schema, schemaRef, text, time } from "./schema-parts.ts";

const id = schemaRef("Id");
const partyId = schemaRef("PartyId");
const outcome: Schema = { enum: ["accepted", "rejected"] };
const count: Schema = { type: "integer", minimum: 0 };

/** Every schema of an operator's answers, by name. */
export const OPERATOR_SCHEMAS = {
  OperatorPacket: object(PACKET_HEAD, {
    ...PACKET_LATER,
    nextAttempt: NEXT_PUSH,
    receipt: object(
      { outcome, receivedAt: time("Received", "收到时间"), log: schemaRef("LogPosition") },
      { reason: { enum: REJECT_REASONS } },
    ),
  }),
  OperatorMessage: object({
    ...MESSAGE_HEAD,
    packets: listOf(schemaRef("OperatorPacket")),
    timeline: listOf({
      ...object(ITEM_HEAD, { packet: id, attempt: count, code: { type: "string" }, kid: { type: "string" } }),
      description: both("What happened to which packet, and why.", "各数据包所发生之事及其原因。"),
    }),
  }),
  OperatorThread: object({ thread: id, messages: listOf(schemaRef("OperatorMessage")) }),
  OperatorPage: object(
    {
      items: listOf(
        object(
          {
            packet: id,
            message: id,
            thread: id,
            type: schemaRef("MessageType"),
            sender: partyId,
            recipient: partyId,
            state: { enum: STATES_TO_SEE_TO },
            way: { enum: ["push", "pull"] },
            attempts: count,
            due: schemaRef("Due"),
            overdue: { type: "boolean" },
            sealedAt: time("Sealed", "封装时间"),
          },
          {
            ...PACKET_LATER,
            fetchedAt: time("First fetched", "首次下载时间"),
            outcome,
            reason: { enum: REJECT_REASONS },
          },
        ),
      ),
    },
    {
      next: text("Cursor of the next page; absent on the last. Never parse it.", "下一页的游标；末页没有。请勿解析。"),
    },
  ),
} as const satisfies Record<string, Schema>;
