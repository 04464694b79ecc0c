/** Faults of the documents of the closed loop besides lists and feedback, in English and Chinese; a part of `FAULTS`. */
export const CASEWORK_FAULTS = {
  // bridge
  "bridge-need": ["A bridge is for the need N02 alone", "衔接函仅用于急难需求 N02"],
  "bridge-department": [
    "Only civil affairs or a township gives quick small aid",
    "小额快救仅由民政部门或者乡镇（街道）办理",
  ],
  "bridge-place": [
    "Give the place of the emergency: it decides who is responsible",
    "须填写急难发生地：据此确定管辖单位",
  ],
  "bridge-economy": [
    "Quick small aid needs no consent to verification: leave it out",
    "小额快救不需要核对授权，不得填写",
  ],
  "gap-level": ["The level of the gap does not have so many days", "真空天数与级别不符"],
  "last-aid-date": ["Give the day of the last temporary aid", "须填写上次临时救助的日期"],
  "last-aid-unexpected": ["There was no such aid, or none is known", "没有或者不详的，不得填写日期、事由与金额"],
  "payee-agreement": ["Give the agreement by which the money is kept", "须填写代管协议"],
  // reminder
  "reminder-required": ["This kind of reminder needs the member", "该种类的函件须填写此项"],
  "reminder-unexpected": ["This kind of reminder has no such member", "该种类的函件不得填写此项"],
  // inquiry
  "duplicate-question": ["A question occurs twice", "查询事项重复"],
  "progress-from-facts": [
    "Progress is answered by the gateway from its facts: aidx case, or GET /v1/cases",
    "办理进度由网关据办理事实答复（aidx case，或者 GET /v1/cases），不向部门查询",
  ],
  "stated-required": ["Give what is compared, for each question that compares", "每一比对事项须填写我方数值"],
  "stated-not-compared": ["No question of this document compares it: leave it out", "没有比对此事项的查询，不得填写"],
  "authorisation-over": ["The authorisation is not valid any more", "查询授权已过有效期"],
  "refusal-required": ["Give the code of why it is refused", "须填写不予答复原因"],
  "refusal-unexpected": ["Only a refused answer has a reason", "仅不予答复时填写原因"],
  "as-of-required": ["Give the day of the data", "须填写数据日期"],
  "value-without-record": ["A value needs a record", "仅有记录时可填写数值"],
  // plan
  "plan-duplicate-measure": ["Two measures have one number", "两项措施的编号相同"],
  "plan-unknown-measure": ["The person's plan has no measure of this number", "该对象的方案中没有此编号的措施"],
  "plan-circle": ["Measures wait for each other", "措施互为前置，无法开始"],
  "plan-need-twice": ["This need has a measure: it is not without one", "该需求已安排措施，不得再列为不安排措施"],
  "plan-owner-name": ["Name the social-work body", "须填写社工机构名称"],
  "plan-not-agreed": ["The person does not agree with the plan", "本人不同意该方案，请核对"],
  "plan-late": ["It is due after the day on which it is needed", "完成期限晚于最迟须到位日期，请核对"],
  "visit-two-visitors": ["Two or more go to a person's home", "入户回访不少于两人"],
  "visit-arrival-required": ["Say whether the money has come", "须填写救助金是否到账"],
  "visit-arrival-day": ["Money that has not come has no day", "未到账的，不得填写到账日期"],
  "visit-scores-required": ["Give the scores of difficulty", "须填写困难程度评分"],
  "visit-not-carried-out": ["Only a visit that was carried out can tell this", "回访未完成的，不得填写回访所得情况"],
  "visit-refused-only": ["Only a refused visit is refused in writing", "仅拒访的可以填写书面拒绝"],
  "visit-body-name": ["Name the body of social workers", "由社会工作服务机构回访的，须填写机构名称"],
  "evaluation-kinds": ["Score the same kinds of difficulty before and after", "救助前后评分的困难类型须一致"],
  "evaluation-scores": [
    "These scores, items and vetoes do not give this grade: compute it again",
    "按所填评分、办理情况和否决情形得不出此等级，请重新测算",
  ],
  "evaluation-measure": ["Grade D: name a new measure within five working days", "D 级：须在 5 个工作日内提出新措施"],
  // meeting
  "meeting-person": [
    "A record of the joint meeting names no person: leave the number out",
    "联席会议纪要不涉及具体人员，不得出现证件号码等号码",
  ],
  "meeting-agenda": ["The agenda has no item of this number", "议题中没有此序号"],
  "duplicate-decision": ["A decision occurs twice", "议定事项编号重复"],
  "decision-state": [
    "What is done has a day, what is dropped a reason, and only what goes on a new date",
    "已完成的须填写日期，不再办理的须写明理由，仅继续办理的可填写新的时限",
  ],
  "duplicate-satisfaction": ["Two answers about one organisation", "对同一单位的满意度重复"],
} as const satisfies Record<string, readonly [en: string, zh: string]>;
