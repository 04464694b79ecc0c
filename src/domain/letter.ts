/** Letters about items that are late (docs/casework.md). */

/** Kinds of reminders: 1 系统提示 of the gateway; 2 催办函, 3 督办函, 4 提请联席会议, 5 检察建议书 of a procuratorate. */
export const LETTER_KINDS = ["2", "3", "4", "5"] as const;

/** Kind of a letter of a procuratorate. */
export type LetterKind = (typeof LETTER_KINDS)[number];

/** States of a letter that was sent. It is drafted and approved at the procuratorate. */
export const LETTER_STATES = ["sent", "answered", "unanswered", "escalated"] as const;

/** State of a letter that was sent. */
export type LetterState = (typeof LETTER_STATES)[number];

/** A letter as an item keeps it. Times in ms since the epoch, days local. */
export interface Letter {
  /** Message that carried it. */
  readonly message: string;
  readonly kind: LetterKind;
  readonly sentAt: number;
  /** Last day for its answer. */
  readonly replyBy: string;
  /** Feedback that answered it. */
  readonly answered?: { readonly by: string; readonly at: number };
}

/** Kind of a letter that asks for no answer: the joint meeting deals with what is put before it. */
export const FOR_THE_MEETING: LetterKind = "4";

/**
 * Tells the state of a letter on a day: answered; escalated, when a letter of a higher kind followed; unanswered after its
 * last day, when it asks for an answer; else sent. Derived, never stored.
 *
 * @param all letters of the item
 */
export function letterState(letter: Letter, all: readonly Letter[], today: string): LetterState {
  if (letter.answered !== undefined) return "answered";
  if (all.some(({ kind, sentAt }) => kind > letter.kind && sentAt >= letter.sentAt)) return "escalated";
  return letter.kind !== FOR_THE_MEETING && today > letter.replyBy ? "unanswered" : "sent";
}
