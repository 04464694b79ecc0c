import type { Outcomes } from "../domain/progress.ts";
import { rfc3339 } from "../wire/rfc3339.ts";
import type { OutcomeRow } from "./ports.ts";

/** Collects what departments have said about the persons of each message. */
export function outcomesByMessage(rows: readonly OutcomeRow[]): ReadonlyMap<string, Outcomes> {
  return new Map(
    rows.map(({ message, persons, open, words }) => [
      message,
      { persons, open, words: words.map(({ by, at, message: from }) => ({ by, at: rfc3339(at), message: from })) },
    ]),
  );
}
