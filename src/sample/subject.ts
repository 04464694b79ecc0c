import type { Consent, Contact, FamilyRelation, JudicialAid, Subject } from "../schema/generated/aid-subject-list.ts";
import { daysBefore } from "./dates.ts";
import { sampleExpenses, sampleIncome, sampleLivelihood, sampleProperty } from "./economy.ts";
import { type Family, householdOf, sampleFamily } from "./family.ts";
import type { Person } from "./person.ts";
import type { Place } from "./places.ts";
import type { Random } from "./random.ts";
import type { Situation } from "./situations.ts";
import type { WholeSubject } from "./whole-subject.ts";

/** Input of a sample subject: place, day, situation and identifiers. */
export interface SubjectSetting {
  readonly random: Random;
  readonly place: Place;
  /** Day of the sample, `YYYY-MM-DD`. */
  readonly today: string;
  readonly situation: Situation;
  readonly personId: string;
  readonly householdId: string;
}

/** Makes a subject of an aid-subject list in a situation, with every group that the situation needs. */
export function sampleSubject(setting: SubjectSetting): WholeSubject {
  const { random, place, today, situation, personId } = setting;
  const family = sampleFamily(random, place, today, situation);
  const { subject } = family;
  const minor = family.guardian !== undefined;
  const expenses = sampleExpenses(random, situation);
  const withDocument = situation.withoutDocument !== true;
  return {
    personId,
    identity: {
      name: subject.name,
      ...(withDocument
        ? {
            idType: "01",
            idNumber: subject.idNumber,
            verification: { status: random.pick(["0", "1", "1", "1"] as const) },
          }
        : { idType: "00", noIdReason: "证件遗失，身份待查", verification: { status: "3" } }),
      sex: subject.sex,
      birth: withDocument
        ? { date: subject.birth, precision: "D" }
        : { date: subject.birth.slice(0, 4), precision: "Y" },
    },
    demographics: {
      ethnicity: subject.ethnicity,
      nationality: "CHN",
      ...(minor ? {} : { maritalStatus: maritalStatus(situation, family) }),
      hukouType: withDocument ? random.pick(["1", "2"] as const) : "3",
      lifeStatus: "1",
    },
    address: {
      ...(withDocument
        ? {
            registered: {
              division: place.code,
              text: `${place.name}示例镇${random.integer(1, 20)}组${random.integer(1, 99)}号`,
            },
          }
        : {}),
      residence: { division: place.code, text: `${place.name}样本路${random.integer(1, 300)}号` },
    },
    contact: contactOf(random, place, family, situation),
    cause: {
      harmCause: situation.harmCause,
      protected: situation.protected === true,
      relationToVictim: relationToVictim(situation, subject),
    },
    ...(situation.health === undefined ? {} : { health: healthOf(situation.health) }),
    ...(situation.disability === undefined
      ? {}
      : {
          disability: {
            cards: [
              {
                ...situation.disability,
                number: `${subject.idNumber}${situation.disability.class}${situation.disability.grade}`,
              },
            ],
          },
        }),
    household: householdOf(family, setting.householdId, personId, situation.groups.includes("04") ? "2" : "1"),
    ...economyOf(setting, family),
    property: sampleProperty(random),
    ...(expenses === undefined ? {} : { expenses }),
    difficulty: {
      types: [...situation.difficulties],
      nature: situation.harmCause === "98" ? "2" : random.pick(["1", "3"] as const),
      level: random.pick(["1", "2", "3"] as const),
      longTerm: minor ? { needed: true, reason: "未成年人需持续关注" } : { needed: false },
      specialGroups: [...situation.groups],
    },
    judicialAid: judicialAidOf(random, place, today, situation),
    needs: {
      items: situation.needs.map((code) => ({ code, urgency: situation.urgency })),
      suggestion: situation.suggestion,
      willApply: "1",
      helpedApply: random.chance(0.5),
    },
    existingAid: random.chance(0.7)
      ? { noneConfirmed: true }
      : {
          noneConfirmed: false,
          current: [
            {
              category: random.pick(["01", "04", "25"] as const),
              monthlyAmount: random.integer(200, 700),
              asOf: daysBefore(today, 3),
            },
          ],
        },
    ...(situation.school === true
      ? {
          education: {
            level: "80",
            school: `${place.name}示例学校`,
            grade: `${random.pick(["一", "二", "三", "四", "五", "六"])}年级`,
          },
        }
      : {}),
    ...(situation.employment === undefined
      ? {}
      : { employment: { labour: "1", status: situation.employment, unionMember: situation.needs.includes("N12") } }),
    ...(family.guardian === undefined ? {} : { guardianship: { guardians: [guardian(family.guardian)] } }),
    consent: consentOf(today, minor),
  };
}

/** Makes the income, and what the case took from it. */
function economyOf({ random, place, today, situation }: SubjectSetting, { members }: Family) {
  const income = sampleIncome(random, place, today, members.length, situation.alone !== true);
  return { income, livelihood: sampleLivelihood(income, situation) };
}

function maritalStatus(situation: Situation, family: Family): "10" | "20" | "30" | "40" {
  if (situation.toVictim === "wife") return "30";
  return family.members.some(({ relation }) => relation === "11" || relation === "12")
    ? "20"
    : family.members.length > 1
      ? "40"
      : "10";
}

function relationToVictim(situation: Situation, subject: Person): FamilyRelation {
  if (situation.toVictim === "child") return subject.sex === "1" ? "20" : "30";
  return situation.toVictim === "wife" ? "12" : "01";
}

function healthOf(status: NonNullable<Situation["health"]>): NonNullable<Subject["health"]> {
  return status === "41"
    ? { status, diseases: [{ name: "恶性肿瘤", icd10: "C80" }], selfCare: "2" }
    : { status, selfCare: "1" };
}

function contactOf(random: Random, place: Place, family: Family, situation: Situation): Contact {
  const phone = random.chance(0.85)
    ? `1${random.pick(["39", "58", "77", "98"])}0000${random.digits(4)}`
    : `${place.areaCode}-8800${random.digits(4)}`;
  const contact = family.guardian ?? family.subject;
  const relation: FamilyRelation = family.guardian === undefined ? "01" : contact.sex === "1" ? "51" : "52";
  const guarded = situation.protected === true;
  return {
    persons: [
      { name: contact.name, relation, phone, ...(guarded ? { preferredWay: "5" as const } : {}), safeToCall: !guarded },
    ],
  };
}

function guardian(person: Person): NonNullable<Subject["guardianship"]>["guardians"][number] {
  return {
    name: person.name,
    idType: "01",
    idNumber: person.idNumber,
    relation: person.sex === "1" ? "51" : "52",
    kind: "1",
    conflict: false,
  };
}

function judicialAidOf(random: Random, place: Place, today: string, situation: Situation): JudicialAid {
  const status = situation.aid;
  if (status < "40" || status === "80") return { status };
  const decided: JudicialAid = {
    status,
    decisionNumber: `${place.word}检救决〔${today.slice(0, 4)}〕${random.integer(1, 60)}号`,
    decidedOn: daysBefore(today, random.integer(10, 20)),
    amount: random.integer(5, 60) * 1_000,
  };
  return status === "60"
    ? { ...decided, paidOn: daysBefore(today, random.integer(2, 8)), payMethod: "1" }
    : { ...decided, expectedOn: daysBefore(today, -15) };
}

/** Departments of social aid: whichever a sample's needs lead to, the consent names it. */
const DEPARTMENTS = [
  "civil-affairs",
  "hr-social-security",
  "medical-insurance",
  "agriculture-rural",
  "education",
  "housing",
  "disabled-federation",
  "women-federation",
  "youth-league",
  "trade-union",
  "legal-aid",
  "veterans",
] as const;

/** Groups that the consent of a sample gives: all that a department may see. */
const GROUPS = [
  "identity",
  "demographics",
  "address",
  "contact",
  "cause",
  "health",
  "disability",
  "household",
  "income",
  "livelihood",
  "property",
  "expenses",
  "difficulty",
  "judicialAid",
  "needs",
  "existingAid",
  "education",
  "employment",
  "guardianship",
  "attachments",
] as const;

function consentOf(today: string, minor: boolean): Consent {
  return {
    records: [
      {
        receivers: [...DEPARTMENTS],
        purpose: "司法救助与社会救助衔接",
        groups: [...GROUPS],
        form: "1",
        signer: minor ? "guardian" : "self",
        date: daysBefore(today, 2),
      },
    ],
  };
}
