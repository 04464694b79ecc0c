import type { AidSubjectList } from "../../schema/generated/aid-subject-list.ts";
import type { Plan } from "../../schema/generated/plan.ts";

/** What a plan lacks against its list: a person who is not in it, or a need without a measure and a reason. */
export interface PlanGap {
  readonly personId: string;
  /** Absent: the list has no such person. */
  readonly need?: string;
}

/** Compares a plan with the list that it belongs to, as the gateway compares it with the needs that were sent. */
export function planGaps(plan: Plan, list: AidSubjectList): PlanGap[] {
  const listed = new Map(list.subjects.map(({ personId, needs }) => [personId, needs.items.map(({ code }) => code)]));
  return plan.subjects.flatMap(({ personId, plan: { measures, declined = [] } }): PlanGap[] => {
    const needs = listed.get(personId);
    if (needs === undefined) return [{ personId }];
    const told = new Set<string>([...measures, ...declined].map(({ need }) => need));
    return needs.filter((need) => !told.has(need)).map((need) => ({ personId, need }));
  });
}
