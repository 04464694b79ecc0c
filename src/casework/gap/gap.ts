import { dateOf } from "../../domain/day.ts";
import { type MonthlyAid, monthlyCovers } from "./monthly-aid.ts";
import { type Span, uncovered } from "./span.ts";
import { type Stock, stockCovers } from "./stocks.ts";

/** Days after the sealing of a list that are looked at. */
export const HORIZON_DAYS = 180;

/** Level of a gap: none, up to 15 days, up to 60 days, longer or without an end in sight. */
export type GapLevel = "G0" | "G1" | "G2" | "G3";

/** Period of a gap as people read it: `from` belongs to it, on `to` there is money again. ISO dates. */
export interface Run {
  readonly from: string;
  readonly to: string;
  readonly days: number;
}

/** Aid gap (救助真空) of a household: the days on which neither one-off money nor monthly aid covers what it needs to live. */
export interface Gap<Money extends Stock = Stock> {
  readonly days: number;
  readonly level: GapLevel;
  readonly runs: readonly Run[];
  /** ISO day from which nothing is in sight any more; absent when monthly aid goes on. */
  readonly openAfter?: string;
  /** What each one-off amount covers. */
  readonly stocks: readonly (Span & { readonly stock: Money })[];
  /** Periods in which monthly aid suffices. */
  readonly monthly: readonly Span[];
}

/**
 * Computes the aid gap of a household (casework: 救助真空) over the horizon that begins on the day of sealing.
 *
 * @param need living need in twelfths of a fen a month (`livingNeed`); with 0 there is no gap
 * @param sealed day of sealing, in days since 1970-01-01
 */
export function aidGap<Money extends Stock>(
  need: bigint,
  sealed: number,
  stocks: readonly Money[],
  aids: readonly MonthlyAid[],
): Gap<Money> {
  if (need <= 0n) return { days: 0, level: "G0", runs: [], stocks: [], monthly: [] };
  const horizon = { from: sealed, to: sealed + HORIZON_DAYS };
  const fromStocks = stockCovers(stocks, need);
  const monthly = monthlyCovers(aids, need);
  const open = uncovered(horizon, [...fromStocks, ...monthly]);
  const days = open.reduce((sum, { from, to }) => sum + to - from, 0);
  const goesOn = monthly.at(-1)?.to === Number.POSITIVE_INFINITY;
  const lastDay = Math.max(sealed, ...[...fromStocks, ...monthly].map(({ to }) => to));
  const endless = open.at(-1)?.to === horizon.to && !goesOn && lastDay <= horizon.to;
  return {
    days,
    level: levelOf(days, endless),
    runs: open.map(({ from, to }) => ({ from: dateOf(from), to: dateOf(to), days: to - from })),
    ...(goesOn ? {} : { openAfter: dateOf(lastDay) }),
    stocks: fromStocks,
    monthly,
  };
}

function levelOf(days: number, endless: boolean): GapLevel {
  if (days === 0) return "G0";
  if (endless || days > 60) return "G3";
  return days > 15 ? "G2" : "G1";
}
