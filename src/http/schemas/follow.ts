/** Schemas of the follow-up of a person: visits that are owed, evaluations, closing. */
import {
  CLOSING_FAULTS,
  CONCLUSIONS,
  DUTY_STATES,
  FOLLOW_TODOS,
  GRADES,
  SUBJECT_STATES,
  VETOES,
} from "../../domain/follow.ts";
import { COUNT, described, listOf, object, type Schema, schemaRef, text } from "./parts.ts";

const id = schemaRef("Id");
const date = (en: string, zh: string): Schema => text(en, zh);

export const FOLLOW_SCHEMAS = {
  VisitDuty: described(
    object(
      {
        kind: text("F0, F1, F2, F3, L; H: at home, once in half a year.", "F0、F1、F2、F3、L；H 为每半年一次入户。"),
        due: date("Day on which it is due", "应回访日"),
        from: date("First day on which a visit counts for it", "窗口起"),
        to: date("Last day; moved to the next working day", "窗口止，遇休息日顺延"),
        state: { enum: DUTY_STATES },
        attempts: described(COUNT, "Failed attempts in the window.", "窗口内未成功的次数。"),
        provisional: described(
          { type: "boolean" },
          "It rests on a year whose calendar is not published.",
          "暂定：所涉年度的工作日历尚未公布。",
        ),
      },
      {
        homeFrom: date("Day from which a visit at home is owed", "应改为入户之日"),
        doneOn: date("Day of the visit that counts for it", "计入的回访日期"),
      },
    ),
    "One visit that is owed, derived when it is read and stored nowhere.",
    "一次应完成的回访，读取时计算，不作存储。",
  ),
  SubjectFollow: described(
    object(
      {
        state: { enum: SUBJECT_STATES },
        anchor: date("Day from which visits are counted", "回访起算日"),
        duties: listOf(schemaRef("VisitDuty")),
        closing: described(
          listOf({ enum: CLOSING_FAULTS }),
          "What keeps the case from being closed.",
          "尚不能销号的原因。",
        ),
        todos: described(listOf({ enum: FOLLOW_TODOS }), "What a person should do.", "待办。"),
        newNeeds: described(
          listOf(text("Need N01–N17.", "需求代码 N01–N17。")),
          "Needs that a visit found and that were not sent since.",
          "回访发现而尚未移送的新需求。",
        ),
        vetoes: described(
          listOf({ enum: VETOES }),
          "What the facts say against a better grade than D.",
          "办理事实中仅可评为 D 级的情形。",
        ),
        granted: described(COUNT, "Items that were granted.", "已批准的事项数。"),
        delivered: described(COUNT, "Those of them that were carried out.", "其中已落实的事项数。"),
        satisfaction: object({ answers: COUNT, sum: described(COUNT, "Sum of the answers 1–5.", "评分（1–5）合计。") }),
        scores: described(
          listOf(
            object({
              on: date("Visited", "回访日"),
              by: text("Party that recorded it.", "记录的单位。"),
              scores: listOf(
                object({
                  type: text("Kind of difficulty (field 35).", "困难类型（字段 35）。"),
                  score: described(COUNT, "0 none to 10 the worst.", "0 无困难，10 极重。"),
                }),
              ),
            }),
          ),
          "How difficult life was at each visit, by day.",
          "历次回访的困难评分，按日期。",
        ),
      },
      {
        evaluation: described(
          object(
            { message: id, on: date("Issued", "签发日"), conclusion: { enum: CONCLUSIONS } },
            { grade: { enum: GRADES } },
          ),
          "The last evaluation.",
          "最近一次效果评估。",
        ),
        next: described(
          object({ due: date("Due", "到期日"), provisional: { type: "boolean" } }),
          "The next evaluation.",
          "下次效果评估。",
        ),
        measure: described(schemaRef("ItemClock"), "Time for a new measure after grade D.", "D 级后采取新措施的期限。"),
        outOfSchool: described(
          { const: true },
          "The last visit found a child out of school.",
          "最近一次回访发现失学。",
        ),
        relapse: described(
          object({ thread: id, closedOn: date("Closed", "销号日") }),
          "In need again: the case of the person that was closed in the twelve months before the list.",
          "反复致困：该人另案在本次移送前十二个月内销号。",
        ),
      },
    ),
    "Visits, evaluation and closing of one person; only for the sender of the list.",
    "一人的回访、效果评估与销号情况，仅清单的发送方可见。",
  ),
} as const satisfies Record<string, Schema>;
