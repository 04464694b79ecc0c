/** GA, the worked example of the aid gap, as documents: a list, and answers of civil affairs to it. */
import { sampleList } from "../../../src/sample/list.ts";

/** Day on which its list is sealed. */
export const SEALED = "2026-09-24";
const base = sampleList({ seed: 7, subjects: 1, today: SEALED });
const sample = subjectOf(base);
const { wage: _, business: __, property: ___, transfer: ____, other: _____, ...income } = sample.income;

/** GA: three persons, line 800, no income; 10,000 yuan of judicial aid, of which 4,000 are earmarked. */
export const GA = {
  ...base,
  subjects: [
    {
      ...sample,
      household: { ...sample.household, size: 3 },
      income: { ...income, total: 0, perCapitaMonthly: 0, subsistenceLine: { ...income.subsistenceLine, amount: 800 } },
      livelihood: { lostByCase: 0 },
      judicialAid: {
        status: "60" as const,
        decisionNumber: "示检救决〔2026〕7号",
        decidedOn: "2026-08-10",
        amount: 10_000,
        earmarked: 4_000,
        paidOn: "2026-08-20",
        payMethod: "1" as const,
      },
      needs: { items: [{ code: "N01" as const, urgency: "3" as const }], willApply: "1" as const, helpedApply: true },
      existingAid: { noneConfirmed: true },
    },
  ],
};

function subjectOf({ subjects: [first] }: typeof base) {
  if (first === undefined) throw new TypeError("the sample has a subject");
  return first;
}

/** Answer 10 of civil affairs (feedback 1.1): the application for the allowance was accepted on 9 October. */
export const ACCEPTED = {
  ...answerOn("2026-10-09", "N01", { category: "01", amount: 0, frequency: "1" }),
  results: [{ personId: sample.personId, needs: ["N01"], reply: "10", acceptedOn: "2026-10-09" }],
};

/** Money that civil affairs gave. */
export interface Given {
  readonly category: string;
  readonly amount: number;
  readonly frequency: string;
}

/** Makes its answer 40 for a need: money, first paid on a day. @param decidedOn day of the decision; without it first aid */
export function answerOn(paidOn: string, need: string, { category, amount, frequency }: Given, decidedOn?: string) {
  const monthly = frequency === "2" ? { start: paidOn } : {};
  const decided = decidedOn === undefined ? {} : { decidedOn, decisionNumber: "示民救〔2026〕9号" };
  const aid = { need, category, item: "救助", form: "1", amount, frequency, ...monthly, firstPaidOn: paidOn };
  return {
    header: {
      transferId: "0193a0b2-7c1e-7d4f-8a55-0c2d3e4f5a99",
      messageType: "FEEDBACK",
      answers: base.header.transferId,
      from: { creditCode: "11990100000000027A", department: "civil-affairs", division: "990100", name: "示例县民政局" },
      secrecy: "0",
      issuedAt: `${paidOn}T10:00:00+08:00`,
      currencyUnit: "元",
      officer: { name: "王经办", office: "社会救助科", phone: "0518-88000000" },
    },
    results: [
      { personId: sample.personId, needs: [need], reply: "40", ...decided, aidGranted: [{ ...aid, for: "household" }] },
    ],
  };
}
