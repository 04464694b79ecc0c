import { capOf, type Parameters, wholeOf } from "../guideline/parameters.ts";
import type { Given, NeedAnswer } from "./answers.ts";
import { type BridgeSuggestion, suggestBridge } from "./bridge-suggestion.ts";
import { dayOf } from "../../domain/day.ts";
import { type DueBy, type Expected, forecast, MONTHLY_NEEDS, type Progress } from "./forecast.ts";
import { aidGap, type Gap } from "./gap.ts";
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

/** Figures of a household, from its list or from the facts that are kept of it. */
export interface Figures {
  readonly needs: ReadonlySet<string>;
  /** Members that are counted, local line (fen a month), living need (twelfths of a fen a month); absent: not known. */
  readonly members?: number;
  readonly line?: bigint;
  readonly need?: bigint;
  /** Judicial aid less what is earmarked. */
  readonly money: readonly Money[];
  /** ISO days on which temporary aid was given for the same cause. */
  readonly temporaryOn: readonly string[];
  readonly parallel: boolean;
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
  /** Days of the applications that are known from elsewhere than the answers, by need. */
  readonly known: ReadonlyMap<string, Progress>;
  /** Tells what became of a need. */
  readonly answerTo: (need: string) => NeedAnswer;
  /** Money that departments gave. */
  readonly given: Given;
  /** Measures of the plan that are needed by a day. */
  readonly measures: readonly NeededMeasure[];
}

/** Day of payment of a month where no guideline is in force. */
const DEFAULT_PAY_DAY = 10;
/** Need that does not wait: 急难. */
const URGENT = "N02";

/** Computes the aid gap of a household, and what follows from it: a suggestion of a bridge, services that come late. */
export function householdGap(figures: Figures, setting: GapSetting): HouseholdGap {
  const { members, line, need, needs, temporaryOn, parallel } = figures;
  const { sealed, today, parameters, given } = setting;
  const missing = new Set(figures.missing);
  const expected = expectedAids(needs, setting, missing);
  const last = temporaryOn
    .filter((on) => on <= today)
    .toSorted()
    .at(-1);
  const base = {
    ...(last === undefined ? {} : { lastTemporaryAid: last }),
    expected,
    services: serviceGaps(setting.measures, today),
    parallel,
  };
  const urgent = needs.has(URGENT);
  if (members === undefined || line === undefined || need === undefined) {
    const bridge: BridgeSuggestion | undefined = urgent ? { reasons: [URGENT], sameCause: false } : undefined;
    return { ...base, ...(bridge === undefined ? {} : { bridge }), missing: [...missing] };
  }
  const aids: MonthlyAid[] = [
    ...given.monthly,
    ...expected
      .filter((aid) => !given.monthly.some((paid) => paid.need === undefined || paid.need === aid.need))
      .map(({ paidOn }) => ({ from: dayOf(paidOn), amount: "full" as const })),
  ];
  const gap = aidGap(need, dayOf(sealed), [...figures.money, ...given.once], aids);
  const bridge = suggestBridge({
    level: gap.level,
    days: gap.days,
    need,
    members,
    line,
    urgentNeed: urgent,
    noFoodOrShelter: false,
    cap: capOf(parameters),
    sameCauseOn: temporaryOn,
    today,
  });
  return { ...base, members, line, need, gap, ...(bridge === undefined ? {} : { bridge }), missing: [...missing] };
}

/** Forecasts the monthly aid that the needs of a household lead to, as far as nothing has closed them. */
function expectedAids(
  needs: ReadonlySet<string>,
  { sealed, today, answerTo, known, dueBy, parameters }: GapSetting,
  missing: Set<string>,
): ExpectedAid[] {
  const payDay = wholeOf(parameters, "payDay") ?? DEFAULT_PAY_DAY;
  return MONTHLY_NEEDS.filter((need) => needs.has(need)).flatMap((need) => {
    const { closed, progress } = answerTo(need);
    const aid = closed ? undefined : forecast(need, sealed, { ...known.get(need), ...progress }, dueBy, payDay, today);
    if (aid === undefined && !closed) missing.add(`needs.${need}`);
    return aid === undefined ? [] : [{ need, ...aid }];
  });
}
