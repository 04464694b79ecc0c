import { fenOf, type ListedHousehold, stated } from "./household.ts";

/** Kind of uncounted income that is State judicial aid; whether it counts is a locality's parameter. */
const JUDICIAL_AID = "6";
/** Kind of uncounted income that is social aid: it is counted month by month instead. */
const SOCIAL_AID = "1";

/** Amount in fen, or the paths of what the list does not say. */
export type Known = bigint | readonly string[];

/**
 * Computes the counted income of a household in the period of the list (12 months), fen: its total without what does not
 * count by law (民发〔2021〕57号 13).
 *
 * @param judicialAidCounts the locality counts State judicial aid as income
 */
export function countedIncome(household: ListedHousehold, judicialAidCounts: boolean): Known {
  const total = totalIncome(household);
  if (typeof total !== "bigint") return total;
  return total - uncounted(household, (kind) => kind !== JUDICIAL_AID || !judicialAidCounts);
}

/** Computes the part of a household's income that the case took away, fen a year. */
export function lostIncome(household: ListedHousehold): Known {
  const lost = stated(household, ({ livelihood }) => livelihood?.lostByCase);
  return fenOf(lost) ?? ["livelihood.lostByCase"];
}

/** Reads a household's income of the period, fen. */
export function totalIncome(household: ListedHousehold): Known {
  return fenOf(stated(household, ({ income }) => income?.total)) ?? ["income.total"];
}

/**
 * Computes the regular income that continues, fen a year: without what the case took away, judicial aid, and social aid,
 * which `monthlyAid` has. What the list does not say was lost is taken as not lost.
 */
export function continuingIncome(household: ListedHousehold): Known {
  const total = totalIncome(household);
  if (typeof total !== "bigint") return total;
  const lost = lostIncome(household);
  const rest =
    total -
    uncounted(household, (kind) => kind === JUDICIAL_AID || kind === SOCIAL_AID) -
    (typeof lost === "bigint" ? lost : 0n);
  return rest > 0n ? rest : 0n;
}

/** Categories of aid that a household gets as a whole: 低保, 低保边缘, 刚性支出. */
const OF_HOUSEHOLD = new Set(["01", "04", "05"]);

/** Sums the aid that a household gets every month, fen. Aid of the household that several subjects list counts once. */
export function monthlyAid({ subjects }: ListedHousehold): bigint {
  const seen = new Set<string>();
  let sum = 0n;
  for (const { index, subject } of subjects) {
    for (const aid of subject.existingAid?.current ?? []) {
      const amount = fenOf(aid.monthlyAmount);
      if (amount === undefined) continue;
      const key = OF_HOUSEHOLD.has(aid.category)
        ? aid.category
        : `${index} ${aid.category} ${aid.since ?? ""} ${amount}`;
      if (!seen.has(key)) sum += amount;
      seen.add(key);
    }
  }
  return sum;
}

function uncounted(household: ListedHousehold, counts: (kind: string) => boolean): bigint {
  const parts = stated(household, ({ livelihood }) => livelihood?.notCounted) ?? [];
  return parts.reduce((sum, { kind, amount }) => (counts(kind) ? sum + (fenOf(amount) ?? 0n) : sum), 0n);
}
