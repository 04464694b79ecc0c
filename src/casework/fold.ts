import { isOpen } from "../domain/item.ts";
import { advance, type Advanced, AS_JUDGED, flagged } from "./advance.ts";
import {
  type LetterAnswered,
  type LetterSent,
  type LetterWithdrawn,
  withAnswer,
  withLetter,
  withoutAnswer,
  withoutLetter,
} from "./letter/letters.ts";
import type { Item } from "./ports.ts";
import type { Result } from "./result.ts";

/** Fact of an item after it was sent, in the order of acceptance: a result, or what takes something back. */
export type LaterFact = Result | Withdrawal | Voiding | LetterSent | LetterAnswered | LetterWithdrawn;

/** Withdrawal of a list or a consent: the item ends, and what comes then is history. */
export interface Withdrawal {
  readonly withdrawn: true;
  readonly message: string;
  readonly issuedAt: number;
  /** `R08`: the person withdrew; `W`: the sender did. */
  readonly reason: "R08" | "W";
}

/** Withdrawal of a feedback by its department: what it said of the item is void. */
export interface Voiding {
  readonly void: true;
  readonly message: string;
  readonly corrects: string;
}

/** Ends an item by a withdrawal. One that has its outcome keeps it, and is closed for later answers. */
export function withdraw(item: Item, { message, issuedAt, reason }: Withdrawal): Item {
  const closed = { ...item, closed: true, closedAt: item.closedAt ?? issuedAt };
  if (!isOpen(item.state)) return closed;
  return { ...closed, state: "ended", since: issuedAt, by: message, reason };
}

/** One step of an item: a result that counts, and the item before and after it. */
export interface Step {
  readonly before: Item;
  readonly result: Result;
  readonly advanced: NonNullable<Advanced>;
}

/**
 * Folds an item from its first state and its later facts in the order of acceptance. Facts of a message that a later one
 * corrects are void; a fact that no longer fits after a correction changes nothing.
 * @param observe is told of each result that counts, in order
 */
export function fold(start: Item, facts: readonly LaterFact[], observe?: (step: Step) => void): Item {
  const corrections = facts.flatMap((fact, at) =>
    !("corrects" in fact) || fact.corrects === undefined ? [] : [{ message: fact.corrects, at }],
  );
  const isVoid = (fact: LaterFact, at: number) =>
    "message" in fact && corrections.some((one) => one.message === fact.message && one.at > at);
  return facts.reduce((item, fact, at) => {
    if ("withdrawn" in fact) return withdraw(item, fact);
    if ("letterSent" in fact) return withLetter(item, fact);
    if ("letterAnswered" in fact) return withAnswer(item, fact);
    if ("letterWithdrawn" in fact) return withoutLetter(item, fact);
    if ("void" in fact) return flagged(withoutAnswer(item, fact.corrects), "corrected");
    if (isVoid(fact, at)) return flagged(item, "corrected");
    const advanced = advance(item, fact, AS_JUDGED);
    if (advanced === undefined) return item;
    observe?.({ before: item, result: fact, advanced });
    return advanced.item;
  }, start);
}
