/** What the facts of a case say against a better grade than D. Derived, stored nowhere. Pure. */
import type { Veto } from "../../domain/follow.ts";
import type { CaseGap } from "../gap/case-gaps.ts";
import type { ClockedItem } from "../reading.ts";
import type { Followed } from "./follow-of-case.ts";
import { inOrder, type SubjectHistory } from "./history.ts";

/** Levels of an aid gap that rule out a better grade. */
const WIDE: ReadonlySet<string> = new Set(["G2", "G3"]);

/** What vetoes of a person are found in. */
export interface VetoSetting {
  /** Items of the case. */
  readonly items: readonly ClockedItem[];
  /** Gaps of the households of the case. */
  readonly gaps: readonly CaseGap[];
  /** ISO day. */
  readonly today: string;
}

/** Finds the vetoes of a person that the facts show. That a score is worse the evaluation itself says. */
export function vetoesOf(
  { history, relapse }: Pick<Followed, "history" | "relapse">,
  setting: VetoSetting & { readonly subject: string },
): Veto[] {
  const { subject } = setting;
  return [
    ...(hasWideGap(subject, setting) ? (["gap-open"] as const) : []),
    ...(isBlocked(subject, history, setting.items) ? (["blocked"] as const) : []),
    ...(relapse === undefined ? [] : (["relapse"] as const)),
    ...(isOutOfSchool(history.visits) ? (["out-of-school"] as const) : []),
  ];
}

/** Tells whether the person's household has a gap of G2 or more that is not over. */
function hasWideGap(subject: string, { gaps, today }: VetoSetting): boolean {
  return gaps.some(
    ({ subjects, gap }) =>
      gap !== undefined && subjects.includes(subject) && WIDE.has(gap.level) && gap.runs.some(({ to }) => to > today),
  );
}

/**
 * Tells whether something of the person does not go on and no measure helps: an item whose pause has lasted too long, or a measure
 * whose item ended without the aid, and no open measure for the need that rests on another item, or on none.
 */
function isBlocked(subject: string, { measures }: SubjectHistory, items: readonly ClockedItem[]): boolean {
  const blocked = items
    .filter(({ read: { item }, clocks }) => item.subject === subject && clocks.blocked)
    .map(({ read: { item } }) => ({ need: item.need, item: item.id }));
  const stuck = measures.filter((one) => one.stuck);
  return [...blocked, ...stuck].some(
    (one) =>
      !measures.some(({ need, isOpen, stuck: no, item }) => need === one.need && isOpen && !no && item !== one.item),
  );
}

/** Tells whether the last completed visit found a child out of school. */
export function isOutOfSchool(visits: SubjectHistory["visits"]): boolean {
  const done = inOrder(visits.filter(({ outcome }) => outcome === "V1"));
  return done.at(-1)?.outOfSchool === true;
}
