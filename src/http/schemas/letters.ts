/** Schemas of the answers about letters about late items. */
import { LETTER_KINDS, LETTER_STATES } from "../../domain/letter.ts";
import { COUNT, described, listOf, object, type Schema, schemaRef, text, time } from "./parts.ts";

const id = schemaRef("Id");
const SUBJECT = text("Opaque reference of a person within its thread.", "移送内的人员引用，不含身份信息。");
const BILINGUAL: Schema = object({ zh: { type: "string" }, en: { type: "string" } });
const KIND_EN = "2 催办函, 3 督办函, 4 提请联席会议, 5 检察建议书.";
const KIND_ZH = "2 催办函、3 督办函、4 提请联席会议、5 检察建议书。";

/** Schemas by name. */
export const LETTER_SCHEMAS = {
  ItemLetter: described(
    object(
      {
        message: described(id, "Message that carried it.", "承载它的报文。"),
        kind: described({ enum: LETTER_KINDS }, KIND_EN, KIND_ZH),
        sentAt: time("Sent", "发出时间"),
        replyBy: text("Reply by", "回复期限"),
        state: described({ enum: LETTER_STATES }, "Derived when it is read.", "读取时计算。"),
      },
      { answeredBy: described(id, "Feedback that answered it.", "答复它的反馈。") },
    ),
    "A letter about a late item.",
    "关于逾期事项的函件。",
  ),
  LetterDraft: described(
    object(
      {
        kind: described({ enum: LETTER_KINDS }, KIND_EN, KIND_ZH),
        thread: id,
        list: described(id, "Message of the list.", "清单的报文。"),
        department: described(schemaRef("PartyId"), "Department that is late.", "逾期的部门。"),
        name: BILINGUAL,
        items: listOf(
          object(
            {
              item: id,
              subject: SUBJECT,
              need: text("Need N01–N17.", "需求代码 N01–N17。"),
              ruleId: text("Rule D01–D39.", "期限规则 D01–D39。"),
              due: text("Last day, or the instant of a clock in hours.", "到期日；以小时计的为到期时刻。"),
              stage: { enum: ["overdue", "supervise", "meeting"] },
              overdueWd: described(COUNT, "Working days since then.", "逾期工作日。"),
            },
            { provisional: described({ const: true }, "Its calendar is not published.", "暂定：工作日历尚未公布。") },
          ),
        ),
        earlier: described(
          listOf(
            object({
              kind: { enum: LETTER_KINDS },
              message: id,
              sentOn: text("Sent on", "发出日期"),
              replyBy: text("Reply by", "回复期限"),
              state: { enum: LETTER_STATES },
            }),
          ),
          "Letters about these items that were sent before.",
          "就这些事项此前发出的函件。",
        ),
      },
      {
        to: described(
          schemaRef("PartyId"),
          "Party to send it to; absent: the directory has none.",
          "收函单位；目录中没有的不列。",
        ),
        office: described(
          object(
            { name: BILINGUAL },
            { phone: { type: "string" }, deputy: { type: "string" }, duty: { type: "string" } },
          ),
          "Responsible office with its telephones: own, deputy, on duty.",
          "责任科室及电话：本科室、代理、值班。",
        ),
        replyBy: text("Reply by, by rule D31", "回复期限（规则 D31）"),
        agenda: described(BILINGUAL, "Line for the agenda of the joint meeting.", "联席会议议程行。"),
        checklist: described(
          object({
            law: listOf(text("Rule with its source.", "规则及其依据。")),
            evidence: listOf(text("Fact with its date.", "事实及日期。")),
            letters: described(COUNT, "Letters before.", "此前函件数。"),
          }),
          "What to check before a procuratorial suggestion, in Chinese.",
          "发出检察建议前须核对的内容。",
        ),
      },
    ),
    "A letter drafted from facts. It names nobody, and is not sent.",
    "依事实起草的函件，不含姓名，不会自动发出。",
  ),
  LetterDrafts: object({
    drafts: listOf(schemaRef("LetterDraft")),
    more: described(
      { type: "boolean" },
      "There are further ones: name thread or department.",
      "还有更多：请指定移送或部门。",
    ),
  }),
} as const satisfies Record<string, Schema>;
