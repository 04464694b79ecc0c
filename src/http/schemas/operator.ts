/** Schemas of what operators get: states and attempts, no signed word of a recipient, no groups of fields. */
import { LINE_MEMBERS, PACKET_MEMBERS, STATES_NEEDING_ATTENTION } from "../../domain/operator-view.ts";
import { WORDS } from "../../domain/words/words.ts";
import { DELIVERY_HEAD, DELIVERY_LATER, NEXT_PAGE } from "./audit.ts";
import { ITEM_HEAD, MESSAGE_HEAD } from "./messages.ts";
import { NEXT_PUSH, PACKET_HEAD, PACKET_LATER, RECEIPT_HEAD } from "./packets.ts";
import { COUNT, described, listOf, object, type Schema, schemaRef, text, time } from "./parts.ts";

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
  OperatorEndpoint: described(
    object(
      {
        party: schemaRef("PartyId"),
        state: described(
          { enum: Object.keys(WORDS.endpoint) },
          "on, failing (the last push was not answered well), paused (on again at until), off, pull (the party fetches), suspended, removed (not in the directory).",
          "on 启用、failing 推送失败、paused 暂停（至 until 自动恢复）、off 停用、pull 由单位取回、suspended 单位已停用、removed 单位不在目录中。",
        ),
        queued: described(COUNT, "Packets queued, counted up to 100000.", "待送达数据包数，至多计至 100000。"),
        failed: described(COUNT, "Packets failed, counted up to 100000.", "投递失败数据包数，至多计至 100000。"),
        pushes: described(
          COUNT,
          "Pushes of the last 24 hours, at most the newest 1000.",
          "近 24 小时推送次数，至多计最近 1000 次。",
        ),
        taken: described(COUNT, "How many of them were taken.", "其中成功次数。"),
      },
      {
        since: time("Off, or failing, since", "停用或者失败起始时间"),
        until: time("End of the pause", "暂停截止时间"),
        cause: text(
          "Why: http-410, operator, the reason of a pause, timeout, http-503 …",
          "原因：http-410、operator、暂停原因、timeout、http-503 等。",
        ),
        triedAt: time("Last push", "最近一次推送"),
        deliveredAt: time("Last push that was taken", "最近一次推送成功"),
        oldestQueued: time("Sealing of the packet that is queued longest", "最早待送达数据包的封装时间"),
        circuit: described(
          { enum: Object.keys(WORDS.circuit) },
          "Whether the gateway that answers holds pushes back after failures.",
          "应答的网关进程是否因连续失败而暂缓推送。",
        ),
      },
    ),
    "How a party gets its packets, and what waits or failed.",
    "单位接收数据包的方式及积压情况。",
  ),
  EndpointTest: described(
    object({
      party: schemaRef("PartyId"),
      outcome: described(
        { enum: Object.keys(WORDS.test) },
        "taken (2xx), answered (any other status), unreachable.",
        "taken 应答 2xx、answered 其他状态、unreachable 未能连通。",
      ),
      code: text("Status or fault: http-204, timeout …", "状态或者故障：http-204、timeout 等。"),
      milliseconds: COUNT,
    }),
    "What a signed request without a packet came to.",
    "不含数据包的签名请求的结果。",
  ),
  OperatorEndpoints: object({ items: listOf(schemaRef("OperatorEndpoint")) }),
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
