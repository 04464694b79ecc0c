/** GE: a household whose income the case took away, which the last twelve months do not show yet. */
import { sampleList } from "../../../src/sample/list.ts";

export const DAY = "2026-09-24";
const list = sampleList({ seed: 7, subjects: 1, today: DAY });

/** The sample's household, with 84,000 yuan last year of which the case took some. */
export function household(lostByCase: number) {
  const [subject] = structuredClone(list).subjects;
  if (subject === undefined) throw new TypeError("the sample has a subject");
  const { wage: _, business: __, property: ___, transfer: ____, other: _____, ...income } = subject.income;
  subject.household.size = 3;
  subject.income = {
    ...income,
    total: 84_000,
    perCapitaMonthly: 2_333.33,
    subsistenceLine: { ...income.subsistenceLine, amount: 800 },
  };
  subject.livelihood = { lostByCase };
  return { ...list, subjects: [subject] };
}
