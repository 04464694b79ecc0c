import { firstPayment } from "./monthly-aid.ts";

/** Last day that a rule of `config/deadlines.json` gives; provisional where the calendar is not published yet. */
export interface Due {
  readonly date: string;
  readonly provisional: boolean;
}

/** Gives the last day by a rule that starts on an ISO day, for a need; undefined when no such rule is in force. */
export type DueBy = (rule: string, start: string, need: string) => Due | undefined;

/** What is known of an application. ISO dates. */
export interface Progress {
  readonly acceptedOn?: string;
  readonly decidedOn?: string;
  /** The department's own estimate of its decision. */
  readonly expectedBy?: string;
}

/** When monthly aid is first paid, and how that date came about. */
export interface Expected {
  readonly acceptedOn?: string;
  readonly decidedOn: string;
  readonly paidOn: string;
  readonly provisional: boolean;
}

/**
 * Needs that lead to aid which is paid every month, with the rules from its acceptance to its decision: 低保 (D12); 特困 by
 * review, public notice and confirmation (D16, D10, D17).
 */
const PATHS: Readonly<Record<string, readonly string[]>> = { N01: ["D12"], N03: ["D16", "D10", "D17"] };

/** Needs that lead to monthly aid. */
export const MONTHLY_NEEDS: readonly string[] = Object.keys(PATHS);

/**
 * Forecasts the first payment of monthly aid: from the acceptance, else the last day of the first reply (D07); by the
 * decision, else the department's estimate, else the last day that the rules give it; on the day of payment in the month
 * after. What has not happened yet happens today at the earliest, however late it is. Undefined when nothing says anything of
 * the decision.
 *
 * @param sealed ISO day on which the list was sealed
 * @param today ISO day of the forecast
 */
export function forecast(
  need: string,
  sealed: string,
  { acceptedOn, decidedOn, expectedBy }: Progress,
  dueBy: DueBy,
  payDay: number,
  today: string,
): Expected | undefined {
  const ahead = (due: Due | undefined) => (due === undefined || due.date >= today ? due : known(today));
  const accepted = acceptedOn === undefined ? ahead(dueBy("D07", sealed, need)) : known(acceptedOn);
  const decided =
    decidedOn === undefined
      ? ahead(expectedBy === undefined ? decidedBy(need, accepted, dueBy) : known(expectedBy))
      : known(decidedOn);
  if (decided === undefined) return undefined;
  const paidOn = firstPayment(decided.date, payDay);
  return {
    ...(accepted === undefined ? {} : { acceptedOn: accepted.date }),
    decidedOn: decided.date,
    paidOn: paidOn < today ? today : paidOn,
    provisional: decided.provisional,
  };
}

/** Follows the rules from the acceptance to the decision. */
function decidedBy(need: string, accepted: Due | undefined, dueBy: DueBy): Due | undefined {
  return (PATHS[need] ?? []).reduce<Due | undefined>((from, rule) => {
    const next = from === undefined ? undefined : dueBy(rule, from.date, need);
    return next === undefined || from === undefined
      ? undefined
      : { date: next.date, provisional: from.provisional || next.provisional };
  }, accepted);
}

function known(date: string): Due {
  return { date, provisional: false };
}
