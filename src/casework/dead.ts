import type { Issue } from "../domain/refusal.ts";
import type { Arrival } from "./arrival.ts";
import { caseIssue } from "./faults.ts";
import type { CaseKeys, Item } from "./ports.ts";
import { groupsIn, textIn } from "./read-subject.ts";

/** Reason of a reply: the person died. */
const DIED = "R10";

/** Finds the subjects whose death a department reported: an item of theirs stands with that reason. */
export function deadSubjects(items: readonly Pick<Item, "subject" | "reason">[]): ReadonlySet<string> {
  return new Set(items.flatMap(({ subject, reason }) => (reason === DIED ? [subject] : [])));
}

/** Finds persons of a document of whom nothing more is sent, because a department reported their death. */
export function deadIn(
  keys: Pick<CaseKeys, "subject">,
  { thread, body }: Pick<Arrival, "thread" | "body">,
  items: readonly Item[],
): Issue[] {
  const dead = deadSubjects(items);
  if (dead.size === 0) return [];
  return groupsIn(body, "subjects").flatMap((subject, index) =>
    dead.has(keys.subject(thread, textIn(subject, "personId") ?? "").toString("hex"))
      ? [caseIssue(`/body/subjects/${index}/personId`, "case-dead")]
      : [],
  );
}
