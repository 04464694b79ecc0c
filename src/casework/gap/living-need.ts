/** Economy of a household as the gap counts it; amounts in fen. */
export interface Household {
  /** Members that live together and are counted (共同生活的家庭成员). */
  readonly members: number;
  /** Local subsistence line, fen a month and person. */
  readonly line: bigint;
  /** Regular income that continues, fen a year: without what the case took away. */
  readonly yearlyIncome: bigint;
  /** Aid that is paid every month already, fen a month. */
  readonly monthlyAid: bigint;
}

/**
 * Living need B = max(0, n·L − I) of a household in twelfths of a fen a month. A year's income seldom divides by twelve,
 * and a rounded B would move the day on which money ends.
 */
export function livingNeed({ members, line, yearlyIncome, monthlyAid }: Household): bigint {
  const need = 12n * (BigInt(members) * line - monthlyAid) - yearlyIncome;
  return need > 0n ? need : 0n;
}

/** Gives a living need in fen a month, to the nearest fen, for people to read; nothing is computed from it. */
export function monthlyFen(need: bigint): bigint {
  return (need + 6n) / 12n;
}
