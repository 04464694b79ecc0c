/** Schemas of the answers to questions about a list before it is sent. */
import { COUNT, described, listOf, object, type Schema, schemaRef, text } from "./parts.ts";

const date: Schema = { type: "string", format: "date" };
const bilingual = object({ zh: { type: "string" }, en: { type: "string" } });
const flag: Schema = { type: "boolean" };
const PLACES = described(
  listOf(COUNT),
  "Places of its subjects in the list, from 0.",
  "其救助对象在清单中的序号，自 0 起。",
);
const MISSING = described(
  listOf({ type: "string" }),
  "Paths of what the list does not say; parameter.{name} when the locality has not set it.",
  "清单未填写的栏目；parameter.{名称} 为本地未填写的参数。",
);
const YUAN: Schema = { type: "string", pattern: "^\\d+\\.\\d{2}$" };

/** Members of every gap, and those of one that can be computed. */
const GAP_REQUIRED = {
  expected: described(
    listOf(
      object({ need: { type: "string" }, decidedOn: date, paidOn: date, provisional: flag }, { acceptedOn: date }),
    ),
    "Monthly aid as the rules about deadlines forecast it.",
    "按期限规则预计的按月救助。",
  ),
  parallel: described(flag, "Judicial aid is not decided yet.", "司法救助尚未决定（同步启动）。"),
  missing: MISSING,
} as const;
const GAP_OPTIONAL = {
  monthlyNeed: described(YUAN, "What the household lacks a month, yuan.", "每月生活缺口，元。"),
  level: { enum: ["G0", "G1", "G2", "G3"] },
  days: described(COUNT, "Days without money within 180 days.", "180 日内的真空天数。"),
  runs: listOf(object({ from: date, to: date, days: COUNT })),
  openAfter: described(date, "Nothing is in sight from then on.", "此日起没有可预见的救助。"),
  bridge: described(
    object(
      { reasons: listOf({ enum: ["G1", "G2", "G3", "N02"] }), sameCause: flag },
      { amount: described(YUAN, "Absent while the locality has no cap.", "本地未填写最高额时不给出。") },
    ),
    "Temporary aid is suggested; a person decides.",
    "建议衔接临时救助，由承办人决定。",
  ),
} as const;

/** Schemas by name. */
export const ADVICE_SCHEMAS = {
  GapHousehold: described(
    object({ subjects: PLACES, ...GAP_REQUIRED }, GAP_OPTIONAL),
    "The aid gap of one household; without level it cannot be computed.",
    "一个家庭的救助真空；无法测算的没有 level。",
  ),
  CaseHousehold: described(
    object(
      {
        subjects: listOf(text("Opaque reference of a person within its thread.", "移送内的人员引用，不含身份信息。")),
        ...GAP_REQUIRED,
        services: described(
          listOf(
            object(
              { need: { type: "string" }, neededBy: date },
              { daysLate: described(COUNT, "Absent: no day is in sight.", "没有的，看不到日期。") },
            ),
          ),
          "Measures that come after the day on which they are needed.",
          "晚于最迟须到位日期的措施。",
        ),
      },
      {
        ...GAP_OPTIONAL,
        secondBridge: described(
          { const: true },
          "A bridge was sent before, and temporary aid for the same cause given: say what is new.",
          "此前已有衔接函，且同一事由已获临时救助：须说明新情况。",
        ),
      },
    ),
    "The aid gap of one household of a case, from what is kept of it, as of the moment.",
    "办理中一个家庭的救助真空，读取时按所存事实计算。",
  ),
  GapAnswer: object({
    on: described(date, "Day of the question, taken as that of the sealing.", "询问之日，视为移送之日。"),
    deadlines: text("Version of the rules about deadlines.", "期限规则的版本。"),
    households: listOf(schemaRef("GapHousehold")),
  }),
  GuidelineFinding: described(
    object(
      {
        rule: { type: "string" },
        name: bilingual,
        outcome: { enum: ["suggest", "no", "unknown"] },
        missing: MISSING,
        explain: bilingual,
      },
      {
        suggest: object({}, { aid: { type: "string" }, need: { type: "string" }, to: { type: "string" } }),
        amount: described(YUAN, "Yuan a month.", "每月金额，元。"),
        date: object({ on: date, zh: { type: "string" }, en: { type: "string" } }),
      },
    ),
    "What a rule of the guideline says of a subject.",
    "指引的一条规则对一名救助对象的结果。",
  ),
  GuidelineAnswer: object({
    on: date,
    subjects: described(
      listOf(
        object({
          index: described(COUNT, "Place of the subject in the list, from 0.", "在清单中的序号，自 0 起。"),
          guideline: text("Versions that were applied.", "所适用的版本。"),
          findings: listOf(schemaRef("GuidelineFinding")),
          choices: described(
            listOf(object({ rules: listOf({ type: "string" }), zh: { type: "string" }, en: { type: "string" } })),
            "Aid of which the person gets one.",
            "须由本人择一的救助。",
          ),
        }),
      ),
      "Subjects for whose place a guideline is in force.",
      "所在地有适用指引的救助对象。",
    ),
  }),
} as const satisfies Record<string, Schema>;
