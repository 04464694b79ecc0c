/** Names of the groups of fields that sharing policies disclose (docs/glossary.md). */
import type { Bilingual } from "../../domain/bilingual.ts";

const GROUPS: Readonly<Record<string, Bilingual>> = {
  header: { zh: "移送信息", en: "the referral" },
  case: { zh: "案件", en: "the case" },
  personId: { zh: "内部人员号", en: "internal number" },
  identity: { zh: "身份", en: "identity" },
  demographics: { zh: "人口信息", en: "demographics" },
  contact: { zh: "联系方式", en: "contact" },
  address: { zh: "地址", en: "address" },
  cause: { zh: "致困原因", en: "cause" },
  health: { zh: "健康", en: "health" },
  disability: { zh: "残疾", en: "disability" },
  household: { zh: "家庭", en: "household" },
  income: { zh: "收入", en: "income" },
  livelihood: { zh: "生计变化", en: "change of livelihood" },
  property: { zh: "财产", en: "property" },
  expenses: { zh: "刚性支出与负债", en: "expenses" },
  difficulty: { zh: "困难", en: "difficulty" },
  needs: { zh: "救助需求", en: "needs" },
  judicialAid: { zh: "司法救助", en: "judicial aid" },
  existingAid: { zh: "已享社会救助", en: "existing aid" },
  education: { zh: "教育", en: "education" },
  employment: { zh: "就业", en: "employment" },
  guardianship: { zh: "监护", en: "guardianship" },
  parents: { zh: "父母情况", en: "situation of the parents" },
  consent: { zh: "告知同意", en: "consent" },
  payment: { zh: "救助金账户", en: "payment" },
  bridge: { zh: "临时救助衔接", en: "bridge to temporary aid" },
  questions: { zh: "查询事项", en: "questions" },
  plan: { zh: "帮扶方案", en: "plan of help" },
  evaluations: { zh: "效果评估", en: "evaluations" },
  visits: { zh: "回访", en: "visits" },
  attachments: { zh: "附件", en: "attachments" },
};

/** Names of groups in one line. A group of an operator's own policy keeps its name there. */
export function groupWords(groups: readonly string[]): Bilingual {
  const named = groups.map((group) =>
    Object.hasOwn(GROUPS, group) ? (GROUPS[group] ?? { zh: group, en: group }) : { zh: group, en: group },
  );
  return { zh: named.map(({ zh }) => zh).join("、"), en: named.map(({ en }) => en).join(", ") };
}
