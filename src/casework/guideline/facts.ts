import { ageAtLeast, ageAtMost } from "../../disclosure/age.ts";
import type { Subject } from "../../schema/generated/aid-subject-list.ts";
import { financialAssets, rigidExpenses } from "../economy/assets.ts";
import { type ListedHousehold, membersOf } from "../economy/household.ts";
import { countedIncome, type Known, lostIncome, totalIncome } from "../economy/income.ts";
import type { Value } from "./expression.ts";
import type { FactName } from "./guideline-document.ts";
import { isSet, type Parameters } from "./parameters.ts";

/** What facts are computed from. */
export interface FactsOf {
  readonly household: ListedHousehold;
  readonly subject: Subject;
  /** Day of the check, ISO. */
  readonly today: string;
  readonly parameters: Parameters;
  /** Level of the household's aid gap, 0 to 3; paths of what is missing when it cannot be computed. */
  readonly gapLevel: number | readonly string[];
}

/** Facts: exact, amounts in yuan. */
export const FACT: Readonly<Record<FactName, (of: FactsOf) => Value>> = {
  /** Counted income a month and head (月人均收入). */
  pcm: (of) => perHead(counted(of), of.household, 12n),
  /** The same without what the case took away. */
  forwardPcm: (of) =>
    perHead(
      both(counted(of), lostIncome(of.household), (a, b) => a - b),
      of.household,
      12n,
    ),
  /** Counted income a year and head. */
  perHead: (of) => perHead(counted(of), of.household, 1n),
  /** Money and securities a head. */
  assetsPerHead: ({ household }) => perHead(financialAssets(household), household, 1n),
  /** Share of the rigid expenses in the income of the same twelve months. */
  rigidShare: ({ household }) => shareOf(rigidExpenses(household), totalIncome(household)),
  /** Full years, when the date of birth leaves no doubt. */
  age: ({ subject, today }) => {
    const [least, most] = [ageAtMost(subject.identity?.birth, today), ageAtLeast(subject.identity?.birth, today)];
    return least === most ? { of: BigInt(least), over: 1n } : ["identity.birth"];
  },
  gapLevel: ({ gapLevel }) => (typeof gapLevel === "number" ? { of: BigInt(gapLevel), over: 1n } : gapLevel),
};

function counted({ household, parameters }: FactsOf): Known {
  return countedIncome(household, isSet(parameters, "judicialAidCounts"));
}

/** Divides fen a year by the members and `parts` of a year, as yuan. */
function perHead(fen: Known, household: ListedHousehold, parts: bigint): Value {
  const members = membersOf(household);
  if (members === undefined) return typeof fen === "bigint" ? ["household.size"] : [...fen, "household.size"];
  return typeof fen === "bigint" ? { of: fen, over: 100n * parts * BigInt(members) } : fen;
}

function shareOf(part: Known, whole: Known): Value {
  const known = both(part, whole, (a, b) => (b > 0n ? { of: a, over: b } : undefined));
  // Of no income there is no share.
  return known === undefined ? ["income.total"] : known;
}

function both<Result>(a: Known, b: Known, combine: (a: bigint, b: bigint) => Result): Result | readonly string[] {
  if (typeof a !== "bigint") return typeof b === "bigint" ? a : [...a, ...b];
  return typeof b === "bigint" ? combine(a, b) : b;
}
