import { fenOf, type ListedHousehold, membersOf } from "../economy/household.ts";
import { continuingIncome, lostIncome, monthlyAid } from "../economy/income.ts";
import { isNumber } from "../guideline/expression.ts";
import { numberFor, type Parameters } from "../guideline/parameters.ts";
import { dayOf } from "../../domain/day.ts";
import { present } from "../../wire/present.ts";
import type { Result } from "./answers.ts";
import type { Figures, Money } from "./household-gap.ts";
import { livingNeed } from "./living-need.ts";
import { listedTemporaryAid } from "./listed-temporary-aid.ts";

/** Statuses of judicial aid before its decision: 未申请, 已告知, 已受理, 审查中. */
export const UNDECIDED: ReadonlySet<string> = new Set(["00", "10", "20", "30"]);

/** Figures by which a household lives: members, line (fen) and living need (twelfths of a fen a month). */
export type Living = Pick<Figures, "members" | "line" | "need">;

/** Reads the figures of a household as its list has them. @param results feedback about its persons, the oldest first */
export function listedFigures(
  household: ListedHousehold,
  parameters: Parameters,
  results: readonly Result[] = [],
): Figures {
  const { subjects } = household;
  const missing = new Set<string>();
  const living = listedLiving(household, parameters, missing);
  return {
    ...living,
    needs: new Set(subjects.flatMap(({ subject }) => subject.needs?.items.map(({ code }) => code) ?? [])),
    money: judicialAid(household, missing),
    temporaryOn: temporaryAidDays(household, results),
    parallel: subjects.some(({ subject }) => UNDECIDED.has(subject.judicialAid?.status ?? "")),
    missing: [...missing],
  };
}

/** Reads how a household lives. @param missing gets the paths of what its list does not say */
export function listedLiving(household: ListedHousehold, parameters: Parameters, missing: Set<string>): Living {
  const members = membersOf(household);
  const line = numberFor("line", household, parameters);
  const income = continuingIncome(household);
  const lost = lostIncome(household);
  if (members === undefined) missing.add("household.size");
  for (const unknown of [isNumber(line) ? [] : line, ...[income, lost].filter((one) => typeof one !== "bigint")]) {
    for (const path of unknown) missing.add(path);
  }
  const lineFen = isNumber(line) ? (line.of * 100n) / line.over : undefined;
  const known = members !== undefined && lineFen !== undefined && typeof income === "bigint";
  return present({
    members,
    line: lineFen,
    need: known
      ? livingNeed({ members, line: lineFen, yearlyIncome: income, monthlyAid: monthlyAid(household) })
      : undefined,
  });
}

/** Lists the judicial aid of a household less what is earmarked; one decision that several subjects name counts once. */
function judicialAid({ subjects }: ListedHousehold, missing: Set<string>): Money[] {
  const decisions = new Map<string, Money>();
  for (const { index, subject } of subjects) {
    const { amount, earmarked, paidOn, expectedOn, decisionNumber } = subject.judicialAid ?? {};
    const fen = fenOf(amount);
    if (fen === undefined) continue;
    const day = paidOn ?? expectedOn;
    if (day === undefined) missing.add("judicialAid.expectedOn");
    else {
      decisions.set(decisionNumber ?? String(index), {
        kind: "judicial-aid",
        on: dayOf(day),
        amount: fen - (fenOf(earmarked) ?? 0n),
        ...(paidOn === undefined ? { expected: true as const } : {}),
      });
    }
  }
  return [...decisions.values()];
}

/** Lists the days of temporary aid that the list or an answer names. Its cause is the case in hand, or has to be compared. */
function temporaryAidDays(household: ListedHousehold, results: readonly Result[]): string[] {
  return [
    ...listedTemporaryAid(household.subjects.map(({ subject }) => subject)),
    ...results.flatMap(({ aidGranted = [] }) =>
      aidGranted.flatMap(({ category, firstPaidOn }) =>
        category === "25" && firstPaidOn !== undefined ? [firstPaidOn] : [],
      ),
    ),
    ...results.flatMap(({ reason, issuedOn }) => ((reason as string | undefined) === "R15" ? [issuedOn] : [])),
  ];
}
