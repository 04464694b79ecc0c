/** Schemas of what a case shows of plans of help. */
import { MEASURE_KINDS, MEASURE_STATUSES } from "../../domain/measure.ts";
import { COUNT, described, object, type Schema, schemaRef, text } from "./parts.ts";

const id = schemaRef("Id");

/** Schemas by name. */
export const PLAN_SCHEMAS = {
  ItemGap: described(
    object(
      { level: { enum: ["G0", "G1", "G2", "G3"] }, days: COUNT },
      {
        from: text("First day without money.", "真空首日。"),
        to: text("There is money again.", "真空结束。"),
        bridge: described({ const: true }, "Temporary aid is suggested.", "建议衔接临时救助。"),
        secondBridge: described({ const: true }, "A second bridge for the same cause.", "同一事由再次衔接。"),
      },
    ),
    "Aid gap of the household of an item, in the list of gaps.",
    "事项所属家庭的救助真空，仅见于救助真空清单。",
  ),
  CaseMeasure: described(
    object(
      {
        measure: text("Number of the measure.", "措施编号。"),
        need: text("Need N01–N17.", "需求代码 N01–N17。"),
        kind: { enum: MEASURE_KINDS },
        owner: text(
          "Id of the department, procuratorate, or social-work.",
          "承担单位标识，或者 procuratorate、social-work。",
        ),
        due: text("Due.", "完成期限。"),
        status: { enum: MEASURE_STATUSES },
        plan: described(id, "Message of the plan.", "方案报文。"),
      },
      {
        neededBy: text("Needed by.", "最迟须到位日期。"),
        item: described(id, "Item that decides the status.", "决定状态的事项。"),
        stuck: described(
          { const: true },
          "Its item ended without the aid: a new version of the plan is due.",
          "其事项未给予救助即告办结，须调整方案。",
        ),
        overdue: described({ const: true }, "Past its due day and not carried out.", "已过期限而未落实。"),
      },
    ),
    "A measure of a plan of help, without its wording.",
    "帮扶方案的一项措施，不含文字。",
  ),
} as const satisfies Record<string, Schema>;
