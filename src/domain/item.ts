/** States of an item: one need of one subject at one department (docs/casework.md). */
export const ITEM_STATES = [
  "sent",
  "signed",
  "accepted",
  "supplement",
  "checking",
  "notice",
  "granted",
  "part",
  "delivered",
  "refused",
  "not-accepted",
  "passed",
  "ended",
  "unknown",
] as const;

/** State of an item. */
export type ItemState = (typeof ITEM_STATES)[number];

/** States in which a department still has something to do. */
export const OPEN_STATES = [
  "sent",
  "signed",
  "accepted",
  "supplement",
  "checking",
  "notice",
  "granted",
  "part",
] as const satisfies ItemState[];

/** Tells whether a department still has something to do for an item in this state. */
export function isOpen(state: ItemState): boolean {
  return (OPEN_STATES as readonly ItemState[]).includes(state);
}

const GRANTED: ReadonlySet<ItemState> = new Set(["granted", "part", "delivered"]);

/** Tells whether aid was granted at some time, and is not refused now. */
export function isGranted({
  state,
  dates,
}: {
  readonly state: ItemState;
  readonly dates: { readonly grantedOn?: string };
}): boolean {
  return GRANTED.has(state) || (dates.grantedOn !== undefined && state !== "refused");
}

/** Gives the state that is stored for an item: one that was sent and signed for is stored as `sent`, and its packet has the receipt. */
export function storedState(state: ItemState): ItemState {
  return state === "signed" ? "sent" : state;
}

/** Codes of a department's reply (field 77), in the order of an application's way. */
export const REPLIES = ["10", "11", "12", "13", "20", "21", "30", "31", "32", "40", "50", "90"] as const;

/** Code of a department's reply. */
export type Reply = (typeof REPLIES)[number];

/** Tells whether a text is the code of a reply. */
export function isReply(text: unknown): text is Reply {
  return typeof text === "string" && (REPLIES as readonly string[]).includes(text);
}

/** Remarks on an item that a person should look at. */
export const ITEM_FLAGS = [
  "inferred",
  "late",
  "conflict",
  "late-answer",
  "dead",
  "reroute",
  "disputed",
  "corrected",
] as const;

/** Remark on an item. */
export type ItemFlag = (typeof ITEM_FLAGS)[number];

/** Work lists of items (docs/casework.md). */
export const WORKLISTS = ["due", "overdue", "supervise", "blocked", "gap", "reroute", "conflict", "letters"] as const;

/** Work list of items. */
export type Worklist = (typeof WORKLISTS)[number];

/** Codes of needs (field 66). */
export const NEEDS = Array.from({ length: 17 }, (_, index) => `N${String(index + 1).padStart(2, "0")}`);

/** Things that a person should decide about a subject. */
export const SUBJECT_TODOS = ["household-list"] as const;

/** Thing that a person should decide about a subject. */
export type SubjectTodo = (typeof SUBJECT_TODOS)[number];
