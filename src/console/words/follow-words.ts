import type { Words } from "../../domain/bilingual.ts";

/** Words of documents that follow a list that was sent, and of letters about late items. */
export const FOLLOW_WORDS = {
  "follow.title": { zh: "按已移送的清单填写", en: "Fill in from the list that was sent" },
  "follow.what": {
    zh: "网关不保存明文。请选择本单位保存的清单：填好的移送清单（.xlsx）、加密保存的副本（.jwe）或者清单文件（.json）。文件只在本页读取，不上传；不选也可以直接填写下方表单。",
    en: "The gateway keeps no plaintext. Choose the list that your unit kept: the filled workbook (.xlsx), the copy under a passphrase (.jwe) or the document (.json). It is read in this page and not uploaded. You may also fill in the form below without it.",
  },
  "follow.known": {
    zh: "本页还留有此移送的清单，关闭本页即失。",
    en: "This page still has the list of this thread, until it is closed.",
  },
  "follow.choose": { zh: "选择或拖入本单位保存的清单", en: "Choose or drop the list that your unit kept" },
  "follow.passphrase": { zh: "保存副本时的口令", en: "Passphrase of the copy" },
  "follow.fill": { zh: "按清单填写", en: "Fill in from the list" },
  "follow.bad": {
    zh: "不是完整的移送清单，或者口令不对",
    en: "This is not a whole list, or the passphrase is another one",
  },
  "follow.other": {
    zh: "此清单的人员不在这件移送中，请选择当时移送的清单",
    en: "Nobody of this list is in this thread: choose the list that was sent in it",
  },
  "follow.supplement": {
    zh: "已填好移送信息、人员和需求。请补填文号、审批，以及要补充的信息组；不补充的人员可删除。",
    en: "Header, persons and needs are filled in. Add the letter's number, the approval and the groups to be supplemented; remove persons about whom nothing is added.",
  },
  "follow.correction": {
    zh: "已填好原清单全部内容。请写明更正原因，并改正有误之处。",
    en: "All of the list is filled in. Say why it is corrected, and mend what was wrong.",
  },
  "follow.bridge": {
    zh: "已按网关的救助真空测算起草。请核对事由，补填文号、审批。",
    en: "Drafted from the gateway's aid gap. Look at the causes, and add the letter's number and the approval.",
  },
  "follow.noBridge": {
    zh: "网关未建议临时救助衔接：已列出全部人员，请只保留确需衔接的人员并说明事由。",
    en: "The gateway suggests no bridge: all persons are listed; keep those who need one, and say why.",
  },
  "follow.plan": {
    zh: "已按需求、路由和认定指引起草。请逐项取舍指引的建议，补填本人意见、文号、审批。",
    en: "Drafted from needs, routing and guideline. Decide on each suggestion, and add the persons' views, the number and the approval.",
  },
  "follow.visit": {
    zh: "已列出到期的回访。请填写走访情况；未走访的人员可删除。",
    en: "The visits that are due are listed. Write what was seen; remove who was not visited.",
  },
  "follow.noVisit": {
    zh: "目前没有到期的回访：已按中间走访列出全部人员，请只保留已走访的人员。",
    en: "No visit is due now: all persons are listed as visited in between; keep those who were.",
  },
  "follow.evaluation": {
    zh: "评分、办理情况、否决情形取自案件，测算等级随评分更新。请补填评分，确认等级和结论。",
    en: "Scores, items and vetoes are those of the case; the grade follows from the scores. Add scores, and confirm grade and conclusion.",
  },
  "follow.noEvaluation": {
    zh: "目前没有到期的评估：已列出全部人员，请只保留要评估的人员。",
    en: "No evaluation is due now: all persons are listed; keep those who are evaluated.",
  },
  "follow.letter": {
    zh: "已按逾期事项起草函件。请核对、报批，补填文号和审批；可打印，也可签名发送。",
    en: "The letter is drafted from what is late. Check it, have it approved, add number and approval; print it, or sign and send it.",
  },
  "follow.noLetter": {
    zh: "此移送目前没有逾期事项，不用发函",
    en: "Nothing is late in this thread: no letter is needed",
  },
  "follow.write": { zh: "续办文书", en: "What follows" },
  "follow.kept": {
    zh: "网关不保存明文。补充、更正、回访、评估时要用到这份清单，请以口令加密保存一份副本。",
    en: "The gateway keeps no plaintext. Supplement, correction, visits and evaluations need this list: keep a copy under a passphrase.",
  },
  "follow.save": { zh: "加密保存清单副本", en: "Save a copy of the list" },
  "letters.title": { zh: "可发函件", en: "Letters that can be written" },
  "letters.what": {
    zh: "按逾期程度建议的函件，每家单位一件。起草后由承办人核对、报批。",
    en: "Letters by how late things are, one a department. A person checks each draft and has it approved.",
  },
  "letters.kind": { zh: "函件", en: "Letter" },
  "letters.items": { zh: "逾期期限", en: "Late deadlines" },
  "letters.worst": { zh: "最长逾期工作日", en: "Working days late, at most" },
  "letters.replyBy": { zh: "回复期限", en: "Reply by" },
  "letters.earlier": { zh: "此前函件", en: "Earlier letters" },
  "letters.draft": { zh: "起草", en: "Draft" },
  "letters.draftOf": { zh: "起草{kind}：{unit}", en: "Draft: {kind}, {unit}" },
} as const satisfies Words;
