import { CLOSING_FAULTS } from "../domain/follow.ts";
import { type Issue, Refusal, type RefusalCode } from "../domain/refusal.ts";

/** Faults and remarks of a document against its case, in English and Chinese. `{}` stands for states and needs. */
const RULES = {
  "case-transition": ["From {} this reply is not possible", "当前为{}，不得作此答复"],
  "case-twice": ["The document answers {} twice", "同一文书对{}作出两次答复"],
  "case-unknown-subject": ["This person was not sent to the sender in this thread", "本移送未向该单位移送此人"],
  "case-unknown-item": ["This need of the person was not sent to the sender", "未向该单位移送此人的此项需求"],
  "case-circle": [
    "It was passed on by that organisation before: it cannot go back there",
    "该单位此前已转出此事项，不得转回",
  ],
  "case-notice-forbidden": [
    "For an orphan or a de facto unattended child there is no public notice",
    "孤儿、事实无人抚养儿童不得公示",
  ],
  "answers-another-list": ["This list does not belong to the thread", "所答复的清单不属于本移送"],
  "not-in-list": ["The list of this thread has no such person", "本移送的清单中没有此人"],
  "case-dead": [
    "A department reported the death of this person: nothing more is sent about this person but corrections",
    "已有部门反馈此人死亡：除更正外不再移送",
  ],
  "plan-incomplete": [
    "The need {} of this person has neither a measure nor a reason why not",
    "此人的需求{}既无措施，也未说明不安排的理由",
  ],
  "plan-measure-missing": [
    "A measure of the version before is missing: go on with it, or drop it with a reason",
    "缺少上一版中的措施：请列入，或者注明不再办理及理由",
  ],
  "plan-measure-taken": [
    "This number is that of another person's or another need's measure",
    "此编号已用于另一对象或者另一需求的措施",
  ],
  "plan-version": [
    "Another version of the person's plan is in force: name it in supersedes",
    "该对象的方案另有现行版本，须在 supersedes 指明",
  ],
  "plan-unknown": ["The thread has no such plan in force", "本移送没有此现行方案"],
  "guideline-version": [
    "No guideline of this version with this rule was ever in force here",
    "本网关从未施行含此规则的该版认定指引",
  ],
  "not-at-department": [
    "This need of the person was not sent to the department of the letter",
    "未向函件所致的部门移送此人的此项需求",
  ],
  "letter-kind": ["A system notice is sent by the gateway alone", "系统提示仅由网关发出"],
  "letter-recipient": [
    "A letter goes to one department, and one for the joint meeting (kind 4) to the convener: name it in to",
    "函件每份发往一个部门，提请联席会议（种类 4）发往联席会议召集单位，须在 to 中指明",
  ],
  "letter-of-sender": ["Only the sender of the list sends letters about it", "仅清单的发送方可就该清单发函"],
  "another-organisation": ["The document names another organisation than its sender", "文书所列单位与发送方不一致"],
  "corrects-unknown": ["The sender has no document of this number in the thread", "本移送中没有该单位此编号的文书"],
  "answers-no-inquiry": ["The sender was not asked this in the thread", "本移送中没有向该单位提出的此查询"],
  "answer-incomplete": [
    "Answer each question about each person; refused, absent and not-held are answers too",
    "须就每人的每一事项逐项答复；查无、不掌握、不予答复亦须列明",
  ],
  "answer-twice": ["The same field of a question is answered twice for a person", "同一人同一事项的同一字段重复答复"],
  "inquiry-erased": [
    "The inquiry was destroyed when its time was over: it can be answered no more",
    "该查询已到期销毁，不能再答复",
  ],
  "inquiry-value": ["Only whether a stated value is right may be answered here", "此处只答复是否一致，不得提供数值"],
  "inquiry-authorisation": [
    "Income and property need the household's request or entrustment (社会救助暂行办法, article 58)",
    "查询收入、财产须有家庭的请求或者委托（社会救助暂行办法第五十八条）",
  ],
  "question-without-recipient": [
    "None of the recipients answers this question: name one that does, or leave it out",
    "接收单位均不答复此事项：请指明有权答复的单位，或者删去",
  ],
  "inquiry-often": [
    "This person was asked about often: the data officer of your organisation sees it",
    "近期多次查询此人，已列入本单位数据管理员待办",
  ],
  "decision-owner": [
    "Who does it must be a member that gets this record: name it among the participants",
    "责任单位须为收到本纪要的成员单位，请列入参加单位",
  ],
  "decision-taken": ["An earlier record has a decision of this number", "此编号已用于以前的议定事项"],
  "decision-unknown": ["No record of the convener has such a decision", "此前的纪要中没有此编号的议定事项"],
  "visit-window": [
    "The day is not within a window of this kind ({}): record it as A, a visit between",
    "日期不在该类回访的窗口内（{}）：窗口以外的，类型填 A",
  ],
  "list-sender-only": ["Only the sender of the list sends this about it", "仅清单的发送方可就该清单发出此类文书"],
  "evaluation-opener-only": ["Only the sender of the list evaluates", "仅移送清单的单位可以评估"],
  "evaluation-grade": [
    "The facts of the case give another grade ({}): please check",
    "据办理事实测算的等级不同（{}），请核对",
  ],
  "evaluation-item": ["The department's feedback says otherwise ({}): please check", "与部门反馈不一致（{}），请核对"],
  "evaluation-veto": ["The facts of the case rule out a better grade than D: {}", "据办理事实只能评为 D 级：{}"],
  "evaluation-early": [
    "A case is meant to be closed with grade A or B after the visit F3",
    "一般在 F3 回访后、评为 A 级或者 B 级时销号",
  ],
  "visit-officer-only": ["Only the officer visits this person", "该对象仅由承办检察官回访"],
  "visit-unsafe-call": [
    "It is not safe to call this person, who did not ask for it: say so, or visit another way",
    "该对象不宜去电：本人要求的须注明，否则改用其他方式",
  ],
  "visit-fund-use": ["Of a minor's money say how it was used and who keeps it", "未成年人须填写救助金使用与保管情况"],
  "case-late": ["Older than the present state ({}): kept as history", "早于当前状态（{}），仅入历史"],
  "case-conflict": [
    "Another reply of the same time was accepted first ({}): please settle it",
    "同一时间已有另一答复（{}），请核对",
  ],
  "case-late-answer": ["It was withdrawn before: kept as history", "该事项已撤回，仅入历史"],
} as const satisfies Record<string, readonly [string, string]>;

/** Code of such a fault. */
export type CaseFault = keyof typeof RULES;

/** Makes a fault or remark. @param what words of states or needs, in English and Chinese */
export function caseIssue(
  pointer: string,
  code: CaseFault,
  what: { en: string; zh: string } = { en: "", zh: "" },
): Issue {
  const [en, zh] = RULES[code];
  return { pointer, code, message: en.replace("{}", what.en), messageZh: zh.replace("{}", what.zh) };
}

/** Problems that have the code of their first fault. */
const PROBLEMS = new Map<string, RefusalCode>([
  ...(
    [
      "case-transition",
      "case-unknown-subject",
      "case-unknown-item",
      "case-circle",
      "case-notice-forbidden",
      "inquiry-authorisation",
      "case-dead",
      "plan-incomplete",
      "plan-version",
      "guideline-version",
      "visit-window",
    ] as const
  ).map((code) => [code, code] as const),
  ["plan-measure-missing", "plan-incomplete"],
  ["plan-unknown", "plan-version"],
  ...CLOSING_FAULTS.map((code) => [code, "case-closed"] as const),
]);

/** Makes the refusal of a document that does not fit its case: with all faults, under the code of the first. */
export function caseRefusal(errors: readonly Issue[]): Refusal {
  const code = errors[0]?.code ?? "";
  return new Refusal(PROBLEMS.get(code) ?? "invalid-document", { errors, step: code });
}
