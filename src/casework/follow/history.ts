/** What is known of one person for the follow-up, from facts alone. Days are local dates (`2026-10-09`), times in ms. */
import type { Conclusion, Grade, VisitKind, VisitOutcome } from "../../domain/follow.ts";
import type { Score } from "../../domain/grade.ts";
import type { ItemState } from "../../domain/item.ts";

/** Document that a part of the history is from. */
export interface Told {
  readonly message: string;
  readonly issuedAt: number;
  readonly acceptedAt: number;
}

/** A visit, or an attempt at one. */
export interface Visit extends Told {
  /** Kind that the visitor named; for which duty it counts, its day decides. */
  readonly kind: VisitKind;
  readonly on: string;
  /** 1 telephone, 2 at home, 3 at the procuratorate, 4 video. */
  readonly way: string;
  readonly outcome: VisitOutcome;
  /** Party that sent the document. */
  readonly by: string;
  /** The person refused in writing. */
  readonly written?: boolean;
  /** The person said that the money has come. */
  readonly arrived?: boolean;
  readonly newNeeds: readonly string[];
  /** Difficulty by kind as the visitor found it. */
  readonly scores: readonly Score[];
  /** Satisfaction 1–5 with each party that it is about. */
  readonly satisfaction: readonly number[];
  /** A child is out of school. */
  readonly outOfSchool?: boolean;
}

/** An evaluation. */
export interface Evaluation extends Told {
  /** Day of its issue. */
  readonly on: string;
  /** Grade as a person confirmed it; none when nothing can be measured. */
  readonly grade?: Grade;
  readonly conclusion: Conclusion;
  /** Whether it names a measure. */
  readonly measure: boolean;
}

/** An item of the person, as far as the follow-up needs it. */
export interface FollowedItem {
  readonly need: string;
  readonly department: string;
  readonly state: ItemState;
  readonly since: number;
  readonly sealedAt: number;
  readonly deliveredOn?: string;
  /** Whether it was granted at some time. */
  readonly granted: boolean;
  /** When it was withdrawn. */
  readonly closedAt?: number;
  /** The department reported the death of the person. */
  readonly dead?: boolean;
}

/** A measure of the person's plan in force, as it stands now. */
export interface PlannedMeasure {
  readonly need: string;
  /** Issue of the first plan that has it, ms. */
  readonly addedAt: number;
  /** It is still to be carried out. */
  readonly isOpen: boolean;
  readonly isDropped: boolean;
  /** Its item ended without the aid. */
  readonly stuck: boolean;
  /** Item that it rests on. */
  readonly item?: string;
}

/** Everything that decides the follow-up of a person. */
export interface SubjectHistory {
  /** Day on which the person was sent first. */
  readonly sealedOn: string;
  /** Day by which a department had to reply first (D07). */
  readonly firstReplyDue?: string;
  /** Day on which judicial aid was paid. */
  readonly paidOn?: string;
  readonly minor: boolean;
  /** Only the officer of the list speaks to the person. */
  readonly isProtected: boolean;
  /** It is not safe to call the person. */
  readonly noCall: boolean;
  /** Bodies of social workers to which the person was sent. */
  readonly visitors: readonly string[];
  readonly items: readonly FollowedItem[];
  readonly visits: readonly Visit[];
  readonly evaluations: readonly Evaluation[];
  readonly measures: readonly PlannedMeasure[];
}

/** Orders what documents told: by the time of issue, then of acceptance, then by message. */
export function inOrder<T extends Told>(told: readonly T[]): T[] {
  return told.toSorted(
    (a, b) => a.issuedAt - b.issuedAt || a.acceptedAt - b.acceptedAt || (a.message < b.message ? -1 : 1),
  );
}
