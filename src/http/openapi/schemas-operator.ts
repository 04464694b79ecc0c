/** The schemas of what operators get: states and attempts, no signed word of a recipient, no groups of fields. */
import { PACKET_STATES } from "../../domain/packet.ts";
import { STATES_TO_SEE_TO } from "../../domain/operator-answers.ts";
import { REJECT_REASONS } from "../../domain/receipt.ts";
import { both, schemaRef } from "./bilingual.ts";
import { listOf, object, type Schema, text, time } from "./schema-parts.ts";

const id = schemaRef("Id");
const partyId = schemaRef("PartyId");
const outcome: Schema = { enum: ["accepted", "rejected"] };
const count: Schema = { type: "integer", minimum: 0 };

const optional = {
  deliveredAt: time("Delivered", "送达时间"),
  settledAt: time("Receipt or end", "办结时间"),
  replaces: id,
  erasedAt: time("Payload destroyed", "内容销毁时间"),
};

/** Every schema of an operator's answers, by name. */
export const OPERATOR_SCHEMAS = {
  OperatorPacket: object(
    {
      id,
      recipient: partyId,
      state: { enum: PACKET_STATES },
      digest: schemaRef("Digest"),
      size: { type: "integer", minimum: 1 },
      sealedAt: time("Sealed", "封装时间"),
      due: schemaRef("Due"),
      attempts: count,
    },
    {
      ...optional,
      nextAttempt: time("Next push", "下次推送时间"),
      receipt: object(
        { outcome, receivedAt: time("Received", "收到时间"), log: schemaRef("LogPosition") },
        { reason: { enum: REJECT_REASONS } },
      ),
    },
  ),
  OperatorMessage: object({
    id,
    thread: id,
    type: schemaRef("MessageType"),
    version: { type: "string" },
    from: partyId,
    acceptedAt: time("Accepted", "受理时间"),
    packets: listOf(schemaRef("OperatorPacket")),
    timeline: listOf({
      ...object(
        { type: { type: "string" }, time: time("When", "时间"), actor: partyId, log: schemaRef("LogPosition") },
        { packet: id, attempt: count, code: { type: "string" }, kid: { type: "string" } },
      ),
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
            ...optional,
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
