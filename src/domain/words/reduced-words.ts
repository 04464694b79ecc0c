import type { Words } from "../bilingual.ts";

/**
 * Words for the members that a sharing policy makes where it does not give the field itself (docs/sharing-policy.md,
 * "The forms"). A member of an operator's own policy is its own word.
 */
export const REDUCED_MEMBERS: Words = {
  birthYear: { zh: "出生年份", en: "Year of birth" },
  class: { zh: "致困原因大类", en: "Class of the cause" },
  thirdPartyLiability: { zh: "有第三方责任", en: "Third-party liability" },
  seriousIllness: { zh: "患有重病", en: "Serious illness" },
  jobless: { zh: "无业人数", en: "Members without work" },
  band: { zh: "月人均收入与低保标准之比", en: "Monthly income per head to the subsistence line" },
  granted: { zh: "已给予司法救助", en: "Judicial aid granted" },
  categories: { zh: "已享救助类别", en: "Categories of existing aid" },
  viaOfficer: { zh: "须经承办人联系", en: "Contact through the officer only" },
};

/** Words for the values of such members. */
export const REDUCED_CODES: Readonly<Record<string, Words>> = {
  class: {
    injury: { zh: "人身损害", en: "injury" },
    property: { zh: "财产损失", en: "loss of property" },
    family: { zh: "赡养、抚养、扶养", en: "support in the family" },
    labour: { zh: "劳动争议", en: "labour dispute" },
    unrelated: { zh: "与案件无关", en: "unrelated to the case" },
  },
  band: {
    "<=1": { zh: "不高于 1 倍", en: "at most once" },
    "<=1.5": { zh: "高于 1 倍，不高于 1.5 倍", en: "above once, at most 1.5 times" },
    "<=2": { zh: "高于 1.5 倍，不高于 2 倍", en: "above 1.5 times, at most twice" },
    ">2": { zh: "高于 2 倍", en: "more than twice" },
  },
};
