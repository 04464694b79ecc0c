import type { Bilingual } from "../bilingual.ts";

/** Words of the needs by their codes, as the schemas have them (schemas/defs/codes). */
export const NEED_WORDS: Readonly<Record<string, Bilingual>> = {
  N01: { zh: "基本生活", en: "Basic living" },
  N02: { zh: "急难", en: "Emergency" },
  N03: { zh: "无人供养", en: "No support" },
  N04: { zh: "医疗费用", en: "Medical cost" },
  N05: { zh: "就学", en: "Schooling" },
  N06: { zh: "住房", en: "Housing" },
  N07: { zh: "就业或培训", en: "Work or training" },
  N08: { zh: "防止返贫", en: "Against falling back into poverty" },
  N09: { zh: "残疾人服务", en: "Disability services" },
  N10: { zh: "未成年人监护", en: "Guardianship of a minor" },
  N11: { zh: "妇女帮扶", en: "Help for women" },
  N12: { zh: "困难职工帮扶", en: "Worker in hardship" },
  N13: { zh: "退役军人或军属援助", en: "Veteran or military family" },
  N14: { zh: "心理疏导", en: "Psychological help" },
  N15: { zh: "法律援助", en: "Legal aid" },
  N16: { zh: "欠薪或工伤", en: "Unpaid wages or work injury" },
  N17: { zh: "流浪或无身份", en: "Vagrant or without identity" },
};
