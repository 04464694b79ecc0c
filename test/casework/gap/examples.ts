/** Worked examples of the aid gap (救助真空), for people to check by hand: money in yuan, ISO dates. */
import { type MonthlyAid } from "../../../src/casework/gap/monthly-aid.ts";
import { dayOf } from "../../../src/domain/day.ts";
import { type Gap, aidGap } from "../../../src/casework/gap/gap.ts";
import { livingNeed } from "../../../src/casework/gap/living-need.ts";

export interface Example {
  readonly members: number;
  readonly line: number;
  /** Monthly income that continues. */
  readonly income: number;
  readonly sealed: string;
  readonly money?: readonly (readonly [on: string, yuan: number])[];
  /** Monthly aid: first payment, and yuan a month; without an amount it fills what the household lacks. */
  readonly monthly?: readonly (readonly [from: string, yuan?: number])[];
}

export const fen = (yuan: number) => BigInt(Math.round(yuan * 100));

export function needOf({ members, line, income }: Pick<Example, "members" | "line" | "income">): bigint {
  return livingNeed({ members, line: fen(line), yearlyIncome: 12n * fen(income), monthlyAid: 0n });
}

export function gapOf(example: Example): Gap {
  const { sealed, money = [], monthly = [] } = example;
  return aidGap(
    needOf(example),
    dayOf(sealed),
    money.map(([on, yuan]) => ({ on: dayOf(on), amount: fen(yuan) })),
    monthly.map(([from, yuan]): MonthlyAid => ({ from: dayOf(from), amount: yuan === undefined ? "full" : fen(yuan) })),
  );
}

/** 10,000 yuan less 4,000 that are earmarked for treatment. */
export const GA: Example = {
  members: 3,
  line: 800,
  income: 0,
  sealed: "2026-09-24",
  money: [["2026-08-20", 6_000]],
  monthly: [["2026-12-10"]],
};
