import type { SubjectFollow } from "../../domain/generated/answers.ts";
import { openSecret } from "../open-secret.ts";
import type { CaseKeys, CaseRows, StoredFact } from "../ports.ts";
import type { ClockedItem, ReadingDeps } from "../reading.ts";
import { followOf } from "./follow.ts";
import { historiesOf } from "./read-history.ts";
import { FOLLOW_SCHEDULE } from "./schedule.ts";
import { shownFollow } from "./shown-follow.ts";

/** Parts from outside with which the follow-up of a case is read. */
export interface FollowDeps extends ReadingDeps {
  readonly keys: Pick<CaseKeys, "open">;
  readonly rows: Pick<CaseRows, "factsOf">;
}

/** Rule of a department's first reply. */
const FIRST_REPLY = "D07";
const NOWHERE = "000000";

/** Reads the follow-up of each person of a case, by the person's key. @param at the moment, ms */
export async function followOfCase(
  deps: FollowDeps,
  thread: string,
  items: readonly ClockedItem[],
  at: number,
): Promise<Map<string, SubjectFollow>> {
  return followsIn(deps, thread, await deps.rows.factsOf(thread), items, at);
}

/** Derives the follow-up of each person of a case from its facts. */
async function followsIn(
  { keys, versions, division }: Omit<FollowDeps, "rows">,
  thread: string,
  facts: readonly StoredFact[],
  items: readonly ClockedItem[],
  at: number,
): Promise<Map<string, SubjectFollow>> {
  const dues = new Map(
    items.map(({ read, clocks }) => [read.item.id, clocks.clocks.find(({ rule }) => rule === FIRST_REPLY)?.due]),
  );
  const histories = historiesOf(
    facts,
    items.map(({ read }) => read.item),
    { secretOf: (stored) => openSecret(keys, thread, stored), firstReplyDue: ({ id }) => dues.get(id) },
  );
  const sender = items[0]?.read.item.sender ?? "";
  // The procuratorate's own duties run under the rules that are in force.
  const inForce = (await versions.of([]))(undefined);
  const relapsed = new Set(facts.flatMap(({ fact }) => (fact.event === "relapse" ? fact.subject : [])));
  return new Map(
    [...histories].map(([subject, history]) => [
      subject,
      shownFollow(
        followOf(history, FOLLOW_SCHEDULE, inForce, division(sender) ?? NOWHERE, at),
        history,
        relapsed.has(subject),
      ),
    ]),
  );
}
