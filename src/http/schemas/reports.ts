/** Schemas of the answers about reports (通报). */
import { COUNT, described, listOf, object, type Schema, schemaRef, text } from "./parts.ts";
import { SECTIONS } from "../../casework/report/report.ts";

const value = described(
  { type: ["integer", "string", "null"] },
  "A count, or money in 10,000 yuan or a rate as text; null where it is hidden.",
  "人数、件数；金额（万元）和比率为文本；不予显示的为 null。",
);
const date = (en: string, zh: string): Schema => text(en, zh);
const values = listOf(value);
const line = object(
  {},
  {
    department: schemaRef("PartyId"),
    cells: values,
    total: value,
    rates: described(
      { type: "object", additionalProperties: { type: ["string", "null"] } },
      "Rates in percent by indicator.",
      "各指标的百分比。",
    ),
  },
);

const CELL = text(
  "Figure (I01.persons), or cell of a table (I07/civil-affairs/refused; totals without the department).",
  "数字（I01.persons）或者表中一格（I07/civil-affairs/refused；合计行不写部门）。",
);

/** Schemas by name. */
export const REPORT_SCHEMAS = {
  ReportLine: described(line, "A line of a table.", "表中一行。"),
  Report: described(
    object(
      {
        v: { const: 1 },
        version: { enum: ["public", "internal"] },
        sender: schemaRef("PartyId"),
        period: text("Month in which the period ends, 2026-10.", "期间截止的月份，如 2026-10。"),
        from: date("First day.", "首日。"),
        to: date("Last day.", "末日。"),
        cut: text("What was accepted before it counts; RFC 3339.", "统计截止时间，此前受理的计入；RFC 3339。"),
        rules: text("Version of the rules about deadlines.", "期限规则版本。"),
        sections: listOf(
          object({
            id: { enum: [...SECTIONS] },
            form: { enum: ["table", "totals", "rows", "total", "nothing"] },
            columns: listOf(text("Code.", "代码。")),
            rows: listOf(schemaRef("ReportLine")),
            total: schemaRef("ReportLine"),
          }),
        ),
        figures: described(
          { type: "object", additionalProperties: value },
          "Single figures by name.",
          "各项单独数字。",
        ),
        trend: listOf(
          object({
            period: text("Period.", "期间。"),
            sent: value,
            decided: value,
            delivered: value,
            once: value,
          }),
        ),
      },
      {
        rulesDigest: text(
          "Digest under which the log has the rules about deadlines and the calendar by which it was counted; a report from before has none.",
          "统计所依期限规则和工作日历在日志中的摘要；此前的通报没有。",
        ),
      },
    ),
    "Report of a procuratorate about a period.",
    "检察院某期间的通报。",
  ),
  ReportRecount: described(
    object({
      sender: schemaRef("PartyId"),
      period: text("Period.", "期间。"),
      counted: described(COUNT, "Facts that the report counted, as the log has it.", "通报所计事实数，以日志为准。"),
      kept: described(COUNT, "Facts of them that are left.", "其中尚存的事实数。"),
      root: described(
        { enum: ["same", "facts-destroyed", "other"] },
        "Whether the facts are those whose root is in the log.",
        "事实是否与日志中的根一致。",
      ),
      numbers: described(
        { enum: ["same", "other", "unknown"] },
        "Whether the numbers are those of the report; unknown once facts were destroyed.",
        "数字是否与通报一致；事实已销毁的为 unknown。",
      ),
      differences: described(
        listOf(text("Table or figure.", "表或者数字。")),
        "Tables and figures that what is left does not give.",
        "以尚存事实不能得出的表和数字。",
      ),
    }),
    "A report counted again from the facts.",
    "以事实重新统计的结果。",
  ),
  ReportRelease: described(
    object({
      sender: schemaRef("PartyId"),
      period: text("Period.", "期间。"),
      cell: CELL,
      value,
      exposed: described(listOf(CELL), "Values that can now be computed as well.", "由此可推知的其他数字。"),
    }),
    "A hidden value that was made known.",
    "批准公开的数字。",
  ),
  ReportAnswer: described(
    object(
      {
        report: schemaRef("Report"),
        entry: text(
          "The log's entry about it, as it was hashed: its digest is that of the canonical JSON of the public version.",
          "日志中关于该通报的条目原文；其 digest 为公开版规范 JSON 的摘要。",
        ),
      },
      {
        own: described(
          listOf(
            object({
              id: { enum: [...SECTIONS] },
              columns: listOf(text("Code.", "代码。")),
              line: schemaRef("ReportLine"),
            }),
          ),
          "The calling department's own lines, in full.",
          "调用部门自己的各行，全部显示。",
        ),
        released: described(
          listOf(object({ cell: CELL, value })),
          "Hidden values that the procuratorate has made known since.",
          "检察院其后批准公开的数字。",
        ),
      },
    ),
    "A report.",
    "通报。",
  ),
} as const satisfies Record<string, Schema>;
