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
  "another-organisation": ["The document names another organisation than its sender", "文书所列单位与发送方不一致"],
  "corrects-unknown": ["The sender has no document of this number in the thread", "本移送中没有该单位此编号的文书"],
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
const PROBLEMS = new Map<string, RefusalCode>(
  (
    ["case-transition", "case-unknown-subject", "case-unknown-item", "case-circle", "case-notice-forbidden"] as const
  ).map((code) => [code, code]),
);

/** Makes the refusal of a document that does not fit its case: with all faults, under the code of the first. */
export function caseRefusal(errors: readonly Issue[]): Refusal {
  const code = errors[0]?.code ?? "";
  return new Refusal(PROBLEMS.get(code) ?? "invalid-document", { errors, step: code });
}
