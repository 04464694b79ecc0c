/** Schemas of the answers about deadlines: rules, calendar, computed dates. */
import { CLOCK_WORDS } from "../../domain/words/clock-words.ts";
import { COUNT, described, listOf, object, type Schema, schemaRef, text } from "./parts.ts";

const date: Schema = { type: "string", format: "date" };
const dateOrNull: Schema = { type: ["string", "null"], format: "date" };
const words = (kind: keyof typeof CLOCK_WORDS): Schema => ({ enum: Object.keys(CLOCK_WORDS[kind]) });
const texts = listOf({ type: "string" });
const rules: Schema = {
  ...object({ id: { type: "string" }, version: { type: "string" } }),
  additionalProperties: true,
};
const length: Schema = { type: "integer", minimum: 1 };

/** Schemas by name. */
export const DEADLINE_SCHEMAS = {
  DeadlineRule: described(
    object(
      {
        id: text("Such as D12; variants share it.", "如 D12；各变体编号相同。"),
        zh: { type: "string" },
        en: { type: "string" },
        applies: described(
          object({ needs: texts, divisions: texts, urgency: texts, types: texts, when: texts }),
          "`*` stands for all.",
          "`*` 指全部。",
        ),
        duty: words("clockDuty"),
        start: words("clockEvent"),
        end: described(
          listOf(words("clockEvent")),
          "None: a date that nobody can be late with.",
          "空：仅为日期，不计逾期。",
        ),
        period: { type: "object", properties: { workingDays: length, days: length, months: length, hours: length } },
        roll: { enum: ["forward", "none", "month-end"] },
        extend: described(
          { type: "object", additionalProperties: length },
          "Whole length by extension.",
          "各延长事由的总期限。",
        ),
        pause: listOf(words("pause")),
        from: dateOrNull,
        until: dateOrNull,
        source: object(
          { document: { type: "string" }, status: words("sourceStatus") },
          { article: { type: "string" }, note: { type: "string" } },
        ),
      },
      {
        after: text("Rule from whose last day it is counted while its start is not known.", "起算未知时所接续的规则。"),
        pauseLimit: described(length, "Most working days of pause.", "暂停上限（工作日）。"),
      },
    ),
    "A rule about a deadline (docs/deadlines.md).",
    "期限规则（docs/deadlines.md）。",
  ),
  DeadlineRules: object({
    version: text("Of the rules.", "规则版本。"),
    on: date,
    rules: listOf(schemaRef("DeadlineRule")),
  }),
  Rules: described(
    object({ sharingPolicy: rules, routing: rules, calendar: rules, retention: rules }),
    "The rules in force: the gateway's configuration files as they are.",
    "有效的规则：网关的配置文件原文。",
  ),
  ComputedDeadline: object(
    {
      start: described(date, "Day that is not counted.", "起算日（不计入）。"),
      due: text(
        "Last day, or of a deadline in hours the instant (RFC 3339).",
        "最后一日；以小时计的为时刻（RFC 3339）。",
      ),
      provisional: described(
        { type: "boolean" },
        "It rests on a year whose calendar is not published.",
        "暂定：所涉年度的日历尚未公布。",
      ),
      rule: schemaRef("DeadlineRule"),
    },
    { stage: described(words("clockStage"), "Stage now.", "当前阶段。") },
  ),
  ComputedDeadlines: object({
    version: text("Of the rules.", "规则版本。"),
    deadlines: listOf(schemaRef("ComputedDeadline")),
  }),
  CalendarYear: object(
    {
      version: text("Of the calendar.", "日历版本。"),
      year: COUNT,
      off: described(texts, "Days off, as days or ranges.", "放假，日期或者区间。"),
      work: described(texts, "Worked weekends.", "调休上班。"),
      workingDays: COUNT,
    },
    { source: text("The notice that published it.", "公布文件。") },
  ),
} as const satisfies Record<string, Schema>;
