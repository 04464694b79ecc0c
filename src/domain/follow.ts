/** Codes of the follow-up of persons: visits, evaluations, closing (docs/casework.md). */

/** Scheduled visits, in their order: 到账确认, 30 日, 90 日, 180 日. */
export const SCHEDULED = ["F0", "F1", "F2", "F3"] as const;

/** Scheduled visit. */
export type Scheduled = (typeof SCHEDULED)[number];

/** Kinds of visits: scheduled, of long-term aid (L), between (A). */
export const VISIT_KINDS = [...SCHEDULED, "L", "A"] as const;

/** Kind of a visit. */
export type VisitKind = (typeof VISIT_KINDS)[number];

/** Outcomes of a visit: carried out, nobody reached, refused, person lost, died. */
export const VISIT_OUTCOMES = ["V1", "V2", "V3", "V4", "V5"] as const;

/** Outcome of a visit. */
export type VisitOutcome = (typeof VISIT_OUTCOMES)[number];

/** States of a visit that is owed. */
export const DUTY_STATES = ["planned", "due", "attempted", "done", "excused", "cancelled", "missed"] as const;

/** State of a visit that is owed. */
export type DutyState = (typeof DUTY_STATES)[number];

/** Grades: solved, mostly solved, partly solved, not solved. */
export const GRADES = ["A", "B", "C", "D"] as const;

/** Grade of an evaluation. */
export type Grade = (typeof GRADES)[number];

/** Conclusions of an evaluation: close, go on, long-term aid, refer again. */
export const CONCLUSIONS = ["C1", "C2", "C3", "C4"] as const;

/** Conclusion of an evaluation. */
export type Conclusion = (typeof CONCLUSIONS)[number];

/** Facts that rule out a better grade than D. */
export const VETOES = ["gap-open", "blocked", "relapse", "worse", "out-of-school"] as const;

/** Fact that rules out a better grade. */
export type Veto = (typeof VETOES)[number];

/** States of a person in a case. */
export const SUBJECT_STATES = ["open", "following", "closed", "long-term"] as const;

/** State of a person in a case. */
export type SubjectState = (typeof SUBJECT_STATES)[number];

/** What somebody has to do besides visits and evaluations. */
export const FOLLOW_TODOS = ["send-needs", "refer-again", "measure"] as const;

/** What somebody has to do. */
export type FollowTodo = (typeof FOLLOW_TODOS)[number];

/** Work lists of persons (docs/casework.md): visits, evaluations, long-term aid to be renewed, in need again, to be decided. */
export const PERSON_LISTS = ["visits", "evaluation", "renewal", "relapse", "todo"] as const;

/** Work list of persons. */
export type PersonList = (typeof PERSON_LISTS)[number];

/** Why a case cannot be closed. */
export const CLOSING_FAULTS = [
  "close-item-open",
  "close-not-delivered",
  "close-arrival-unknown",
  "close-measure-open",
  "close-already",
] as const;

/** Why a case cannot be closed. */
export type ClosingFault = (typeof CLOSING_FAULTS)[number];
