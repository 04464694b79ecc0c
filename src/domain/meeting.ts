/** States of a decision of a joint meeting (联席会议). */
export const DECISION_STATES = ["open", "done", "dropped"] as const;

/** State of a decision. */
export type DecisionState = (typeof DECISION_STATES)[number];

/** Kinds of items of a meeting's agenda that the gateway finds. */
export const AGENDA_KINDS = ["overdue", "jurisdiction", "conflict", "reasons", "letters"] as const;

/** Kind of an item of the agenda. */
export type AgendaKind = (typeof AGENDA_KINDS)[number];

/** Tells whether a decision is late on a day. Derived, never stored. */
export function isLateDecision(
  { state, due }: { readonly state: string; readonly due: string },
  today: string,
): boolean {
  return state === "open" && due < today;
}
