/** Schemas of the work lists of persons. */
import { FOLLOW_TODOS, SUBJECT_STATES } from "../../domain/follow.ts";
import { SUBJECT_TODOS } from "../../domain/item.ts";
import { described, listOf, object, type Schema, schemaRef, text } from "./parts.ts";

const id = schemaRef("Id");
const day = (en: string, zh: string): Schema =>
  described(object({ due: text("Due.", "到期日。"), provisional: { type: "boolean" } }), en, zh);

/** Schemas by name. */
export const PERSON_LIST_SCHEMAS = {
  CaseRenewal: described(
    object({
      item: id,
      need: text("Need N01–N17.", "需求代码 N01–N17。"),
      department: schemaRef("PartyId"),
      clock: schemaRef("ItemClock"),
    }),
    "Aid that its department has to determine anew.",
    "须由部门重新认定或者复核的救助。",
  ),
  CasePerson: described(
    object(
      {
        thread: id,
        subject: text("Opaque reference of a person within its thread.", "移送内的人员引用，不含身份信息。"),
        state: { enum: SUBJECT_STATES },
        anchor: text("Day from which visits are counted.", "回访起算日。"),
        needs: described(
          listOf(text("Need N01–N17.", "需求代码 N01–N17。")),
          "Needs that were sent.",
          "已移送的需求。",
        ),
        visits: described(
          listOf(schemaRef("VisitDuty")),
          "Visits that are due or were missed, unless a later visit made up for them.",
          "待回访和逾期未访的回访，其后已补访的不列。",
        ),
        renewals: listOf(schemaRef("CaseRenewal")),
        todos: described(
          listOf({ enum: [...SUBJECT_TODOS, ...FOLLOW_TODOS] }),
          "What a person should decide.",
          "待办。",
        ),
        newNeeds: described(
          listOf(text("Need N01–N17.", "需求代码 N01–N17。")),
          "Needs that a visit found and that were not sent since.",
          "回访发现而尚未移送的新需求。",
        ),
      },
      {
        evaluation: day("An evaluation that is due.", "已到期的效果评估。"),
        measure: described(schemaRef("ItemClock"), "Time for a new measure after grade D.", "D 级后采取新措施的期限。"),
        review: day("Review of long-term aid that is near.", "临近的长期帮扶续定。"),
        relapse: described(
          object({ thread: id, closedOn: text("Day on which it was closed.", "销号日。") }),
          "In need again: the earlier case of the person.",
          "反复致困：该人的前案。",
        ),
        diedOn: text("Day of the person's death, as it was reported.", "报告的死亡日期。"),
      },
    ),
    "A person about whom the procuratorate has something to do, derived when it is read.",
    "检察机关须处理的人员，读取时计算。",
  ),
  CasePersons: object(
    { persons: listOf(schemaRef("CasePerson")) },
    { next: text("Ask for after with this for the next page.", "以此作为 after 请求下一页。") },
  ),
} as const satisfies Record<string, Schema>;
