/**
 * Situations that subjects can be in when a case is closed, one entry each. Together they ask for every
 * need from N01 to N17. Long because it is one table.
 */
import type {
  DifficultyType,
  EmploymentStatus,
  HarmCause,
  HealthStatus,
  JudicialAidStatus,
  NeedCode,
  SpecialGroup,
  Urgency,
} from "../schema/generated/aid-subject-list.ts";

/** Situation of a subject: ages, harm, needs, difficulties and what else the sample is made from. */
export interface Situation {
  readonly ages: readonly [least: number, most: number];
  readonly sex?: "1" | "2";
  readonly harmCause: HarmCause;
  readonly protected?: true;
  /** Relation to the victim; `child` becomes 20 or 30 of GB/T 4761, by sex. */
  readonly toVictim: "self" | "wife" | "child" | "parent";
  readonly needs: readonly NeedCode[];
  readonly urgency: Urgency;
  readonly difficulties: readonly DifficultyType[];
  readonly groups: readonly SpecialGroup[];
  readonly aid: JudicialAidStatus;
  readonly health?: HealthStatus;
  readonly disability?: {
    readonly class: "1" | "2" | "3" | "4" | "5" | "6" | "7";
    readonly grade: "1" | "2" | "3" | "4";
  };
  readonly employment?: EmploymentStatus;
  readonly school?: true;
  readonly withoutDocument?: true;
  readonly alone?: true;
  readonly suggestion: string;
}

/** Table of the situations, in the order in which a list uses them. */
export const SITUATIONS: readonly Situation[] = [
  {
    ages: [28, 50],
    sex: "2",
    harmCause: "04",
    toVictim: "wife",
    needs: ["N01", "N04"],
    urgency: "3",
    difficulties: ["01", "02"],
    groups: ["03", "04"],
    aid: "40",
    health: "30",
    suggestion: "建议核查低保条件并给予医疗救助",
  },
  {
    ages: [7, 15],
    harmCause: "04",
    toVictim: "child",
    needs: ["N05", "N10"],
    urgency: "3",
    difficulties: ["03", "06"],
    groups: ["01"],
    aid: "30",
    school: true,
    suggestion: "建议减免学杂费并落实监护",
  },
  {
    ages: [22, 55],
    harmCause: "07",
    toVictim: "self",
    needs: ["N16", "N07", "N12"],
    urgency: "3",
    difficulties: ["05", "01"],
    groups: ["10"],
    aid: "20",
    employment: "24",
    suggestion: "建议督促支付拖欠工资并纳入困难职工帮扶",
  },
  {
    ages: [24, 60],
    harmCause: "01",
    toVictim: "self",
    needs: ["N04", "N09", "N02"],
    urgency: "1",
    difficulties: ["02", "06", "10"],
    groups: ["02", "08"],
    aid: "60",
    health: "64",
    disability: { class: "4", grade: "2" },
    suggestion: "建议先行给予临时救助，同步评定残疾等级",
  },
  {
    ages: [65, 85],
    harmCause: "06",
    toVictim: "self",
    needs: ["N03", "N01"],
    urgency: "3",
    difficulties: ["01", "06"],
    groups: ["07", "04"],
    aid: "10",
    health: "20",
    alone: true,
    suggestion: "建议核查特困供养条件",
  },
  {
    ages: [30, 60],
    harmCause: "03",
    toVictim: "self",
    needs: ["N04", "N01"],
    urgency: "3",
    difficulties: ["02", "09"],
    groups: ["08"],
    aid: "30",
    health: "41",
    suggestion: "建议按因病致贫重病患者给予医疗救助",
  },
  {
    ages: [20, 45],
    sex: "2",
    harmCause: "01",
    protected: true,
    toVictim: "self",
    needs: ["N11", "N14", "N15"],
    urgency: "2",
    difficulties: ["07", "08"],
    groups: ["03"],
    aid: "40",
    suggestion: "建议提供庇护、心理疏导和法律援助",
  },
  {
    ages: [28, 65],
    sex: "1",
    harmCause: "03",
    toVictim: "self",
    needs: ["N13", "N06"],
    urgency: "9",
    difficulties: ["04", "01"],
    groups: ["05"],
    aid: "20",
    employment: "90",
    suggestion: "建议纳入退役军人专项援助",
  },
  {
    ages: [25, 55],
    harmCause: "09",
    toVictim: "self",
    needs: ["N12", "N07"],
    urgency: "9",
    difficulties: ["05", "09"],
    groups: ["10"],
    aid: "60",
    employment: "70",
    suggestion: "建议安排技能培训或公益性岗位",
  },
  {
    ages: [35, 70],
    harmCause: "09",
    toVictim: "self",
    needs: ["N08", "N06", "N01"],
    urgency: "9",
    difficulties: ["01", "04"],
    groups: ["04"],
    aid: "50",
    employment: "27",
    suggestion: "建议纳入防止返贫监测",
  },
  {
    ages: [30, 60],
    harmCause: "98",
    toVictim: "self",
    needs: ["N17", "N02"],
    urgency: "1",
    difficulties: ["10", "01"],
    groups: ["10"],
    aid: "80",
    withoutDocument: true,
    alone: true,
    suggestion: "建议救助站接收并协助查明身份",
  },
  {
    ages: [22, 60],
    harmCause: "08",
    protected: true,
    toVictim: "self",
    needs: ["N14", "N15", "N02"],
    urgency: "2",
    difficulties: ["07", "08", "10"],
    groups: ["10"],
    aid: "30",
    suggestion: "建议经承办人联系，提供心理疏导",
  },
  {
    ages: [40, 65],
    harmCause: "09",
    toVictim: "self",
    needs: ["N01", "N06"],
    urgency: "9",
    difficulties: ["01", "04", "09"],
    groups: ["04"],
    aid: "60",
    health: "33",
    suggestion: "建议核查低保边缘条件",
  },
  {
    ages: [30, 55],
    sex: "2",
    harmCause: "98",
    toVictim: "self",
    needs: ["N01", "N11"],
    urgency: "9",
    difficulties: ["01"],
    groups: ["03"],
    aid: "80",
    suggestion: "与案件无关的常态化困难，建议核查低收入人口条件",
  },
  {
    ages: [8, 13],
    sex: "2",
    harmCause: "99",
    protected: true,
    toVictim: "self",
    needs: ["N14", "N10"],
    urgency: "2",
    difficulties: ["07", "06"],
    groups: ["01", "09"],
    aid: "40",
    school: true,
    suggestion: "建议由专业社工跟进，一律经承办人联系",
  },
  {
    ages: [8, 16],
    harmCause: "01",
    toVictim: "child",
    needs: ["N09", "N05"],
    urgency: "3",
    difficulties: ["06", "03"],
    groups: ["01", "02"],
    aid: "40",
    school: true,
    disability: { class: "5", grade: "3" },
    suggestion: "建议落实残疾儿童康复和随班就读",
  },
];
