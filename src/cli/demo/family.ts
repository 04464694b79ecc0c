import type { AidSubjectList } from "../../schema/generated/aid-subject-list.ts";
import type { Evaluation } from "../../schema/generated/evaluation.ts";
import type { Feedback1_1 } from "../../schema/generated/feedback-1.1.ts";
import type { Visit } from "../../schema/generated/visit.ts";
import { daysBefore } from "../../sample/dates.ts";
import { sampleList } from "../../sample/list.ts";
import type { WholeSubject } from "../../sample/whole-subject.ts";

type Needs = AidSubjectList["subjects"][number]["needs"];

/** Persons of the story by what becomes of them. */
export interface Cast {
  /** Applied for the allowance, which is being checked and comes too late: needs a bridge. */
  readonly waiting: string;
  /** Refused, with notice of rights. */
  readonly refused: string;
  /** Whose department does not answer. */
  readonly unanswered: string;
  /** Granted the allowance and paid. */
  readonly paid: string;
}

/** List of four households whose cases the demo follows to their end, and who is who in it. */
export interface Family {
  readonly list: AidSubjectList;
  readonly who: Cast;
}

/** Makes the list, as written on a day. @param today ISO day */
export function familyList(today: string): Family {
  const base = sampleList({ seed: 7, subjects: 4, today });
  const [first, second, third, fourth] = base.subjects;
  if (first === undefined || second === undefined || third === undefined || fourth === undefined) {
    throw new TypeError("four subjects");
  }
  const subjects = [
    inNeed(first, today),
    { ...second, needs: needing("N01", "3") },
    { ...third, needs: needing("N04", "2") },
    { ...fourth, needs: needing("N01", "3") },
  ];
  const who = {
    waiting: first.personId,
    refused: second.personId,
    unanswered: third.personId,
    paid: fourth.personId,
  };
  return { list: { ...base, subjects }, who };
}

function needing(code: "N01" | "N04", urgency: "2" | "3"): Needs {
  return { items: [{ code, urgency }], willApply: "1", helpedApply: true };
}

/** A household of three without income: judicial aid of 10,000 yuan was paid, of which 4,000 are for treatment. */
function inNeed(subject: WholeSubject, today: string): WholeSubject {
  const { wage: _w, business: _b, property: _p, transfer: _t, other: _o, ...income } = subject.income;
  return {
    ...subject,
    household: { ...subject.household, size: 3 },
    income: { ...income, total: 0, perCapitaMonthly: 0, subsistenceLine: { ...income.subsistenceLine, amount: 800 } },
    livelihood: { lostByCase: 0 },
    judicialAid: {
      status: "60",
      decisionNumber: `示检救决〔${today.slice(0, 4)}〕7号`,
      decidedOn: daysBefore(today, 45),
      amount: 10_000,
      earmarked: 4_000,
      paidOn: daysBefore(today, 35),
      payMethod: "1",
    },
    needs: needing("N01", "3"),
    existingAid: { noneConfirmed: true },
  };
}

/** Makes civil affairs' first answer: one application is being checked, one granted and paid, one refused with notice of rights. */
export function firstAnswer({ list, who }: Family, now: string, transferId: string): Feedback1_1 {
  const today = now.slice(0, 10);
  return answer(list, now, transferId, [
    { personId: who.waiting, needs: ["N01"], reply: "20", acceptedOn: today },
    {
      personId: who.paid,
      needs: ["N01"],
      reply: "40",
      acceptedOn: today,
      decidedOn: today,
      decisionNumber: `示民救〔${today.slice(0, 4)}〕9号`,
      aidGranted: [
        {
          need: "N01",
          category: "01",
          item: "最低生活保障",
          form: "1",
          amount: 460,
          frequency: "2",
          start: today,
          firstPaidOn: today,
          for: "household",
        },
      ],
    },
    {
      personId: who.refused,
      needs: ["N01"],
      reply: "32",
      reason: "R05",
      acceptedOn: today,
      decidedOn: today,
      decisionNumber: `示民救〔${today.slice(0, 4)}〕8号`,
      rightsNotice: { servedOn: today, way: "1", review: true, court: true },
    },
  ]);
}

/** Makes civil affairs' answer to the bridge: temporary aid, paid at once. @param amount yuan */
export function bridgeAnswer({ list, who }: Family, now: string, transferId: string, amount: number): Feedback1_1 {
  const today = now.slice(0, 10);
  return answer(list, now, transferId, [
    {
      personId: who.waiting,
      needs: ["N02"],
      reply: "40",
      firstAid: true,
      aidGranted: [
        {
          need: "N02",
          category: "25",
          item: "临时救助",
          form: "1",
          amount,
          frequency: "1",
          firstPaidOn: today,
          for: "household",
        },
      ],
    },
  ]);
}

/** Makes the header members that the procuratorate's later documents share. */
function laterHeader({ list }: Family, now: string, transferId: string) {
  const { from, officer, transferId: answers } = list.header;
  return {
    transferId,
    answers,
    from,
    secrecy: "0" as const,
    issuedAt: now,
    officer: { name: officer.name, office: officer.office, phone: officer.phone },
  };
}

/** Makes the evaluation of what the aid did for the household: B, mostly resolved; it goes on. */
export function firstEvaluation(family: Family, now: string, transferId: string): Evaluation {
  const today = now.slice(0, 10);
  return {
    header: { ...laterHeader(family, now, transferId), messageType: "EVALUATION" },
    evaluations: [
      {
        personId: family.who.waiting,
        from: today,
        to: today,
        before: [{ type: "01", score: 8 }],
        after: [{ type: "01", score: 3 }],
        scoredBy: "1",
        incomeBand: "1",
        items: [{ need: "N02", by: "civil-affairs", granted: true, delivered: true }],
        gradeComputed: "B",
        gradeConfirmed: "B",
        conclusion: "C2",
      },
    ],
  };
}

/** Makes the record of the first visit: the money has arrived, and the person said how hard life still is. */
export function firstVisit(family: Family, now: string, transferId: string): Visit {
  const { who } = family;
  return {
    header: { ...laterHeader(family, now, transferId), messageType: "VISIT", currencyUnit: "元" },
    visits: [
      {
        personId: who.waiting,
        kind: "F0",
        date: now.slice(0, 10),
        way: "2",
        by: "procuratorate",
        visitors: ["李承办", "周书记员"],
        outcome: "V1",
        fundArrived: { yes: true, on: now.slice(0, 10) },
        scores: [{ type: "01", score: 6 }],
        satisfaction: [{ about: "civil-affairs", value: 5 }],
      },
    ],
  };
}

function answer(list: AidSubjectList, now: string, transferId: string, results: Feedback1_1["results"]): Feedback1_1 {
  return {
    header: {
      transferId,
      messageType: "FEEDBACK",
      answers: list.header.transferId,
      from: { creditCode: "11990100000000027A", department: "civil-affairs", division: "990100", name: "示例县民政局" },
      secrecy: "0",
      issuedAt: now,
      currencyUnit: "元",
      officer: { name: "王经办", office: "社会救助科", phone: "0518-88000000" },
    },
    results,
  };
}
