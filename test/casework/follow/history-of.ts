/** A person's history for the follow-up, with few words. */
import type { Evaluation, FollowedItem, SubjectHistory, Visit } from "../../../src/casework/follow/history.ts";

/** Noon of a day, ms. */
export const noon = (day: string): number => Date.parse(`${day}T12:00:00+08:00`);

const told = (day: string, message = `m-${day}`) => ({ message, issuedAt: noon(day), acceptedAt: noon(day) + 1000 });

/** Makes a visit that was recorded on its day. */
export function visit(on: string, more: Partial<Visit> = {}): Visit {
  const base = {
    kind: "A",
    on,
    way: "1",
    outcome: "V1",
    by: "P1",
    newNeeds: [],
    scores: [],
    satisfaction: [],
  } as const;
  return { ...told(on), ...base, ...more };
}

/** Makes an evaluation. */
export function evaluation(
  on: string,
  conclusion: Evaluation["conclusion"],
  more: Partial<Evaluation> = {},
): Evaluation {
  return { ...told(on, `e-${on}`), on, conclusion, grade: "B", measure: false, ...more };
}

/** Makes an item. */
export function item(sealed: string, more: Partial<FollowedItem> = {}): FollowedItem {
  const sealedAt = noon(sealed);
  const base = { need: "N01", department: "D1", state: "delivered", granted: true } as const;
  return { ...base, sealedAt, since: sealedAt, ...more };
}

/** Makes a history. */
export function history(sealedOn: string, more: Partial<SubjectHistory> = {}): SubjectHistory {
  return {
    sealedOn,
    minor: false,
    isProtected: false,
    noCall: false,
    visitors: [],
    items: [item(sealedOn)],
    visits: [],
    evaluations: [],
    measures: [],
    ...more,
  };
}
