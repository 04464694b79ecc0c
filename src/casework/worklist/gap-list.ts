/** Which items stand for a household in the list of aid gaps, and with which gap. Nothing of it is stored. */
import { dateOf, dayOf } from "../../domain/day.ts";
import { type CaseGap, caseGaps, type CaseGapSetting } from "../gap/case-gaps.ts";
import { MONTHLY_NEEDS } from "../gap/forecast.ts";
import { HORIZON_DAYS } from "../gap/gap.ts";
import type { StoredFact, ThreadRows } from "../ports.ts";

/** Needs whose items stand for a household: those that lead to money for living. */
const NEEDS: ReadonlySet<string> = new Set([...MONTHLY_NEEDS, "N02"]);

/** What gaps are computed with, for facts of any thread. */
export interface GapListSetting extends Omit<CaseGapSetting, "secretOf"> {
  readonly secretOf: (thread: string, fact: StoredFact) => Readonly<Record<string, unknown>>;
}

/**
 * Finds the households of threads that have a gap today or ahead, each under the first of its items for money to live on. By the
 * item's id.
 */
export function gapsByItem(
  threads: readonly ThreadRows[],
  { secretOf, ...setting }: GapListSetting,
): Map<string, CaseGap> {
  const found = new Map<string, CaseGap>();
  for (const { thread, facts, items } of threads) {
    const own = items.map(({ item }) => item);
    for (const gap of caseGaps(facts, own, { ...setting, secretOf: (fact) => secretOf(thread, fact) })) {
      if (gap.gap?.runs.some(({ to }) => to > setting.today) !== true) continue;
      const first = own
        .filter(({ subject, need, closed, co }) => gap.subjects.includes(subject) && NEEDS.has(need) && !closed && !co)
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))[0];
      if (first !== undefined) found.set(first.id, gap);
    }
  }
  return found;
}

/** First id that an item may have whose horizon is not over: ids are in the order of time. @param today ISO day */
export function firstIdInHorizon(today: string): string {
  const hex = (Date.parse(`${dateOf(dayOf(today) - HORIZON_DAYS)}T00:00:00Z`) - 86_400_000)
    .toString(16)
    .padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
