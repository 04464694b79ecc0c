/** Schemas of the registers (登记). */
import { PURPOSES } from "../../domain/purpose.ts";
import { NEXT_PAGE } from "./audit.ts";
import { COUNT, described, listOf, object, type Schema, schemaRef, text, time } from "./parts.ts";

const id = schemaRef("Id");

/** Schemas by name. */
export const REGISTER_SCHEMAS = {
  Provision: described(
    object(
      {
        packet: id,
        message: id,
        thread: id,
        type: schemaRef("MessageType"),
        sender: schemaRef("PartyId"),
        recipient: schemaRef("PartyId"),
        groups: described(listOf(text("Group.", "数据组。")), "Groups of fields that it got.", "所提供的数据组。"),
        at: time("When it was sealed.", "封装时间。"),
      },
      {
        basis: described(
          { enum: ["consent", "statutory-duty", "emergency"] },
          "Legal basis that the document names.",
          "文书所列处理依据。",
        ),
        purpose: described(
          { enum: [...PURPOSES] },
          "What it was provided for; of an inquiry and its answer as the inquiry states it (U1–U4).",
          "提供目的；查询及其答复为所载查询目的（U1–U4）。",
        ),
        erasedAt: time("When its content was destroyed.", "内容销毁时间。"),
      },
    ),
    "What was provided to whom. No person is named.",
    "向何单位提供了何种信息，不含人员。",
  ),
  ProvisionPage: object({ items: listOf(schemaRef("Provision")) }, { next: NEXT_PAGE }),
  RightsRegister: described(
    object(
      {
        items: listOf(
          object(
            {
              reference: text("Number in the operator's own register.", "系统管理员登记簿中的编号。"),
              operator: schemaRef("PartyId"),
              kind: { enum: ["access", "correct", "erase", "withdraw", "explain", "other"] },
              basis: text("Ground as it was recorded.", "所登记的依据。"),
              receivedAt: time("When the gateway was first asked on it.", "首次据以办理的时间。"),
              due: text("Day by which it is to be answered: 15 working days.", "答复期限：15 个工作日。"),
              threads: described(COUNT, "Threads that were found.", "所查到的移送数。"),
              outcome: { enum: ["open", "told", "erased"] },
            },
            {
              answeredAt: time("When it was carried out.", "办理时间。"),
              erasures: described(COUNT, "Threads that were destroyed.", "已销毁的移送数。"),
              late: described({ const: true }, "Open after its day.", "逾期未办。"),
            },
          ),
        ),
      },
      {
        more: described(
          { const: true },
          "There are older ones: ask for an earlier period.",
          "另有更早的：请缩短期间。",
        ),
      },
    ),
    "Requests of persons about their data.",
    "个人信息权利请求。",
  ),
} as const satisfies Record<string, Schema>;
