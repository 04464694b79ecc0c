import { dateOf, dayOf, monthEndAfter } from "../../domain/day.ts";
import type { Span } from "./span.ts";

/** Aid that is paid every month, from its first payment. */
export interface MonthlyAid {
  readonly from: number;
  /** First day without it; absent: no end is known. */
  readonly to?: number;
  /** Fen a month; `full`: it is expected and not decided, so that it is taken for what the household lacks. */
  readonly amount: bigint | "full";
}

/**
 * Finds the periods in which monthly aid covers the living need: its sum is at least four fifths of B. Less than that leaves
 * a household short every month, and counts as nothing here.
 *
 * @param need living need in twelfths of a fen a month
 * @returns periods in order, not touching each other; the last may end at Infinity
 */
export function monthlyCovers(aids: readonly MonthlyAid[], need: bigint): Span[] {
  const edges = [...new Set(aids.flatMap(({ from, to = Number.POSITIVE_INFINITY }) => [from, to]))].toSorted(
    (a, b) => a - b,
  );
  const covers: Span[] = [];
  edges.forEach((from, index) => {
    const to = edges[index + 1];
    if (to === undefined || !suffices(aids, from, need)) return;
    const before = covers.at(-1);
    if (before?.to === from) covers[covers.length - 1] = { from: before.from, to };
    else covers.push({ from, to });
  });
  return covers;
}

/** Tells whether the aid that is paid on a day is at least 0.8·B, compared as 10·Σ ≥ 8·B. */
function suffices(aids: readonly MonthlyAid[], day: number, need: bigint): boolean {
  const paid = aids.filter(({ from, to = Number.POSITIVE_INFINITY }) => from <= day && day < to);
  if (paid.some(({ amount }) => amount === "full")) return true;
  const sum = paid.reduce((total, { amount }) => total + (amount === "full" ? 0n : amount), 0n);
  return paid.length > 0 && 10n * 12n * sum >= 8n * need;
}

/**
 * Gives the day of the first payment after a decision: the locality's day of payment in the month after it, or the last
 * day of a shorter month.
 */
export function firstPayment(decidedOn: string, payDay: number): string {
  const decided = dayOf(decidedOn);
  return dateOf(Math.min(monthEndAfter(decided, 0) + payDay, monthEndAfter(decided, 1)));
}
