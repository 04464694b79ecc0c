/** Samples of what a procuratorate sends after its list: plan, visits, evaluation; and of an inquiry and a joint meeting's record. */
import type { AidSubjectList, NeedCode, Subject } from "../schema/generated/aid-subject-list.ts";
import type { Evaluation } from "../schema/generated/evaluation.ts";
import type { Inquiry } from "../schema/generated/inquiry.ts";
import type { Meeting } from "../schema/generated/meeting.ts";
import type { Plan } from "../schema/generated/plan.ts";
import type { Visit } from "../schema/generated/visit.ts";
import { daysBefore, timeInChina } from "./dates.ts";
import { sampleName } from "./names.ts";
import { Random } from "./random.ts";

/** Options of a sample that follows a list. */
export interface LaterOptions {
  /** Seed, any integer; equal options give equal documents. */
  readonly seed: number;
  /** List whose persons the document is about. */
  readonly list: AidSubjectList;
  /** Day on which it is written, `YYYY-MM-DD`, not before the list's. */
  readonly today: string;
}

/** Department that leads each need in the shipped routing table; the sender's own needs go to social workers. */
const OWNERS: Readonly<Record<NeedCode, Department | "social-work">> = {
  N01: "civil-affairs",
  N02: "civil-affairs",
  N03: "civil-affairs",
  N04: "medical-insurance",
  N05: "education",
  N06: "housing",
  N07: "hr-social-security",
  N08: "agriculture-rural",
  N09: "disabled-federation",
  N10: "civil-affairs",
  N11: "women-federation",
  N12: "trade-union",
  N13: "veterans",
  N14: "social-work",
  N15: "legal-aid",
  N16: "hr-social-security",
  N17: "civil-affairs",
};

type Department = NonNullable<Visit["visits"][number]["satisfaction"]>[number]["about"];

/** Days from a plan to the end of its measures and goals. */
const DUE_DAYS = 45;
const GOAL_DAYS = 180;
/** Most persons of an inquiry (schemas/inquiry). */
const MOST_ASKED = 50;

/** Makes a plan with a measure for each need of each person. */
export function samplePlan(options: LaterOptions): Plan {
  const { list, today } = options;
  const random = new Random(options.seed);
  const due = daysBefore(today, -DUE_DAYS);
  return {
    header: {
      ...headerOf(random, options),
      schemaVersion: "1.0.0",
      messageType: "PLAN",
      listNumber: letterOf(list, today, "救帮", options.seed),
      urgency: "3",
      legalBasis: list.header.legalBasis,
      currencyUnit: "元",
      answers: list.header.transferId,
      approval: approvalOf(random, today),
    },
    subjects: list.subjects.map(({ personId, difficulty, needs, consent }) => {
      const [type = "01"] = difficulty.types;
      const codes = [...new Set(needs.items.map(({ code }) => code))];
      return {
        personId,
        // On the basis of consent each document shows what it rests on.
        ...(list.header.legalBasis === "consent" && consent !== undefined ? { consent } : {}),
        plan: {
          goals: [{ difficultyType: type, before: random.integer(6, 9), target: 2, by: daysBefore(today, -GOAL_DAYS) }],
          measures: codes.map((need) => {
            const owner = OWNERS[need];
            const own = owner === "social-work";
            return {
              measureId: uuidOf(random),
              need,
              kind: own ? ("M3" as const) : ("M4" as const),
              text: own ? "由社会工作者定期走访" : "协助申请并跟进办理",
              owner,
              ...(own ? { ownerName: "示例县春晖社会工作服务中心" } : {}),
              dueBy: due,
              status: own ? ("planned" as const) : ("sent" as const),
            };
          }),
          longTerm: { yes: false },
          personView: { agreed: "yes" as const, on: today, safeToCall: true },
        },
      };
    }),
  };
}

/** Makes the record of a visit to each person, outside the windows of the visits that are owed (A). */
export function sampleVisit(options: LaterOptions): Visit {
  const { list, today } = options;
  const random = new Random(options.seed);
  return {
    header: { ...headerOf(random, options), messageType: "VISIT", answers: list.header.transferId, currencyUnit: "元" },
    visits: list.subjects.map((subject) => ({
      personId: subject.personId,
      kind: "A",
      date: today,
      way: "2",
      by: "procuratorate",
      visitors: [sampleName(random, "2", "01"), sampleName(random, "1", "01")],
      outcome: "V1",
      scores: scoresOf(subject, () => random.integer(2, 7)),
      satisfaction: [{ about: aboutOf(subject), value: random.integer(3, 5) }],
    })),
  };
}

/** Makes an evaluation of each person, with the grade that its scores give. */
export function sampleEvaluation(options: LaterOptions): Evaluation {
  const { list, today } = options;
  const random = new Random(options.seed);
  return {
    header: {
      ...headerOf(random, options),
      messageType: "EVALUATION",
      answers: list.header.transferId,
      approval: approvalOf(random, today),
    },
    evaluations: list.subjects.map((subject) => {
      const before = scoresOf(subject, () => random.integer(6, 9));
      const good = random.chance(0.6);
      // Half of the difficulty gone is a B, a third a C.
      const after = before.map(({ type, score }) => ({ type, score: Math.floor(score * (good ? 0.5 : 0.7)) }));
      const grade = good ? ("B" as const) : ("C" as const);
      return {
        personId: subject.personId,
        from: list.header.issuedAt.slice(0, 10),
        to: today,
        before,
        after,
        scoredBy: "1",
        incomeBand: "1",
        items: departmentsOf(subject).map(([need, by]) => ({ need, by, granted: true, delivered: true })),
        gradeComputed: grade,
        gradeConfirmed: grade,
        conclusion: "C2",
      };
    }),
  };
}

/** Makes an inquiry to civil affairs: does the person get the allowance (compared), and what temporary aid of late (value). */
export function sampleInquiry(options: LaterOptions): Inquiry {
  const { list, today } = options;
  const random = new Random(options.seed);
  return {
    header: {
      ...headerOf(random, options),
      documentNumber: letterOf(list, today, "救查", options.seed),
      messageType: "INQUIRY",
      urgency: "3",
      legalBasis: "statutory-duty",
      approval: approvalOf(random, today),
    },
    purpose: "U2",
    questions: [{ code: "Q01" }, { code: "Q02", mode: "value" }],
    subjects: list.subjects.slice(0, MOST_ASKED).map(({ personId, identity }) => ({
      personId,
      identity,
      stated: [{ question: "Q01", field: "held", value: "no" }],
    })),
  };
}

/** Makes the record of a joint meeting about the month before. It names nobody. */
export function sampleMeeting({ seed, list, today }: LaterOptions): Meeting {
  const random = new Random(seed);
  const { division, name } = list.header.from;
  const place = name.replace(/人民检察院$/u, "");
  return {
    header: {
      transferId: uuidOf(random),
      documentNumber: letterOf(list, today, "救联席", seed),
      messageType: "MEETING",
      from: { department: "convener", division, name: `${place}司法救助联席会议办公室` },
      secrecy: "0",
      issuedAt: timeInChina(today, "17:00:00"),
      officer: { name: sampleName(random, "1", "01"), office: "秘书科", phone: list.header.officer.phone },
      approval: approvalOf(random, today),
    },
    heldOn: today,
    period: daysBefore(`${today.slice(0, 7)}-01`, 1).slice(0, 7),
    chair: "检察院副检察长",
    participants: [
      { party: "procuratorate", name },
      { party: "civil-affairs", name: `${place}民政局` },
      { party: "medical-insurance", name: `${place}医疗保障局` },
    ],
    agenda: [
      { number: 1, kind: "overdue", text: "民政局：逾期事项的办结安排", about: "civil-affairs" },
      { number: 2, kind: "decisions", text: "上次议定事项落实情况" },
    ],
    decisions: [
      {
        decisionId: uuidOf(random),
        agenda: 1,
        text: "逐项列出办结时间，指定专人与检察院对接",
        owners: ["civil-affairs"],
        due: daysBefore(today, -14),
      },
    ],
  };
}

/** Makes the header members that all of them have. */
function headerOf(random: Random, { list, today }: LaterOptions) {
  const { from, officer } = list.header;
  return {
    transferId: uuidOf(random),
    from,
    secrecy: "0" as const,
    issuedAt: timeInChina(today, "15:00:00"),
    officer: { name: officer.name, office: officer.office, phone: officer.phone },
  };
}

/** Makes the number of a letter: with the words of the list's, another mark and the seed. */
function letterOf(list: AidSubjectList, today: string, mark: string, seed: number): string {
  const [word = "示"] = list.header.listNumber;
  return `${word}检${mark}〔${today.slice(0, 4)}〕${(Math.abs(seed) % 999_999) + 1}号`;
}

function approvalOf(random: Random, today: string) {
  return { approver: sampleName(random, "1", "01"), approvedAt: timeInChina(today, "09:00:00") };
}

/** Makes a UUIDv7 in form. */
function uuidOf(random: Random): string {
  return `01980003-${random.hex(4)}-7${random.hex(3)}-9${random.hex(3)}-${random.hex(12)}`;
}

/** Scores each kind of difficulty of a person once. */
function scoresOf({ difficulty }: Subject, score: () => number) {
  return [...new Set(difficulty.types)].map((type) => ({ type, score: score() }));
}

/** Lists the needs of a person that a department leads, with it. */
function departmentsOf({ needs }: Subject): [NeedCode, Department][] {
  const codes = [...new Set(needs.items.map(({ code }) => code))];
  return codes.flatMap((code): [NeedCode, Department][] => {
    const owner = OWNERS[code];
    return owner === "social-work" ? [] : [[code, owner]];
  });
}

function aboutOf(subject: Subject): Department {
  return departmentsOf(subject)[0]?.[1] ?? "civil-affairs";
}
