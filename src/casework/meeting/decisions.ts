import type { DecisionState } from "../../domain/meeting.ts";
import type { DecisionFact } from "./meeting-port.ts";

/** A decision as the records leave it. */
export interface Decision {
  readonly decision: string;
  /** Record in which it was made. */
  readonly message: string;
  readonly convener: string;
  readonly owners: readonly string[];
  readonly due: string;
  readonly state: DecisionState;
  readonly doneOn?: string;
  /** Number of records in which it went on. */
  readonly carried: number;
  /** Its wording, encrypted. */
  readonly text: Buffer;
}

/** Folds what records say into decisions, in the order in which they were made. What is done or dropped may be opened again. */
export function foldDecisions(facts: readonly DecisionFact[]): Decision[] {
  const found = new Map<string, Decision>();
  for (const { decision, message, convener, word, due, owners, doneOn, text } of facts) {
    if (word === "made") {
      if (text === undefined || found.has(decision)) continue;
      const made = { decision, message, convener, owners: owners ?? [], due: due ?? "", text };
      found.set(decision, { ...made, state: "open", carried: 0 });
      continue;
    }
    const before = found.get(decision);
    if (before === undefined) continue;
    const { doneOn: _before, ...rest } = before;
    found.set(decision, {
      ...rest,
      state: word,
      due: due ?? before.due,
      carried: before.carried + (word === "open" ? 1 : 0),
      ...(doneOn === undefined ? {} : { doneOn }),
    });
  }
  return [...found.values()];
}
