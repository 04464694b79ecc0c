import { fenOf, type ListedHousehold, membersOf } from "../economy/household.ts";
import { continuingIncome, lostIncome, monthlyAid } from "../economy/income.ts";
import { isNumber } from "../guideline/expression.ts";
import { capOf, numberFor, type Parameters, wholeOf } from "../guideline/parameters.ts";
import { answerTo, givenBy, type Result } from "./answers.ts";
import { type BridgeSuggestion, suggestBridge } from "./bridge-suggestion.ts";
import { dayOf } from "../../domain/day.ts";
import { type DueBy, type Expected, forecast, MONTHLY_NEEDS, type Progress } from "./forecast.ts";
import { aidGap, type Gap } from "./gap.ts";
import { livingNeed } from "./living-need.ts";
import type { MonthlyAid } from "./monthly-aid.ts";
import { type NeededMeasure, type ServiceGap, serviceGaps } from "./service-gap.ts";
import type { Stock } from "./stocks.ts";

/** One-off money of a household: State judicial aid, or temporary aid of a department. */
export interface Money extends Stock {
  readonly kind: "judicial-aid" | "temporary-aid";
  /** Its day is expected, not past. */
  readonly expected?: true;
}

/** Monthly aid that is expected, by the need that asks for it. */
export interface ExpectedAid extends Expected {
  readonly need: string;
}

/** The aid gap of one household, with what it was computed from. */
export interface HouseholdGap {
  /** Places of its subjects in the list. */
  readonly subjects: readonly number[];
  /** Members that are counted, and the local line, fen a month; absent when the list does not say. */
  readonly members?: number;
  readonly line?: bigint;
  /** Living need in twelfths of a fen a month; absent when it cannot be computed: then there is no gap either. */
  readonly need?: bigint;
  readonly gap?: Gap<Money>;
  readonly expected: readonly ExpectedAid[];
  readonly services: readonly ServiceGap[];
  readonly bridge?: BridgeSuggestion;
  /** ISO day of the last temporary aid that list or results name. */
  readonly lastTemporaryAid?: string;
  /** The list is sent before the decision about judicial aid (同步启动). */
  readonly parallel: boolean;
  /** Paths of what the list does not say and what would change the result. */
  readonly missing: readonly string[];
}

/** What a gap is computed with. */
export interface GapSetting {
  /** ISO day on which the list is, or will be, sealed; and the day of the computation. */
  readonly sealed: string;
  readonly today: string;
  readonly parameters: Parameters;
  /** Last days by the rules about deadlines. */
  readonly dueBy: DueBy;
  /** Days of the applications that are known from elsewhere than the results, by need. */
  readonly known: ReadonlyMap<string, Progress>;
  /** Results about the household's persons, the oldest first. */
  readonly results: readonly Result[];
  /** Measures of the plan that are needed by a day. */
  readonly measures: readonly NeededMeasure[];
}

/** Day of payment of a month where no guideline is in force. */
const DEFAULT_PAY_DAY = 10;

/** Statuses of judicial aid before its decision: 未申请, 已告知, 已受理, 审查中. */
const UNDECIDED = new Set(["00", "10", "20", "30"]);

/** Computes the aid gap of a household, and what follows from it: a suggestion of a bridge, services that come late. */
export function householdGap(household: ListedHousehold, setting: GapSetting): HouseholdGap {
  const { subjects } = household;
  const { sealed, today, parameters, results } = setting;
  const missing = new Set<string>();
  const members = membersOf(household);
  const line = numberFor("line", household, parameters);
  const income = continuingIncome(household);
  if (members === undefined) missing.add("household.size");
  if (!isNumber(line)) for (const path of line) missing.add(path);
  if (typeof income !== "bigint") for (const path of income) missing.add(path);
  const lost = lostIncome(household);
  if (typeof lost !== "bigint") for (const path of lost) missing.add(path);

  const needs = new Set(subjects.flatMap(({ subject }) => subject.needs?.items.map(({ code }) => code) ?? []));
  const expected = expectedAids(needs, setting, missing);
  const services = serviceGaps(setting.measures, today);
  const temporary = temporaryAidDays(household, results);
  const last = temporary
    .filter((on) => on <= today)
    .toSorted()
    .at(-1);
  const base = {
    ...(last === undefined ? {} : { lastTemporaryAid: last }),
    subjects: subjects.map(({ index }) => index),
    expected,
    services,
    parallel: subjects.some(({ subject }) => UNDECIDED.has(subject.judicialAid?.status ?? "")),
  };
  const urgent = needs.has("N02");
  if (members === undefined || !isNumber(line) || typeof income !== "bigint") {
    const bridge: BridgeSuggestion | undefined = urgent ? { reasons: ["N02"], sameCause: false } : undefined;
    return { ...base, ...(bridge === undefined ? {} : { bridge }), missing: [...missing] };
  }
  const lineFen = (line.of * 100n) / line.over;
  const need = livingNeed({ members, line: lineFen, yearlyIncome: income, monthlyAid: monthlyAid(household) });
  const given = givenBy(results);
  const money = [...judicialAid(household, missing), ...given.once];
  const aids: MonthlyAid[] = [
    ...given.monthly,
    ...expected
      .filter((aid) => !given.monthly.some((paid) => paid.need === undefined || paid.need === aid.need))
      .map(({ paidOn }) => ({ from: dayOf(paidOn), amount: "full" as const })),
  ];
  const gap = aidGap(need, dayOf(sealed), money, aids);
  const bridge = suggestBridge({
    level: gap.level,
    days: gap.days,
    need,
    members,
    line: lineFen,
    urgentNeed: urgent,
    noFoodOrShelter: false,
    cap: capOf(parameters),
    sameCauseOn: temporary,
    today,
  });
  return {
    ...base,
    members,
    line: lineFen,
    need,
    gap,
    ...(bridge === undefined ? {} : { bridge }),
    missing: [...missing],
  };
}

/** Forecasts the monthly aid that the needs of a household lead to, as far as nothing has closed them. */
function expectedAids(
  needs: ReadonlySet<string>,
  { sealed, today, results, known, dueBy, parameters }: GapSetting,
  missing: Set<string>,
): ExpectedAid[] {
  const payDay = wholeOf(parameters, "payDay") ?? DEFAULT_PAY_DAY;
  return MONTHLY_NEEDS.filter((need) => needs.has(need)).flatMap((need) => {
    const { closed, progress } = answerTo(need, results);
    const aid = closed ? undefined : forecast(need, sealed, { ...known.get(need), ...progress }, dueBy, payDay, today);
    if (aid === undefined && !closed) missing.add(`needs.${need}`);
    return aid === undefined ? [] : [{ need, ...aid }];
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
function temporaryAidDays({ subjects }: ListedHousehold, results: readonly Result[]): string[] {
  const listed = subjects.flatMap(({ subject }) => subject.existingAid?.current ?? []);
  return [
    ...listed.flatMap(({ category, since, asOf }) => (category === "25" ? [since ?? asOf] : [])),
    ...results.flatMap(({ aidGranted = [] }) =>
      aidGranted.flatMap(({ category, firstPaidOn }) =>
        category === "25" && firstPaidOn !== undefined ? [firstPaidOn] : [],
      ),
    ),
    ...results.flatMap(({ reason, issuedOn }) => ((reason as string | undefined) === "R15" ? [issuedOn] : [])),
  ];
}
