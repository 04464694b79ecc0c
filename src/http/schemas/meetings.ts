/** Schemas of the answers about joint meetings (联席会议). */
import { AGENDA_KINDS, DECISION_STATES } from "../../domain/meeting.ts";
import { COUNT, described, listOf, object, type Schema, schemaRef, text } from "./parts.ts";

const hideable = (en: string, zh: string) => described({ type: ["integer", "null"] }, en, zh);

/** Schemas by name. */
export const MEETING_SCHEMAS = {
  MeetingPack: described(
    object({
      report: schemaRef("ReportAnswer"),
      at: text("When agenda and decisions were counted; RFC 3339.", "议题和议定事项的统计时间；RFC 3339。"),
      agenda: listOf(
        object(
          {
            kind: described(
              { enum: [...AGENDA_KINDS] },
              "What is to be talked about: overdue and reasons as the report has them, the others as they are now.",
              "议题种类：overdue、reasons 以通报为准，其他为当前情况。",
            ),
            department: schemaRef("PartyId"),
            items: hideable("Items; null where they are hidden.", "事项数；不予显示的为 null。"),
          },
          {
            persons: hideable("Persons; null where they are hidden.", "人数；不予显示的为 null。"),
            letters: described(COUNT, "Letters without an answer after their last day.", "逾期未回复的函件数。"),
            reason: text("Reason code.", "原因代码。"),
            since: text("Day on which the oldest item was sent.", "其中最早移送的日期。"),
          },
        ),
      ),
      decisions: listOf(
        object(
          {
            decision: text("Number of the decision.", "议定事项编号。"),
            message: schemaRef("Id"),
            convener: schemaRef("PartyId"),
            text: text("Wording.", "内容。"),
            owners: listOf(schemaRef("PartyId")),
            due: text("Due date.", "完成时限。"),
            state: { enum: [...DECISION_STATES] },
            carried: described(COUNT, "Records in which it went on.", "继续办理的次数。"),
          },
          {
            doneOn: text("Day on which it was done.", "完成日期。"),
            late: described({ const: true }, "It is open and over its date.", "逾期未完成。"),
          },
        ),
      ),
    }),
    "What a joint meeting talks about: the report, what waits for the meeting, and decisions with their states.",
    "联席会议材料：通报、待议事项、议定事项及其落实情况。",
  ),
} as const satisfies Record<string, Schema>;
