import type { Span } from "./span.ts";

/** One-off money for living: the day on which it is or will be there, and how much of it is for living, in fen. */
export interface Stock {
  readonly on: number;
  readonly amount: bigint;
}

/**
 * Computes how long each one-off amount lasts. They are used one after the other: one begins when it is there and the one
 * before is used up, and lasts ⌊30·amount ÷ B⌋ days.
 *
 * @param need living need in twelfths of a fen a month, more than 0
 * @returns a period for each stock, in the order of their days; stocks of one day in the order given
 */
export function stockCovers<Money extends Stock>(stocks: readonly Money[], need: bigint): (Span & { stock: Money })[] {
  const covers: (Span & { stock: Money })[] = [];
  let free = Number.NEGATIVE_INFINITY;
  for (const stock of stocks.toSorted((a, b) => a.on - b.on)) {
    const from = Math.max(stock.on, free);
    const to = from + lasts(stock.amount, need);
    covers.push({ from, to, stock });
    free = to;
  }
  return covers;
}

/** Longest time that one amount is counted for, days (a century): far beyond any horizon, and still a date. */
const LONGEST = 36_525n;

function lasts(amount: bigint, need: bigint): number {
  const days = (30n * 12n * amount) / need;
  return Number(days < LONGEST ? days : LONGEST);
}
